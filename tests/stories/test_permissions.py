"""Every address and every role: what each is answered is the table tests/house/permissions.csv, so a new address fails until it is classified."""

import copy
import csv
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import middleware as auth_middleware
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.template import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.safestring import SafeString

from catalog.models import Person
from tests.stories.everything import PEOPLE, make_everything, make_key

TABLE = Path(__file__).parents[1] / "house" / "permissions.csv"
KEYS = {
    "key read": ["read"],
    "key write": ["write"],
    "key ingest": ["ingest"],
    "key admin": ["admin"],
    "key all": ["admin", "read", "write"],
}
ROLES = ("anonymous", *PEOPLE, "admin", *KEYS)
OPEN = {"sign-in-as", "set-up", "theme", "healthz", "openapi", "static"}
# What leads in; each is classified in the table, like all others.
FRONT_DOOR = {
    "account_login",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "openid_connect_login",
    "openid_connect_callback",
}
HEAVY = {"openapi"}  # building the document takes a second; it is the same for everybody
METHODS = ("get", "post", "put", "patch", "delete")


def addresses(patterns: list | None = None, words: tuple = ()) -> Iterator[tuple[str, list[str], object]]:
    """Give every URL of the project: its name, the words in it and its view."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        inside = (*words, *entry.pattern.converters)
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, inside)
        elif isinstance(entry, URLPattern):
            yield str(entry.name), list(inside), entry.callback


def room_of(view) -> str:
    place = getattr(view, "cls", view).__module__.split(".")[0]
    return place if place in {"catalog", "lineage", "contracts", "feedback"} else "config"


def methods_of(view) -> list[str]:
    """Give what a class answers; what a function answers only asking tells."""
    kind = getattr(view, "cls", None)
    return [method for method in METHODS if hasattr(kind, method)] if kind else ["get", "post"]


def ask(client: Client, method: str, url: str) -> str:
    """Ask without leaving a trace, and give the status; being sent to sign in is a word of its own."""
    cookies, is_api = copy.deepcopy(client.cookies), url.startswith("/api/")
    point = transaction.savepoint()
    answer = (
        getattr(client, method)(url, b"{}", content_type="application/json") if is_api and method != "get" else getattr(client, method)(url)
    )
    transaction.savepoint_rollback(point)
    client.cookies = cookies
    return "sign-in" if answer.headers.get("Location", "").startswith("/sign-in/") else str(answer.status_code)


def clients_of(world) -> dict[str, Client]:
    clients = {"anonymous": Client(raise_request_exception=False)}
    for role in (*PEOPLE, "admin"):
        clients[role] = Client(raise_request_exception=False)
        clients[role].force_login(world.people[role])
    for name, scopes in KEYS.items():
        bearer = {"authorization": f"Bearer {make_key(world.people['admin'], *scopes)}"}
        clients[name] = Client(raise_request_exception=False, headers=bearer)
    return clients


def known_by_cookie(world, clients: dict[str, Client]) -> Callable[[HttpRequest], Person | AnonymousUser]:
    """Give what tells who asks without two queries: nothing that was asked before leaves a trace, so nobody's session changes."""
    people = {clients[role].cookies[settings.SESSION_COOKIE_NAME].value: world.people[role] for role in (*PEOPLE, "admin")}

    def who(request: HttpRequest) -> Person | AnonymousUser:
        person = people.get(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
        return copy.copy(person) if person else AnonymousUser()

    return who


def found(room: str, monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], list[str]]:
    """Ask everything of a room. A method that answers like GET needs no line of its own, nor does one that nobody may use."""
    world = make_everything()
    clients = clients_of(world)
    monkeypatch.setattr(auth_middleware, "get_user", known_by_cookie(world, clients))
    lines: dict[tuple[str, str], list[str]] = {}
    for name, words, view in addresses():
        if room_of(view) != room or name in HEAVY:
            continue
        url = reverse(name, kwargs=world.arguments(name, words))
        asked = clients if url.startswith("/api/") else {role: client for role, client in clients.items() if role not in KEYS}
        for method in methods_of(view):
            row = [ask(client, method, url) for client in asked.values()]
            if set(row) - {"405", "sign-in", "401", "403"} and row != lines.get((name, "get")):
                lines[name, method] = row
    return lines


def table() -> dict[tuple[str, str], list[str]]:
    with TABLE.open(newline="") as file:
        rows = list(csv.reader(file))[1:]
    return {(name, method): [status for status in statuses if status] for _, name, method, *statuses in rows}


def committed(room: str) -> dict[tuple[str, str], list[str]]:
    with TABLE.open(newline="") as file:
        ours = {(row[1], row[2]) for row in list(csv.reader(file))[1:] if row[0] == room}
    return {key: row for key, row in table().items() if key in ours}


@pytest.mark.django_db
@pytest.mark.parametrize("room", ["catalog", "config", "contracts", "feedback", "lineage"])
def test_each_address_answers_each_role_as_the_table_says(room, monkeypatch):
    # Who may is decided before a page is written, and writing it took two thirds of the time; the crawling test writes them all.
    monkeypatch.setattr(Template, "_render", lambda *_: SafeString())
    logging.disable(logging.CRITICAL)
    try:
        now, said = found(room, monkeypatch), committed(room)
    finally:
        logging.disable(logging.NOTSET)
    wrong = [",".join((room, *key, *row)) for key, row in now.items() if said.get(key) != row]
    gone = [",".join((room, *key)) for key in said if key not in now]
    lines = "\n".join(sorted(wrong))
    assert not wrong, f"Is this what {', '.join(ROLES)} should be answered? Then say so in {TABLE.name}:\n{lines}"
    assert not gone, f"Not answered any more: {gone}"


def test_nobody_anonymous_gets_in():
    ins = {name for (name, _), row in table().items() if row[0] not in {"sign-in", "401", "405"}}
    assert ins <= OPEN | FRONT_DOOR


def test_who_is_outside_sees_nothing_of_a_restricted_domain():
    hidden = {
        name for name, words, _ in addresses() if {"asset_id", "case_id", "column_id", "question_id", "review_id", "term_id"} & set(words)
    }
    seen = {key: row[1] for key, row in table().items() if key[0] in hidden and row[1] not in {"404", "405"}}
    assert seen == {("asset-news", "get"): "204"}  # a fragment that says nothing


def test_nothing_breaks_for_anybody():
    assert {key: row for key, row in table().items() if any(status.startswith("5") for status in row)} == {}


def test_a_key_without_the_scope_is_refused():
    read, write = ROLES.index("key read"), ROLES.index("key write")
    for (name, method), row in table().items():
        if len(row) == len(ROLES):
            assert row[write if method == "get" else read] in {"403", "405"} or name in READS_BY_POST, (name, method)


# What only answers a question may be posted with a reading key.
READS_BY_POST = {"api-can-i-change", "api-contracts-validate", "api-contracts-diff"}
