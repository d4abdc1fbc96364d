"""One step along edges for a whole set of assets or columns: one indexed statement, whatever the size of the estate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
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
    """The edges that count: those shown now (`at` None), or those that would have been shown at a time.

    Then the rules of actions/projecting/showing.py (docs/decisions/0008) hold among a job's edges of that time. An edge lives from its
    first sight until EDGE_WINDOW_DAYS after its last, or as long as its job shows nothing newer; a declared one until another is declared.
    """

    at: datetime | None = None

    def shown(self, alias: str) -> tuple[str, list[Any]]:
        """Give the SQL condition on an edge between assets, and its parameters."""
        facet = _stated("lineage_edge", alias, "target", "('lineage_facet')")
        explicit = [_stated("lineage_edge", alias, end, "('column_lineage', 'sql')") for end in ("target", "source")]
        return self._condition(
            f"{_alive('lineage_edge', alias)} AND NOT (CASE WHEN {alias}.evidence = 'lineage_facet' THEN {alias}.source_id = {alias}.target_id"
            f" WHEN {alias}.evidence IN ('column_lineage', 'sql') THEN {facet} ELSE {facet} OR ({' AND '.join(explicit)}) END)",
            alias,
        )

    def shown_between_columns(self, alias: str) -> tuple[str, list[Any]]:
        """Give the SQL condition on an edge between columns, and its parameters."""
        facet = _stated("lineage_columnedge", alias, "target", "('lineage_facet')")
        same = f"('column_lineage') AND stronger.target_column_id IS NOT DISTINCT FROM {alias}.target_column_id"
        return self._condition(
            f"{_alive('lineage_columnedge', alias)} AND ({alias}.evidence = 'lineage_facet' OR NOT {facet})"
            f" AND ({alias}.evidence <> 'sql' OR NOT {_stated('lineage_columnedge', alias, 'target', same)})",
            alias,
        )

    def _condition(self, then: str, alias: str) -> tuple[str, list[Any]]:
        return (f"{alias}.is_shown", []) if self.at is None else (f"({then})", [self.at] * then.count("%s"))


def _alive(table: str, alias: str) -> str:
    """Say in SQL that an edge was alive at the time that is each of its parameters. The cheap condition decides nearly always."""
    window = f"interval '{int(settings.EDGE_WINDOW_DAYS)} days'"
    newer = f"SELECT FROM {table} newer WHERE newer.job_id = {alias}.job_id AND newer.first_seen_at <= %s AND newer.evidence"
    return (
        f"{alias}.first_seen_at <= %s AND CASE WHEN {alias}.evidence = 'declared'"
        f" THEN NOT EXISTS ({newer} = 'declared' AND newer.last_seen_at > {alias}.last_seen_at)"
        f" ELSE {alias}.last_seen_at >= %s - {window} OR ({alias}.job_id IS NOT NULL AND"
        f" NOT EXISTS ({newer} <> 'declared' AND newer.last_seen_at > {alias}.last_seen_at + {window})) END"
    )


def _stated(table: str, alias: str, end: str, evidence: str) -> str:
    """Say in SQL that the same job has an edge of such evidence at the same end."""
    return (
        f"EXISTS (SELECT FROM {table} stronger WHERE stronger.{end}_id = {alias}.{end}_id AND stronger.job_id = {alias}.job_id"
        f" AND {_alive(table, 'stronger')} AND stronger.evidence IN {evidence})"
    )


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
