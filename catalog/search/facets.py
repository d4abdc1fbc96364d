"""Facets from grouped counts: each facet is counted under the other choices, so that choosing never dead-ends."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.models import SearchEntry
from catalog.models.asset import AssetKind, Lifecycle, Standing
from catalog.search.pages import Facet, FacetValue, Filters

# Facets in the order of the grouped columns; tags come last, as a list.
FIELDS = ("kind", "platform", "asset_kind", "domain", "owner", "lifecycle", "standing", "environment")
TAG = "tag"
LABELS = {
    "domain": "Domain",
    "asset_kind": "Kind of asset",
    "platform": "Platform",
    "owner": "Owner",
    "lifecycle": "Lifecycle",
    "standing": "Standing",
    "environment": "Environment",
    "tag": "Tag",
}
TABS = {"": "All", "asset": "Assets", "column": "Columns", "term": "Terms", "contract": "Contracts", "job": "Jobs", "person": "People"}
SHOWN = 8


@dataclass(frozen=True, slots=True)
class DrillDown:
    """Counts of a search: under all choices, by kind of thing, and by facet."""

    total: int
    kinds: tuple[FacetValue, ...]
    facets: tuple[Facet, ...]


def drill_down(groups: Sequence[tuple[Any, ...]], filters: Filters, *, domains: Mapping[int, str], q: str) -> DrillDown:
    """Count `groups` of (kind, platform, asset kind, domain number, owner, lifecycle, standing, environment, tags, count)."""
    counts, total = _counted(groups, filters.chosen())
    labels: dict[str, Mapping[str, str]] = {
        "domain": {str(key): name for key, name in domains.items()},
        "asset_kind": dict(AssetKind.choices),
        "lifecycle": dict(Lifecycle.choices),
        "standing": dict(Standing.choices),
    }
    facets = (Facet(name, label, tuple(_values(name, counts[name], filters, labels.get(name, {}), q))) for name, label in LABELS.items())
    useful = tuple(facet for facet in facets if len(facet.values) > 1 or any(value.is_chosen for value in facet.values))
    return DrillDown(total=total, kinds=tuple(_tabs(counts["kind"], filters, q)), facets=useful)


def _counted(groups: Sequence[tuple[Any, ...]], chosen: Mapping[str, str]) -> tuple[dict[str, Counter[str]], int]:
    """Count each facet over the groups that only that facet's own choice, if any, leaves out."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in (*FIELDS, TAG)}
    at = {name: place for place, name in enumerate(FIELDS)}
    total = 0
    for *values, tags, count in groups:
        missed = [name for name, value in chosen.items() if (value not in tags if name == TAG else str(values[at[name]] or "") != value)]
        if len(missed) > 1:
            continue
        if not missed:
            total += count
        for name in missed or FIELDS:
            if name != TAG:
                counts[name][str(values[at[name]] or "")] += count
        if not missed or missed == [TAG]:
            for tag in tags:
                counts[TAG][tag] += count
    return counts, total


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
    shown = {value: label for value, label in TABS.items() if not value or counts[value] or value == filters.kind or value in _ALWAYS}
    return [
        FacetValue(value, label, counts[value] if value else everything, value == filters.kind, filters.address(q, kind=value))
        for value, label in shown.items()
    ]


_ALWAYS = (SearchEntry.Kind.ASSET, SearchEntry.Kind.COLUMN)
