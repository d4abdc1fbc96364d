"""Fold events into edges: between assets and between columns, each with what says so and when it was seen."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from catalog import bulk
from lineage.actions.projecting.log import Told
from lineage.actions.projecting.memory import ColumnEdgeKey, ColumnEdgeSeen, EdgeKey, Memory, Seen, Stated, hour, widened
from lineage.actions.projecting.naming import datasets_of, name_columns
from lineage.actions.projecting.seeing import write_seen_again
from lineage.models.run import Direction
from lineage.openlineage.words import AssetEdgeSpec, ColumnEdgeSpec, EventKind, Evidence

# A run that reads and writes more pairs than this gets no cartesian edges (its reads and writes stay listed): bounded work on hostile input.
MOST_PAIRS = 20_000


class Gathered:
    """Edges of a batch that are new or seen at a new hour, by key; `jobs` are those whose edges changed, `joining` those with a new side."""

    def __init__(self, memory: Memory) -> None:
        """Start with nothing."""
        self.memory = memory
        self.edges: dict[EdgeKey, Seen] = {}
        self.column_edges: dict[ColumnEdgeKey, ColumnEdgeSeen] = {}
        self.job_datasets: dict[tuple[int, int, str, bool], Seen] = {}
        self.again: list[tuple[Stated, datetime]] = []
        self.jobs: set[int] = set()
        self.joining: set[int] = set()
        self.declaring: set[int] = set()
        self.overloaded: set[int] = set()

    def see_edge(self, key: EdgeKey, first: datetime, last: datetime) -> None:
        """Note an edge seen between two times."""
        for at in (first, last):
            wider = widened(self.memory.edges.get(key), at)
            if wider:
                self.memory.edges[key] = self.edges[key] = wider
                self.jobs |= {key[2]} if key[2] is not None else set()

    def see_dataset(self, key: tuple[int, int, str, bool], at: datetime) -> None:
        """Note that a job read or wrote an asset."""
        known = self.memory.job_datasets.get(key)
        wider = widened(known, at)
        if known is None:
            self.joining.add(key[0])
        if wider:
            self.memory.job_datasets[key] = self.job_datasets[key] = wider
            self.jobs.add(key[0])
            if key[3]:
                self.declaring.add(key[0])

    def see_column_edge(self, key: ColumnEdgeKey, spec: ColumnEdgeSpec, at: datetime) -> None:
        """Note that a column feeds another."""
        known = self.memory.column_edges.get(key)
        here = ColumnEdgeSeen(at, hour(at), spec.masking, spec.description)
        told = known.joined(here) if known else here
        if told != known:
            self.memory.column_edges[key] = self.column_edges[key] = told
            self.jobs |= {key[4]} if key[4] is not None else set()

    def see_again(self, stated: Stated, at: datetime) -> None:
        """Note that a statement was made again: all its edges are seen, and nothing else about them is new."""
        for edge in stated.edges:
            self.see_edge(edge, at, at)
        self.again.append((stated, hour(at)))
        self.jobs |= {key[4] for key in stated.column_edges[:1] if key[4] is not None}


COLUMN_EDGE = (
    *("source_id", "source_column_id", "target_id", "target_column_id", "job_id", "kind", "subtype", "evidence"),
    *("first_seen_at", "last_seen_at", "masking", "description"),
)
SEEN = "first_seen_at = least({0}.first_seen_at, excluded.first_seen_at), last_seen_at = greatest({0}.last_seen_at, excluded.last_seen_at)"
WRITE_COLUMN_EDGES = f"""
INSERT INTO lineage_columnedge ({", ".join(COLUMN_EDGE)}) SELECT {", ".join(COLUMN_EDGE)} FROM json_to_recordset(%s::json) AS v(
    source_id bigint, source_column_id bigint, target_id bigint, target_column_id bigint, job_id bigint, kind text, subtype text, evidence text,
    first_seen_at timestamptz, last_seen_at timestamptz, masking boolean, description text)
