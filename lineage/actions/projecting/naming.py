"""Name everything a batch speaks of: namespaces, assets (symlinks merged), jobs, columns."""

import json
from collections.abc import Iterable, Iterator, Sequence

from catalog import bulk
from catalog.actions.name_assets import FORMER, REPORTED, SYMLINK, Link, Name, name_assets, name_namespaces, settle_primary_names
from lineage.actions.projecting.log import Told
from lineage.actions.projecting.memory import AssetRow, JobRow, Memory
from lineage.actions.projecting.merging import merge
from lineage.actions.projecting.seeing import write_seen_again
from lineage.openlineage import platform_of
from lineage.openlineage.words import AssetEdgeSpec, ColumnEdgeSpec, Dataset, DatasetRef, Event, JobRef


def datasets_of(event: Event) -> Iterator[Dataset]:
    """Yield every dataset an event describes."""
    yield from event.inputs
    yield from event.outputs
    if event.dataset:
        yield event.dataset


def column_edges_of(event: Event) -> Iterator[ColumnEdgeSpec]:
    """Yield every column edge an event states."""
    for dataset in datasets_of(event):
        yield from dataset.column_edges or ()
    if event.job:
        yield from event.job.column_edges or ()


def mentioned_refs(event: Event, memory: Memory) -> Iterator[DatasetRef]:
    """Yield datasets that an event only mentions, in lineage facets; not those of a statement already named: the reader gives it as the same object."""
    for teller in (*datasets_of(event), event.job):
        if teller is None:
            continue
        statements: tuple[Sequence[ColumnEdgeSpec | AssetEdgeSpec] | None, ...] = (teller.column_edges, teller.asset_edges)
        for statement in filter(None, statements):
            if id(statement) not in memory.mentioned:
                memory.mentioned[id(statement)] = statement  # kept, so that the id stays its own
                for edge in statement:
                    yield edge.source
                    yield edge.target


def job_refs_of(event: Event) -> Iterator[JobRef]:
    """Yield the jobs an event names."""
    if event.job:
        yield event.job.ref
    if event.run:
        for named in (event.run.parent, event.run.root):
            if named and named.job:
                yield named.job


def _spoken(batch: Sequence[Told], memory: Memory) -> tuple[dict[Name, str], list[Link]]:
    names: dict[Name, str] = {}
    links: list[Link] = []
    known: set[int] = set()
    for told in batch:
        for ref in mentioned_refs(told.event, memory):
            names.setdefault(Name(*ref), SYMLINK)
        for dataset in datasets_of(told.event):
            if id(dataset.digests) in known:  # said before, in the same words
                continue
            known.add(id(dataset.digests))
            name = Name(*dataset.ref)
            names[name] = REPORTED
            if not dataset.symlinks and not dataset.lifecycle:
                continue
            links += [Link(name, Name(*symlink.ref), SYMLINK) for symlink in dataset.symlinks]
            if dataset.lifecycle and dataset.lifecycle.previous:
                links.append(Link(name, Name(*dataset.lifecycle.previous), FORMER))
    for link in links:
        names.setdefault(link.other, SYMLINK)
    return names, [link for link in links if link.name != link.other]


