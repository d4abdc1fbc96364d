"""Clauses the standard has no words for: the same amount here as upstream, and no unlike amount from one period to the next.

They are carried as custom properties of an object or a column:

    customProperties:
      - property: locationBalance        # what came in is what is here
        vendor: provender
        value: {metric: rowCount, upstream: "postgres://shop:5432/shop.public.orders", tolerance: 1, unit: percent}
      - property: historicBalance        # today is like before
        vendor: provender
        value: {metric: sum, column: amount, against: same weekday, tolerance: 20, unit: percent, direction: not below}
"""

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.clauses.clause import Clause, Kind, severity_of, without_empty
from contracts.clauses.columns import columns_of
from contracts.clauses.custom import each_of_ours, several

LOCATION, HISTORIC = "locationBalance", "historicBalance"
AGAINST = ("previous", "same weekday", "median of 7", "median of 28")
DIRECTIONS = ("both", "not below", "not above")
UNITS = ("percent", "absolute")
METRICS = {
    "rowCount": "number of rows",
    "sum": "sum",
    "distinctCount": "number of distinct values",
    "nullCount": "number of empty values",
    "max": "maximum",
    "min": "minimum",
}


def balance_clauses(element: dict[str, Any]) -> Iterator[Clause]:
    """Give the balances of an object and of its columns."""
    name = element["name"]
    yield from _balances(element, name, "", "")
    for path, stored, item in columns_of(element):
        yield from _balances(item, name, path, stored)


def _balances(item: Mapping[str, Any], name: str, path: str, stored: str) -> Iterator[Clause]:
    for kind, value in each_of_ours(item):
        if kind not in (LOCATION, HISTORIC):
            continue
        for terms in several(value):
            yield _clause(kind, terms, name, (path, stored))


def _clause(kind: str, told: dict[str, Any], name: str, column: tuple[str, str]) -> Clause:
    path, stored = column
    stored = str(told.get("column") or stored)
    metric = str(told.get("metric") or ("sum" if stored else "rowCount"))
    shared = {"metric": metric, "column": stored, "tolerance": told.get("tolerance", 0), "unit": told.get("unit") or "percent"}
    terms = without_empty({**shared, **(_location(told) if kind == LOCATION else _historic(told))})
    against = _upstream_words(terms) if kind == LOCATION else str(terms["against"])
    return Clause(
        key="/".join(part for part in ("balance", name, path or stored, kind, metric, against) if part),
        object_name=name,
        kind=Kind.BALANCE,
        property=kind,
        words=_words(kind, terms, against),
        column_path=stored,
        terms=terms,
        severity=severity_of(told.get("severity")),
        why_not=_why_not(kind, terms),
    )


def _location(told: dict[str, Any]) -> dict[str, Any]:
    upstream = told.get("upstream")
    return {
        "upstream": upstream if isinstance(upstream, dict) else place_of(str(upstream or "")),
        "upstreamMetric": told.get("upstreamMetric"),
        "upstreamColumn": told.get("upstreamColumn"),
    }


def place_of(text: str) -> dict[str, str]:
    """Read `namespace/name`; the name begins after the last slash."""
    namespace, _, name = text.rpartition("/")
    return {"namespace": namespace, "name": name} if namespace and name else {}


def _historic(told: dict[str, Any]) -> dict[str, Any]:
    return {"against": told.get("against") or "previous", "direction": told.get("direction") or "both"}


def _why_not(kind: str, terms: Mapping[str, Any]) -> str:
    if isinstance(terms.get("tolerance", 0), bool) or not isinstance(terms.get("tolerance", 0), int | float):
        return "its tolerance is no number"
    if terms.get("unit") not in UNITS:
        return f"its unit is none of {', '.join(UNITS)}"
    if kind == LOCATION:
        return "" if terms.get("upstream") else "it doesn't say what to compare with: `upstream: namespace/name`"
    for name, known in (("against", AGAINST), ("direction", DIRECTIONS)):
        if terms.get(name) not in known:
            return f"its {name} is none of {', '.join(known)}"
    return ""


def _words(kind: str, terms: Mapping[str, Any], against: str) -> str:
    metric = METRICS.get(str(terms["metric"]), str(terms["metric"]))
    what = f"{metric} of {terms['column']}" if terms.get("column") else metric
    tolerance = terms.get("tolerance") or 0
    room = f"{tolerance:g}{' %' if terms['unit'] == 'percent' else ''}" if isinstance(tolerance, int | float) and tolerance else ""
    if kind == LOCATION:
        return f"{what} matches {against or 'upstream'}, {f'within {room}' if room else 'exactly'}"
    bound = {"not below": "not below", "not above": "not above"}.get(str(terms.get("direction")), "like")
    return f"{what} is {bound} {_period(against)}" + (f", give or take {room}" if room else "")


def _period(against: str) -> str:
    return {"previous": "the delivery before", "same weekday": "the same weekday before"}.get(against, f"the {against}")


def _upstream_words(terms: Mapping[str, Any]) -> str:
    upstream = terms.get("upstream")
    return str(upstream.get("name") or upstream.get("object") or "") if isinstance(upstream, dict) else ""
