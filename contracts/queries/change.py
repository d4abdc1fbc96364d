"""Can I change this? Each consumer's verdict on a proposed change, with reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from catalog.models import Asset, Person
from contracts.compatibility.changes import COLUMN_CODES, Change
from contracts.compatibility.comparing import compare
from contracts.compatibility.confluent import Modes, modes
from contracts.compatibility.judging import Answer, Effect, Judgement, Reason, judge, overall
from contracts.queries.change_offers import Proposed, Sides, sides
from contracts.queries.consumers import Relying, consumers_of

_EXIT = {Answer.YES: 0, Answer.NO: 1, Answer.UNKNOWN: 2}
_ORDER = {Answer.NO: 0, Answer.UNKNOWN: 1, Answer.YES: 2}


@dataclass(frozen=True, slots=True)
class Row:
    """One consumer of one asset: its verdict and the reasons for it."""

    asset: Asset
    relying: Relying
    answer: Answer
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class AssetChange:
    """What changes about one asset, between which two sides."""

    asset: Asset
    changes: tuple[Change, ...]
    sides: Sides


@dataclass(frozen=True, slots=True)
class CanIChange:
    """The answer: one row a consumer, those that break first. Nobody known to rely on it: yes.

    What is about a column that nobody knows of is unknown at best: a name misspelt, or a table not seen as it is.
    """

    answer: Answer
    rows: tuple[Row, ...]
    assets: tuple[AssetChange, ...]
    modes: Modes

    @property
    def exit_code(self) -> int:
        """What a command ends with: 0 yes, 1 no, 2 unknown."""
        return _EXIT[self.answer]

    @property
    def counts(self) -> dict[str, int]:
        """How many consumers say what."""
        return {answer.value: sum(row.answer is answer for row in self.rows) for answer in Answer}

    @property
    def missing(self) -> tuple[str, ...]:
        """Say which columns the change is about that aren't known."""
        return tuple(f"No column “{name}” of {about.asset} is known." for about in self.assets for name in about.sides.missing)

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes."""
        return tuple(change for about in self.assets for change in about.changes)


def can_i_change(asset: Asset, proposed: Proposed, person: Person | None) -> CanIChange:
    """Judge a change of one asset; its namespace and domain are read with it. Raises UnreadableProposal."""
    return can_i_change_all([(asset, proposed)], person)


def can_i_change_all(questions: Iterable[tuple[Asset, Proposed]], person: Person | None) -> CanIChange:
    """Judge changes of several assets together, as a contract's new version makes them."""
    rows: list[Row] = []
    about: list[AssetChange] = []
    for asset, proposed in questions:
        both = sides(asset, proposed)
        changes = compare(both.before, both.after)
        about.append(AssetChange(asset, changes, both))
        rows += [_row(asset, relying, judge(changes, relying.consumer)) for relying in consumers_of(asset, person)]
    rows.sort(key=lambda row: (_ORDER[row.answer], row.relying.is_provisional, row.relying.party.name.casefold()))
    answer = overall(row.answer for row in rows)
    if answer is Answer.YES and any(one.sides.missing for one in about):
        answer = Answer.UNKNOWN
    return CanIChange(answer, tuple(rows), tuple(about), modes([c for one in about for c in one.changes]))


def _row(asset: Asset, relying: Relying, judgement: Judgement) -> Row:
    reasons = judgement.reasons
    if not relying.party.may_read:
        reasons = tuple(_without_terms(reason) for reason in reasons)
    return Row(asset, relying, judgement.answer, reasons)


_COLUMN_WORDS = {code.value for code in COLUMN_CODES}


def _without_terms(reason: Reason) -> Reason:
    """Leave out what an agreement asks for: that is between its two sides."""
    if reason.code in _COLUMN_WORDS:
        return reason
    words: Mapping[Effect, str] = {
        Effect.BREAKS: "its agreement asks for more than this",
        Effect.UNKNOWN: "whether its agreement allows this is not known",
        Effect.NOTICE: "its agreement is kept",
    }
    return replace(reason, words=words[reason.effect], what="")
