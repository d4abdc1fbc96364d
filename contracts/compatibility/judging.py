"""What changes mean to one consumer: yes, no or unknown, with typed reasons."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from contracts.compatibility.changes import Change, Code
from contracts.compatibility.consumers import Consumer, Coverage, Evidence, How, Use
from contracts.compatibility.directions import Direction
from contracts.compatibility.lattice import fits
from contracts.compatibility.promises import Term
from contracts.compatibility.terms import moved
from contracts.compatibility.types import parse_type


class Answer(StrEnum):
    """Whether the change may be made."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Effect(StrEnum):
    """What a change does to a consumer; a notice is good to know and stops nothing."""

    BREAKS = "breaks"
    UNKNOWN = "unknown"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why. `code` is the change's, `column` and `what` (the property) its subject; `words` are fit to show."""

    effect: Effect
    code: str
    words: str
    column: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A consumer's verdict with its reasons, those that break first."""

    answer: Answer
    reasons: tuple[Reason, ...] = ()


_RANK = {Effect.BREAKS: 0, Effect.UNKNOWN: 1, Effect.NOTICE: 2}
_SAFE = (Direction.TIGHTENS, Direction.NONE)


def judge(changes: Iterable[Change], consumer: Consumer) -> Judgement:
    """Judge all changes for one consumer."""
    found = [reason for change in changes for reason in _reasons(change, consumer)]
    found.sort(key=lambda reason: _RANK[reason.effect])
    return Judgement(answer_of(reason.effect for reason in found), tuple(found))


def answer_of(effects: Iterable[Effect]) -> Answer:
    """Say no where something breaks, unknown where nobody can say, else yes."""
    found = set(effects)
    return Answer.NO if Effect.BREAKS in found else Answer.UNKNOWN if Effect.UNKNOWN in found else Answer.YES


def overall(answers: Iterable[Answer]) -> Answer:
    """Join verdicts of consumers; without any, nobody is in the way."""
    found = set(answers)
    return Answer.NO if Answer.NO in found else Answer.UNKNOWN if Answer.UNKNOWN in found else Answer.YES


def _reasons(change: Change, consumer: Consumer) -> Iterator[Reason]:
    if change.code is Code.ASSET_REMOVED:
        yield _because(Effect.BREAKS, change, f"relies on it, and {change.words}")
    elif change.code is Code.STATUS:
        yield from _of_status(change)
    elif change.is_of_column:
        yield from _of_column(change, consumer)
    else:
        yield from _of_term(change, consumer)


def _because(effect: Effect, change: Change, words: str) -> Reason:
    return Reason(effect, change.code.value, words, change.column, change.what)


def _of_status(change: Change) -> Iterator[Reason]:
    if change.direction is Direction.TIGHTENS:
        return
    if change.after == "deprecated":
        yield _because(Effect.NOTICE, change, "it still binds, but is deprecated: look for its successor")
    else:
        effect = Effect.UNKNOWN if change.direction is Direction.UNDETERMINED else Effect.BREAKS
        yield _because(effect, change, f"relies on an active contract, but {change.words}")


def _of_column(change: Change, consumer: Consumer) -> Iterator[Reason]:
    if change.code is Code.COLUMN_ADDED:
        if consumer.coverage is Coverage.UNKNOWN:
            words = (
                "reads every column (SELECT *), so one more may not fit where it goes"
                if consumer.has_star
                else f"{_NOT_KNOWN}; {change.words}"
            )
            yield _because(Effect.UNKNOWN, change, words)
        return
    if consumer.coverage is Coverage.UNKNOWN:
        if change.direction not in _SAFE:
            yield _because(Effect.UNKNOWN, change, f"{_STAR if consumer.has_star else _NOT_KNOWN}; {change.words}")
        return
    uses = consumer.uses_of(change.column)
    if not uses:
        return
    if change.code is Code.TYPE_WIDENED:
        yield from _of_widening(change, uses)
    elif change.direction in _SAFE:
        yield _because(Effect.NOTICE, change, change.words)
    else:
        effect = Effect.UNKNOWN if change.direction is Direction.UNDETERMINED else Effect.BREAKS
        yield _because(effect, change, f"{_how(uses)}, and {change.words}")


