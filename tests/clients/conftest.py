"""A running Provender that the clients post to, and a visitor who reads its pages."""

import time
from collections.abc import Callable, Iterator

import pytest

from tests.durability.tree import Tree, running_tree
from tests.durability.visitor import Visitor


@pytest.fixture(scope="session")
def tree() -> Iterator[Tree]:
    """Give one tree for all clients."""
    with running_tree() as found:
        yield found


@pytest.fixture(scope="session")
def page(tree: Tree) -> Callable[[str], str]:
    """Give a reader of pages, signed in as an administrator."""
    return Visitor(tree).read


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
