"""The demo's agreements: who relies on which contract, asked for and decided through the real actions, as of the days it happened."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from catalog import audit
from catalog.models import AuditEntry, Person
from config.demo.landscape import KETTLE
from config.demo.people import Staff, assets_of
from contracts.actions.agreements import deciding
from contracts.actions.agreements.requesting import ColumnUse, Wish, request_agreement
from contracts.models import Agreement, Contract, ContractedAsset, SignOff
from contracts.models.contract import VersionState
from contracts.queries.parties import ConsumerRef

DECIDED_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pact:
    """An agreement: on which contract and object of it, for whom (`team:…`, `person:…`, `asset:…`), asked by, what for, so many days ago.

    `by` is a time of day in UTC; `end` is what became of it beside approval: `requested`, `rejected`, `suspended` or `terminated`.
    """

    contract: str
    about: str
    consumer: str
    asker: str
    days_ago: int
    purpose: str
    columns: tuple[str, ...] = ()
    by: str = ""
    pace: tuple[int, str] | None = None
    quality: tuple[dict[str, Any], ...] = field(default=())
    notice_days: int = 30
    starts_in: int | None = None
    ends_in: int | None = None
    end: str = ""
    reason: str = ""


DAILY = (1, "d")
PACTS = (
    # Late now: the bank's rates are missing, and the books want to be closed a quarter of an hour before everybody else's deadline.
    Pact(
        *("kettle-revenue", "fct_revenue_daily", "asset:month_end", "hugo", 30, "Closing the books: I look at it when I come in."),
        columns=("day", "revenue_eur"), by="06:45 UTC", pace=DAILY, notice_days=60,
        quality=({"metric": "nullValues", "mustBe": 0, "column": "revenue_eur"},),
    ),
    Pact(
        *("kettle-orders", "fct_orders", "team:customer-insights", "grace", 28, "Which customers come back, and after how long."),
        columns=("customer_id", "placed_on", "net_amount"), by="09:00 Europe/Berlin", pace=DAILY,
    ),
    Pact(
        *("kettle-orders", "fct_orders", "team:finance-data", "emil", 33, "What was ordered, beside what was paid."),
        columns=("order_id", "currency", "net_amount"), by="06:30 UTC", pace=DAILY, notice_days=45,
    ),
    Pact(
        *("kettle-orders", "fct_orders", "team:supply-chain", "farah", 21, "Next week's demand is forecast from it."),
        columns=("placed_on", "status", "items"), quality=({"metric": "rowCount", "mustBeGreaterOrEqualTo": 1000},), notice_days=14,
    ),
    Pact(
        *("kettle-orders", "fct_orders", "person:charlie", "charlie", 9, "A list of orders for our campaign reports."),
        columns=("order_id", "net_amount"), end="rejected", reason="Use Marketing attribution: it has what each channel brought, a row a day.",
    ),
    Pact(
        *("kettle-sales-by-day", "marketing_attribution", "person:charlie", "charlie", 8, "What each channel brought, for the weekly call."),
        columns=("day", "channel", "cost_per_order"), by="08:00 UTC", ends_in=82,
    ),
    Pact(
        *("kettle-sales-by-day", "fct_sales_daily", "person:hugo", "hugo", 26, "The trend on the first page of the monthly report."),
        columns=("placed_on", "net_amount"), ends_in=12,
    ),
    Pact(
        *("kettle-exchange-rates", "raw_fx_rates", "team:storefront", "alice", 25, "Prices in other currencies on the web shop's offers."),
        columns=("currency", "eur_rate"), by="08:00 UTC", pace=DAILY,
    ),
    Pact(
        *("kettle-products", "dim_product", "team:supply-chain", "farah", 24, "Stock is counted by product."),
        by="06:45 UTC", pace=DAILY,
    ),
    Pact(
        *("kettle-revenue", "fct_margin_daily", "team:storefront", "alice", 20, "Which offers are worth their discount."),
        columns=("day", "margin_eur"), end="suspended", reason="Until the offers are planned again in spring.",
    ),
    Pact(
        *("kettle-stock", "stock_positions", "team:storefront", "bob", 2, "“Only three left” on the product page."),
        columns=("product_id", "pieces"), starts_in=4, notice_days=7,
    ),
    Pact(
        *("kettle-deliveries", "fct_deliveries", "team:customer-insights", "grace", 1, "Do late parcels lose us customers?"),
        columns=("order_id", "is_late"), by="10:00 UTC", pace=DAILY, end="requested",
    ),
    Pact(
        *("kettle-orders-as-loaded", "raw_orders", "team:finance-data", "hugo", 34, "Counting orders by currency."),
        columns=("order_id", "currency"), end="terminated", reason="We use Orders now.",
    ),
)  # fmt: skip


@transaction.atomic
def make_agreements(staff: Staff, as_of: datetime) -> None:
    """Ask for what isn't asked for yet, and decide it as its producer; done twice it changes nothing."""
    assets = assets_of(KETTLE)
    for pact in PACTS:
        kind, _, name = pact.consumer.partition(":")
        named: dict[str, dict[str, Any]] = {"team": staff.teams, "person": staff.people, "asset": assets}
        consumer = ConsumerRef(**{kind: named[kind][name]})
        contract = Contract.objects.get(key=pact.contract)
        if not Agreement.objects.filter(Q(**{f"consumer_{kind}": named[kind][name]}), contract=contract).exists():
            _agree(pact, contract, consumer, staff, as_of - timedelta(days=pact.days_ago))


