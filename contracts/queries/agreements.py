"""Agreements as their parties read them: each side its own, the producer all."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.auth import may
from catalog.models import Asset, Domain, Person, Role, Team
from catalog.models.asset import Standing
from contracts.models import Agreement, Amendment, Clause, Contract, Deviation, SignOff
from contracts.models.agreement import BINDING, OPEN
from contracts.models.contract import VersionState
from contracts.queries.amendments import AmendmentShown, amendments_of
from contracts.queries.contracts import contracts_visible
from contracts.queries.parties import ConsumerRef, speaks_for
from lineage.models import Job

JOINED = (
    "contract__domain", "contract__steward", "consumer_team", "consumer_person", "consumer_job__owner_team", "consumer_asset__owner_team",
    "requested_by", "decided_by",
)  # fmt: skip
OFFERED = 200  # jobs and assets offered as consumers
# Whether one of an agreement's own promises is broken now.
IS_BROKEN = Exists(Clause.objects.filter(agreement=OuterRef("pk"), in_force_until=None, verdict=Standing.BROKEN))


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """One agreement with what it says, who signed, how its clauses stand, and what the reader may do."""

    agreement: Agreement
    clauses: tuple[Clause, ...]
    deviations: tuple[Deviation, ...]
    is_producer: bool
    is_consumer: bool
    amendments: tuple[AmendmentShown, ...]

    @property
    def proposed(self) -> AmendmentShown | None:
        """The amendment to be decided about, if any."""
        return next((one for one in self.amendments if one.amendment.state == Amendment.State.OPEN), None)

    @property
    def decided(self) -> list[AmendmentShown]:
        """Those decided about, newest first."""
        return [one for one in self.amendments if one is not self.proposed]

    @property
    def may_withdraw(self) -> bool:
        """Whether it is the reader's side that proposed it."""
        return bool(self.proposed) and self._acts_for(self.proposed.amendment.side if self.proposed else "")

    @property
    def may_decide(self) -> bool:
        """Whether the reader's side is the one it was put before."""
        return bool(self.proposed) and any(
            self._acts_for(side) for side in SignOff.Side.values if self.proposed and side != self.proposed.amendment.side
        )

    @property
    def may_amend(self) -> bool:
        """Whether the reader may propose new terms now."""
        return self.proposed is None and self.agreement.state in BINDING and (self.is_producer or self.is_consumer)

    def _acts_for(self, side: str) -> bool:
        return self.is_producer if side == SignOff.Side.PRODUCER else self.is_consumer


def agreements_visible(person: Person) -> QuerySet[Agreement]:
    """Give the agreements somebody may read: their own as a consumer, and all on contracts whose domain they steward."""
    rows = Agreement.objects.select_related(*JOINED).prefetch_related("columns__asset", "sign_offs__person").annotate(is_broken=IS_BROKEN)
    if person.is_administrator:
        return rows.order_by("-requested_at", "-pk")
    domains = [domain.pk for domain in Domain.objects.visible_to(person) if may(person, Role.STEWARD, domain)]
    produced = Q(contract__domain__in=domains) | Q(contract__steward=person)
    if may(person, Role.STEWARD, None):
        produced |= Q(contract__domain=None)
    mine = Agreement.objects.of_consumer(person).values("pk")
    return rows.filter(produced | Q(pk__in=mine)).order_by("-requested_at", "-pk")


def is_producer(person: Person, contract: Contract) -> bool:
    """Say whether somebody decides for the producer."""
    return contract.steward_id == person.pk or may(person, Role.STEWARD, contract.domain)


def consumer_ref(agreement: Agreement) -> ConsumerRef:
    """Give the consumer of an agreement."""
    return ConsumerRef(agreement.consumer_team, agreement.consumer_person, agreement.consumer_job, agreement.consumer_asset)


def agreement_page(agreement: Agreement, person: Person) -> AgreementPage:
    """Gather one agreement for one of its parties."""
    clauses = agreement.clauses.select_related("asset").order_by("asset__name", "kind", "key")
    deviations = Deviation.objects.visible_to(person).filter(hits__agreement=agreement).select_related("asset").order_by("-opened_at")[:20]
    return AgreementPage(
        agreement=agreement,
        clauses=tuple(clauses),
        deviations=tuple(deviations),
        is_producer=is_producer(person, agreement.contract),
        is_consumer=speaks_for(person, consumer_ref(agreement)),
        amendments=amendments_of(agreement),
    )


def agreements_on(asset: Asset, person: Person) -> QuerySet[Agreement]:
    """Give the agreements about an asset that somebody may read; for its Promises tab."""
    about = Q(columns__asset=asset) | Q(columns__isnull=True)
    bound = Q(contract__versions__objects_bound__asset=asset, contract__versions__state__in=[VersionState.ACTIVE, VersionState.DEPRECATED])
    return agreements_visible(person).filter(about, bound, state__in=OPEN).distinct()


def consumers_offered(person: Person) -> list[tuple[str, str]]:
    """Give the consumers somebody may ask for: (`person`, `team:3`, `job:4`, `asset:5`; what to show)."""
    teams = list(Team.objects.filter(memberships__person=person).order_by("name"))
    jobs = Job.objects.filter(owner_team__in=teams).order_by("name")[:OFFERED]
    assets = (
        Asset.objects.present()
        .filter(Q(owner_team__in=teams) | Q(steward=person), edges_in__isnull=False)
        .distinct()
        .order_by("title", "name")
    )
    return [
        ("person", f"{person} (me)"),
        *((f"team:{team.pk}", f"Team {team}") for team in teams),
        *((f"asset:{asset.pk}", f"{asset.get_kind_display()} {asset}") for asset in assets[:OFFERED]),
        *((f"job:{job.pk}", f"Job {job.name}") for job in jobs),
    ]


def consumer_called(word: str, person: Person) -> ConsumerRef | None:
    """Find the consumer that a choice names; None for what the person may not see."""
    kind, _, number = word.partition(":")
    if kind == "person":
        return ConsumerRef(person=person)
    pk = int(number) if number.isdecimal() else 0
    found: dict[str, ConsumerRef] = {}
    if kind == "team" and (team := Team.objects.filter(pk=pk).first()):
        found[kind] = ConsumerRef(team=team)
    if kind == "job" and (job := Job.objects.visible_to(person).filter(pk=pk).first()):
        found[kind] = ConsumerRef(job=job)
    if kind == "asset" and (asset := Asset.objects.visible_to(person).filter(pk=pk).first()):
        found[kind] = ConsumerRef(asset=asset)
    return found.get(kind)


def contract_called(number: int, person: Person) -> Contract | None:
    """Find a contract somebody may see."""
    return contracts_visible(person).filter(pk=number).first()