def name_everything(batch: Sequence[Told], memory: Memory) -> set[int]:
    """Give ids to all assets, namespaces and jobs of the batch, in memory; returns the assets that are new or were renamed."""
    names, links = _spoken(batch, memory)
    jobs = {ref for told in batch for ref in job_refs_of(told.event)}
    spaces = {name.namespace for name in names} | {job.namespace for job in jobs}
    if missing := spaces - memory.namespaces.keys():
        memory.namespaces |= name_namespaces(missing, platform_of)
    fresh_links = [link for link in links if link not in memory.links]
    fresh_names = {
        name: kind for name, kind in names.items() if name not in memory.names or (kind == REPORTED and name not in memory.reported)
    }
    touched: set[int] = set()
    if fresh_links or fresh_names:
        linked = {name: names[name] for link in fresh_links for name in (link.name, link.other)}
        naming = name_assets(fresh_names | linked, fresh_links, memory.namespaces)
        touched = set(naming.ids.values())
        if naming.merged:
            write_seen_again(memory)  # the edges of who is gone get other ids
            merge(naming.merged)
        settle_primary_names(touched)
        if naming.merged:
            survivors = memory.survivors | set(naming.merged.values())
            memory.forget()  # anything remembered may speak of an asset that is gone
            memory.survivors = survivors
            return touched | name_everything(batch, memory)
        memory.names.update({(name.namespace, name.name): asset for name, asset in naming.ids.items()})
        memory.links |= set(fresh_links)
        memory.reported |= {name for name, kind in fresh_names.items() if kind == REPORTED}
    load_assets({memory.names[name] for name in names}, memory)
    _name_jobs(jobs, memory)
    return touched


def load_assets(ids: set[int], memory: Memory) -> None:
    """Bring the times of assets into memory."""
    rows = bulk.read(
        "SELECT a.id, a.first_seen_at, a.last_seen_at, a.fresh_at, a.dropped_at FROM catalog_asset a JOIN (VALUES %s) v(id) USING (id)",
        [(asset,) for asset in sorted(ids - memory.assets.keys())],
    )
    memory.assets |= {row[0]: AssetRow(*row) for row in rows}


JOB_COLUMNS = (
    "id, kind, integration, processing, reported_description, source_url, parent_id, latest_run_id,"
    " first_seen_at, last_seen_at, declared_inputs_at, declared_outputs_at, said"
)


def _name_jobs(refs: set[JobRef], memory: Memory) -> None:
    keys = {(memory.namespaces[ref.namespace], ref.name): ref for ref in sorted(refs - memory.jobs.keys())}
    bulk.write(
        "INSERT INTO lineage_job (namespace_id, name, said) VALUES %s ON CONFLICT (namespace_id, name) DO NOTHING",
        keys,
        template="(%s, %s, '{}')",
    )
    columns = ", ".join(f"j.{column.strip()}" for column in JOB_COLUMNS.split(","))
    rows = bulk.read(
        f"SELECT j.namespace_id, j.name, {columns} FROM lineage_job j"
        " JOIN (VALUES %s) v(namespace_id, name) ON v.namespace_id = j.namespace_id AND v.name = j.name",
        keys,
    )
    for namespace, name, *rest, said in rows:
        job = memory.jobs[keys[namespace, name]] = JobRow(*rest)
        job.said = json.loads(said)


COLUMNS_CALLED = """
SELECT c.asset_id, c.path, c.id FROM catalog_column c
JOIN json_to_recordset(%s::json) AS v(asset bigint, path text) ON v.asset = c.asset_id AND v.path = c.path
"""


def columns_called(keys: Iterable[tuple[int, str]]) -> list[tuple[int, str, int]]:
    """Give asset, path and id of those columns that there are."""
    return bulk.read_documents(COLUMNS_CALLED, [{"asset": asset, "path": path} for asset, path in keys])


def name_columns(wanted: Iterable[tuple[int, str]], memory: Memory) -> set[tuple[int, str]]:
    """Give ids to columns by (asset, path); returns those that are new."""
    missing = sorted(set(wanted) - memory.columns.keys())
    rows = columns_called(missing)
    memory.columns |= {(asset, path): column for asset, path, column in rows}
    if rows and memory.sql_jobs != set():
        # An event tells of them now: they stay, whatever SQL says.
        bulk.run("DELETE FROM lineage_guessedcolumn WHERE column_id = ANY(%s)", [column for _, _, column in rows])
    created = [key for key in missing if key not in memory.columns]
    rows = bulk.write("INSERT INTO catalog_column (asset_id, path) VALUES %s RETURNING asset_id, path, id", created)
    memory.columns |= {(asset, path): column for asset, path, column in rows}
    return set(created)
