"""The forty bad inputs at the real front door: each with its status and the words it gets, never a 500."""

import time

import pytest
from django.test import Client

from lineage.models import Event
from tests.stories.bad_inputs import DEEP, ODD, REFUSED, UNREADABLE, UNSOUND, BadInput, with_facet
from tests.stories.posting import Answered, post

pytestmark = pytest.mark.django_db


def send(case: BadInput) -> Answered:
    """Post a case."""
    return post(case.body if isinstance(case.body, bytes) else case.body(), case.path, **case.environ)


@pytest.mark.parametrize("case", [*UNREADABLE, *UNSOUND, *REFUSED], ids=str)
def test_a_bad_input_is_refused_with_words_and_not_kept(case: BadInput) -> None:
    answered = send(case)
    assert answered.status == case.status, answered
    assert case.says in answered.message
    assert not Event.objects.exists()


@pytest.mark.parametrize("case", ODD, ids=str)
def test_an_odd_but_readable_input_is_kept(case: BadInput) -> None:
    answered = send(case)
    assert answered.status == case.status, answered
    assert Event.objects.count() == 1


@pytest.mark.parametrize(("method", "path", "allowed"), [("put", "/api/v1/lineage", "GET, POST"), ("get", "/api/v1/lineage/batch", "POST")])
def test_another_method_is_told_which_ones_there_are(method: str, path: str, allowed: str, client: Client) -> None:
    answered = getattr(client, method)(path)
    assert (answered.status_code, answered.headers["Allow"]) == (405, allowed)
    assert allowed in answered.json()["error"]["message"]


def test_every_one_of_the_forty_that_the_front_door_can_see_has_a_case() -> None:
    seen = {case.number for case in (*UNREADABLE, *UNSOUND, *REFUSED, *ODD)}
    told_by_several_events = {36, 37, 38}
    assert seen == set(range(1, 41)) - told_by_several_events


def test_a_document_nested_100_000_levels_is_refused_in_milliseconds() -> None:
    body = with_facet(DEEP)
    post(body)
    best = min(timed(body) for _ in range(3))
    assert best < 0.02


def timed(body: bytes) -> float:
    """Give the seconds a post takes."""
    began = time.perf_counter()
    post(body)
    return time.perf_counter() - began
