"""Clauses of service levels: every SLA property, with synonyms and units read; one that can't be evaluated says why."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from contracts.cadence.terms import UnreadableTerms, read_cadence
from contracts.clauses.clause import Clause, Kind, severity_of, without_empty
from contracts.clauses.columns import columns_of
from contracts.clauses.custom import ours
from contracts.odcs.identity import sla_property
from contracts.odcs.units import seconds_of, spelled

Sla = Mapping[str, Any]

CADENCES = ("frequency", "timeOfAvailability")
DURATIONS = {
    "latency": "arrives at most {} after the period it is for",
    "freshness": "is never older than {}",
    "retention": "is kept for {}",
    "timeToDetect": "what goes wrong is noticed within {}",
    "timeToNotify": "consumers hear of what goes wrong within {}",
    "timeToRepair": "what goes wrong is repaired within {}",
}
SHARES = {"availability": "is up to date {} of the time", "errorRate": "at most {} of its runs fail"}
DATES = {
    "generalAvailability": "is generally available from {}",
    "endOfSupport": "is supported until {}",
    "endOfLife": "exists until {}",
}
# What we add to an SLA under customProperties, named as contracts.cadence.terms reads it.
EXTRAS = ("timezone", "grace", "early", "late", "parts", "replaces", "calendar")
DATE_LENGTH = 10


class Places:
    """Finds the objects and columns that SLA elements name."""

    def __init__(self, objects: list[dict[str, Any]]) -> None:
        """Know every spelling: names of the contract and names of the database."""
        self.all = [element["name"] for element in objects]
        self.found: dict[str, tuple[str, str, str]] = {}
        for element in objects:
            for name in {element["name"], str(element.get("physicalName") or element["name"])}:
                self.found.setdefault(name, (element["name"], "", ""))
                for path, stored, _ in columns_of(element):
                    for spelled_path in {path, stored}:
                        self.found.setdefault(f"{name}.{spelled_path}", (element["name"], path, stored))

    def of(self, element: str) -> list[tuple[str, str, str]]:
        """Give (object, column in the contract's names, column in the database's); every object for a name that leads nowhere."""
        named = [self.found[part] for part in (part.strip() for part in element.split(",")) if part in self.found]
        return named or [(name, "", "") for name in self.all]


def service_clauses(slas: list[dict[str, Any]], objects: list[dict[str, Any]]) -> Iterator[Clause]:
    """Give the clauses of all SLA properties, one for each object that an element names."""
    places = Places(objects)
    paces = _objects_with("frequency", slas, places)
    for sla in slas:
        for name, path, stored in places.of(_text(sla, "element")):
            yield _clause(sla, name, (path, stored), paces.get(name))


def _objects_with(kind: str, slas: list[dict[str, Any]], places: Places) -> dict[str, dict[str, Any]]:
    found = [sla for sla in slas if sla_property(sla.get("property")) == kind]
    return {name: sla for sla in found for name, _, _ in places.of(_text(sla, "element"))}


def _clause(sla: Sla, name: str, column: tuple[str, str], pace: Sla | None) -> Clause:
    kind = sla_property(sla.get("property"))
    path, stored = column
    terms = _terms(sla, kind, pace)
    element = f"{name}.{path}" if path else name
    words, why_not = _words(kind, terms)
    return Clause(
        key=f"sla/{kind}/{element}" + (f"/{_text(sla, 'driver')}" if sla.get("driver") else ""),
        object_name=name,
        kind=Kind.CADENCE if kind in CADENCES else Kind.SERVICE,
        property=kind,
        words=words + (f" ({_text(sla, 'driver')})" if sla.get("driver") else ""),
        column_path=stored,
        terms={**terms, "element": element},
        severity=severity_of(ours(sla).get("severity")),
        why_not=why_not,
    )


def _terms(sla: Sla, kind: str, pace: Sla | None) -> dict[str, Any]:
    told = ours(sla)
    unit = _text(sla, "unit")
    terms = {
        "value": sla.get("value"),
        # In a retention `m` means months, everywhere else minutes; said so that every judge reads the same.
        "unit": "mo" if kind == "retention" and unit.strip() == "m" else unit,
        "schedule": sla.get("schedule") if _text(sla, "scheduler").lower() in ("", "cron") else None,
        "driver": sla.get("driver"),
        **{name: told.get(name) for name in EXTRAS},
    }
    if kind == "timeOfAvailability" and pace is not None:
        terms["every"] = without_empty({"value": pace.get("value"), "unit": pace.get("unit")})
        terms["schedule"] = terms["schedule"] or pace.get("schedule")
    return without_empty(terms)


def _words(kind: str, terms: Mapping[str, Any]) -> tuple[str, str]:
    """Give the promise in words, and why nobody can evaluate it."""
    value, unit = terms.get("value"), str(terms.get("unit") or "")
    plain = f"{kind} {value} {unit}".strip()
    if "${" in str(value):
        return plain, "its value is a variable that has none here"
    if kind in CADENCES:
        return _cadence_words(kind, terms, plain)
    told, wanted = _told(kind, value, unit)
    if not wanted:
        return plain, f"“{kind}” is no service level the standard or Provender knows"
    return (told, "") if told else (plain, f"“{f'{value} {unit}'.strip()}” can't be read as {wanted}")


def _told(kind: str, value: Any, unit: str) -> tuple[str, str]:
    """Give the words of a property (empty: its value can't be read), and what its value should be (empty: the property is unknown)."""
    if kind in DURATIONS:
        seconds = seconds_of(value, unit, is_retention=kind == "retention")
        return DURATIONS[kind].format(spelled(seconds)) if seconds else "", "a span of time (4 with unit h)"
    if kind in SHARES:
        share = _percent(value, unit)
        return SHARES[kind].format(share) if share else "", "a share (99.9 with unit %)"
    if kind in DATES:
        return DATES[kind].format(str(value)[:DATE_LENGTH]) if _is_date(value) else "", "a date"
    if kind == "throughput":
        return f"gets at least {value} {unit or 'rows/day'}" if _is_number(value) else "", "a number"
    return "", ""


def _cadence_words(kind: str, terms: Mapping[str, Any], plain: str) -> tuple[str, str]:
    try:
        read_cadence(kind, terms)
    except UnreadableTerms as error:
        return plain, str(error)
    schedule, zone = terms.get("schedule"), terms.get("timezone")
    by_schedule = f"on schedule {schedule}" + (f" {zone}" if zone else "") if schedule else ""
    if kind == "frequency":
        seconds = seconds_of(terms.get("value"), str(terms.get("unit") or ""))
        return f"is delivered {by_schedule or 'every ' + _single(spelled(seconds or 0))}", ""
    every = terms.get("every") or {}
    seconds = seconds_of(every.get("value", 1), str(every.get("unit") or "d")) or 0
    words = f"is there by {terms.get('value')}" + (f" {zone}" if zone and str(zone) not in str(terms.get("value")) else "")
    return f"{words} {by_schedule or 'every ' + _single(spelled(seconds))}", ""


def _single(words: str) -> str:
    return words.removeprefix("1 ")


def _percent(value: Any, unit: str) -> str:
    text = str(value).strip()
    if not _is_number(text.removesuffix("%").strip()):
        return ""
    number = float(text.removesuffix("%"))
    is_percent = text.endswith("%") or "percent" in unit.lower() or "%" in unit or number > 1
    return f"{number if is_percent else number * 100:g} %" if number >= 0 else ""


def _is_number(value: Any) -> bool:
    try:
        float(str(value))
    except ValueError:
        return False
    return not isinstance(value, bool)


def _is_date(value: Any) -> bool:
    try:
        datetime.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def _text(sla: Sla, name: str) -> str:
    return str(sla.get(name) or "")
