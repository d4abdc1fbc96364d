"""The columnLineage facet, in its old and new forms, as column edges."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice

from .piece import Piece
from .words import ColumnEdgeSpec, DatasetRef, Evidence

MAX_COLUMN_EDGES = 10_000
SUBTYPES = frozenset({"identity", "transformation", "aggregation", "filter", "join", "group_by", "sort", "window", "conditional"})
_DIRECT_SUBTYPES = frozenset({"identity", "transformation", "aggregation"})
# Spellings seen in the field, beside the specification's own.
_SPELLINGS = {"groupby": "group_by", "order_by": "sort", "orderby": "sort", "condition": "conditional"}


def column_lineage(facet: Piece, target: DatasetRef) -> tuple[ColumnEdgeSpec, ...]:
    """Return the edges of a columnLineage facet (1-0-0 to 1-2-0), each once, at most 10,000.

    `fields` gives edges to a column; `dataset` gives edges to every row (no target column). A source with several
    transformations gives one edge for each; a column that reaches its target both masked and unmasked isn't masked.
    """
    fields = facet.piece("fields")
    named = () if fields is None else (_to_column(field, target, name) for name, field in fields.members())
    whole = (_from_source(source, target, None, None) for source in facet.pieces("dataset"))
    return distinct(facet, chain.from_iterable(chain(named, whole)))


def distinct(facet: Piece, edges: Iterable[ColumnEdgeSpec]) -> tuple[ColumnEdgeSpec, ...]:
    """Return each edge once, at most 10,000 of them; what is cut is noted."""
    found: dict[tuple[object, ...], ColumnEdgeSpec] = {}
    taken = iter(edges)
    for edge in islice(taken, MAX_COLUMN_EDGES):
        key = (edge.source, edge.source_column, edge.target, edge.target_column, edge.kind, edge.subtype)
        known = found.get(key)
        found[key] = edge if known is None else replace(known, masking=known.masking and edge.masking)
    if next(taken, None) is not None:
        message = f"The facet has more than {MAX_COLUMN_EDGES:,} column edges; the rest was cut."
        facet.note("column_edges_cut", "", message)
    return tuple(found.values())


def transformed(
    source: Piece, ref: tuple[DatasetRef, str | None], target: tuple[DatasetRef, str | None], evidence: Evidence
) -> Iterator[ColumnEdgeSpec]:
    """Yield an edge for each of the source's transformations; none told means direct, of unknown subtype."""
    told = False
    for transformation in source.pieces("transformations"):
        told = True
        subtype = _subtype(transformation)
        kind = _kind(transformation, subtype)
        masking = transformation.flag("masking") or False
        yield ColumnEdgeSpec(*ref, *target, kind, subtype, masking, evidence, transformation.text("description"))
    if not told:
        yield ColumnEdgeSpec(*ref, *target, kind="direct", subtype="", masking=False, evidence=evidence)


def _to_column(field: Piece, target: DatasetRef, column: str) -> Iterator[ColumnEdgeSpec]:
    if not column or column.isspace():
        field.note("column_unnamed", "", "A column has an empty name; its lineage was left out.")
        return
    for source in field.pieces("inputFields"):
        yield from _from_source(source, target, column, field)


def _from_source(source: Piece, target: DatasetRef, column: str | None, field: Piece | None) -> Iterator[ColumnEdgeSpec]:
    ref = source.ref()
    if ref is None:
        return
    edges = transformed(source, (ref, source.text("field") or None), (target, column), Evidence.COLUMN_LINEAGE)
    if field is None or source.body.get("transformations"):
        yield from edges
    else:
        yield from (_in_old_form(edge, field) for edge in edges)


def _in_old_form(edge: ColumnEdgeSpec, field: Piece) -> ColumnEdgeSpec:
    """Facet 1-0-0 tells IDENTITY or MASKED once for the column, not for each source; deprecated since 1-1-0."""
    kind = field.text("transformationType").lower()
    description = field.text("transformationDescription")
    if kind == "masked":
        return replace(edge, subtype="transformation", masking=True, description=description)
    return replace(edge, subtype=kind if kind in _DIRECT_SUBTYPES else "", description=description)


def _subtype(transformation: Piece) -> str:
    told = transformation.text("subtype").strip().lower().replace(" ", "_").replace("-", "_")
    subtype = _SPELLINGS.get(told, told)
    if subtype and subtype not in SUBTYPES:
        message = f"{told[:60]!r} is no transformation subtype; it was left out."
        transformation.note("subtype_unknown", "subtype", message)
        return ""
    return subtype


def _kind(transformation: Piece, subtype: str) -> str:
    kind = transformation.text("type").lower()
    if kind in {"direct", "indirect"}:
        return kind
    guess = "indirect" if subtype and subtype not in _DIRECT_SUBTYPES else "direct"
    message = f"{kind[:60]!r} is neither DIRECT nor INDIRECT; read as {guess}."
    transformation.note("transformation_unknown", "type", message)
    return guess
