"""The explicit lineage facet of jobs and datasets, as edges between datasets and columns."""

from collections.abc import Iterator
from dataclasses import dataclass

from .column_lineage import distinct, transformed
from .piece import Piece
from .words import AssetEdgeSpec, ColumnEdgeSpec, DatasetRef, Evidence


@dataclass(frozen=True, slots=True)
class Statement:
    """What a lineage facet states; both empty means that it states there is no upstream."""

    asset_edges: tuple[AssetEdgeSpec, ...]
    column_edges: tuple[ColumnEdgeSpec, ...]


def dataset_statement(facet: Piece, target: DatasetRef) -> Statement:
    """Return the statement of a dataset's lineage facet: `inputs` of the whole, `fields` of its columns."""
    return _statement(facet, _edges(facet, target))


def job_statement(facet: Piece) -> Statement:
    """Return the statement of a job's lineage facet: one entry for each target it writes.

    Targets and sources that are jobs bound the graph; the facet keeps them, no edge between datasets comes of them.
    """
    return _statement(facet, (edge for entry in facet.pieces("entries") for edge in _entry_edges(entry)))


def _statement(facet: Piece, edges: Iterator[ColumnEdgeSpec]) -> Statement:
    """Sort what is stated of whole datasets from what is stated of columns, which implies the former."""
    found = distinct(facet, edges)
    pairs = dict.fromkeys(AssetEdgeSpec(edge.source, edge.target) for edge in found)
    columns = tuple(edge for edge in found if edge.source_column or edge.target_column)
    return Statement(tuple(pairs), columns)


def _entry_edges(entry: Piece) -> Iterator[ColumnEdgeSpec]:
    if _is_job(entry):
        entry.note("job_lineage_kept", "", "Lineage that ends at a job is kept with the event, not drawn.")
        return
    target = entry.ref()
    if target is not None:
        yield from _edges(entry, target)


def _edges(holder: Piece, target: DatasetRef) -> Iterator[ColumnEdgeSpec]:
    yield from _inputs(holder, target, None)
    fields = holder.piece("fields")
    if fields is None:
        return
    for column, field in fields.members():
        yield from _inputs(field, target, column)


def _inputs(holder: Piece, target: DatasetRef, column: str | None) -> Iterator[ColumnEdgeSpec]:
    for source in holder.pieces("inputs"):
        if _is_job(source):
            if source.text("name"):
                source.note("job_lineage_kept", "", "Lineage that starts at a job is kept with the event, not drawn.")
            continue
        ref = source.ref()
        if ref is not None:
            origin = (ref, source.text("field") or None)
            yield from transformed(source, origin, (target, column), Evidence.LINEAGE_FACET)


def _is_job(node: Piece) -> bool:
    return node.text("type").upper() == "JOB"
