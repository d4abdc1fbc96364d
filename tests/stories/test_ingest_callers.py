"""Who may post: a key with the scope, or this very machine, never through a proxy or another host's name."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.actions.keys import create_key, revoke_key
from catalog.models import Person
from lineage.api.callers import forget_callers
from lineage.models import Event
from tests.stories.posting import EVENT, Answered, post

pytestmark = pytest.mark.django_db

FAR = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture(autouse=True)
def _nobody_is_remembered() -> Iterator[None]:
    forget_callers()
    yield
    forget_callers()


@pytest.fixture
def alice() -> Person:
    """Give somebody who makes keys."""
    return Person.objects.create(handle="alice", name="Alice")


def post_with(secret: str) -> Answered:
    """Post from afar with a key."""
    return post(EVENT, HTTP_AUTHORIZATION=f"Bearer {secret}", **FAR)


def test_a_key_with_the_ingest_scope_posts_and_is_noted_on_the_event(alice: Person) -> None:
    key, secret = create_key(name="airflow", scopes=["ingest"], person=alice)
    assert post_with(secret).status == 201
    assert Event.objects.get().api_key_id == key.pk


def test_a_key_without_the_ingest_scope_is_refused(alice: Person) -> None:
    _, secret = create_key(name="reader", scopes=["read"], person=alice)
    answered = post_with(secret)
    assert (answered.status, answered.body["error"]["code"]) == (403, "not_allowed")
    assert "'ingest'" in answered.message


def test_an_expired_key_is_refused(alice: Person) -> None:
    _, secret = create_key(name="old", scopes=["ingest"], person=alice, expires_at=timezone.now() - timedelta(seconds=1))
    assert post_with(secret).status == 401


def test_a_revoked_key_is_refused_once_it_is_looked_up_anew(alice: Person) -> None:
    key, secret = create_key(name="gone", scopes=["ingest"], person=alice)
    assert post_with(secret).status == 201
    revoke_key(key=key, at=timezone.now())
    forget_callers()
    answered = post_with(secret)
    assert answered.status == 401
    assert answered.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "environ",
    [
        FAR,
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "not an address"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_HOST": "rebound.example.org:8080"},
        {"HTTP_HOST": ""},
        {"HTTP_AUTHORIZATION": "Bearer "},
        {"HTTP_AUTHORIZATION": "Bearer prv_wrong"},
    ],
    ids=str,
)
def test_without_a_key_only_this_very_machine_may_post(environ: dict[str, object]) -> None:
    assert post(EVENT, **environ).status == 401
    assert not Event.objects.exists()


@pytest.mark.parametrize("address", ["127.0.0.1", "127.3.2.1", "::1"])
@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1:8080", "[::1]:8080"])
def test_this_very_machine_may_post_without_a_key(address: str, host: str) -> None:
    assert post(EVENT, REMOTE_ADDR=address, HTTP_HOST=host).status == 201


def test_the_operator_can_close_the_loopback(settings: object) -> None:
    settings.INGEST_OPEN_ON_LOOPBACK = False  # type: ignore[attr-defined]
    assert post(EVENT).status == 401
