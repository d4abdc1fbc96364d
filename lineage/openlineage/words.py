"""The words an OpenLineage event is read into: plain frozen values, no database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

Facets = Mapping[str, Mapping[str, Any]]
# By facet, of its content, once somebody asked: whoever repeats a facet gives the same object, which is summed up once.
Digests = dict[str, bytes]


class EventKind(StrEnum):
    """Which of OpenLineage's three events this is."""

    RUN = "run"
    JOB = "job"
    DATASET = "dataset"


class Evidence(StrEnum):
    """What says that an edge exists, strongest first (semantics: Events, rule 10)."""

    LINEAGE_FACET = "lineage_facet"
    COLUMN_LINEAGE = "column_lineage"
    SQL = "sql"
    RUN_IO = "run_io"
    DECLARED = "declared"


class DatasetRef(NamedTuple):
    """A dataset's identity in OpenLineage."""

    namespace: str
    name: str


class JobRef(NamedTuple):
    """A job's identity in OpenLineage."""

    namespace: str
    name: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something odd in an event that did not stop it: shown as a warning on the event's page."""

    code: str
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column of a schema facet; nested fields have dotted paths (`address.city`). `ordinal` counts from 0 in document order."""

    path: str
    data_type: str
    ordinal: int
    description: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """An entry of an ownership facet: a suggestion, never a decision."""

    name: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ReportedTag:
    """An entry of a tags facet; `column` is None when it marks the whole asset."""

    key: str
    value: str = ""
    column: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Symlink:
    """Another name of the same dataset."""

    ref: DatasetRef
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """A lifecycleStateChange facet: ALTER, CREATE, DROP, OVERWRITE, RENAME (then with `previous`), TRUNCATE."""

    change: str
    previous: DatasetRef | None = None


@dataclass(frozen=True, slots=True)
class ColumnEdgeSpec:
    """One source of a column (or, with `target_column` None, of every row of the target).

    `source_column` None means the whole source dataset. `kind` is direct or indirect; `subtype` is lower case
    (identity, transformation, aggregation, filter, join, group_by, sort, window, conditional, or empty).
    """

    source: DatasetRef
    source_column: str | None
    target: DatasetRef
    target_column: str | None
    kind: str
    subtype: str
    masking: bool
    evidence: Evidence
    description: str = ""


@dataclass(frozen=True, slots=True)
class AssetEdgeSpec:
    """A dataset-to-dataset statement of the explicit lineage facet."""

    source: DatasetRef
    target: DatasetRef


@dataclass(frozen=True, slots=True)
class ObservationSpec:
    """A metric or a test result about a dataset: exactly one of `value` and `passed` may be None.

    `metric` is snake_case (row_count, byte_count, file_count, null_count, distinct_count, min, max, sum, count, quantile_0.5,
    assertion). Assertions carry `test` (its name), `passed`, `severity` (error or warn) and the texts `expected`, `actual`.
    """

    metric: str
    column: str | None = None
    value: float | None = None
    passed: bool | None = None
    test: str = ""
    severity: str = ""
    expected: str = ""
    actual: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset as one event tells of it. None or empty means: this event says nothing about that.

    `kind` is what facets say of it; `likely_kind` is what its name alone suggests, for an asset seen the first time.
    """

    ref: DatasetRef
    kind: str | None = None
    columns: tuple[ColumnSpec, ...] | None = None
    symlinks: tuple[Symlink, ...] = ()
    lifecycle: Lifecycle | None = None
    description: str | None = None
    owners: tuple[Owner, ...] | None = None
    tags: tuple[ReportedTag, ...] | None = None
    version: str | None = None
    facets: Facets = field(default_factory=dict)
    run_facets: Facets = field(default_factory=dict)
    deleted_facets: frozenset[str] = frozenset()
    column_edges: tuple[ColumnEdgeSpec, ...] | None = None
    asset_edges: tuple[AssetEdgeSpec, ...] | None = None
    observations: tuple[ObservationSpec, ...] = ()
    likely_kind: str = "dataset"
    digests: Digests = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Job:
    """A job as one event tells of it. `kind` is e.g. DAG, TASK, QUERY, MODEL; `processing` is BATCH, STREAMING, SERVICE or empty."""

    ref: JobRef
    kind: str = ""
    integration: str = ""
    processing: str = ""
    description: str | None = None
    sql: str | None = None
    sql_dialect: str = ""
    source_url: str = ""
    owners: tuple[Owner, ...] | None = None
    tags: tuple[ReportedTag, ...] | None = None
    facets: Facets = field(default_factory=dict)
    deleted_facets: frozenset[str] = frozenset()
    column_edges: tuple[ColumnEdgeSpec, ...] | None = None
    asset_edges: tuple[AssetEdgeSpec, ...] | None = None
    digests: Digests = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RunRef:
    """A run named from another run (parent, root): canonical run id and, where told, its job."""

    run_id: str
    job: JobRef | None


@dataclass(frozen=True, slots=True)
class Run:
    """A run as one event tells of it; `run_id` is canonical (lower-case UUID text, or the text as sent when it is no UUID)."""

    run_id: str
    parent: RunRef | None = None
    root: RunRef | None = None
    nominal_start_at: datetime | None = None
    nominal_end_at: datetime | None = None
    error: str = ""
    stack_trace: str = ""
    submitter: str = ""
    engine: str = ""
    facets: Facets = field(default_factory=dict)
    tests: tuple[ObservationSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One OpenLineage event in our words. `event_type` is '' where absent or unknown; times are aware UTC."""

    kind: EventKind
    event_time: datetime
    event_type: str
    producer: str
    schema_url: str
    run: Run | None
    job: Job | None
    dataset: Dataset | None
    inputs: tuple[Dataset, ...]
    outputs: tuple[Dataset, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the receiver needs before it keeps an event: enough to answer, file and find it, nothing more.

    `digest` is 16 bytes: blake2b over the canonical JSON, so the same event in other white space or key order is the same.
    """

    kind: EventKind
    digest: bytes
    event_time: datetime
    event_type: str
    job_namespace: str
    job_name: str
    run_id: str
    producer: str
