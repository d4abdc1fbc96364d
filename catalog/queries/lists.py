"""Lists of assets, comparing some of them, and what somebody looked at lately."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from catalog.comparing import ComparedColumn, compare_schemas
from catalog.models import Asset, AssetList, Column, ListedAsset, Person

MOST_COMPARED = 4
MOST_COLUMNS = 1_000  # of one asset


class UnknownList(Http404):
    """No such list, or it is somebody else's: both look the same."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list with those of its assets that the person may see; `hidden` counts the others."""

    asset_list: AssetList
    entries: tuple[ListedAsset, ...]
    hidden: int
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Assets beside each other; `columns` line their schemas up, `shared` counts columns that more than one has."""

    assets: tuple[Asset, ...]
    columns: tuple[ComparedColumn, ...]
    shared: int


def lists_of(person: Person) -> QuerySet[AssetList]:
    """Give somebody's lists and those shared with their teams, with how many assets are on each."""
    return (
        AssetList.objects.visible_to(person).select_related("owner", "team").annotate(asset_count=Count("entries")).order_by("name", "pk")
    )


def list_page(list_id: int, person: Person) -> ListPage:
    """Gather a list; raises UnknownList (a 404)."""
    found = AssetList.objects.visible_to(person).select_related("owner", "team").filter(pk=list_id).first()
    if found is None:
        raise UnknownList("There is no such list, or it is not shared with you.")
    seen = Q(asset__in=Asset.objects.visible_to(person))
    entries = (
        found.entries.filter(seen).select_related("asset__namespace", "asset__domain", "asset__owner_team").order_by("-added_at", "-pk")
    )
    listed = tuple(entries)
    return ListPage(found, listed, found.entries.count() - len(listed), found.owner_id == person.pk)


def compare(keys: Sequence[int], person: Person) -> Comparison:
    """Put at most four assets beside each other, in the order given; those the person may not see are left out. Two queries."""
    wanted = list(dict.fromkeys(keys))[:MOST_COMPARED]
    seen = Asset.objects.visible_to(person).for_listing().select_related("steward")
    found = seen.in_bulk(wanted)
    assets = tuple(found[key] for key in wanted if key in found)
    shapes: dict[int, list[tuple[str, str]]] = {asset.pk: [] for asset in assets}
    columns = Column.objects.filter(asset__in=shapes, is_current=True).order_by("asset_id", "ordinal", "path")
    for asset_id, path, data_type in columns.values_list("asset_id", "path", "data_type"):
        if len(shapes[asset_id]) < MOST_COLUMNS:
            shapes[asset_id].append((path, data_type))
    rows = tuple(compare_schemas(list(shapes.values())))
    return Comparison(assets, rows, sum(row.is_shared for row in rows))


def viewed_lately(person: Person, limit: int) -> list[Asset]:
    """Give what somebody opened last, as far as they still may see it."""
    seen = Asset.objects.visible_to(person).present().for_listing().filter(viewings__person=person)
    return list(seen.order_by("-viewings__at")[:limit])
