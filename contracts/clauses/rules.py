"""Clauses of quality rules, at objects and at columns."""

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.clauses.clause import Clause, Kind, severity_of, without_empty
from contracts.clauses.columns import columns_of
from contracts.odcs.document import mappings
from contracts.odcs.structure import OPERATORS

Rule = Mapping[str, Any]

METRICS = {
    "nullValues": "empty values",
    "missingValues": "missing values",
    "invalidValues": "invalid values",
    "duplicateValues": "duplicates",
    "rowCount": "rows",
}
OPERATOR_WORDS = {
    "mustBe": "exactly {}",
    "mustNotBe": "not {}",
    "mustBeGreaterThan": "more than {}",
    "mustBeGreaterOrEqualTo": "at least {}",
    "mustBeLessThan": "less than {}",
    "mustBeLessOrEqualTo": "at most {}",
    "mustBeBetween": "between {} and {}",
    "mustNotBeBetween": "not between {} and {}",
}
PAIRS = ("mustBeBetween", "mustNotBeBetween")
TEXT = "it is written for people; nothing can measure it"
CUSTOM = "only {engine} can run it; post its result as an observation named “{name}”"
NO_COMPARISON = "it says nothing to compare with"
SHOWN = 60


def rule_clauses(element: dict[str, Any]) -> Iterator[Clause]:
    """Give the clauses of an object's rules and of its columns' rules."""
    name = element["name"]
    for rule in mappings(element.get("quality")):
        yield _clause(rule, name, "", "")
    for path, stored, item in columns_of(element):
        for rule in mappings(item.get("quality")):
            yield _clause(rule, name, path, stored)


def _clause(rule: Rule, name: str, path: str, stored: str) -> Clause:
    kind = str(rule.get("type") or "library")
    told = str(rule.get("metric") or rule.get("rule") or "") if kind == "library" else kind
    operator = next((word for word in OPERATORS if word in rule), "")
    called = str(rule.get("id") or rule.get("name") or told or kind)
    return Clause(
        key="/".join(part for part in ("quality", name, path, called) if part),
        object_name=name,
        kind=Kind.QUALITY,
        property=(told or kind)[:60],
        words=_words(rule, kind, path, operator),
        column_path=stored,
        terms=_terms(rule, kind, operator),
        severity=severity_of(rule.get("severity")),
        why_not=_why_not(rule, kind, operator, called),
    )


def _terms(rule: Rule, kind: str, operator: str) -> dict[str, Any]:
    said = ("metric", "unit", "arguments", "query", "engine", "implementation", "dimension", "name")
    terms = without_empty({"type": kind, "operator": operator, **{name: rule.get(name) for name in said}})
    return {**terms, "value": rule[operator]} if operator else terms


def _why_not(rule: Rule, kind: str, operator: str, called: str) -> str:
    if kind == "text":
        return TEXT
    if kind == "custom":
        return CUSTOM.format(engine=rule.get("engine", "its engine"), name=called)
    return "" if operator else NO_COMPARISON


def _words(rule: Rule, kind: str, path: str, operator: str) -> str:
    """Say what is measured and what it must be; people's own description where the rule is theirs."""
    own = str(rule.get("description") or rule.get("name") or "").strip().replace("\n", " ")
    must = _must(rule, operator)
    if kind == "library" and rule.get("metric"):
        metric = METRICS.get(str(rule["metric"]), str(rule["metric"]))
        return f"{f'{path}: ' if path else ''}{_none(must, metric, str(rule.get('unit') or ''))}"
    what = own or {"sql": _cut(rule.get("query")), "custom": f"a check of {rule.get('engine', 'its own engine')}"}.get(kind, kind)
    return f"{f'{path}: ' if path else ''}{what}" + (f" is {must}" if must and not own else "")


def _none(must: str, metric: str, unit: str) -> str:
    if must == "exactly 0":
        return f"no {metric}"
    return f"{must}{' percent' if unit in ('percent', '%') else ''} {metric}" if must else metric


def _must(rule: Rule, operator: str) -> str:
    if not operator:
        return ""
    value = rule[operator]
    if operator in PAIRS:
        return OPERATOR_WORDS[operator].format(*value) if isinstance(value, list) and len(value) == len("ab") else ""
    return OPERATOR_WORDS[operator].format(value)


def _cut(value: Any) -> str:
    text = " ".join(str(value or "").split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
