"""The core of an event: the fields that must be sound, read once for the receiver and once for the projector."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .notes import Notes
from .times import UnreadableTime, read_time
from .words import EventKind

MAX_NAME_BYTES = 2_000
EVENT_TYPES = frozenset({"START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"})
NIL_RUN = "00000000-0000-0000-0000-000000000000"

_KINDS = {"RunEvent": EventKind.RUN, "JobEvent": EventKind.JOB, "DatasetEvent": EventKind.DATASET}
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_LOOSE_UUID = re.compile(r"(?:urn:uuid:)?\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?")


class UnreadableEvent(Exception):
    """A core field is missing or unsound. `path` names it (`outputs[2].name`); the message says what to send."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message


@dataclass(frozen=True, slots=True)
class Core:
    """The checked core; `job`, `run_id` and `dataset` are empty where the kind of event has none."""

    kind: EventKind
    event_time: datetime
    event_type: str
    job: tuple[str, str]
    run_id: str
    dataset: tuple[str, str]
    producer: str
    schema_url: str


def read_core(document: object, notes: Notes) -> Core:
    """Check and return the core of a parsed event. Raises UnreadableEvent at the first field that can't stand."""
    if not isinstance(document, dict):
        raise UnreadableEvent("$", "an event is a JSON object")
    kind = _kind(document)
    job, run_id, dataset = ("", ""), "", ("", "")
    if kind is EventKind.DATASET:
        dataset = read_identity(_object(document, "dataset"), "dataset")
    else:
        if kind is EventKind.RUN:
            run_id = read_run_id(_object(document, "run").get("runId"), "run.runId", notes)
        job = read_identity(_object(document, "job"), "job")
    _check_datasets(document, "inputs")
    _check_datasets(document, "outputs")
    return Core(
        kind=kind,
        event_time=_event_time(document.get("eventTime"), notes),
        event_type=_event_type(document.get("eventType"), notes),
        job=job,
        run_id=run_id,
        dataset=dataset,
        producer=_optional_text(document, "producer", notes),
        schema_url=_optional_text(document, "schemaURL", notes),
    )


def clean(text: str) -> str:
    """Return the text without NUL, which PostgreSQL's text can't hold; U+FFFD marks where one stood."""
    return text.replace("\0", "\ufffd") if "\0" in text else text


def read_identity(entity: Mapping[str, Any], path: str) -> tuple[str, str]:
    """Return the namespace and name of a job or dataset. Raises UnreadableEvent unless both are sound names."""
    return read_name(entity.get("namespace"), path, "namespace"), read_name(entity.get("name"), path, "name")


def read_name(value: object, path: str, key: str) -> str:
    """Return a name of 1 to 2,000 bytes (UTF-8) that isn't blank. Raises UnreadableEvent."""
    if not isinstance(value, str) or not value or value.isspace():
        raise UnreadableEvent(f"{path}.{key}", f"{'is missing; it ' if value is None else ''}must be a non-empty string")
    # A character has at most four bytes: only long names need counting.
    if len(value) > MAX_NAME_BYTES // 4 and len(value.encode()) > MAX_NAME_BYTES:
        raise UnreadableEvent(f"{path}.{key}", f"is longer than {MAX_NAME_BYTES:,} bytes")
    return clean(value)


def read_run_id(value: object, path: str, notes: Notes) -> str:
    """Return a canonical run id: lower-case UUID text, or the text as sent (noted) when it is no UUID."""
    text = read_name(value, *path.rsplit(".", 1))
    if not _UUID.fullmatch(text):
        loose = _LOOSE_UUID.fullmatch(text.strip().lower())
        if loose is None:
            notes.add("run_id_not_uuid", path, f"{text[:60]!r} is no UUID; it was kept as it is.")
            return text
        text = "-".join(loose.groups())
    if text == NIL_RUN:
        notes.add("run_id_nil", path, "The nil UUID is shared by whoever sends it; their runs can't be told apart.")
    return text


def _kind(document: dict[str, Any]) -> EventKind:
    """Return what the last segment of schemaURL says, else what the event is made of."""
    url = document.get("schemaURL")
    if isinstance(url, str) and (kind := _KINDS.get(url.rpartition("/")[2])):
        return kind
    for key, kind in (("run", EventKind.RUN), ("dataset", EventKind.DATASET), ("job", EventKind.JOB)):
        if document.get(key) is not None:
            return kind
    raise UnreadableEvent("$", "has neither run, job nor dataset; an OpenLineage event names at least one of them")


def _object(document: dict[str, Any], key: str) -> dict[str, Any]:
    value = document.get(key)
    if not isinstance(value, dict):
        raise UnreadableEvent(key, "must be an object" if key in document else "is missing")
    return value


def _check_datasets(document: dict[str, Any], key: str) -> None:
    entries = document.get(key)
    if entries is None:
        return
    if not isinstance(entries, list):
        raise UnreadableEvent(key, "must be an array of datasets")
    for number, entry in enumerate(entries):
        if not isinstance(entry, dict):
            raise UnreadableEvent(f"{key}[{number}]", "must be an object with namespace and name")
        if not _sound(entry.get("namespace")) or not _sound(entry.get("name")):
            read_identity(entry, f"{key}[{number}]")


def _sound(value: object) -> bool:
    """Say cheaply that a name is surely fine; what isn't surely fine is looked at again, with its path."""
    return isinstance(value, str) and 0 < len(value) <= MAX_NAME_BYTES // 4 and not value.isspace()


def _event_time(value: object, notes: Notes) -> datetime:
    if value is None:
        raise UnreadableEvent("eventTime", "is missing; send an ISO 8601 time such as 2026-01-31T09:30:00Z")
    try:
        return read_time(value, "eventTime", notes)
    except UnreadableTime as error:
        raise UnreadableEvent("eventTime", str(error)) from error


def _event_type(value: object, notes: Notes) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        if value in EVENT_TYPES:
            return value
        if value.upper() in EVENT_TYPES:
            notes.add("event_type_case", "eventType", f"{value} was read as {value.upper()}.")
            return value.upper()
    notes.add("event_type_unknown", "eventType", f"{str(value)[:60]!r} is no event type; the run's state ignores it.")
    return ""


def _optional_text(document: dict[str, Any], key: str, notes: Notes) -> str:
    value = document.get(key)
    if isinstance(value, str) and value:
        return clean(value)[:MAX_NAME_BYTES]
    notes.add("core_field_missing", key, f"{key} is missing or no text; OpenLineage requires it.")
    return ""
