"""A job of an event with its facets: type, SQL, source code, ownership, tags, explicit lineage."""

from .explicit_lineage import job_statement
from .facets_shared import description, owners, tags
from .known import Known
from .piece import Piece
from .words import Job, JobRef

_PROCESSING = frozenset({"BATCH", "STREAMING", "SERVICE"})
_JOBS: Known[Job] = Known()


def read_job(job: Piece, ref: JobRef) -> Job:
    """Return a job with all that its facets tell; the same for every run that repeats them. Nothing raises."""
    return _JOBS.read(job, job.body.get("facets"), ref, lambda: _read_job(job, ref))


def _read_job(job: Piece, ref: JobRef) -> Job:
    facets, deleted = job.facets("facets")

    def facet(name: str) -> Piece:
        return job.facet("facets", facets, name) or Piece({}, job.notes)

    stated = job.facet("facets", facets, "lineage")
    statement = None if stated is None else job_statement(stated)
    return Job(
        ref=ref,
        kind=facet("jobType").text("jobType").upper(),
        integration=facet("jobType").text("integration").upper(),
        processing=_processing(facet("jobType")),
        description=description(facet("documentation")),
        sql=facet("sql").text("query") or None,
        sql_dialect=facet("sql").text("dialect").lower(),
        source_url=_link(facet("sourceCodeLocation")),
        owners=owners(job.facet("facets", facets, "ownership")),
        tags=tags(job.facet("facets", facets, "tags")),
        facets=facets,
        deleted_facets=deleted,
        column_edges=None if statement is None else statement.column_edges,
        asset_edges=None if statement is None else statement.asset_edges,
    )


def _processing(facet: Piece) -> str:
    """Spark's application events send NONE: nothing is processed by the application itself."""
    told = facet.text("processingType").upper().replace("NONE", "")
    if told and told not in _PROCESSING:
        facet.note("processing_unknown", "processingType", f"{told[:60]!r} is neither BATCH, STREAMING nor SERVICE.")
        return ""
    return told


def _link(facet: Piece) -> str:
    """Return the address if a page may link to it: only the web's own schemes; the facet keeps whatever was sent."""
    url = facet.text("url")
    if url and not url.lower().startswith(("https://", "http://")):
        facet.note("link_unsafe", "url", "Only http and https addresses become links; this one was left out.")
        return ""
    return url
