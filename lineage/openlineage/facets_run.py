"""A run of an event with its facets: parent and root, nominal time, error, engine, who submitted it."""

from datetime import datetime

from .core import UnreadableEvent, read_run_id
from .observations import tests
from .piece import Piece
from .times import UnreadableTime, read_time
from .words import Facets, JobRef, Run, RunRef

# Which field of which facet names the person or account behind a run, the surest first.
_SUBMITTERS = (
    ("airflowDagRun", "dagRun", "triggering_user_name"),
    ("airflow", "dagRun", "triggering_user_name"),
    ("spark_applicationDetails", "", "userName"),
    ("hive_session", "", "username"),
    ("starrocks_session", "", "user"),
    ("trino_query_context", "", "user"),
    ("environment-properties", "environment-properties", "user"),
)
_USER_VARIABLES = ("USER", "USERNAME", "LOGNAME")


def read_run(run: Piece, run_id: str) -> Run:
    """Return a run with all that its facets tell. Nothing raises."""
    facets, _ = run.facets("facets")

    def facet(name: str) -> Piece:
        return run.facet("facets", facets, name) or Piece({}, run.notes)

    parent, error = facet("parent"), facet("errorMessage")
    engine = facet("processing_engine")
    return Run(
        run_id=run_id,
        parent=_run_ref(parent) if parent.body else None,
        root=_run_ref(root) if (root := parent.piece("root")) is not None else None,
        nominal_start_at=_nominal(facet("nominalTime"), "nominalStartTime"),
        nominal_end_at=_nominal(facet("nominalTime"), "nominalEndTime"),
        error=error.text("message"),
        stack_trace=error.text("stackTrace"),
        submitter=_submitter(run, facets),
        engine=f"{engine.text('name')} {engine.text('version')}".strip(),
        facets=facets,
        tests=tuple(tests(facet("test"))),
    )


def _run_ref(holder: Piece) -> RunRef | None:
    run, job = holder.piece("run"), holder.piece("job")
    if run is None:
        holder.note("parent_without_run", "run", "The parent names no run; it was left out.")
        return None
    try:
        run_id = read_run_id(run.body.get("runId"), run.at("runId"), holder.notes)
    except UnreadableEvent as error:
        holder.note("parent_without_run", "run.runId", f"{error.message}; the parent was left out.")
        return None
    named = None if job is None else job.ref()
    return RunRef(run_id, None if named is None else JobRef(*named))


def _nominal(facet: Piece, key: str) -> datetime | None:
    value = facet.body.get(key)
    if value is None:
        return None
    try:
        return read_time(value, facet.at(key), facet.notes)
    except UnreadableTime as error:
        facet.note("nominal_time_unreadable", key, f"{error}; it was left out.")
        return None


def _submitter(run: Piece, facets: Facets) -> str:
    for name, inner, key in _SUBMITTERS:
        holder = run.facet("facets", facets, name)
        if holder is not None and inner:
            holder = holder.piece(inner)
        # Airflow masks names with asterisks: that names nobody.
        if holder is not None and (told := holder.text(key)).strip("* "):
            return told
    return _user_variable(run.facet("facets", facets, "environmentVariables"))


def _user_variable(facet: Piece | None) -> str:
    if facet is None:
        return ""
    variables = {entry.text("name"): entry.text("value") for entry in facet.pieces("environmentVariables")}
    return next((variables[name] for name in _USER_VARIABLES if variables.get(name)), "")
