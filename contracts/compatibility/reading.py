"""ODCS documents (as parsed values), bare schemas and agreements' needs read into offers and terms."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from contracts.compatibility import amounts
from contracts.compatibility.amounts import Amount
from contracts.compatibility.promises import Better, Field, Offer, Term
from contracts.compatibility.ranges import Interval, Range, range_of, said

# ODCS's names of service levels with their synonyms, in lower case.
SYNONYMS: Mapping[str, str] = {
    spelling.lower(): name
    for name, spellings in {
        "availability": "availability av",
        "throughput": "throughput th",
        "errorRate": "errorRate er",
        "generalAvailability": "generalAvailability ga",
        "endOfSupport": "endOfSupport es",
        "endOfLife": "endOfLife el",
        "retention": "retention re",
        "frequency": "frequency fy cadence",
        "latency": "latency ly",
        "freshness": "freshness staleness",
        "timeOfAvailability": "timeOfAvailability deadline",
        "timeToDetect": "timeToDetect td",
        "timeToNotify": "timeToNotify tn",
        "timeToRepair": "timeToRepair tr",
    }.items()
    for spelling in spellings.split()
}
_SPANS = ("latency", "freshness", "frequency", "timeToDetect", "timeToNotify", "timeToRepair")
_READERS: Mapping[str, tuple[Callable[[Any, str], Amount | None], Better]] = {
    **dict.fromkeys(_SPANS, (amounts.duration, Better.LESS)),
    "retention": (lambda value, unit: amounts.duration(value, unit, m_is_month=True), Better.MORE),
    "availability": (amounts.share, Better.MORE),
    "errorRate": (amounts.share, Better.LESS),
    "throughput": (amounts.count, Better.MORE),
    "timeOfAvailability": (amounts.clock, Better.LESS),
    "generalAvailability": (lambda value, unit: amounts.day(value), Better.LESS),  # noqa: ARG005 - one signature
    "endOfSupport": (lambda value, unit: amounts.day(value), Better.MORE),  # noqa: ARG005
    "endOfLife": (lambda value, unit: amounts.day(value), Better.MORE),  # noqa: ARG005
}
_SAID = {
    "latency": "latency of",
    "freshness": "freshness of",
    "frequency": "every",
    "timeOfAvailability": "there by",
    "retention": "kept for",
    "availability": "available",
    "errorRate": "error rate of",
    "throughput": "throughput of",
    "timeToDetect": "faults detected within",
    "timeToNotify": "faults told within",
    "timeToRepair": "repaired within",
    "generalAvailability": "available from",
    "endOfSupport": "supported until",
    "endOfLife": "there until",
}
_TOLD_TEXTS = ("pattern", "format", "timezone", "multipleOf")
_LIMITS = {"minimum": "value", "maximum": "value", "exclusiveMinimum": "value", "exclusiveMaximum": "value",
           "minLength": "length", "maxLength": "length", "minItems": "items", "maxItems": "items",
           "minProperties": "members", "maxProperties": "members"}  # fmt: skip
_DEEPEST = 30
# What a quality rule says besides its numbers: two rules of one metric with other arguments are two rules.
_ARGUMENTS = ("pattern", "missingValues", "properties")


def offers(document: Mapping[str, Any]) -> dict[str, Offer]:
    """Read a document's schema objects into offers, by name; service levels without an element belong to all of them."""
    levels = [term for entry in _maps(document.get("slaProperties")) for term in service_terms(entry)]
    found = {}
    for entry in _maps(document.get("schema")):
        name = str(entry.get("name", ""))
        names = {name, str(entry.get("physicalName", ""))}
        mine = [term for term in levels if not term.element or term.element.partition(".")[0] in names]
        fields = tuple(_fields(entry.get("properties"), "", 0))
        terms = (*mine, *quality_terms(entry, ""), *_column_rules(entry.get("properties"), "", 0))
        found[name] = Offer(fields, terms, str(document.get("status") or ""))
    return found


def schema_offer(columns: Iterable[tuple[str, str]] | Iterable[Mapping[str, Any]]) -> Offer:
    """Read a bare schema: (path, type) pairs, or mappings with name, type and, where known, required."""
    fields = []
    for column in columns:
        if isinstance(column, Mapping):
            fields.append(Field(str(column["name"]), str(column.get("type") or ""), required=column.get("required")))
        else:
            fields.append(Field(column[0], column[1]))
    return Offer(tuple(fields), is_contract=False)


