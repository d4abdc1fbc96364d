"""Random OpenLineage events over a small world, so that they meet: few names, few times (with ties), every facet we read."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]

START = datetime(2026, 3, 1, 10, 59, 59, 500_000, tzinfo=UTC)
# Ties, a new hour, a new day, and beyond the window in which an edge is shown.
TIMES = [START + timedelta(seconds=s) for s in (0, 0, 0.5, 1, 3_600, 90_000, 40 * 86_400)]
SPACES, TABLES, JOBS, COLUMNS = ["db://a", "s3://b"], ["t1", "t2", "t3"], ["etl.one", "etl.two", "dag"], ["id", "name", "price"]
RUNS = [f"01936894-494e-7b5c-938a-7b0fcc5f8eb{n}" for n in range(3)]
FACET = {"_producer": "https://example.org", "_schemaURL": "https://example.org/facet.json"}
SPEC = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/"

spaces, tables, jobs, columns = (st.sampled_from(words) for words in (SPACES, TABLES, JOBS, COLUMNS))
refs = st.fixed_dictionaries({"namespace": spaces, "name": tables})
texts = st.sampled_from(["", "of orders", "of people"])


def facet(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    """Give a facet of these fields, now and then retracted."""
    told = st.fixed_dictionaries(fields).map(lambda found: FACET | found)
    return st.one_of(told, told, told, st.just(FACET | {"_deleted": True}))


def some(**facets: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    """Give an object with any few of these keys."""
    return st.sets(st.sampled_from(sorted(facets)), max_size=3).flatmap(
        lambda names: st.fixed_dictionaries({n: facets[n] for n in sorted(names)})
    )


fields = st.lists(
    st.fixed_dictionaries({"name": columns, "type": st.sampled_from(["int", "text"])}, optional={"description": texts}),
    max_size=3,
    unique_by=lambda column: column["name"],
)
transformations = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["DIRECT", "INDIRECT"]),
            "subtype": st.sampled_from(["IDENTITY", "FILTER"]),
            "masking": st.booleans(),
            "description": texts,
        }
    ),
    max_size=2,
)
input_fields = st.lists(
    st.builds(lambda ref, field, steps: ref | {"field": field, "transformations": steps}, refs, columns, transformations),
    min_size=1,
    max_size=2,
)
dataset_facets = some(
    schema=facet(fields=fields),
    documentation=facet(description=texts),
    version=facet(datasetVersion=st.sampled_from(["1", "2"])),
    datasetType=facet(datasetType=st.sampled_from(["TABLE", "VIEW"])),
    symlinks=facet(identifiers=st.lists(refs.map(lambda ref: ref | {"type": "TABLE"}), min_size=1, max_size=1)),
    lifecycleStateChange=facet(lifecycleStateChange=st.sampled_from(["DROP", "RENAME", "CREATE"]), previousIdentifier=refs),
    ownership=facet(owners=st.lists(st.fixed_dictionaries({"name": st.sampled_from(["ann", "ben"]), "type": texts}), max_size=2)),
    tags=facet(
        tags=st.lists(
            st.fixed_dictionaries(
                {"key": st.sampled_from(["pii", "gold"]), "value": texts}, optional={"field": columns | st.just("ghost")}
            ),
            max_size=2,
        )
    ),
    columnLineage=facet(
        fields=st.dictionaries(columns, st.builds(lambda found: {"inputFields": found}, input_fields), max_size=2), dataset=input_fields
    ),
    ourOwn=facet(word=texts),
)
measured = some(
    dataQualityMetrics=facet(rowCount=st.integers(0, 2)),
    outputStatistics=facet(rowCount=st.integers(0, 2)),
    inputStatistics=facet(rowCount=st.integers(0, 2)),
)
# Named in part and in full, with columns known and not, stars, dates that differ, several tables that may be meant, what no catalog has.
SQL = [
    "INSERT INTO t1 (id, name) SELECT id, name FROM t2 WHERE price > 3",
    "INSERT INTO t1 SELECT * FROM t2",
    "SELECT id, ghost AS name FROM t3 WHERE at = '2026-03-01'",
    "SELECT id, ghost AS name FROM t3 WHERE at = '2026-03-02'",
    "CREATE TEMP TABLE s AS SELECT price, id FROM t2 JOIN t3 USING (id); INSERT INTO t1 (price) SELECT max(price) FROM s",
    "UPDATE t2 SET name = upper(t1.name) FROM t1 WHERE t1.id = t2.id",
    "COPY INTO t1 FROM 's3a://b/t2/part.csv'; CREATE TABLE t3 AS SELECT * FROM read_parquet('s3://b/t1/*.parquet')",
    "SELECT name FROM nowhere; SELEC",
]
job_facets = some(
    sql=facet(query=st.sampled_from(SQL)),
    documentation=facet(description=texts),
    jobType=facet(
        jobType=st.sampled_from(["DAG", "TASK"]), integration=st.sampled_from(["AIRFLOW", "DBT"]), processingType=st.just("BATCH")
    ),
    sourceCodeLocation=facet(type=st.just("git"), url=st.sampled_from(["https://example.org/1", "https://example.org/2"])),
)
run_facets = some(
    parent=facet(
        run=st.sampled_from(RUNS).map(lambda run: {"runId": run}),
        job=jobs.map(lambda name: {"namespace": "sched", "name": name}),
        root=st.sampled_from(RUNS).map(lambda run: {"run": {"runId": run}, "job": {"namespace": "sched", "name": "root"}}),
    ),
    nominalTime=facet(nominalStartTime=st.sampled_from(TIMES).map(datetime.isoformat)),
    errorMessage=facet(message=texts, programmingLanguage=st.just("SQL"), stackTrace=texts),
)

times = st.sampled_from(TIMES).map(lambda at: {"eventTime": at.isoformat(), "producer": "https://example.org"})
inputs = st.builds(lambda ref, kept, own: ref | {"facets": kept, "inputFacets": own}, refs, dataset_facets, measured)
outputs = st.builds(lambda ref, kept, own: ref | {"facets": kept, "outputFacets": own}, refs, dataset_facets, measured)
job = st.builds(lambda name, found: {"namespace": "sched", "name": name, "facets": found}, jobs, job_facets)
sides = {"inputs": st.lists(inputs, max_size=2), "outputs": st.lists(outputs, max_size=2)}
run_events = st.fixed_dictionaries(
    {
        "schemaURL": st.just(SPEC + "RunEvent"),
        "eventType": st.sampled_from(["START", "RUNNING", "COMPLETE", "FAIL", "ABORT", "OTHER"]),
        "run": st.builds(lambda run, found: {"runId": run, "facets": found}, st.sampled_from(RUNS), run_facets),
        "job": job,
        **sides,
    }
)
job_events = st.fixed_dictionaries({"schemaURL": st.just(SPEC + "JobEvent"), "job": job, **sides})
dataset_events = st.fixed_dictionaries({"schemaURL": st.just(SPEC + "DatasetEvent"), "dataset": outputs})
any_event = st.builds(lambda event, at: event | at, st.one_of(run_events, run_events, run_events, job_events, dataset_events), times)


@dataclass(frozen=True)
class Telling:
    """What happened, and how it is told the second time: which events arrive when (some twice), in batches of which sizes."""

    happened: list[Json]
    arrival: list[int]
    sizes: list[int]


@st.composite
def tellings(draw: st.DrawFn) -> Telling:
    """Draw a handful of events and another way to tell them."""
    happened = draw(st.lists(any_event, min_size=2, max_size=6))
    order = draw(st.permutations(range(len(happened))))
    again = draw(st.lists(st.integers(0, len(happened) - 1), max_size=2))
    sizes = draw(st.lists(st.sampled_from([1, 2, 3, -1, -2]), min_size=1, max_size=2))
    return Telling(happened, [*order, *again], sizes)
