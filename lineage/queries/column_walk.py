"""Walks over the graph of columns: what a column is made from, and what depends on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lineage.queries.steps import Moment, Way, rows_of
from lineage.queries.walk import CAP

# A node is a column's key, or minus an asset's key: "the rows of the whole asset", which an indirect edge may decide or come from.
Node = int


@dataclass(frozen=True, slots=True)
class ColumnWalk:
    """Nodes with their distance from the start (0), and the asset each belongs to. `is_capped`: there is more."""

    levels: Mapping[Node, int]
    asset_of: Mapping[Node, int]
    is_capped: bool = False

    @property
    def beyond(self) -> list[Node]:
        """The nodes besides the start, nearest first."""
        return sorted((node for node, level in self.levels.items() if level), key=lambda node: (self.levels[node], node))

    def assets(self, besides: int) -> set[int]:
        """The assets reached, without one."""
        return {self.asset_of[node] for node in self.levels} - {besides}


@dataclass(frozen=True, slots=True)
class ColumnLink:
    """An edge between columns; a column None stands for the rows of the whole asset."""

    source: int
    source_column: int | None
    target: int
    target_column: int | None
    kind: str
    subtype: str
    masking: bool
    evidence: str
    confidence: str
    job: int | None
    last_seen_at: datetime


def column_walk(  # noqa: PLR0913 - the words of the question
    column: int, asset: int, way: Way, *, indirect: bool = False, depth: int | None = None, at: datetime | None = None, cap: int = CAP
) -> ColumnWalk:
    """Walk from one column; `indirect` follows edges that only decide rows, too."""
    return walk_columns([column], asset, way, indirect=indirect, depth=depth, at=at, cap=cap)


def walk_columns(  # noqa: PLR0913 - the words of the question
    columns: Iterable[int],
    asset: int,
    way: Way,
    *,
    indirect: bool = False,
    depth: int | None = None,
    at: datetime | None = None,
    cap: int = CAP,
) -> ColumnWalk:
    """Walk from several columns of one asset at once."""
    levels: dict[Node, int] = dict.fromkeys(columns, 0)
    asset_of: dict[Node, int] = dict.fromkeys(levels, asset)
    frontier, level = set(levels), 0
    while frontier and (depth is None or level < depth):
        level += 1
        found = _step(frontier, asset_of, way, Moment(at), indirect=indirect)
        fresh = {node: owner for node, owner in found.items() if node not in levels}
        if len(levels) + len(fresh) > cap:
            return ColumnWalk(levels, asset_of, is_capped=True)
        levels.update(dict.fromkeys(fresh, level))
        asset_of.update(fresh)
        frontier = set(fresh)
    return ColumnWalk(levels, asset_of)


def _step(frontier: set[Node], asset_of: Mapping[Node, int], way: Way, moment: Moment, *, indirect: bool) -> dict[Node, int]:
    """Give the nodes one edge further with their assets."""
    near, far = ("target", "source") if way is Way.UP else ("source", "target")
    alive, values = moment.shown_between_columns("edge")
    columns = [node for node in frontier if node > 0]
    wholes = [-node for node in frontier if node < 0]
    kind = "" if indirect else " AND edge.kind = 'direct'"
    select = f"SELECT DISTINCT coalesce(edge.{far}_column_id, -edge.{far}_id), edge.{far}_id FROM lineage_columnedge edge WHERE"
    parts = [f"{select} edge.{near}_column_id = ANY(%s) AND {alive}{kind}"]
    bound = [columns, *values]
    if indirect:
        # An edge on the whole asset touches each of its columns; a whole asset passes on through each of its columns' edges.
        owners = sorted({asset_of[node] for node in columns})
        parts += [
            f"{select} edge.{near}_id = ANY(%s) AND edge.{near}_column_id IS NULL AND {alive}",
            f"{select} edge.{near}_id = ANY(%s) AND {alive}",
        ]
        bound += [owners, *values, wholes, *values]
    return dict(rows_of(" UNION ".join(parts), bound))


def column_links_among(assets: Iterable[int], *, indirect: bool, at: datetime | None = None) -> list[ColumnLink]:
    """Give every column edge between these assets, in a stable order; one statement."""
    alive, values = Moment(at).shown_between_columns("edge")
    kind = "" if indirect else " AND kind = 'direct'"
    statement = (
        "SELECT source_id, source_column_id, target_id, target_column_id, kind, subtype, masking, evidence, confidence, job_id, last_seen_at "
        f"FROM lineage_columnedge edge WHERE source_id = ANY(%s) AND target_id = ANY(%s) AND {alive}{kind} "
        "ORDER BY source_id, source_column_id, target_id, target_column_id, kind, subtype, id"
    )
    ids = list(assets)
    return [ColumnLink(*row) for row in rows_of(statement, [ids, ids, *values])]
