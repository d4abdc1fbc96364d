"""Contracts as their pages show them: the list with how each stands, and one contract with one of its versions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from catalog.auth import may
from catalog.models import Person, Role
from catalog.models.asset import Standing
from contracts.clauses import Clause as Promise
from contracts.clauses import clauses_of
from contracts.compatibility.judging import Answer
from contracts.models import Agreement, ChangeProposal, Clause, Contract, ContractedAsset, ContractVersion
from contracts.models.agreement import OPEN
from contracts.models.contract import ContractQuerySet, VersionState
from contracts.odcs import fill
from contracts.odcs.comparing import Change, What
from contracts.queries.agreements import IS_BROKEN
from contracts.queries.change import CanIChange, can_i_change_all
from contracts.queries.change_asked import about_version
from contracts.queries.change_offers import UnreadableProposal
from contracts.queries.contracts import agreements_seen, current_of, difference, predecessor_of
from contracts.queries.environments import variables_of

WORST = (Standing.BROKEN, Standing.AT_RISK, Standing.UNKNOWN, Standing.KEPT)
CHANGEABLE = (VersionState.DRAFT, VersionState.PROPOSED)
IN_FORCE = (VersionState.ACTIVE, VersionState.DEPRECATED)
SHOWN_CHANGES = 120
SIGNS = {What.ADDED: "+", What.REMOVED: "-", What.CHANGED: "~"}
KINDS = {kind.value: kind.label for kind in Clause.Kind}


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract in a list: the version that speaks, what waits beside it, how its promises stand, how many agreed."""

    contract: Contract
    current: ContractVersion | None
    waiting: ContractVersion | None
    standing: str
    counts: Mapping[str, int]
    agreements: int


@dataclass(frozen=True, slots=True)
class Said:
    """A difference as `components/diff.html` shows it."""

    sign: str
    kind: str
    path: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A promise in words with how it stands; `word` is empty before it is in force, `about` where the contract is about one thing only."""

    about: str
    words: str
    word: str
    note: str
    why_not: str


@dataclass(frozen=True, slots=True)
class LineGroup:
    """The promises of one kind, worst first."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A version beside the one it replaces: what changes (at most so many shown), and the number that should follow."""

    before: ContractVersion
    changes: tuple[Said, ...]
    count: int
    suggested: str


@dataclass(frozen=True, slots=True)
class ContractPage:
    """One contract with one version of it, and what the reader may do."""

    contract: Contract
    version: ContractVersion
    versions: tuple[ContractVersion, ...]
    groups: tuple[LineGroup, ...]
    bound: tuple[ContractedAsset, ...]
    compared: Compared | None
    answer: CanIChange | None
    proposal: ChangeProposal | None
    agreements: tuple[Agreement, ...]
    agreement_count: int
    may_write: bool
    may_steward: bool

    @property
    def is_changeable(self) -> bool:
        """Whether its words can still change."""
        return self.version.state in CHANGEABLE

    @property
    def is_in_force(self) -> bool:
        """Whether it binds, or bound until another took its place."""
        return self.version.state in IN_FORCE

    @property
    def is_breaking(self) -> bool:
        """Whether somebody would break, or can't be judged."""
        return self.answer is not None and self.answer.answer is not Answer.YES

    @property
    def description(self) -> dict[str, str]:
        """What the document says about itself, in the standard's three words."""
        told = self.version.document.get("description")
        if isinstance(told, str):
            return {"purpose": told}
        return {name: str(told[name]) for name in ("purpose", "usage", "limitations") if told.get(name)} if isinstance(told, dict) else {}


