"""What makes an entry of a list the same entry in the next version: its name, not its place."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

Entry = Mapping[str, Any]

SLA_NAMES = {
    "av": "availability",
    "th": "throughput",
    "er": "errorRate",
    "ga": "generalAvailability",
    "es": "endOfSupport",
    "el": "endOfLife",
    "re": "retention",
    "fy": "frequency",
    "ly": "latency",
    "td": "timeToDetect",
    "tn": "timeToNotify",
    "tr": "timeToRepair",
    "freshness": "freshness",
    "timeofavailability": "timeOfAvailability",
    "ta": "timeOfAvailability",
}
SLA_NAMES |= {name.lower(): name for name in tuple(SLA_NAMES.values())}


def sla_property(told: Any) -> str:
    """Give the one spelling of an SLA property: `ly`, `Latency` and `latency` are the same; unknown ones stay as they are."""
    text = str(told).strip()
    return SLA_NAMES.get(text.lower(), text)


def sla_key(sla: Entry) -> tuple[str, str, str]:
    """Tell SLAs apart as the standard's own example needs it: by property, element and driver."""
    return sla_property(sla.get("property")), str(sla.get("element") or ""), str(sla.get("driver") or "")


def rule_key(rule: Entry) -> tuple[str, ...]:
    """Tell quality rules apart: by id or name, else by what they measure."""
    if rule.get("id") or rule.get("name"):
        return (str(rule.get("id") or rule["name"]),)
    arguments = rule.get("arguments") or {}
    measured = rule.get("metric") or rule.get("rule") or rule.get("query") or rule.get("engine") or rule.get("description") or ""
    return str(rule.get("type") or "library"), str(measured), str(sorted(arguments.items()) if isinstance(arguments, dict) else arguments)


def _by(*names: str) -> Callable[[Entry], tuple[str, ...]]:
    return lambda entry: tuple(str(entry.get(name) or "") for name in names)


# Lists of mappings by the field that holds them.
KEYS: dict[str, Callable[[Entry], tuple[str, ...]]] = {
    "schema": _by("name"),
    "properties": _by("name"),
    "servers": _by("server"),
    "slaProperties": sla_key,
    "quality": rule_key,
    "members": _by("username"),
    "team": _by("username"),
    "roles": _by("role"),
    "support": _by("channel", "scope"),
    "customProperties": _by("vendor", "property"),
    "authoritativeDefinitions": _by("type", "url"),
    "enum": _by("value"),
    "synonyms": _by("synonym", "locale"),
    "relationships": _by("from", "to"),
    "verifiedStatements": _by("question"),
    "constraints": _by("constraint"),
}


def keyed(field: str, entries: list[Any]) -> dict[tuple[str, ...], tuple[int, Any]]:
    """Give a list's entries by identity, with their places; entries that can't be told apart are counted through."""
    found: dict[tuple[str, ...], tuple[int, Any]] = {}
    times: Counter[tuple[str, ...]] = Counter()
    for index, entry in enumerate(entries):
        key = KEYS[field](entry) if isinstance(entry, Mapping) and field in KEYS else (str(entry),)
        times[key] += 1
        found[(*key, f"#{times[key]}") if times[key] > 1 else key] = (index, entry)
    return found
