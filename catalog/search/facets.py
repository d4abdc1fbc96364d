"""Facets from grouped counts: each facet is counted under the other choices, so that choosing never dead-ends."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.models import SearchEntry
from catalog.models.asset import AssetKind
from catalog.search.pages import Facet, FacetValue, Filters

FIELDS = ("kind", "platform", "asset_kind", "domain", "owner")
LABELS = {"platform": "Platform", "asset_kind": "Kind of asset", "domain": "Domain", "owner": "Owner"}
TABS = {"": "All", SearchEntry.Kind.ASSET: "Assets", SearchEntry.Kind.COLUMN: "Columns", SearchEntry.Kind.JOB: "Jobs"}
SHOWN = 8


@dataclass(frozen=True, slots=True)
class DrillDown:
    """Counts of a search: under all choices, by kind of thing, and by facet."""

    total: int
    kinds: tuple[FacetValue, ...]
    facets: tuple[Facet, ...]


def drill_down(groups: Sequence[tuple[Any, ...]], filters: Filters, *, domains: Mapping[int, str], q: str) -> DrillDown:
    """Count `groups` of (kind, platform, asset kind, domain number, owner, count)."""
    rows = [({field: str(value or "") for field, value in zip(FIELDS, group, strict=False)}, group[-1]) for group in groups]
    chosen = filters.chosen()
    labels: dict[str, Mapping[str, str]] = {
        "domain": {str(key): name for key, name in domains.items()},
        "asset_kind": dict(AssetKind.choices),
    }
    facets = [
        Facet(name, label, tuple(_values(name, _counted(rows, chosen, name), filters, labels.get(name, {}), q)))
        for name, label in LABELS.items()
    ]
    total = sum(count for row, count in rows if _matches(row, chosen))
    return DrillDown(
        total=total, kinds=tuple(_tabs(_counted(rows, chosen, "kind"), filters, q)), facets=tuple(facet for facet in facets if facet.values)
    )


def _matches(row: Mapping[str, str], chosen: Mapping[str, str], but: str = "") -> bool:
    return all(row[name] == value for name, value in chosen.items() if name != but)


def _counted(rows: list[tuple[dict[str, str], int]], chosen: Mapping[str, str], name: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row, count in rows:
        if _matches(row, chosen, but=name):
            counts[row[name]] += count
    return counts


def _values(name: str, counts: Counter[str], filters: Filters, labels: Mapping[str, str], q: str) -> list[FacetValue]:
    current = getattr(filters, name)
    most = [(value, count) for value, count in counts.most_common(SHOWN + 1) if value][:SHOWN]
    if current and current not in dict(most):
        most.append((current, counts[current]))
    return [
        FacetValue(
            value, labels.get(value, value), count, value == current, filters.address(q, **{name: "" if value == current else value})
        )
        for value, count in most
    ]


def _tabs(counts: Counter[str], filters: Filters, q: str) -> list[FacetValue]:
    everything = counts.total()
    return [
        FacetValue(value, label, counts[value] if value else everything, value == filters.kind, filters.address(q, kind=value))
        for value, label in TABS.items()
    ]
