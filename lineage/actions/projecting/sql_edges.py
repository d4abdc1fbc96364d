"""Collect what statements say of their jobs' edges, and write the difference to what is there."""

import re
from collections.abc import Iterable
from typing import Any

from catalog import bulk
from catalog.models import Column
from lineage.actions.projecting.memory import Seen
from lineage.actions.projecting.naming import columns_called
from lineage.actions.projecting.surroundings import Ran, Surroundings
from lineage.models import GuessedColumn
from lineage.sql import Atlas, Confidence, Edge, Flows, Table

STAR = "*"
# What a column that nobody told of may be called.
NAME = re.compile(r"[^\W\d][\w$#@.-]{0,254}")
STRENGTH = (Confidence.VERIFIED, Confidence.INFERRED, Confidence.STAR)
Path = str | None
PathKey = tuple[int, Path, int, Path, int, str, str]
IdKey = tuple[int, int | None, int, int | None, int, str, str]
Told = tuple[Any, ...]


class Collected:
    """Edges by key, each as wide as the sights of all statements that state it."""

    def __init__(self, surroundings: Surroundings) -> None:
        """Start with nothing."""
        self.surroundings = surroundings
        self.edges: dict[tuple[int, int, int], Seen] = {}
        self.columns: dict[PathKey, tuple[Seen, bool, Confidence]] = {}

    def add(self, ran: Ran, found: Flows, atlas: Atlas) -> list[str]:
        """Add what a statement moves; returns in words what it names that is no asset."""
        output = None if found.writes else self.surroundings.sides[ran.job].sole_output
        named = {table for pair in found.pairs for table in pair if table is not None}
        assets: dict[Table | None, int | None] = {table: atlas.asset_of(table) for table in named}
        assets[None] = output
        for pair in found.pairs:
            source, target = (assets.get(table) for table in pair)
            if source is not None and target is not None and source != target:
                key = (source, target, ran.job)
                self.edges[key] = _wider(self.edges.get(key), ran.seen)
        for edge in found.edges:
            self._column(ran, edge, assets.get(edge.source), assets.get(edge.target))
        unknown = sorted(str(table) for table in named if assets.get(table) is None)
        return [f"“{name[:200]}” is no asset of the catalog, or could be several." for name in unknown]

    def _column(self, ran: Ran, edge: Edge, source: int | None, target: int | None) -> None:
        if source is None or target is None or edge.target_column == STAR:
            return
        spelled = self.surroundings.spelled
        path = None if edge.confidence is Confidence.STAR else spelled(source, edge.source_column, edge.path)
        target_path = None if edge.target_column is None else spelled(target, edge.target_column)
        if not (self._may_be(source, path) and self._may_be(target, target_path)):
            return
        key = (source, path, target, target_path, ran.job, str(edge.kind), str(edge.subtype))
        seen, masking, confidence = self.columns.get(key, (None, False, edge.confidence))
        self.columns[key] = (_wider(seen, ran.seen), masking or edge.masking, min(confidence, edge.confidence, key=STRENGTH.index))

    def _may_be(self, asset: int, path: Path) -> bool:
        """Say whether the asset has this column, or may have it: the text of an unnamed expression is no name."""
        return path is None or self.surroundings.has(asset, path) or NAME.fullmatch(path) is not None


def _wider(one: Seen | None, other: Seen) -> Seen:
    return Seen(min(one.first, other.first), max(one.last, other.last)) if one else other


COLUMN_EDGE = (
    *("source_id", "source_column_id", "target_id", "target_column_id", "job_id", "kind", "subtype"),
    *("first_seen_at", "last_seen_at", "masking", "confidence"),
)
WRITE_COLUMNS = f"""
INSERT INTO lineage_columnedge ({", ".join(COLUMN_EDGE)}, evidence, description)
SELECT {", ".join(COLUMN_EDGE)}, 'sql', '' FROM json_to_recordset(%s::json) AS v(
    source_id bigint, source_column_id bigint, target_id bigint, target_column_id bigint, job_id bigint, kind text, subtype text,
    first_seen_at timestamptz, last_seen_at timestamptz, masking boolean, confidence text)
ON CONFLICT (source_id, source_column_id, target_id, target_column_id, job_id, kind, subtype, evidence) DO UPDATE SET
    first_seen_at = excluded.first_seen_at, last_seen_at = excluded.last_seen_at, masking = excluded.masking, confidence = excluded.confidence
"""