ON CONFLICT (source_id, source_column_id, target_id, target_column_id, job_id, kind, subtype, evidence) DO UPDATE SET
    masking = lineage_columnedge.masking OR excluded.masking, description = greatest(lineage_columnedge.description, excluded.description),
    {SEEN.format("lineage_columnedge")}
RETURNING source_id, source_column_id, target_id, target_column_id, job_id, kind, subtype, evidence, id
"""


def fold_edges(batch: Sequence[Told], memory: Memory) -> Gathered:
    """Gather all edges of a batch and write those that changed anything."""
    gathered = Gathered(memory)
    fresh = [(told, stated) for told in batch for stated in _unknown(told, gathered)]
    name_columns(_columns_of(fresh, memory), memory)
    for told in batch:
        _sides(told, gathered)
        _pairs(told, gathered)
    for told, stated in fresh:
        for spec in stated.statement:
            _column_edge(told, stated, spec, gathered)
    for told in batch:
        for stated_edge in _asset_edges(told):
            key = (memory.names[stated_edge.source], memory.names[stated_edge.target], _job_of(told, memory), Evidence.LINEAGE_FACET.value)
            gathered.see_edge(key, told.order.at, told.order.at)
    _write(gathered)
    return gathered


def _unknown(told: Told, gathered: Gathered) -> Iterator[Stated]:
    """Yield what an event states of columns, but not what its job stated before: that is only seen again, at a later hour maybe.

    The reader gives it as the same object.
    """
    memory, job = gathered.memory, _job_of(told, gathered.memory)
    statements = [dataset.column_edges for dataset in datasets_of(told.event)]
    if told.event.job:
        statements.append(told.event.job.column_edges)
    for statement in filter(None, statements):
        known = memory.statements.get((id(statement), job))
        wider = widened(known.seen if known else None, told.order.at)
        if wider and known and known.column_edges and wider.first == known.seen.first:
            known.seen = wider
            gathered.see_again(known, told.order.at)
        elif wider:
            memory.statements[id(statement), job] = stated = Stated(statement, wider)
            yield stated


def _job_of(told: Told, memory: Memory) -> int | None:
    return memory.jobs[told.event.job.ref].id if told.event.job else None


def _columns_of(fresh: Sequence[tuple[Told, Stated]], memory: Memory) -> Iterator[tuple[int, str]]:
    for spec in (spec for _, stated in fresh for spec in stated.statement):
        if spec.source_column is not None:
            yield memory.names[spec.source], spec.source_column
        if spec.target_column is not None:
            yield memory.names[spec.target], spec.target_column


def _asset_edges(told: Told) -> Iterator[AssetEdgeSpec]:
    """Yield what lineage facets state; "no upstream" is an edge to itself, which overrules weaker evidence and is never shown."""
    for dataset in datasets_of(told.event):
        if dataset.asset_edges is not None:
            yield from dataset.asset_edges or (AssetEdgeSpec(dataset.ref, dataset.ref),)
    if told.event.job:
        yield from told.event.job.asset_edges or ()


def _sides(told: Told, gathered: Gathered) -> None:
    """Note the job's own sides of the graph."""
    event, memory = told.event, gathered.memory
    job = _job_of(told, memory)
    if job is None:
        return
    for direction, datasets in ((Direction.INPUT, event.inputs), (Direction.OUTPUT, event.outputs)):
        for dataset in datasets:
            gathered.see_dataset((job, memory.names[dataset.ref], direction.value, event.kind is EventKind.JOB), told.order.at)


def _pairs(told: Told, gathered: Gathered) -> None:
    """Pair all inputs of the run so far with all its outputs, seen over the run's whole life: the same whatever came first."""
    event, memory = told.event, gathered.memory
    if not event.run or not event.job:
        return
    run = memory.runs[event.run.run_id, memory.jobs[event.job.ref].id]
    if run.first is None or run.last is None:
        return
    if len(run.inputs) * len(run.outputs) > MOST_PAIRS:
        gathered.overloaded.add(told.entry.id)
        return
    life = (len(run.inputs), len(run.outputs), run.first, hour(run.last))
    if life == run.paired:
        return
    run.paired = life
    for source in run.inputs:
        for target in run.outputs:
            if source != target:
                gathered.see_edge((source, target, run.job_id, Evidence.RUN_IO.value), run.first, run.last)