def contract_rows(contracts: Iterable[Contract]) -> list[ContractRow]:
    """Add to contracts (with their versions) how they stand; two queries."""
    listed = list(contracts)
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    found = Clause.objects.filter(version__contract__in=listed, in_force_until=None, why_not="")
    for contract, verdict, count in found.values_list("version__contract", "verdict").annotate(n=Count("pk")):
        counts[contract][verdict] = count
    agreed = dict(
        Agreement.objects.filter(contract__in=listed, state__in=OPEN, origin=Agreement.Origin.DECLARED)
        .values_list("contract")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return [_row(contract, counts[contract.pk], agreed.get(contract.pk, 0)) for contract in listed]


def _row(contract: Contract, counts: Counter[str], agreements: int) -> ContractRow:
    current = current_of(contract)
    waiting = next((row for row in contract.versions.all() if row.state in CHANGEABLE and row != current), None)
    standing = next((word for word in WORST if counts[word] and word != Standing.UNKNOWN), Standing.UNKNOWN)
    return ContractRow(contract, current, waiting, standing, counts, agreements)


def standing_like(contracts: ContractQuerySet, word: str) -> ContractQuerySet:
    """Keep contracts of which a promise stands so; kept ones have none that is worse."""
    if word not in Standing.values:
        return contracts
    judged = Clause.objects.filter(version__contract=OuterRef("pk"), in_force_until=None, why_not="")
    bad, risky, kept = (Exists(judged.filter(verdict=one)) for one in (Standing.BROKEN, Standing.AT_RISK, Standing.KEPT))
    kinds = {
        Standing.BROKEN: bad,
        Standing.AT_RISK: ~bad & risky,
        Standing.KEPT: ~bad & ~risky & kept,
        Standing.UNKNOWN: ~bad & ~risky & ~kept,
    }
    return contracts.filter(kinds[Standing(word)])


def contract_page(contract: Contract, version: ContractVersion, person: Person) -> ContractPage:
    """Gather a contract's page around one version."""
    may_steward = contract.steward_id == person.pk or may(person, Role.STEWARD, contract.domain)
    before = predecessor_of(version)
    answer = _answer(version, person) if before is not None and version.state in CHANGEABLE else None
    agreements = tuple(agreements_seen(contract, person, is_producer=may_steward).annotate(is_broken=IS_BROKEN))
    undecided = (ChangeProposal.State.OPEN, ChangeProposal.State.APPROVED)
    return ContractPage(
        contract=contract,
        version=version,
        versions=tuple(contract.versions.all()),
        groups=groups_of(version),
        bound=tuple(version.objects_bound.select_related("asset__domain").order_by("pk")),
        compared=_compared(before, version),
        answer=answer,
        proposal=ChangeProposal.objects.filter(version=version, state__in=undecided).first(),
        agreements=tuple(row for row in agreements if row.state in OPEN),
        agreement_count=contract.agreements.filter(state__in=OPEN, origin=Agreement.Origin.DECLARED).count(),
        may_write=may(person, Role.CONTRIBUTOR, contract.domain),
        may_steward=may_steward,
    )


def _answer(version: ContractVersion, person: Person) -> CanIChange | None:
    try:
        return can_i_change_all(about_version(version), person)
    except UnreadableProposal:
        return None


def _compared(before: ContractVersion | None, version: ContractVersion) -> Compared | None:
    if before is None:
        return None
    found = difference(before, version)
    return Compared(before, said_of(found.changes), len(found.changes), found.suggested)


def said_of(changes: Sequence[Change]) -> tuple[Said, ...]:
    """Give the first changes as a page says them."""
    return tuple(Said(SIGNS[change.what], change.what.value, "", change.words) for change in changes[:SHOWN_CHANGES])


def groups_of(version: ContractVersion) -> tuple[LineGroup, ...]:
    """Give a version's promises by kind: judged ones where it is or was in force, else as they would be."""
    rows = list(version.clauses.select_related("asset").order_by("asset_id", "key"))
    if not rows:
        return promised(clauses_of(fill(version.document, variables_of(version.environment)).value))
    several = len({row.asset_id for row in rows}) > 1
    lines = ((row.kind, Line(str(row.asset) if several else "", row.words, _word(row), row.verdict_note, row.why_not)) for row in rows)
    return _grouped(lines)


def _word(clause: Clause) -> str:
    return "" if clause.why_not or clause.in_force_until else clause.verdict


def promised(promises: Sequence[Promise]) -> tuple[LineGroup, ...]:
    """Give promises that are in force nowhere yet, by kind."""
    several = len({one.object_name for one in promises}) > 1
    return _grouped((one.kind.value, Line(one.object_name if several else "", one.words, "", "", one.why_not)) for one in promises)


def _grouped(lines: Iterable[tuple[str, Line]]) -> tuple[LineGroup, ...]:
    found: dict[str, list[Line]] = {kind: [] for kind in KINDS}
    for kind, line in lines:
        found[kind].append(line)
    ranks = {word.value: rank for rank, word in enumerate(WORST)}
    return tuple(
        LineGroup(KINDS[kind], tuple(sorted(rows, key=lambda line: (bool(line.why_not), ranks.get(line.word, 2)))))
        for kind, rows in found.items()
        if rows
    )
