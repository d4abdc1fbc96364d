"""Apply facets that won: descriptions, kinds, schemas, tags and owners of assets; words, parents and facets of jobs."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from catalog import bulk
from catalog.actions import describe_assets as catalog
from catalog.actions.describe_assets import ReportedColumn, ReportedSchema, SchemaSighting
from lineage.actions.projecting.facets import ASSET_FACETS, JOB_FACETS, KIND, Spoken, current_facets, dataset_facets, keep_facets
from lineage.actions.projecting.log import Told
from lineage.actions.projecting.memory import JobRow, Memory, Order, SchemaSeen, hour, is_newer
from lineage.actions.projecting.naming import name_columns
from lineage.openlineage import likely_kind, read_event
from lineage.openlineage.words import ColumnSpec, Dataset, DatasetRef, Event, EventKind, Job

SCHEMA, DOCUMENTATION, VERSION, OWNERSHIP, TAGS = "schema", "documentation", "version", "ownership", "tags"
DESCRIBING = {SCHEMA, DOCUMENTATION, VERSION, OWNERSHIP, TAGS, KIND}


def describe(batch: Sequence[Told], memory: Memory) -> set[int]:
    """Fold the facets of all datasets of the batch; returns the assets whose description, kind, tags or schema changed.

    Of what was said in the same words again and again only the newest need be looked at.
    """
    newest: dict[tuple[int, int], tuple[Order, Dataset]] = {}
    sightings: dict[tuple[int, bytes], SchemaSighting] = {}
    for told in batch:
        for dataset, order in told.datasets():
            asset = memory.names[dataset.ref]
            key = (asset, id(dataset.digests))
            before = newest.get(key)
            if before is None or before[0] < order:
                newest[key] = (order, dataset)
            if dataset.columns is not None:
                _sight(asset, dataset.columns, told, memory, sightings)
    spoken = [
        Spoken(asset, order, facets, dataset.deleted_facets, dataset.digests, dataset)
        for (asset, _), (order, dataset) in newest.items()
        if (facets := dataset_facets(dataset)) or dataset.deleted_facets
    ]
    columns = {(asset, tag.column) for (asset, _), (_, dataset) in newest.items() for tag in dataset.tags or () if tag.column}
    # Every column ever spoken of is kept, so that which ones there are doesn't hang on which schema came last.
    columns |= {(asset, column.path) for (asset, _), sighting in sightings.items() for column in sighting.schema.columns}
    name_columns(columns, memory)
    won = {key: said.dataset for key, said in keep_facets(ASSET_FACETS, spoken, memory).items() if key[1] in DESCRIBING and said.dataset}
    apply_facets(won)
    catalog.sight_schemas(list(sightings.values()))
    return {asset for asset, _ in won}


def guess_kinds(assets: Iterable[int]) -> None:
    """Give assets the kind their name suggests, until a facet says better."""
    rows = bulk.read(
        "SELECT a.id, n.name, a.name FROM catalog_asset a JOIN catalog_namespace n ON n.id = a.namespace_id JOIN (VALUES %s) v(id) ON v.id = a.id"
        f" WHERE NOT EXISTS (SELECT 1 FROM lineage_assetfacet f WHERE f.asset_id = a.id AND f.name = '{KIND}')",
        [(asset,) for asset in sorted(set(assets))],
    )
    catalog.set_reported("kind", {asset: likely_kind(DatasetRef(namespace, name)) for asset, namespace, name in rows})


def _sight(
    asset: int, columns: tuple[ColumnSpec, ...], told: Told, memory: Memory, sightings: dict[tuple[int, bytes], SchemaSighting]
) -> None:
    """Note a shape seen on an asset, and the run that brought it: of those with the earliest event the one with the least id."""
    schema = _known_schema(columns, memory)
    key, at, run_id = (asset, schema.fingerprint), told.order.at, told.event.run.run_id if told.event.run else ""
    known = memory.schemas.get(key)
    if known and known.last >= hour(at) and (known.first < at or (known.first == at and known.run_id <= run_id)):
        return
    here = SchemaSeen(at, run_id, hour(at))
    wider = SchemaSeen(*min(known[:2], here[:2]), max(known.last, here.last)) if known else here
    if wider != known:
        memory.schemas[key] = wider
        sightings[key] = SchemaSighting(asset, schema, wider.first, wider.last, wider.run_id)


def _known_schema(columns: tuple[ColumnSpec, ...], memory: Memory) -> ReportedSchema:
    """Give the shape of columns; the reader gives repeated facets as one object, whose shape need not be summed up again."""
    known = memory.shapes.get(id(columns))
    if known is None:
        known = memory.shapes[id(columns)] = (columns, _schema(columns))  # kept, so that the id stays theirs
    return known[1]


def _schema(columns: tuple[ColumnSpec, ...]) -> ReportedSchema:
    distinct = {column.path: ReportedColumn(column.path, column.data_type, column.description) for column in columns}
    return ReportedSchema(tuple(distinct.values()))


def apply_facets(won: Mapping[tuple[int, str], Dataset]) -> None:
    """Write what winning facets say into the catalog; a retracted facet says nothing any more."""
    saying: dict[str, dict[int, Dataset]] = {facet: {} for facet in DESCRIBING}
    for (asset, facet), dataset in won.items():
        saying[facet][asset] = dataset
    catalog.set_reported("kind", {asset: d.kind or "dataset" for asset, d in saying[KIND].items()})
    catalog.set_reported("reported_description", {asset: d.description or "" for asset, d in saying[DOCUMENTATION].items()})
    catalog.set_reported("reported_version", {asset: d.version or "" for asset, d in saying[VERSION].items()})
    catalog.set_schemas({asset: _schema(d.columns) if d.columns is not None else None for asset, d in saying[SCHEMA].items()})
    catalog.set_reported_tags({asset: [(tag.column, tag.key, tag.value) for tag in d.tags or ()] for asset, d in saying[TAGS].items()})
    catalog.suggest_owners({asset: [(owner.name, owner.kind) for owner in d.owners or ()] for asset, d in saying[OWNERSHIP].items()})


def derive_again(assets: Iterable[int]) -> None:
    """Derive what facets say of assets from their current facets, as after a merge: read back through the very same reader.

    A facet that is not current says nothing: what an older one said is taken back.
    """
    won: dict[tuple[int, str], Dataset] = {}
    for asset, facets in current_facets(assets).items():
        kind = facets.pop(KIND, {}).get("kind")
        event: Event = read_event(
            {
                "eventTime": "2000-01-01T00:00:00Z",
                "schemaURL": "#/$defs/DatasetEvent",
                "dataset": {"namespace": "-", "name": "-", "facets": facets},
            }
        )
        if event.dataset:
            won |= {(asset, name): event.dataset for name in DESCRIBING - {KIND}}
        if event.dataset and kind:
            won[asset, KIND] = Dataset(event.dataset.ref, kind=kind)
    apply_facets(won)


def fold_jobs(batch: Sequence[Told], memory: Memory) -> dict[int, JobRow]:
    """Fold what the batch says of jobs; returns those it speaks of, by id."""
    changed: dict[int, JobRow] = {}
    newest: dict[int, tuple[Order, Job]] = {}
    for told in batch:
        event, job = told.event, told.event.job
        if job is None:
            continue
        row = memory.jobs[job.ref]
        changed[row.id] = row
        _fold_sight(row, event, told.order.at)
        parent = event.run.parent.job if event.run and event.run.parent else None
        if parent and parent != job.ref and is_newer(row.said, "parent", told.order):
            row.parent_id = memory.jobs[parent].id
        before = newest.get(id(job))
        if before is None or before[0] < told.order:
            newest[id(job)] = (told.order, job)
    for order, job in newest.values():
        _fold_words(memory.jobs[job.ref], job, order)
    spoken = [
        Spoken(memory.jobs[job.ref].id, order, job.facets, job.deleted_facets, job.digests)
        for order, job in newest.values()
        if job.facets or job.deleted_facets
    ]
    keep_facets(JOB_FACETS, spoken, memory)
    return changed


def _fold_sight(row: JobRow, event: Event, at: datetime) -> None:
    """Note when a job was seen, and when it last declared its sides."""
    row.first, row.last = min(row.first or at, at), max(row.last or at, at)
    if event.kind is EventKind.JOB:
        row.declared_inputs = _later(row.declared_inputs, at) if event.inputs else row.declared_inputs
        row.declared_outputs = _later(row.declared_outputs, at) if event.outputs else row.declared_outputs


def _fold_words(row: JobRow, job: Job, order: Order) -> None:
    """Fold what an event says of its job."""
    for word, value in (
        ("kind", job.kind),
        ("integration", job.integration),
        ("processing", job.processing),
        ("source_url", job.source_url),
    ):
        if value and is_newer(row.said, word, order):
            setattr(row, word, value)
    if job.description is not None and is_newer(row.said, "description", order):
        row.description = job.description


def _later(one: datetime | None, other: datetime) -> datetime:
    return max(one, other) if one else other


def write_jobs(rows: Iterable[JobRow]) -> None:
    """Write folded jobs."""
    values = [
        (
            row.id,
            row.kind[:100],
            row.integration[:100],
            row.processing[:40],
            row.description,
            row.source_url,
            row.parent_id,
            row.latest_run_id,
            row.first,
            row.last,
            row.declared_inputs,
            row.declared_outputs,
            json.dumps(row.said),
        )
        for row in sorted(rows, key=lambda row: row.id)
    ]
    bulk.write(
        "UPDATE lineage_job j SET kind = v.kind, integration = v.integration, processing = v.processing, reported_description = v.description,"
        " source_url = v.source_url, parent_id = v.parent_id::bigint, latest_run_id = v.latest_run_id::bigint,"
        " first_seen_at = v.first::timestamptz, last_seen_at = v.last::timestamptz, declared_inputs_at = v.inputs_at::timestamptz,"
        " declared_outputs_at = v.outputs_at::timestamptz, said = v.said::jsonb"
        " FROM (VALUES %s) v(id, kind, integration, processing, description, source_url, parent_id, latest_run_id, first, last,"
        " inputs_at, outputs_at, said) WHERE j.id = v.id",
        values,
    )
