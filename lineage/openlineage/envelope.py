"""The envelope: enough of an event to answer, file and find it, checked before it is kept."""

from .core import read_core
from .notes import Notes
from .parsing import canonical_json, digest_of
from .words import Envelope


def open_envelope(document: object, canonical: bytes | None = None) -> Envelope:
    """Return the envelope of a parsed event, whose canonical JSON the caller may have already.

    Only core fields are judged; odd facets are the reader's matter. Raises UnreadableEvent, with the path of the
    first core field that is missing or unsound.
    """
    core = read_core(document, Notes())
    return Envelope(
        kind=core.kind,
        digest=digest_of(canonical_json(document) if canonical is None else canonical),
        event_time=core.event_time,
        event_type=core.event_type,
        job_namespace=core.job[0],
        job_name=core.job[1],
        run_id=core.run_id,
        producer=core.producer,
    )
