"""Who queries an asset and which of its columns: as query logs told, in the last ninety days."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q, Sum

from lineage.models import ColumnUse, QueryUse

DAYS = 90
MOST = 8


@dataclass(frozen=True, slots=True)
class Popular:
    """A column with how many queries read it, and its share of the most read one's, in percent."""

    name: str
    queries: int
    share: int


@dataclass(frozen=True, slots=True)
class AssetQueries:
    """Queries of an asset since `since`. `readers` is None where the log kept nobody; `last_day` is the newest day with one."""

    queries: int
    readers: int | None
    last_day: date | None
    since: date
    columns: list[Popular]


def asset_queries(asset_id: int, *, today: date) -> AssetQueries:
    """Count the queries of an asset."""
    since = today - timedelta(days=DAYS)
    uses = QueryUse.objects.filter(asset=asset_id, day__gte=since).aggregate(
        queries=Sum("queries"), readers=Count("reader", filter=~Q(reader=""), distinct=True), last=Max("day")
    )
    if not uses["queries"]:
        return AssetQueries(0, None, None, since, [])
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
        columns=_shared(list(columns[:MOST])),
    )


def _shared(rows: list[tuple[str, int]]) -> list[Popular]:
    most = max((count for _, count in rows), default=1)
    return [Popular(name, count, round(100 * count / most)) for name, count in rows]
