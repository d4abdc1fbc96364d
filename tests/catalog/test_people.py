"""Signing in, the demo's people, administrators, the first administrator."""

import pytest
from django.test import Client

from catalog.actions.keys import create_key
from catalog.actions.people import free_handle
from catalog.models import AuditEntry, Person
from tests.people import make_cast, make_person

pytestmark = pytest.mark.django_db

PASSWORD = "correct-horse-9"


def person_with_password(handle: str, **fields: object) -> Person:
    person = make_person(handle, **fields)
    person.set_password(PASSWORD)
    person.save()
    return person


def test_a_stranger_is_asked_to_sign_in_and_comes_back(client: Client) -> None:
    person_with_password("dan")
    answer = client.get("/assets/")
    assert answer.headers["Location"] == "/sign-in/?next=/assets/"
    answer = client.post("/sign-in/", {"login": "DAN", "password": PASSWORD, "next": "/assets/"})
    assert answer.headers["Location"] == "/assets/"


def test_a_wrong_password_is_refused_with_words(client: Client) -> None:
    person_with_password("dan")
    answer = client.post("/sign-in/", {"login": "dan", "password": "no"})
    assert answer.status_code == 422
    assert b"match" in answer.content


def test_nobody_is_sent_to_another_site(client: Client) -> None:
    person_with_password("dan")
    answer = client.post("/sign-in/", {"login": "dan", "password": PASSWORD, "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"


def test_the_role_switcher_plays_demo_people_alone(client: Client, settings: object) -> None:
    make_person("demo-ben", is_demo=True)
    make_person("real")
    assert client.post("/sign-in/as/", {"handle": "real"}).status_code == 404
    assert client.post("/sign-in/as/", {"handle": "demo-ben"}).status_code == 302
    client.logout()
    settings.DEMO = False  # type: ignore[attr-defined]
    assert client.post("/sign-in/as/", {"handle": "demo-ben"}).status_code == 403
    assert b"demo-ben" not in client.get("/sign-in/").content


def test_the_first_visit_makes_the_first_administrator_once(client: Client) -> None:
    assert client.get("/sign-in/").headers["Location"] == "/set-up/"
    first = {"name": "Zoe", "handle": "zoe", "password": PASSWORD}
    client.defaults["HTTP_HOST"] = "localhost:8080"
    assert client.post("/set-up/", first).headers["Location"] == "/"
    assert Person.objects.get().is_administrator
    assert client.post("/set-up/", {**first, "handle": "eve"}).headers["Location"] == "/sign-in/"
    assert Person.objects.count() == 1


def test_the_first_administrator_is_made_on_this_machine_only(client: Client) -> None:
    here = {"Host": "localhost:8080"}
    assert client.get("/set-up/", headers=here).status_code == 200
    assert client.get("/set-up/", headers=here, REMOTE_ADDR="10.1.2.3").status_code == 403
    assert client.get("/set-up/", headers={**here, "X-Forwarded-For": "10.1.2.3"}).status_code == 403
    assert client.get("/set-up/", headers={"Host": "testserver"}).status_code == 403


def test_administrators_add_people_and_weak_passwords_are_refused(client: Client) -> None:
    client.force_login(make_cast().ada)
    new = {"name": "Zoe", "handle": "zoe", "password": "short"}
    assert client.post("/people/", new).status_code == 422
    client.post("/people/", {**new, "password": PASSWORD})
    assert AuditEntry.objects.get().verb == "person.added"
    assert client.login(username="zoe", password=PASSWORD)


def test_people_are_for_administrators(client: Client) -> None:
    client.force_login(make_cast().alice)
    assert client.get("/people/").status_code == 403


def test_the_last_administrator_stays_one(client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.ada)
    page = client.post(f"/people/{cast.ada.pk}/standing/", {"administrator": "0"}, follow=True)
    assert b"last administrator" in page.content
    cast.ada.refresh_from_db()
    assert cast.ada.is_administrator


def test_a_closed_account_signs_in_no_more(client: Client) -> None:
    cast = make_cast()
    dan = person_with_password("dan")
    client.force_login(cast.ada)
    client.post(f"/people/{dan.pk}/standing/", {"active": "0"})
    assert not client.login(username="dan", password=PASSWORD)


def test_a_password_changes_after_proving_the_old_one(client: Client) -> None:
    dan = person_with_password("dan")
    client.force_login(dan)
    assert client.post("/me/password/", {"oldpassword": "wrong", "password1": "battery-staple-7"}).status_code == 422
    assert client.post("/me/password/", {"oldpassword": PASSWORD, "password1": "short"}).status_code == 422
    assert client.post("/me/password/", {"oldpassword": PASSWORD, "password1": "battery-staple-7"}).headers["Location"] == "/me/"
    assert client.get("/me/").status_code == 200
    assert client.login(username="dan", password="battery-staple-7")
    assert AuditEntry.objects.get(verb="password.changed").actor == dan


def test_the_theme_is_remembered_in_a_cookie(client: Client) -> None:
    client.force_login(make_cast().bob)
    client.post("/theme/", {"theme": "dark", "next": "/me/"})
    assert b'data-theme="dark"' in client.get("/me/").content
    client.post("/theme/", {"theme": ""})
    assert b"data-theme" not in client.get("/me/").content


def test_signing_out_everywhere_else_ends_other_sessions_alone(client: Client) -> None:
    bob, elsewhere = make_cast().bob, Client()
    client.force_login(bob)
    elsewhere.force_login(bob)
    client.post("/me/sign-out-everywhere/")
    assert client.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302
    assert AuditEntry.objects.get(verb="sessions.ended").actor == bob


def test_a_key_of_a_closed_account_still_posts_is_marked_and_whoever_closes_it_is_told(client: Client) -> None:
    cast = make_cast()
    dan = person_with_password("dan")
    _, secret = create_key(name="airflow", scopes=["ingest", "read"], person=dan)
    client.force_login(cast.ada)
    told = client.post(f"/people/{dan.pk}/standing/", {"active": "0"}, follow=True).content.decode()
    assert "A key they made still posts events" in told
    assert AuditEntry.objects.get(verb="person.changed").after == {"is_active": False, "keys_that_still_post": 1}
    assert "Maker left" in client.get("/keys/").content.decode()
    bearer = {"authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/assets", headers=bearer).status_code == 401
    event = {"eventType": "START", "eventTime": "2026-03-02T12:00:00Z", "run": {"runId": "1"}, "job": {"namespace": "a", "name": "b"}}
    assert Client().post("/api/v1/lineage", event, content_type="application/json", headers=bearer).status_code == 201


@pytest.mark.parametrize(
    ("wanted", "handle"), [("Zoe.Ortiz+data@example.org", "zoe-ortiz-data"), ("bob@x.example", "bob-2"), ("żółć", "zoc"), ("@", "person")]
)
def test_a_handle_is_made_of_an_e_mail(wanted: str, handle: str) -> None:
    make_person("bob")
    assert free_handle(wanted) == handle