def service_terms(entry: Mapping[str, Any]) -> Iterator[Term]:
    """Read one service level; a list of elements makes a term of each."""
    told = str(entry.get("property", ""))
    what = SYNONYMS.get(told.lower(), told)
    value, unit, schedule = entry.get("value"), str(entry.get("unit") or ""), str(entry.get("schedule") or "")
    driver = str(entry.get("driver") or "")
    reader = _READERS.get(what)
    amount = reader[0](value, unit) if reader and value is not None and not isinstance(value, bool) else None
    if what in {"frequency", "timeOfAvailability"} and amount is None and not schedule and len(str(value).split()) >= 5:  # noqa: PLR2004 - cron
        schedule = str(value)
    shown = " ".join(part for part in (_plain(value), unit, f"({schedule})" if schedule and schedule != value else "") if part)
    for element in [part.strip() for part in str(entry.get("element") or "").split(",")]:
        column = element.partition(".")[2]
        words = f"{_SAID.get(what, what)} {shown}{f' for {driver}' if driver else ''}{f' ({column})' if column else ''}"
        text = f"{value}|{entry.get('valueExt')}|{unit}|{schedule}"
        yield Term("service", what, element, driver, words, text, amount, reader[1] if reader else None, schedule)


def quality_terms(owner: Mapping[str, Any], element: str) -> Iterator[Term]:
    """Read the quality rules of an object or a property."""
    for rule in _maps(owner.get("quality")):
        metric = str(rule.get("metric") or rule.get("rule") or rule.get("type") or "quality")
        named = str(rule.get("id") or rule.get("name") or "")
        told = {
            name: rule.get(name)
            for name in ("query", "implementation", "engine", "arguments", "validValues", "description")
            if rule.get(name)
        }
        arguments = rule.get("arguments") if isinstance(rule.get("arguments"), Mapping) else {}
        allowed = rule.get("validValues") or (arguments or {}).get("validValues")
        values = frozenset(map(str, allowed)) if isinstance(allowed, list) else None
        limit = range_of(rule)
        unit = str(rule.get("unit") or "")
        operators = " ".join(f"{name} {_plain(rule[name])}" for name in rule if name.startswith("must"))
        threshold = said(limit) if limit is not None else operators
        place = f" of {element.lstrip('.')}" if element else ""
        words = f"{named or metric}{place}{f': {threshold}' if threshold else ''}{f' {unit}' if unit else ''}"
        yield Term(
            "quality", metric, element or "", named or _apart(arguments or {}), words, f"{told}|{operators}|{unit}",
            range=None if limit is None or rule.get("query") or rule.get("implementation") else limit, values=values,
            schedule="",
        )  # fmt: skip


def _apart(arguments: Mapping[str, Any]) -> str:
    return "|".join(f"{name}={arguments[name]}" for name in _ARGUMENTS if name in arguments)


def _column_rules(properties: Any, above: str, depth: int) -> Iterator[Term]:
    for entry in _maps(properties) if depth < _DEEPEST else ():
        path = above + str(entry.get("name", ""))
        yield from quality_terms(entry, f".{path}")
        yield from _column_rules(entry.get("properties"), f"{path}.", depth + 1)


def _fields(properties: Any, above: str, depth: int) -> Iterator[Field]:
    for entry in _maps(properties) if depth < _DEEPEST else ():
        name = str(entry.get("name", ""))
        yield _field(entry, above + name, above)
        yield from _fields(entry.get("properties"), f"{above}{name}.", depth + 1)


def _field(entry: Mapping[str, Any], path: str, above: str) -> Field:
    options = entry.get("logicalTypeOptions") if isinstance(entry.get("logicalTypeOptions"), Mapping) else {}
    physical = str(entry.get("physicalName") or "")
    return Field(
        path=path,
        physical_type=str(entry.get("physicalType") or ""),
        logical_type=str(entry.get("logicalType") or ""),
        physical_name=above + physical if physical else "",
        key=str(entry.get("id") or ""),
        required=bool(entry.get("required", False)),
        unique=bool(entry.get("unique", False)),
        primary_key=bool(entry.get("primaryKey", False)),
        values=_allowed(entry),
        ranges=_limits(options or {}),
        texts={name: str(options[name]) for name in _TOLD_TEXTS if options and options.get(name) not in (None, "")},
        classification=str(entry.get("classification") or ""),
        is_deprecated=bool(entry.get("deprecated")),
    )


def _allowed(entry: Mapping[str, Any]) -> frozenset[str] | None:
    listed = entry.get("enum")
    if not isinstance(listed, list) or not listed:
        return None
    return frozenset(str(item.get("value") if isinstance(item, Mapping) else item) for item in listed)


def _limits(options: Mapping[str, Any]) -> dict[str, Range]:
    found: dict[str, Interval] = {}
    for option, name in _LIMITS.items():
        value = options.get(option)
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        before = found.get(name, Interval())
        is_open = option.startswith("exclusive")
        if option.lower().endswith("minimum") or option.startswith("min"):
            found[name] = Interval(float(value), before.high, is_open, before.is_high_open)
        else:
            found[name] = Interval(before.low, float(value), before.is_low_open, is_open)
    return {name: (interval,) for name, interval in found.items()}


def _maps(value: Any) -> list[Mapping[str, Any]]:
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []


def _plain(value: Any) -> str:
    return "" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)
