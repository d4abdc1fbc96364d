"""A running Provender that the clients post to, and a visitor who reads its pages."""

import http.cookiejar
import os
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator

import pytest

from tests.durability.tree import ROOT, Tree, running_tree

PASSWORD = "corner-shop-test"


@pytest.fixture(scope="session")
def tree() -> Iterator[Tree]:
    """Give one tree for all clients."""
    with running_tree() as found:
        yield found


@pytest.fixture(scope="session")
def page(tree: Tree) -> Callable[[str], str]:
    """Give a reader of pages, signed in as an administrator."""
    made = {**tree.environment, "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    command = [sys.executable, "manage.py", "createsuperuser", "--noinput", "--handle=alice", "--name=Alice", "--email=alice@example.org"]
    subprocess.run(command, cwd=ROOT, env=made, check=True, capture_output=True)
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def read(path: str, form: dict[str, str] | None = None) -> str:
        data = urllib.parse.urlencode(form).encode() if form else None
        with opener.open(urllib.request.Request(tree.url + path, data, {"Referer": tree.url + path}), timeout=20) as answer:
            found: str = answer.read().decode()
        return found

    blank = read("/sign-in/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', blank)
    assert token
    read("/sign-in/", {"csrfmiddlewaretoken": token[1], "handle": "alice", "password": PASSWORD})
    return read


@pytest.fixture
def rows(tree: Tree) -> Callable[..., list[tuple[object, ...]]]:
    """Give a question to the database that waits until it has an answer, at most ten seconds: events are projected a moment later."""

    def ask(sql: str, *values: object) -> list[tuple[object, ...]]:
        deadline = time.monotonic() + 10
        while True:
            with tree.connect() as session, session.cursor() as cursor:
                cursor.execute(sql, values)
                found = list(cursor.fetchall())
            if found or time.monotonic() > deadline:
                return found
            time.sleep(0.1)

    return ask


@pytest.fixture
def surroundings(tree: Tree) -> dict[str, str]:
    """Give a client's environment: where events go, and nothing of the tests' own."""
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG", "TMPDIR"}}
    return {**kept, "OPENLINEAGE_URL": tree.url}