def _agree(pact: Pact, contract: Contract, consumer: ConsumerRef, staff: Staff, asked_at: datetime) -> None:
    began = timezone.now()
    asker, steward = staff.people[pact.asker], contract.steward or staff.administrator
    with audit.acting(audit.Actor(person=asker)):
        made = request_agreement(contract=contract, consumer=consumer, wish=_wish(pact, contract, asked_at), person=asker)
    if pact.end != "requested":
        with audit.acting(audit.Actor(person=steward)):
            _decide(pact, made, steward)
    _put_back(made, asked_at, began)


def _decide(pact: Pact, made: Agreement, steward: Person) -> None:
    """Take it from the request to where it stands."""
    if pact.end == "rejected":
        deciding.reject_agreement(agreement=made, reason=pact.reason, person=steward)
        return
    deciding.approve_agreement(agreement=made, person=steward)
    after: dict[str, Callable[[], object]] = {
        "suspended": lambda: deciding.suspend_agreement(agreement=made, reason=pact.reason, person=steward),
        "terminated": lambda: deciding.terminate_agreement(agreement=made, reason=pact.reason, person=steward),
    }
    if pact.end in after:
        after[pact.end]()


def _wish(pact: Pact, contract: Contract, asked_at: datetime) -> Wish:
    bound = ContractedAsset.objects.get(version__contract=contract, version__state=VersionState.ACTIVE, object_name=pact.about)
    today = timezone.localdate()
    services: list[dict[str, Any]] = []
    if pact.pace:
        services.append({"property": "frequency", "value": pact.pace[0], "unit": pact.pace[1]})
    if pact.by:
        services.append({"property": "timeOfAvailability", "value": pact.by})
    return Wish(
        purpose=pact.purpose,
        needs={"slaProperties": services, "quality": [dict(rule) for rule in pact.quality]},
        columns=tuple(ColumnUse(bound.asset_id or 0, path) for path in pact.columns),
        starts_on=today + timedelta(days=pact.starts_in) if pact.starts_in is not None else (asked_at + DECIDED_AFTER).date(),
        ends_on=today + timedelta(days=pact.ends_in) if pact.ends_in is not None else None,
        notice_days=pact.notice_days,
    )


def _put_back(made: Agreement, asked_at: datetime, began: datetime) -> None:
    """Let what was just done have been done then; its clauses count from there on, and are looked at now."""
    decided = asked_at + DECIDED_AFTER
    rows = Agreement.objects.filter(pk=made.pk)
    rows.update(requested_at=asked_at)
    rows.filter(decided_at__isnull=False).update(decided_at=decided)
    rows.filter(ended_at__isnull=False).update(ended_at=decided)
    SignOff.objects.filter(agreement=made, side=SignOff.Side.CONSUMER).update(at=asked_at)
    SignOff.objects.filter(agreement=made, side=SignOff.Side.PRODUCER).update(at=decided)
    made.clauses.filter(in_force_until__isnull=False).update(in_force_from=decided, in_force_until=decided + DECIDED_AFTER)
    made.clauses.filter(in_force_until=None).update(in_force_from=decided)
    entries = AuditEntry.objects.filter(target_kind="agreement", target_id=str(made.pk), at__gte=began)
    entries.filter(verb="agreement.requested").update(at=asked_at)
    entries.exclude(verb="agreement.requested").update(at=decided)
