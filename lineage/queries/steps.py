"""One step along edges for a whole set of assets or columns: one indexed statement, whatever the size of the estate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import connection


class Way(StrEnum):
    """Which way to walk."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Moment:
    """The edges that count: those shown now (`at` None), or those alive at a time."""

    at: datetime | None = None

    def alive(self, alias: str) -> tuple[str, list[Any]]:
        """Give the SQL condition on an edge, and its parameters.

        At a time, an edge lives from its first sight until EDGE_WINDOW_DAYS after its last. Precedence is applied anew among the
        edges alive then: what only runs' inputs and outputs say gives way to a facet's word about the same job and target.
        """
        if self.at is None:
            return f"{alias}.is_shown", []
        since = self.at - timedelta(days=settings.EDGE_WINDOW_DAYS)
        return f"{alias}.first_seen_at <= %s AND {alias}.last_seen_at >= %s", [self.at, since]

    def shown(self, alias: str) -> tuple[str, list[Any]]:
        """Give the condition on a table edge, precedence included."""
        alive, values = self.alive(alias)
        if self.at is None:
            return alive, values
        stronger, more = self.alive("stronger")
        overruled = (
            f"{alias}.evidence = 'run_io' AND EXISTS (SELECT FROM lineage_edge stronger WHERE stronger.target_id = {alias}.target_id "
            f"AND stronger.job_id = {alias}.job_id AND stronger.evidence IN ('lineage_facet', 'column_lineage') AND {stronger})"
        )
        return f"{alive} AND NOT ({overruled})", [*values, *more]


NOW = Moment()
_ENDS = {Way.UP: ("target_id", "source_id"), Way.DOWN: ("source_id", "target_id")}


def rows_of(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run one reading statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def array_of(ids: Iterable[int]) -> str:
    """Write keys as PostgreSQL reads an array, for a parameter cast to bigint[]: thousands of them cost one literal, not one each."""
    return "{" + ",".join(map(str, ids)) + "}"


def step(assets: Iterable[int], way: Way, moment: Moment, limit: int) -> dict[int, int]:
    """Give every asset one edge further: `{asset: the one it was reached from}`, at most `limit` of them."""
    near, far = _ENDS[way]
    shown, values = moment.shown("edge")
    statement = (
        f"SELECT {far}, min({near}) FROM lineage_edge edge WHERE {near} = ANY(%s::bigint[]) AND source_id <> target_id AND {shown} "
        f"GROUP BY {far} LIMIT %s"
    )
    return dict(rows_of(statement, [array_of(assets), *values, limit]))


def reach(assets: Iterable[int], way: Way, cap: int) -> int:
    """Count the assets beyond these, by edges shown now, up to `cap` + 1: one recursive statement, each asset once."""
    near, far = _ENDS[way]
    start = sorted(set(assets))
    statement = (
        f"WITH RECURSIVE beyond(id) AS (SELECT unnest(%s::bigint[]) UNION SELECT edge.{far} FROM lineage_edge edge "
        f"JOIN beyond ON edge.{near} = beyond.id WHERE edge.is_shown) SELECT count(*) FROM (SELECT id FROM beyond LIMIT %s) found"
    )
    return int(rows_of(statement, [start, cap + 1 + len(start)])[0][0]) - len(start)


def hidden_neighbours(drawn: Iterable[int], way: Way, moment: Moment) -> dict[int, int]:
    """Count, for each drawn asset, its neighbours that are not drawn."""
    near, far = _ENDS[way]
    shown, values = moment.shown("edge")
    statement = (
        f"SELECT {near}, count(DISTINCT {far}) FROM lineage_edge edge WHERE {near} = ANY(%s) AND NOT {far} = ANY(%s) AND {shown} "
        f"GROUP BY {near}"
    )
    ids = list(drawn)
    return dict(rows_of(statement, [ids, ids, *values]))
