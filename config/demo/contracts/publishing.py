"""Publishing the demo's contracts. Done twice it changes nothing; versions in force keep their words whatever became of them since."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from catalog import audit
from catalog.models import AuditEntry
from config.demo.people import Staff
from contracts.actions.drafting import Origin, save_draft
from contracts.actions.proposals import open_proposal
from contracts.actions.publishing import activate_version
from contracts.models import Contract, ContractVersion
from contracts.models.contract import VersionState

FOLDER = Path(__file__).resolve().parent
DRAFTED_BEFORE = timedelta(days=3)
NOT_YET = -1
ANNOUNCED = "kettle-orders"
ANNOUNCEMENT = "From next month amounts come in cents: net_amount goes, net_cents comes. Fractions of a cent made the books differ by a few euro a month."


@dataclass(frozen=True, slots=True)
class Offer:
    """A file, whose steward it is, in which domain, and so many days ago it came into force (NOT_YET: it is a draft)."""

    file: str
    domain: str
    steward: str
    days_ago: int


# Older versions first: each takes the place of the one before.
OFFERS = (
    Offer("orders-as-loaded", "sales", "alice", 38),
    Offer("products", "sales", "alice", 38),
    Offer("orders-1.0.0", "sales", "alice", 36),
    Offer("orders-1.1.0", "sales", "alice", 12),
    Offer("orders-2.0.0", "sales", "alice", NOT_YET),
    Offer("sales-by-day", "sales", "alice", 35),
    Offer("exchange-rates", "finance", "emil", 37),
    Offer("revenue", "finance", "emil", 35),
    Offer("deliveries", "logistics", "farah", 34),
    Offer("stock", "logistics", "farah", 5),
    Offer("customers", "customers", "grace", 33),
)
KEYS = (
    *("kettle-orders-as-loaded", "kettle-products", "kettle-orders", "kettle-sales-by-day", "kettle-exchange-rates"),
    *("kettle-revenue", "kettle-deliveries", "kettle-stock", "kettle-customers"),
)


@transaction.atomic
def publish_contracts(staff: Staff, as_of: datetime) -> None:
    """Draft, propose and activate what isn't yet."""
    for offer in OFFERS:
        _publish(offer, staff, as_of)


@transaction.atomic
def announce_change(staff: Staff, as_of: datetime) -> None:
    """Put the next version of Orders, which counts in cents, before everybody who reads the amount. Comes after agreements: they are asked, too."""
    alice = staff.people["alice"]
    version = ContractVersion.objects.filter(contract__key=ANNOUNCED, state=VersionState.DRAFT).first()
    if version is None:
        return
    began, opened = timezone.now(), as_of - timedelta(days=1)
    with audit.acting(audit.Actor(person=alice)):
        proposal = open_proposal(version=version, person=alice, message=ANNOUNCEMENT, at=opened)
    ContractVersion.objects.filter(pk=version.pk).update(proposed_at=opened)
    AuditEntry.objects.filter(target_kind="changeproposal", target_id=str(proposal.pk), at__gte=began).update(at=opened)
    AuditEntry.objects.filter(target_kind="contract", target_id=str(version.contract_id), at__gte=began).update(at=opened)


def _publish(offer: Offer, staff: Staff, as_of: datetime) -> None:
    steward, domain = staff.people[offer.steward], staff.domains[offer.domain]
    began = timezone.now()
    with audit.acting(audit.Actor(person=steward)):
        raw = (FOLDER / f"{offer.file}.odcs.yaml").read_bytes()
        origin = Origin(person=steward, domain=domain, owner_team=domain.owner_team, steward=steward)
        version = save_draft(raw=raw, origin=origin).version
        if version.state != VersionState.DRAFT:
            return
        if offer.days_ago == NOT_YET:
            _put_back(version, as_of, began)
            return
        moment = as_of - timedelta(days=offer.days_ago)
        activate_version(version=version, person=steward, at=moment)
        _put_back(version, moment, began)


def _put_back(version: ContractVersion, moment: datetime, began: datetime) -> None:
    """Let what was just done have been done then."""
    drafted = moment - DRAFTED_BEFORE
    ContractVersion.objects.filter(pk=version.pk).update(created_at=drafted)
    ContractVersion.objects.filter(pk=version.pk, proposed_at__isnull=False).update(proposed_at=moment)
    Contract.objects.filter(pk=version.contract_id, created_at__gte=drafted).update(created_at=drafted)
    entries = AuditEntry.objects.filter(target_kind="contract", target_id=str(version.contract_id), at__gte=began)
    entries.filter(verb="contract.drafted").update(at=drafted)
    entries.exclude(verb="contract.drafted").update(at=moment)
