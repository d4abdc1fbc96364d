"""Who queries an asset, which of its columns, and with what: as query logs told, in the last ninety days."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q, Sum

from catalog.models import Asset, Person
from lineage.models import ColumnUse, QueryUse, UsedTogether

DAYS = 90
MOST = 8


@dataclass(frozen=True, slots=True)
class Popular:
    """A column, or another asset, with how many queries read it and its share of the most read one's, in percent."""

    name: str
    queries: int
    share: int
    asset: Asset | None = None


@dataclass(frozen=True, slots=True)
class AssetQueries:
    """Queries of an asset since `since`. `readers` is None where the log kept nobody; `last_day` is the newest day with one."""

    queries: int
    readers: int | None
    last_day: date | None
    since: date
    columns: list[Popular]
    together: list[Popular]


def asset_queries(asset_id: int, person: Person, *, today: date) -> AssetQueries:
    """Count the queries of an asset that this person may see."""
    since = today - timedelta(days=DAYS)
    uses = QueryUse.objects.filter(asset=asset_id, day__gte=since).aggregate(
        queries=Sum("queries"), readers=Count("reader", filter=~Q(reader=""), distinct=True), last=Max("day")
    )
    if not uses["queries"]:
        return AssetQueries(0, None, None, since, [], [])
    columns = (
        ColumnUse.objects.filter(asset=asset_id, day__gte=since)
        .values_list("column_path")
        .annotate(n=Sum("queries"))
        .order_by("-n", "column_path")
    )
    return AssetQueries(
        queries=uses["queries"],
        readers=uses["readers"] or None,
        last_day=uses["last"],
        since=since,
        columns=_shared([(path, count, None) for path, count in columns[:MOST]]),
        together=_together(asset_id, person, since),
    )


def _together(asset_id: int, person: Person, since: date) -> list[Popular]:
    pairs = UsedTogether.objects.filter(Q(asset=asset_id) | Q(other=asset_id), day__gte=since)
    counts: dict[int, int] = {}
    for one, two, count in pairs.values_list("asset", "other").annotate(n=Sum("queries")):
        counts[two if one == asset_id else one] = counts.get(two if one == asset_id else one, 0) + count
    seen = {asset.pk: asset for asset in Asset.objects.visible_to(person).filter(pk__in=counts)}
    best = sorted(((counts[pk], asset) for pk, asset in seen.items()), key=lambda pair: (-pair[0], str(pair[1])))[:MOST]
    return _shared([(str(asset), count, asset) for count, asset in best])


def _shared(rows: list[tuple[str, int, Asset | None]]) -> list[Popular]:
    most = max((count for _, count, _ in rows), default=1)
    return [Popular(name, count, round(100 * count / most), asset) for name, count, asset in rows]