_NOT_KNOWN = "which columns it uses is not known"
_STAR = "reads every column (SELECT *), which of them it needs is not known"


def _how(uses: Iterable[Use]) -> str:
    """Say `stores it in marts.orders.total`, the strongest use first."""
    strongest = max(uses, key=lambda use: list(How).index(use.how))
    into = f" into {strongest.into}" if strongest.into else ""
    kind = f" as {strongest.as_type}" if strongest.as_type and strongest.how in (How.STORES, How.CASTS) else ""
    return f"{_VERBS[strongest.how]} {strongest.column}{into}{kind}"


_VERBS = {How.READS: "reads", How.FILTERS: "filters or joins on", How.STORES: "stores", How.CASTS: "casts", How.COMPUTES: "computes from"}


def _of_widening(change: Change, uses: Iterable[Use]) -> Iterator[Reason]:
    """Judge a wider type: readers are safe; who stores, casts or computes into a type that can't hold it isn't."""
    said = [reason for use in uses if (reason := _of_wider(change, use))]
    yield from said or [_because(Effect.NOTICE, change, f"{change.words}; a reader takes it as it comes")]


def _of_wider(change: Change, use: Use) -> Reason | None:
    if use.how in (How.READS, How.FILTERS):
        return None
    held, taken = parse_type(use.as_type), change.new_field.type if change.new_field else None
    if held is None or taken is None:
        if use.how is How.COMPUTES:
            return None
        return _because(Effect.UNKNOWN, change, f"{_how([use])}, in a type that is not known; {change.words}")
    if fits(taken, held) or (use.how is How.COMPUTES and not _could_hold(change, use)):
        return None
    if use.how is How.COMPUTES:
        return _because(
            Effect.UNKNOWN, change, f"{_how([use])} of type {use.as_type}, which may not hold the result any more; {change.words}"
        )
    return _because(Effect.BREAKS, change, f"{_how([use])}, which can't hold {change.after}")


def _could_hold(change: Change, use: Use) -> bool:
    """Say whether the target held every value of the type before: else the computation brought it there, and still may."""
    before, held = change.old_field.type if change.old_field else None, parse_type(use.as_type)
    return before is not None and held is not None and fits(before, held)


def _of_term(change: Change, consumer: Consumer) -> Iterator[Reason]:
    if change.direction in _SAFE:
        return
    if change.column and consumer.coverage is Coverage.LISTED and not consumer.uses_of(change.column):
        return
    stated = [need for need in consumer.needs if _same_subject(need, change.old_term)]
    if stated:
        yield from (_of_need(change, need) for need in stated)
    elif consumer.evidence is not Evidence.DECLARED:
        yield _because(Effect.UNKNOWN, change, f"nobody said whether it relies on this: {change.words}")
    elif consumer.needs:
        yield _because(Effect.NOTICE, change, f"the agreement doesn't ask for it, but {change.words}")
    else:
        effect = Effect.UNKNOWN if change.direction is Direction.UNDETERMINED else Effect.BREAKS
        yield _because(effect, change, f"relies on what is offered, and {change.words}")


def _same_subject(need: Term, offered: Term | None) -> bool:
    if offered is None or (need.section, need.what) != (offered.section, offered.what):
        return False
    if need.driver and offered.driver and need.driver != offered.driver:
        return False
    return not need.element or not offered.element or need.column.casefold() == offered.column.casefold()


def _of_need(change: Change, need: Term) -> Reason:
    """Hold the new offer against what they asked for; None is left of it when it was removed."""
    if change.new_term is None:
        return _because(Effect.BREAKS, change, f"asked for “{need.words}”, and {change.words}")
    how = moved(need, change.new_term)
    if how in _SAFE:
        return _because(Effect.NOTICE, change, f"{change.words}; “{need.words}”, as asked for, still holds")
    effect = Effect.UNKNOWN if how is Direction.UNDETERMINED else Effect.BREAKS
    return _because(effect, change, f"asked for “{need.words}”, and {change.words}")
