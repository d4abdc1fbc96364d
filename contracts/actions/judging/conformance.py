"""Hold an observed schema to the promised one: missing, extra, narrowed, widened, changed, never empty, order where it matters. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.models.asset import Standing
from contracts.compatibility.lattice import DataType, Relation, fits, relation
from contracts.compatibility.types import logical_type, parse_type

SHOWN = 8
WORDS = {Relation.NARROWER: "narrowed", Relation.WIDER: "widened", Relation.OTHER: "changed"}


@dataclass(frozen=True, slots=True)
class Seen:
    """An observed schema: types by column path in their order, and how many empty values the newest measurement found by path."""

    types: Mapping[str, str]
    nulls: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Found:
    """How a schema clause stands, in words, with what was seen."""

    verdict: Standing
    words: str
    evidence: Mapping[str, Any]


def conform(property_name: str, path: str, terms: Mapping[str, Any], seen: Seen) -> Found:
    """Judge one schema clause (`columns`, `type`, `required`)."""
    if not seen.types:
        return Found(Standing.UNKNOWN, "no schema has been reported", {})
    if property_name == "columns":
        return _columns(terms, list(seen.types))
    actual = _find(path, seen.types)
    if actual is None:
        return Found(Standing.BROKEN, f"{path} is missing", {"missing": [path]})
    if property_name == "required":
        return _required(path, _find_number(path, seen.nulls))
    return _type(path, terms, actual)


def _find(path: str, types: Mapping[str, str]) -> str | None:
    """Find a column's type; names differ in case from one platform to the next."""
    if path in types:
        return types[path]
    return next((kind for name, kind in types.items() if name.casefold() == path.casefold()), None)


def _find_number(path: str, numbers: Mapping[str, float]) -> float | None:
    return next((value for name, value in numbers.items() if name.casefold() == path.casefold()), None)


def _columns(terms: Mapping[str, Any], actual: Sequence[str]) -> Found:
    promised = [str(name) for name in terms.get("columns") or ()]
    top = [name for name in actual if "." not in name]
    here, wanted = {name.casefold() for name in top}, {name.casefold() for name in promised}
    missing = [name for name in promised if name.casefold() not in here]
    extra = [name for name in top if name.casefold() not in wanted]
    evidence = {name: value for name, value in (("missing", missing), ("extra", extra)) if value}
    if missing:
        return Found(Standing.BROKEN, f"{_listed(missing)} missing", evidence)
    if extra and terms.get("closed"):
        return Found(Standing.BROKEN, f"{_listed(extra)} not promised", evidence)
    if terms.get("ordered") and [n.casefold() for n in top if n.casefold() in wanted] != [n.casefold() for n in promised]:
        return Found(Standing.BROKEN, f"in another order: {_listed(top)}", {**evidence, "order": top})
    return Found(Standing.KEPT, f"{_listed(extra)} beyond what is promised" if extra else "", evidence)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:SHOWN])
    return f"{shown} and {len(names) - SHOWN} more" if len(names) > SHOWN else shown


def _required(path: str, nulls: float | None) -> Found:
    if nulls is None:
        return Found(Standing.UNKNOWN, f"nothing counts the empty values of {path}", {})
    if nulls > 0:
        return Found(Standing.BROKEN, f"{nulls:,.0f} empty values of {path}", {"null_count": nulls})
    return Found(Standing.KEPT, "", {"null_count": nulls})


def _type(path: str, terms: Mapping[str, Any], actual: str) -> Found:
    promised = str(terms.get("physicalType") or "")
    evidence = {"promised": promised or str(terms.get("logicalType") or ""), "observed": actual}
    if not actual:
        return Found(Standing.UNKNOWN, f"no type of {path} is reported", evidence)
    if promised:
        return _physical(path, promised, actual, evidence)
    wanted, seen = logical_type(str(terms.get("logicalType") or "")), parse_type(actual)
    if wanted is None or seen is None:
        return Found(Standing.UNKNOWN, f"{path} is {actual}, a type Provender can't compare", evidence)
    if fits(seen, wanted) or seen.family == wanted.family or _is_time(seen, wanted):
        return Found(Standing.KEPT, "", evidence)
    return Found(Standing.BROKEN, f"{path} changed: {actual} is no {terms.get('logicalType')}", evidence)


def _is_time(seen: DataType, wanted: DataType) -> bool:
    """A logical timestamp or time says nothing of a zone."""
    return seen.family.value.startswith(wanted.family.value) and wanted.family.value in {"time", "timestamp"}


def _physical(path: str, promised: str, actual: str, evidence: Mapping[str, Any]) -> Found:
    if "".join(promised.split()).casefold() == "".join(actual.split()).casefold():
        return Found(Standing.KEPT, "", evidence)
    wanted, seen = parse_type(promised), parse_type(actual)
    if wanted is None or seen is None:
        return Found(Standing.UNKNOWN, f"{path} is {actual}; nobody knows how that compares with {promised}", evidence)
    how = relation(wanted, seen)
    if how is Relation.SAME:
        return Found(Standing.KEPT, "", evidence)
    # A narrower type still holds to the promise for whoever reads; a wider or another one need not.
    verdict = Standing.AT_RISK if how is Relation.NARROWER else Standing.BROKEN
    return Found(verdict, f"{path} {WORDS[how]}: {actual} instead of {promised}", {**evidence, "change": WORDS[how]})
