"""Opening an envelope: the core is checked, odd facets are not its business."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from lineage.openlineage import UnreadableEvent, canonical_digest, open_envelope, read_event
from lineage.openlineage.words import EventKind

Maker = Callable[..., dict[str, Any]]
DATASET = {"namespace": "postgres://db:5432", "name": "shop.public.orders"}


def test_an_envelope_holds_what_the_receiver_files_by(make_event: Maker) -> None:
    event = make_event()
    envelope = open_envelope(event)
    assert envelope.kind is EventKind.RUN
    assert envelope.digest == canonical_digest(event)
    assert envelope.event_time == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert envelope.event_type == "COMPLETE"
    assert (envelope.job_namespace, envelope.job_name) == ("airflow", "orders.load")
    assert envelope.run_id == "01936894-494e-7b5c-938a-7b0fcc5f8eb9"
    assert envelope.producer == "https://example.org/producer"


@pytest.mark.parametrize(
    ("schema_url", "parts", "kind"),
    [
        ("https://x/OpenLineage.json#/$defs/JobEvent", ["job"], EventKind.JOB),
        ("https://x/OpenLineage.json#/definitions/DatasetEvent", ["dataset"], EventKind.DATASET),
        ("https://x/OpenLineage.json#/definitions/RunEvent", ["run", "job", "dataset"], EventKind.RUN),
        ("https://x/OpenLineage.json#/$defs/JobEvent", ["run", "job"], EventKind.JOB),
        ("https://x/unheard-of", ["run", "job"], EventKind.RUN),
        (None, ["job"], EventKind.JOB),
        (None, ["dataset"], EventKind.DATASET),
        (7, ["run", "job", "dataset"], EventKind.RUN),
    ],
)
def test_the_kind_comes_from_schema_url_else_from_the_parts(
    schema_url: object, parts: list[str], kind: EventKind, make_event: Maker
) -> None:
    event = make_event(schemaURL=schema_url, dataset=DATASET)
    event = {key: value for key, value in event.items() if key not in {"run", "job", "dataset"} - set(parts)}
    assert open_envelope(event).kind is kind


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("2026-11-20T10:00:00.123456789Z", "2026-11-20T10:00:00.123456+00:00"),
        ("2026-11-20T10:00:00+02:00", "2026-11-20T08:00:00+00:00"),
        ("2026-11-20t10:00:00z", "2026-11-20T10:00:00+00:00"),
        ("2026-11-20 10:00:00Z", "2026-11-20T10:00:00+00:00"),
        ("2026-11-20T10:00:00.5", "2026-11-20T10:00:00.500000+00:00"),
        ("2026-11-20", "2026-11-20T00:00:00+00:00"),
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00+00:00"),
        ("2200-12-31T23:59:59Z", "2200-12-31T23:59:59+00:00"),
    ],
)
def test_event_times_are_read_as_utc(sent: str, read: str, make_event: Maker) -> None:
    assert open_envelope(make_event(eventTime=sent)).event_time.isoformat() == read


@pytest.mark.parametrize("sent", ["2026-11-20T10:00:00.5", "2026-11-20"])
def test_a_time_without_a_zone_is_noted(sent: str, make_event: Maker) -> None:
    (problem,) = read_event(make_event(eventTime=sent)).problems
    assert (problem.code, problem.path) == ("time_without_zone", "eventTime")


@pytest.mark.parametrize(
    ("sent", "canonical", "code"),
    [
        ("01936894-494E-7B5C-938A-7B0FCC5F8EB9", "01936894-494e-7b5c-938a-7b0fcc5f8eb9", None),
        ("{01936894-494e-7b5c-938a-7b0fcc5f8eb9}", "01936894-494e-7b5c-938a-7b0fcc5f8eb9", None),
        ("urn:uuid:01936894-494e-7b5c-938a-7b0fcc5f8eb9", "01936894-494e-7b5c-938a-7b0fcc5f8eb9", None),
        ("01936894494e7b5c938a7b0fcc5f8eb9", "01936894-494e-7b5c-938a-7b0fcc5f8eb9", None),
        ("run_id", "run_id", "run_id_not_uuid"),
        ("a\0b", "a\ufffdb", "run_id_not_uuid"),
        ("00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000", "run_id_nil"),
    ],
)
def test_run_ids_are_made_canonical(sent: str, canonical: str, code: str | None, make_event: Maker) -> None:
    event = make_event(run={"runId": sent})
    assert open_envelope(event).run_id == canonical
    read = read_event(event)
    assert read.run is not None
    assert read.run.run_id == canonical
    assert [code] == [problem.code for problem in read.problems if problem.code.startswith("run_id")] or code is None


@pytest.mark.parametrize(
    ("sent", "read", "code"),
    [
        ("START", "START", ""),
        ("complete", "COMPLETE", "event_type_case"),
        ("DONE", "", "event_type_unknown"),
        (None, "", ""),
    ],
)
def test_an_unknown_event_type_is_noted_and_left_empty(sent: object, read: str, code: str, make_event: Maker) -> None:
    event = make_event(eventType=sent)
    assert open_envelope(event).event_type == read
    assert [problem.code for problem in read_event(event).problems] == ([code] if code else [])


def test_names_keep_every_character_but_nul(make_event: Maker) -> None:
    name = "a/?#%..\n\u202e\u200b e\u0301 🔥 <script> {{7*7}} '; drop table =cmd|x"
    assert open_envelope(make_event(job={"namespace": name, "name": "a\0b"})).job_namespace == name
    assert open_envelope(make_event(job={"namespace": name, "name": "a\0b"})).job_name == "a\ufffdb"


def test_odd_facets_do_not_stop_an_envelope(make_event: Maker) -> None:
    odd = {"runId": "x", "facets": ["a"]}
    event = make_event(run=odd, inputs=[{**DATASET, "facets": {"schema": None, "x": []}}], outputs=None)
    assert open_envelope(event).run_id == "x"


UNSOUND: dict[str, tuple[dict[str, Any], str, str]] = {
    "no time": ({"eventTime": None}, "eventTime", "is missing"),
    "an epoch": ({"eventTime": 1763632800000}, "eventTime", "no ISO 8601"),
    "an epoch as text": ({"eventTime": "1763632800"}, "eventTime", "no ISO 8601"),
    "a leap second": ({"eventTime": "2016-12-31T23:59:60Z"}, "eventTime", "no ISO 8601"),
    "30 February": ({"eventTime": "2026-02-30T00:00:00Z"}, "eventTime", "no ISO 8601"),
    "a zone of 25 hours": ({"eventTime": "2026-02-03T00:00:00+25:00"}, "eventTime", "no ISO 8601"),
    "the year 1": ({"eventTime": "0001-01-01T00:00:00+14:00"}, "eventTime", "1970 to 2200"),
    "the year 1969 in UTC": ({"eventTime": "1970-01-01T00:00:00+01:00"}, "eventTime", "1970 to 2200"),
    "the year 2201": ({"eventTime": "2201-01-01T00:00:00Z"}, "eventTime", "1970 to 2200"),
    "the year 10000": ({"eventTime": "10000-01-01T00:00:00Z"}, "eventTime", "no ISO 8601"),
    "infinity": ({"eventTime": "infinity"}, "eventTime", "no ISO 8601"),
    "no job": ({"job": None}, "job", "must be an object"),
    "an empty job name": ({"job": {"namespace": "a", "name": ""}}, "job.name", "non-empty"),
    "a blank namespace": ({"job": {"namespace": " \t", "name": "b"}}, "job.namespace", "non-empty"),
    "a job name of 2,001 bytes": ({"job": {"namespace": "a", "name": "é" * 1_000 + "x"}}, "job.name", "2,000 bytes"),
    "a run without id": ({"run": {}}, "run.runId", "non-empty"),
    "a numeric run id": ({"run": {"runId": 7}}, "run.runId", "non-empty"),
    "a run as text": ({"run": "7"}, "run", "must be an object"),
    "inputs as object": ({"inputs": {}}, "inputs", "must be an array"),
    "an input as text": ({"inputs": [DATASET, "x"]}, "inputs[1]", "must be an object"),
    "an output without name": ({"outputs": [DATASET, DATASET, {"namespace": "a"}]}, "outputs[2].name", "non-empty"),
    "a dataset name of 16 kB": (
        {"outputs": [{"namespace": "a", "name": "n" * 16_384}]},
        "outputs[0].name",
        "2,000 bytes",
    ),
}


@pytest.mark.parametrize("name", UNSOUND)
def test_an_unsound_core_is_refused_with_its_path(name: str, make_event: Maker) -> None:
    fields, path, says = UNSOUND[name]
    event = make_event(**fields)
    with pytest.raises(UnreadableEvent, match=says) as refused:
        open_envelope(event)
    assert refused.value.path == path
    with pytest.raises(UnreadableEvent, match=says):
        read_event(event)


@pytest.mark.parametrize("document", [None, 3, "x", [], [{}], {}, {"eventTime": "2026-01-01T00:00:00Z"}])
def test_what_is_no_event_is_refused(document: object) -> None:
    with pytest.raises(UnreadableEvent, match=r"^\$"):
        open_envelope(document)


def test_a_dataset_event_needs_its_dataset(make_event: Maker) -> None:
    with pytest.raises(UnreadableEvent) as refused:
        open_envelope(make_event(schemaURL="x/DatasetEvent"))
    assert (refused.value.path, refused.value.message) == ("dataset", "is missing")


def test_a_name_of_exactly_two_thousand_bytes_passes(make_event: Maker) -> None:
    assert open_envelope(make_event(job={"namespace": "a", "name": "é" * 1_000})).job_name == "é" * 1_000
