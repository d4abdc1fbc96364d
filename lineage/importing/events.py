"""OpenLineage events as importers make them: facets, datasets, jobs and runs in the standard's own words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from lineage.importing.words import Document, Piece
from lineage.openlineage.words import DatasetRef

PRODUCER = "urn:provender:import"
SPEC = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/"
FACETS = "https://openlineage.io/spec/facets/1-0-0/"
# Our own name space of run ids: the same source and run give the same id, so that importing twice is once.
RUNS = UUID("6f1b1ad2-6d0e-5f0a-9a31-5f4f6f0a7c11")
SEPARATOR = "\n"


def facet(name: str, **said: Any) -> Document:
    """Make a facet."""
    return {"_producer": PRODUCER, "_schemaURL": f"{FACETS}{name[:1].upper()}{name[1:]}Facet.json", **said}


def facets(**named: Mapping[str, Any] | None) -> Document:
    """Make facets of those that say something: {name: fields}."""
    return {name: facet(name, **said) for name, said in named.items() if said}


def documentation(text: str) -> Document | None:
    """Say a description."""
    return {"description": text} if text and text.strip() else None


def ownership(names: Iterable[str], kind: str = "OWNER") -> Document | None:
    """Say who owns."""
    owners = [{"name": name, "type": kind} for name in dict.fromkeys(names) if name]
    return {"owners": owners} if owners else None


def tags(words: Iterable[str], of_columns: Iterable[tuple[str, str]] = (), *, source: str) -> Document | None:
    """Say tags of the whole and of (column, tag)."""
    said = [{"key": word, "value": "true", "source": source} for word in dict.fromkeys(words)]
    said += [{"key": word, "value": "true", "source": source, "field": column} for column, word in dict.fromkeys(of_columns)]
    return {"tags": said} if said else None


def schema(fields: Sequence[Mapping[str, Any]]) -> Document | None:
    """Say columns: {name, type, description}; empty ones are left out."""
    said = [{key: value for key, value in field.items() if value} for field in fields]
    return {"fields": said} if said else None


def named(ref: DatasetRef, **more: Any) -> Document:
    """Name a dataset in an event."""
    return {"namespace": ref.namespace, "name": ref.name, **{key: value for key, value in more.items() if value}}


def dataset_event(ref: DatasetRef, said: Document, at: str | None) -> Piece:
    """Say facets of a dataset."""
    document = {**_head("DatasetEvent", at), "dataset": named(ref, facets=said)}
    return Piece(SEPARATOR.join(("dataset", ref.namespace, ref.name)), document)


def job_event(job: tuple[str, str], said: Document, sides: tuple[Iterable[DatasetRef], Iterable[DatasetRef]], at: str | None) -> Piece:
    """Say what a job is, reads and writes."""
    inputs, outputs = ([named(ref) for ref in dict.fromkeys(side)] for side in sides)
    document = {**_head("JobEvent", at), "job": _job(job, said), "inputs": inputs, "outputs": outputs}
    return Piece(SEPARATOR.join(("job", *job)), document)


def run_event(
    job: tuple[str, str],
    run: tuple[str, Document],
    state: tuple[str, str],
    *,
    inputs: Sequence[Document] = (),
    outputs: Sequence[Document] = (),
) -> Piece:
    """Say that a run (id, facets) came into a state (event type, time), with what it read and wrote."""
    run_id, said = run
    event_type, at = state
    body = {"runId": run_id, **({"facets": said} if said else {})}
    document = {**_head("RunEvent", at), "eventType": event_type, "run": body, "job": _job(job, {})}
    document |= {"inputs": list(inputs), "outputs": list(outputs)}
    return Piece(SEPARATOR.join(("run", *job, run_id, event_type)), document)


def run_id(*parts: str) -> str:
    """Make the id of a run that has none of its own: the same parts, the same run."""
    return str(uuid5(RUNS, "/".join(parts)))


def _head(kind: str, at: str | None) -> Document:
    return {"eventTime": at, "producer": PRODUCER, "schemaURL": SPEC + kind}


def _job(job: tuple[str, str], said: Document) -> Document:
    return {"namespace": job[0], "name": job[1], **({"facets": said} if said else {})}
