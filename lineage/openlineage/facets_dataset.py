"""A dataset of an event with its facets: columns, names, kind, ownership, tags, lineage, observations."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from .column_lineage import column_lineage
from .explicit_lineage import dataset_statement
from .facets_shared import description, owners, tags
from .known import Known
from .naming import likely_kind
from .observations import assertions, quality_metrics, sizes
from .parsing import canonical_json
from .piece import Piece
from .words import (
    AssetEdgeSpec,
    ColumnEdgeSpec,
    ColumnSpec,
    Dataset,
    DatasetRef,
    Facets,
    Lifecycle,
    ObservationSpec,
    Symlink,
)

MAX_COLUMNS = 5_000
MAX_COLUMN_NAME = 500
_KINDS = {
    "table": "table",
    "view": "view",
    "materialized_view": "view",
    "file": "file",
    "directory": "directory",
    "topic": "topic",
    "stream": "stream",
    "model": "model",
    "dashboard": "dashboard",
    "report": "report",
    "metric": "metric",
}
_MATERIALIZED = {"table": "table", "incremental": "table", "view": "view", "materialized_view": "view", "seed": "table"}
_CHANGES = frozenset({"ALTER", "CREATE", "DROP", "OVERWRITE", "RENAME", "TRUNCATE"})
# Table formats over files: their dataset is a table, whatever its path looks like.
_TABLE_LAYERS = frozenset({"delta", "iceberg", "hudi", "paimon"})
_DATASETS: Known[Dataset] = Known()
# For datasets some of whose facets are new with each run.
_COLUMN_LINEAGE: Known[tuple[ColumnEdgeSpec, ...] | None] = Known()
_SCHEMAS: Known[tuple[ColumnSpec, ...] | None] = Known()


def read_dataset(dataset: Piece, ref: DatasetRef) -> Dataset:
    """Return a dataset (of inputs, outputs, or a DatasetEvent) with all that its facets tell. Nothing raises.

    What it is, runs repeat: read once. What one run read of it or wrote to it stands in facets of its own.
    """
    told = _DATASETS.read(dataset, dataset.body.get("facets"), ref, lambda: _read_dataset(dataset, ref))
    if "inputFacets" not in dataset.body and "outputFacets" not in dataset.body:
        return told
    of_inputs, _ = dataset.facets("inputFacets")
    of_outputs, _ = dataset.facets("outputFacets")
    seen = (*told.observations, *_observations(dataset, of_inputs, of_outputs))
    return replace(told, run_facets={**of_inputs, **of_outputs}, observations=tuple(dict.fromkeys(seen)))


def _read_dataset(dataset: Piece, ref: DatasetRef) -> Dataset:
    facets, deleted = dataset.facets("facets")

    def facet(name: str) -> Piece | None:
        return dataset.facet("facets", facets, name)

    links, guess = tuple(_symlinks(facet("symlinks"), ref)), likely_kind(ref)
    column_edges, asset_edges = _lineage(facet("lineage"), facet("columnLineage"), ref)
    return Dataset(
        ref=ref,
        kind=_kind(dataset, facets, links, guess),
        columns=_known_columns(facet("schema")),
        symlinks=links,
        lifecycle=_lifecycle(facet("lifecycleStateChange")),
        description=description(facet("documentation")),
        owners=owners(facet("ownership")),
        tags=tags(facet("tags")),
        version=_version(facet("version")),
        facets=facets,
        deleted_facets=deleted,
        column_edges=column_edges,
        asset_edges=asset_edges,
        observations=tuple(dict.fromkeys(_measured(dataset, "facets", facets))),
        likely_kind=guess,
    )


def _lineage(
    explicit: Piece | None, by_column: Piece | None, ref: DatasetRef
) -> tuple[tuple[ColumnEdgeSpec, ...] | None, tuple[AssetEdgeSpec, ...] | None]:
    """Return column and asset edges. The lineage facet comes first (semantics: Events, rule 10).

    Where it names no columns, columnLineage gives them, but only from the sources that the lineage facet states.
    """
    edges = None if by_column is None else _COLUMN_LINEAGE.read(by_column, by_column.body, ref, lambda: column_lineage(by_column, ref))
    if explicit is None:
        return edges, None
    statement = dataset_statement(explicit, ref)
    stated = {edge.source for edge in statement.asset_edges}
    columns = statement.column_edges or tuple(edge for edge in edges or () if edge.source in stated)
    return columns, statement.asset_edges


def _version(facet: Piece | None) -> str | None:
    return None if facet is None else facet.text("datasetVersion") or None


def _known_columns(facet: Piece | None) -> tuple[ColumnSpec, ...] | None:
    return None if facet is None else _SCHEMAS.read(facet, facet.body, None, lambda: _columns(facet))


def _columns(facet: Piece | None) -> tuple[ColumnSpec, ...] | None:
    """Return the columns in document order, parents before their nested fields; the first of a path wins."""
    if facet is None or not isinstance(facet.body.get("fields"), list):
        return None
    found: dict[str, ColumnSpec] = {}
    fields = _fields(facet, "")
    for path, field in islice(fields, MAX_COLUMNS):
        if path in found:
            field.note("column_twice", "name", f"The column {path[:60]!r} is listed twice; the first one counts.")
        else:
            found[path] = ColumnSpec(path, _data_type(field), len(found), field.text("description"))
    if next(fields, None) is not None:
        facet.note("columns_cut", "fields", f"The schema has more than {MAX_COLUMNS:,} columns; the rest was cut.")
    return tuple(found.values())


def _fields(holder: Piece, prefix: str) -> Iterator[tuple[str, Piece]]:
    for field in holder.pieces("fields"):
        name = field.text("name")
        if not name or name.isspace() or len(name) > MAX_COLUMN_NAME:
            field.note("column_unnamed", "name", "A column's name is empty or too long; the column was left out.")
            continue
        yield prefix + name, field
        if "fields" in field.body:
            yield from _fields(field, f"{prefix}{name}.")


def _data_type(field: Piece) -> str:
    """Return the type as text; producers of Avro send a structure, which is kept as its JSON."""
    told = field.body.get("type")
    return canonical_json(told).decode() if isinstance(told, (dict, list)) else field.text("type")


def _symlinks(facet: Piece | None, ref: DatasetRef) -> Iterator[Symlink]:
    if facet is None:
        return
    for entry in facet.pieces("identifiers"):
        other = entry.ref()
        if other is not None and other != ref:
            yield Symlink(other, entry.text("type").upper())


def _lifecycle(facet: Piece | None) -> Lifecycle | None:
    if facet is None:
        return None
    change = facet.text("lifecycleStateChange").upper()
    if change not in _CHANGES:
        facet.note("lifecycle_unknown", "lifecycleStateChange", f"{change[:60]!r} is no lifecycle state change.")
        return None
    previous = facet.piece("previousIdentifier") if change == "RENAME" else None
    return Lifecycle(change, None if previous is None else previous.ref())


def _kind(dataset: Piece, facets: Facets, links: tuple[Symlink, ...], guess: str) -> str | None:
    """Return the kind on the best evidence: datasetType, dbt's materialization, a symlink, catalog, table format."""
    told = dataset.facet("facets", facets, "datasetType")
    if told is not None and (kind := _KINDS.get(told.text("datasetType").lower())):
        return kind
    model = dataset.facet("facets", facets, "dbt_model")
    config = None if model is None else model.piece("config")
    if config is not None and (kind := _MATERIALIZED.get(config.text("materialized").lower())):
        return kind
    if guess == "topic":
        # A table over a topic is a way to read it; the topic stays a topic.
        return None
    layer = str(facets.get("storage", {}).get("storageLayer", "")).lower()
    linked = next((_KINDS[link.kind.lower()] for link in links if link.kind.lower() in _KINDS), None)
    return linked or ("table" if "catalog" in facets or layer in _TABLE_LAYERS else None)


def _observations(dataset: Piece, of_inputs: Facets, of_outputs: Facets) -> Iterator[ObservationSpec]:
    """Yield what one run measured of what it read and wrote."""
    yield from _measured(dataset, "inputFacets", of_inputs)
    if (facet := dataset.facet("inputFacets", of_inputs, "inputStatistics")) is not None:
        yield from sizes(facet, "read_")
    if (facet := dataset.facet("outputFacets", of_outputs, "outputStatistics")) is not None:
        yield from sizes(facet)


def _measured(dataset: Piece, key: str, facets: Facets) -> Iterator[ObservationSpec]:
    if (facet := dataset.facet(key, facets, "dataQualityMetrics")) is not None:
        yield from quality_metrics(facet)
    if (facet := dataset.facet(key, facets, "dataQualityAssertions")) is not None:
        yield from assertions(facet)
