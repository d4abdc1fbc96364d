"""Who relies on an asset: agreements first, then whoever lineage shows to read it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q

from catalog.auth import may
from catalog.models import Asset, AssetTag, Person, Role
from contracts.compatibility.consumers import Consumer, Coverage, Evidence, How, Use, read_needs
from contracts.models import Agreement, AgreementColumn
from contracts.models.agreement import BINDING, OPEN
from contracts.models.contract import VersionState
from contracts.queries.consumers_read import Reader, readers_of
from lineage.models import Job
from lineage.queries.labels import HIDDEN_NAME, hidden_domains

STAR = "*"
# Versions whose agreements still count.
IN_FORCE = (VersionState.ACTIVE, VersionState.DEPRECATED)
# A tag of an asset itself that says where it lives; it wins over its namespace, in search as here.
TELLS_WHERE = (Q(key__iexact="environment") | Q(key__iexact="env")) & Q(column=None) & ~Q(value="")


@dataclass(frozen=True, slots=True)
class Party:
    """Who a consumer is, as one person may see it. `ask` names whom to talk to; `through` the view it reads by.

    `key` is stable: `agreement:5`, `asset:17`, `job:9`. `may_read`: whether what its agreement asks for may be shown. `environment`: where it
    runs, as its namespace says (prod, test …); empty where that is not said.
    """

    key: str
    kind: str
    name: str
    ask: str = ""
    asset: int | None = None
    job: int | None = None
    agreement: int | None = None
    through: str = ""
    is_hidden: bool = False
    may_read: bool = True
    last_seen_at: datetime | None = None
    environment: str = ""
    first_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Relying:
    """One consumer: who, and on what. Provisional: nobody has confirmed it yet. Silent: agreed with, and lineage no longer shows that it reads."""

    party: Party
    consumer: Consumer
    is_provisional: bool
    is_silent: bool = False


def consumers_of(asset: Asset, person: Person | None, columns: Collection[str] | None = None) -> tuple[Relying, ...]:
    """List who relies on an asset, or on some of its columns (those whose columns aren't known stay in).

    About ten queries, two more for each level of views.
    """
    agreed = _agreements(asset)
    readers = readers_of(asset.pk)
    names = _Names(readers, agreed, person)
    producer, own = _rights(asset, agreed, person)
    found: list[Relying] = []
    for agreement in agreed:
        mine = [reader for reader in readers if _is_of(reader, agreement, names)]
        relying = _declared(agreement, asset.pk, mine, names)
        if relying is not None:
            may_read = producer or agreement.pk in own
            is_silent = not mine and agreement.state in BINDING and bool(agreement.consumer_asset_id or agreement.consumer_job_id)
            found.append(replace(relying, party=replace(relying.party, may_read=may_read), is_silent=is_silent))
            readers = [reader for reader in readers if reader not in mine or not _swallows(relying.consumer, reader)]
    found += [_provisional(reader, names) for reader in readers]
    return tuple(row for row in found if columns is None or _concerns(row.consumer, columns))


def _rights(asset: Asset, agreed: Iterable[Agreement], person: Person | None) -> tuple[bool, set[int]]:
    """Say whether somebody answers for the asset, and which of the agreements are theirs; a key without a person has neither."""
    if person is None or not person.pk:
        return person is not None and person.is_administrator, set()
    own = Agreement.objects.of_consumer(person).filter(pk__in=[row.pk for row in agreed]).values_list("pk", flat=True)
    return may(person, Role.STEWARD, asset.domain), set(own)


def _agreements(asset: Asset) -> list[Agreement]:
    rows = Agreement.objects.filter(
        state__in=OPEN, contract__versions__objects_bound__asset=asset, contract__versions__state__in=IN_FORCE
    ).select_related(
        "consumer_team", "consumer_person", "consumer_job__owner_team", "consumer_asset__owner_team", "consumer_asset__steward", "consumer_asset__domain",
        "consumer_asset__namespace", "consumer_job__namespace",
    )  # fmt: skip
    found = list(rows.prefetch_related("columns").distinct())
    strength = list(Agreement.Origin)
    return sorted(found, key=lambda row: (strength.index(Agreement.Origin(row.origin)), row.pk))


def _declared(agreement: Agreement, asset: int, readers: Iterable[Reader], names: "_Names") -> Relying | None:
    """Read one agreement; None when it is about other assets of the contract only."""
    listed = list(agreement.columns.all())
    mine = [column for column in listed if column.asset_id == asset]
    if listed and not mine:
        return None
    evidence = Evidence(agreement.origin)
    has_star = any(column.column_path == STAR for column in mine)
    seen = [use for reader in readers for use in reader.uses]
    uses = tuple(dict.fromkeys(use for column in mine if column.column_path != STAR for use in _uses(column, seen)))
    coverage = Coverage.UNKNOWN if has_star else Coverage.LISTED if mine else Coverage.WHOLE
    consumer = Consumer(
        str(agreement), evidence, coverage, uses or tuple(seen if coverage is Coverage.WHOLE else ()), read_needs(agreement.needs), has_star
    )
    return Relying(names.of_agreement(agreement), consumer, agreement.origin != Agreement.Origin.DECLARED)


def _uses(column: AgreementColumn, seen: Iterable[Use]) -> list[Use]:
    """Take what the agreement says; where it only reads, lineage may know that the value is stored, and as what."""
    stated = Use(column.column_path, How(column.use), column.as_type)
    bound = [
        use for use in seen if use.column.casefold() == column.column_path.casefold() and use.how in (How.STORES, How.CASTS, How.COMPUTES)
    ]
    return bound if bound and stated.how in (How.READS, How.STORES) and not stated.as_type else [stated]


def _is_of(reader: Reader, agreement: Agreement, names: "_Names") -> bool:
    """Say whether a reader is the consumer of an agreement, or belongs to the team that is."""
    if agreement.consumer_asset_id or agreement.consumer_job_id:
        return reader.asset == agreement.consumer_asset_id if agreement.consumer_asset_id else agreement.consumer_job_id in reader.jobs
    return agreement.consumer_team_id is not None and names.team_of(reader) == agreement.consumer_team_id


def _swallows(consumer: Consumer, reader: Reader) -> bool:
    """Say whether the agreement covers all that the reader was seen to use: declared beats observed, but doesn't hide more."""
    if consumer.coverage is not Coverage.LISTED or reader.is_open:
        return True
    agreed = {use.column.casefold() for use in consumer.uses}
    return all(use.column.casefold() in agreed for use in reader.uses)


def _provisional(reader: Reader, names: "_Names") -> Relying:
    party = names.of_reader(reader)
    consumer = reader.consumer(party.name)
    if party.is_hidden:
        consumer = replace(consumer, uses=tuple(replace(use, into="") for use in consumer.uses))
    return Relying(party, consumer, is_provisional=True)


def _concerns(consumer: Consumer, columns: Collection[str]) -> bool:
    return consumer.coverage is not Coverage.LISTED or any(consumer.uses_of(column) for column in columns)


class _Names:
    """Names of readers, as far as this person may see them."""

    def __init__(self, readers: Iterable[Reader], agreed: Iterable[Agreement], person: Person | None) -> None:
        listed = list(readers)
        self._hidden = hidden_domains(person)
        ids = {pk for reader in listed for pk in (reader.asset, reader.through) if pk}
        self._assets = {row.pk: row for row in Asset.objects.filter(pk__in=ids).select_related("owner_team", "steward", "namespace")}
        told = ids | {row.consumer_asset_id for row in agreed if row.consumer_asset_id}
        self._environments: dict[int, str] = (
            dict(AssetTag.objects.filter(TELLS_WHERE, asset__in=told).values_list("asset", "value")) if told else {}
        )
        named = {reader.job for reader in listed if reader.job} | {row.consumer_job_id for row in agreed if row.consumer_job_id}
        jobs = Job.objects.filter(pk__in=named).select_related("owner_team", "namespace")
        self._jobs = {row.pk: row for row in jobs}
        self._seen_jobs = (
            set(Job.objects.visible_to(person).filter(pk__in=self._jobs).values_list("pk", flat=True)) if self._jobs else set()
        )

    def environment_of(self, asset: Asset) -> str:
        """Say where an asset lives: as tagged, else as its namespace says."""
        return self._environments.get(asset.pk) or asset.namespace.environment

    def team_of(self, reader: Reader) -> int | None:
        """Give the team that answers for a reader."""
        if reader.asset:
            return self._assets[reader.asset].owner_team_id
        return self._jobs[reader.job].owner_team_id if reader.job else None

    def of_reader(self, reader: Reader) -> Party:
        """Name a reader."""
        if reader.asset is None:
            return self._of_job(reader.job or 0, f"job:{reader.job}", reader.last_seen_at)
        asset = self._assets[reader.asset]
        key = f"asset:{asset.pk}"
        if asset.domain_id in self._hidden:
            return Party(key, "dataset", HIDDEN_NAME, "its domain's owners", is_hidden=True, last_seen_at=reader.last_seen_at)
        through = self._assets.get(reader.through) if reader.through else None
        way = "" if through is None else HIDDEN_NAME if through.domain_id in self._hidden else str(through)
        return Party(
            key, asset.kind, str(asset), _ask(asset), asset=asset.pk, through=way, last_seen_at=reader.last_seen_at,
            environment=self.environment_of(asset), first_seen_at=reader.first_seen_at,
        )  # fmt: skip

    def _of_job(self, pk: int, key: str, at: datetime | None = None, agreement: int | None = None) -> Party:
        if pk not in self._seen_jobs:
            return Party(key, "job", "Hidden job", agreement=agreement, is_hidden=True, last_seen_at=at)
        job = self._jobs[pk]
        ask, where = str(job.owner_team or ""), job.namespace.environment
        return Party(key, "job", job.name, ask, job=pk, agreement=agreement, last_seen_at=at, environment=where)

    def of_agreement(self, agreement: Agreement) -> Party:
        """Name the consumer of an agreement."""
        key = f"agreement:{agreement.pk}"
        if agreement.consumer_asset:
            asset = agreement.consumer_asset
            if asset.domain_id in self._hidden:
                return Party(key, "dataset", HIDDEN_NAME, "its domain's owners", agreement=agreement.pk, is_hidden=True)
            where = self.environment_of(asset)
            return Party(key, asset.kind, str(asset), _ask(asset), asset=asset.pk, agreement=agreement.pk, environment=where)
        if agreement.consumer_job:
            return self._of_job(agreement.consumer_job.pk, key, agreement=agreement.pk)
        kind = "team" if agreement.consumer_team else "person"
        return Party(key, kind, str(agreement), str(agreement), agreement=agreement.pk)


def _ask(asset: Asset) -> str:
    return str(asset.steward or asset.owner_team or "")
