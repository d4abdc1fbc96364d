"""What the ingest route promises its clients: new is 201, again is 200, batches succeed in part, gzip is read."""

import gzip

import orjson
import pytest

from lineage.models import Event, EventDigest
from tests.stories.posting import EVENT, event, post, post_gzip

pytestmark = pytest.mark.django_db

BATCH = "/api/v1/lineage/batch"


def test_a_new_event_is_answered_201_and_its_repetition_200() -> None:
    first, again = post(EVENT), post(EVENT)
    assert (first.status, first.body["duplicate"]) == (201, False)
    assert (again.status, again.body["duplicate"]) == (200, True)
    assert first.body["digest"] == again.body["digest"]
    assert Event.objects.count() == EventDigest.objects.count() == 1


def test_other_white_space_and_key_order_is_the_same_event() -> None:
    post(EVENT)
    again = post(orjson.dumps(dict(reversed(EVENT.items())), option=orjson.OPT_INDENT_2))
    assert again.status == 200


def test_the_exact_bytes_are_kept_and_twice_compressed_is_still_once() -> None:
    body = orjson.dumps(EVENT, option=orjson.OPT_INDENT_2) + b"\n"
    assert post_gzip(body).status == 201
    assert post_gzip(body).status == 200


def test_gzip_of_several_members_is_read_whole() -> None:
    body = orjson.dumps(EVENT)
    answered = post(gzip.compress(body[:50]) + gzip.compress(body[50:]), HTTP_CONTENT_ENCODING="gzip")
    assert answered.status == 201


def test_a_batch_keeps_what_is_sound_and_names_the_rest_by_index() -> None:
    answered = post([EVENT, event(eventTime="yesterday"), event(eventType="START"), 7], BATCH)
    assert (answered.status, answered.body["status"]) == (200, "partial_success")
    assert answered.body["summary"] | {"duplicates": 0} == {
        "received": 4, "successful": 2, "failed": 2, "retriable": 0, "non_retriable": 2, "duplicates": 0,
    }  # fmt: skip
    assert [failed["index"] for failed in answered.body["failed_events"]] == [1, 3]
    assert "eventTime" in answered.body["failed_events"][0]["reason"]
    assert Event.objects.count() == 2


def test_a_batch_counts_what_was_there_already() -> None:
    post(EVENT)
    answered = post([EVENT, EVENT, event(eventType="START")], BATCH)
    assert answered.body["status"] == "success"
    assert (answered.body["summary"]["successful"], answered.body["summary"]["duplicates"]) == (3, 2)
    assert Event.objects.count() == 2


def test_a_trailing_slash_leads_to_the_same_place() -> None:
    assert post(EVENT, "/api/v1/lineage/").status == 201
    assert post([EVENT], BATCH + "/").body["summary"]["duplicates"] == 1


def test_the_envelope_is_kept_beside_the_event() -> None:
    post(EVENT)
    kept = Event.objects.get()
    assert (kept.kind, kept.event_type, kept.job_namespace, kept.job_name) == ("run", "COMPLETE", "sched", "orders.load")
    assert kept.run_id == EVENT["run"]["runId"]
    assert kept.api_key_id is None
