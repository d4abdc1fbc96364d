"""Service levels, quality rules and the status compared."""

from collections.abc import Iterable, Iterator

from contracts.compatibility import ranges, schedules
from contracts.compatibility.changes import Change, Code
from contracts.compatibility.directions import Direction, together, towards
from contracts.compatibility.promises import Better, Offer, Term

Key = tuple[str, str, str, str, int]

_CODES = {
    "service": (Code.SERVICE, Code.SERVICE_ADDED, Code.SERVICE_REMOVED),
    "quality": (Code.QUALITY, Code.QUALITY_ADDED, Code.QUALITY_REMOVED),
}
# How much a status still promises. Proposed and draft promise as little as each other; deprecated still binds, and warns.
_PROMISES = {"retired": 0, "draft": 1, "proposed": 1, "deprecated": 2, "active": 3}


def compare_terms(before: Offer, after: Offer) -> Iterator[Change]:
    """Yield the changes of terms and status; an offer that is no contract says nothing of them."""
    if not (before.is_contract and after.is_contract):
        return
    old, new = _by_key(before.terms), _by_key(after.terms)
    pairs = _paired(old, new)
    for key, term in old.items():
        other = new.get(pairs[key]) if key in pairs else None
        code, _, removed = _CODES[term.section]
        if other is None:
            yield Change(
                removed, Direction.LOOSENS, f"{term.words} is no longer promised", term.column, term.what, term.words, "", old_term=term
            )
        elif (direction := moved(term, other)) is not Direction.NONE:
            words = f"{term.words} → {other.words}"
            yield Change(code, direction, words, term.column, term.what, term.words, other.words, old_term=term, new_term=other)
    for key, term in new.items():
        if key not in pairs.values():
            added = _CODES[term.section][1]
            yield Change(added, Direction.TIGHTENS, f"{term.words} is promised, too", term.column, term.what, "", term.words, new_term=term)
    yield from _status(before.status, after.status)


def moved(before: Term, after: Term) -> Direction:
    """Give the direction from one term to the next version of it."""
    parts = [_amounts(before, after), _schedules(before, after), _ranges(before, after), _values(before, after)]
    if any(part is not None for part in parts):
        return together(part for part in parts if part is not None)
    return Direction.NONE if before.text == after.text else Direction.UNDETERMINED


def _amounts(before: Term, after: Term) -> Direction | None:
    old, new = before.amount, after.amount
    if old is None and new is None:
        return None
    if old is None or new is None or before.better is None or (old.scale, old.unit) != (new.scale, new.unit):
        return Direction.UNDETERMINED
    less, more = new.number <= old.number, new.number >= old.number
    return towards(
        before_holds_after=less if before.better is Better.LESS else more, after_holds_before=more if before.better is Better.LESS else less
    )


def _schedules(before: Term, after: Term) -> Direction | None:
    if not before.schedule and not after.schedule:
        return None
    return schedules.moved(before.schedule, after.schedule)


def _ranges(before: Term, after: Term) -> Direction | None:
    if before.range is None and after.range is None:
        return None
    return Direction.UNDETERMINED if before.range is None or after.range is None else ranges.moved(before.range, after.range)


def _values(before: Term, after: Term) -> Direction | None:
    old, new = before.values, after.values
    if old is None and new is None:
        return None
    return Direction.UNDETERMINED if old is None or new is None else towards(before_holds_after=new <= old, after_holds_before=old <= new)


def _by_key(terms: Iterable[Term]) -> dict[Key, Term]:
    found: dict[Key, Term] = {}
    for term in terms:
        place = 0
        while (*term.key, place) in found:
            place += 1
        found[*term.key, place] = term
    return found


def _paired(old: dict[Key, Term], new: dict[Key, Term]) -> dict[Key, Key]:
    """Pair terms by key; where only one of a property and element is left on each side, a mere change of driver is no removal."""
    pairs = {key: key for key in old if key in new}
    gone, come = [key for key in old if key not in pairs], [key for key in new if key not in pairs]
    for key in gone:
        alike = [other for other in come if other[:3] == key[:3]]
        if len(alike) == 1 and sum(other[:3] == key[:3] for other in gone) == 1:
            pairs[key] = alike[0]
    return pairs


def _status(before: str, after: str) -> Iterator[Change]:
    old, new = _PROMISES.get(before.lower()), _PROMISES.get(after.lower())
    if before.lower() == after.lower() or old == new or not before or not after:
        return
    known = old is not None and new is not None
    direction = Direction.UNDETERMINED if not known else Direction.TIGHTENS if (new or 0) > (old or 0) else Direction.LOOSENS
    yield Change(Code.STATUS, direction, f"the status is {after}, was {before}", "", "status", before.lower(), after.lower())