def _column_edge(told: Told, stated: Stated, spec: ColumnEdgeSpec, gathered: Gathered) -> None:
    memory = gathered.memory
    source, target, job = memory.names[spec.source], memory.names[spec.target], _job_of(told, memory)
    key = (
        source,
        memory.columns[source, spec.source_column] if spec.source_column is not None else None,
        target,
        memory.columns[target, spec.target_column] if spec.target_column is not None else None,
        job,
        spec.kind,
        spec.subtype[:20],
        spec.evidence.value,
    )
    gathered.see_column_edge(key, spec, told.order.at)
    stated.column_edges.append(key)
    if source != target or spec.evidence is Evidence.LINEAGE_FACET:
        edge = (source, target, job, spec.evidence.value)
        stated.edges.add(edge)
        gathered.see_edge(edge, told.order.at, told.order.at)


def _write(gathered: Gathered) -> None:
    """Write what is new or newly seen."""
    bulk.write(
        "INSERT INTO lineage_jobdataset (job_id, asset_id, direction, is_declared, first_seen_at, last_seen_at) VALUES %s"
        " ON CONFLICT (job_id, asset_id, direction, is_declared) DO UPDATE SET " + SEEN.format("lineage_jobdataset"),
        [(*key, *seen) for key, seen in sorted(gathered.job_datasets.items())],
    )
    bulk.write(
        "INSERT INTO lineage_edge (source_id, target_id, job_id, evidence, first_seen_at, last_seen_at) VALUES %s"
        " ON CONFLICT (source_id, target_id, job_id, evidence) DO UPDATE SET " + SEEN.format("lineage_edge"),
        [(*key, *seen) for key, seen in sorted(gathered.edges.items(), key=str)],
        template="(%s, %s, %s::bigint, %s, %s, %s)",
    )
    _write_column_edges(gathered)
    if gathered.declaring:
        _pair_declared(sorted(gathered.declaring))


def _write_column_edges(gathered: Gathered) -> None:
    ids = gathered.memory.column_edge_ids
    told = sorted(gathered.column_edges.items(), key=str)
    written = bulk.write_documents(WRITE_COLUMN_EDGES, [dict(zip(COLUMN_EDGE, (*key, *seen), strict=True)) for key, seen in told])
    ids.update({row[:-1]: row[-1] for row in written})
    last = gathered.memory.seen_again
    for stated, at in gathered.again:
        for key in stated.column_edges:
            last[ids[key]] = max(last.get(ids[key], at), at)
    if not gathered.memory.is_rebuild:
        write_seen_again(gathered.memory)


def _pair_declared(jobs: list[int]) -> None:
    """Pair what JobEvents declared: a pure function of the declared sides, so computed from them whole."""
    bulk.run(
        "INSERT INTO lineage_edge (source_id, target_id, job_id, evidence, first_seen_at, last_seen_at)"
        " SELECT i.asset_id, o.asset_id, i.job_id, 'declared', greatest(i.first_seen_at, o.first_seen_at), least(i.last_seen_at, o.last_seen_at)"
        " FROM lineage_jobdataset i JOIN lineage_jobdataset o ON o.job_id = i.job_id AND o.is_declared AND o.direction = 'output'"
        " WHERE i.job_id = ANY(%s) AND i.is_declared AND i.direction = 'input' AND i.asset_id <> o.asset_id"
        " ON CONFLICT (source_id, target_id, job_id, evidence) DO UPDATE SET"
        " first_seen_at = excluded.first_seen_at, last_seen_at = excluded.last_seen_at",
        jobs,
    )