def write_edges(jobs: Iterable[int], collected: Collected) -> None:
    """Make the edges of evidence `sql` of these jobs exactly those collected."""
    listed = sorted(set(jobs))
    rows = bulk.ask(
        "SELECT id, source_id, target_id, job_id, first_seen_at, last_seen_at FROM lineage_edge WHERE job_id = ANY(%s) AND evidence = 'sql'",
        listed,
    )
    gone, changed = _difference(
        {(s, t, job): (pk, (*seen,)) for pk, s, t, job, *seen in rows}, {k: tuple(v) for k, v in collected.edges.items()}
    )
    bulk.run("DELETE FROM lineage_edge WHERE id = ANY(%s)", gone)
    bulk.write(
        "INSERT INTO lineage_edge (source_id, target_id, job_id, evidence, first_seen_at, last_seen_at) VALUES %s"
        " ON CONFLICT (source_id, target_id, job_id, evidence) DO UPDATE SET first_seen_at = excluded.first_seen_at,"
        " last_seen_at = excluded.last_seen_at",
        [(*key, "sql", *told) for key, told in sorted(changed.items())],
    )
    _write_columns(listed, collected)


def _write_columns(jobs: list[int], collected: Collected) -> None:
    ids = _column_ids({end for key in collected.columns for end in (key[:2], key[2:4])})
    wanted: dict[IdKey, Told] = {}
    for (source, path, target, target_path, job, kind, subtype), (seen, masking, confidence) in collected.columns.items():
        ends = (source, ids.get((source, path)), target, ids.get((target, target_path)))
        wanted[*ends, job, kind, subtype] = (*seen, masking, str(confidence))
    rows = bulk.ask(
        "SELECT id, source_id, source_column_id, target_id, target_column_id, job_id, kind, subtype, first_seen_at, last_seen_at, masking,"
        " confidence FROM lineage_columnedge WHERE job_id = ANY(%s) AND evidence = 'sql'",
        jobs,
    )
    there = {tuple(row[1:8]): (row[0], tuple(row[8:])) for row in rows}
    gone, changed = _difference(there, wanted)
    bulk.run("DELETE FROM lineage_columnedge WHERE id = ANY(%s)", gone)
    told = sorted(changed.items(), key=_ends)
    bulk.write_documents(WRITE_COLUMNS, [dict(zip(COLUMN_EDGE, (*key, *seen), strict=True)) for key, seen in told])
    dropped = set(gone)
    left = {key[at] for key, (pk, _) in there.items() if pk in dropped for at in (1, 3)}
    _forget_guessed({column for column in left if column is not None})


def _ends(row: tuple[IdKey, Told]) -> tuple[int | str, ...]:
    """Order rows by their key; no column (a whole asset) comes first."""
    return tuple(part or 0 for part in row[0][:5]) + row[0][5:]


def _difference(there: dict[Any, tuple[int, Told]], wanted: dict[Any, Told]) -> tuple[list[int], dict[Any, Told]]:
    """Give the ids of rows to delete, and the rows to write."""
    gone = [pk for key, (pk, _) in there.items() if key not in wanted]
    return gone, {key: told for key, told in wanted.items() if key not in there or there[key][1] != told}


def _column_ids(ends: set[tuple[int, Path]]) -> dict[tuple[int, Path], int]:
    """Give the ids of columns, making those that only SQL names so far."""
    wanted = sorted((asset, path) for asset, path in ends if path is not None)
    rows = columns_called(wanted)
    found: dict[tuple[int, Path], int] = {(asset, path): column for asset, path, column in rows}
    made = bulk.write(
        "INSERT INTO catalog_column (asset_id, path) VALUES %s RETURNING asset_id, path, id", [key for key in wanted if key not in found]
    )
    bulk.write("INSERT INTO lineage_guessedcolumn (column_id) VALUES %s", [(column,) for _, _, column in made])
    return found | {(asset, path): column for asset, path, column in made}


def _forget_guessed(columns: set[int]) -> None:
    """Drop the columns among these that only SQL named and now doesn't, and that nobody else speaks of."""
    rows = bulk.ask(
        "SELECT g.column_id FROM lineage_guessedcolumn g JOIN catalog_column c ON c.id = g.column_id"
        " WHERE g.column_id = ANY(%s) AND c.description = '' AND NOT c.is_current",
        sorted(columns),
    )
    free = {column for (column,) in rows}
    for relation in Column._meta.related_objects:  # noqa: SLF001 - Django's documented way to ask who points here
        model: Any = relation.related_model
        if free and model is not GuessedColumn:
            name = relation.field.attname
            free -= set(model.objects.filter(**{f"{name}__in": free}).values_list(name, flat=True))
    bulk.run("DELETE FROM lineage_guessedcolumn WHERE column_id = ANY(%s)", sorted(free))
    bulk.run("DELETE FROM catalog_column WHERE id = ANY(%s)", sorted(free))
