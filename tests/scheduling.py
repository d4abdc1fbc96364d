"""A pytest plugin: which tests share a worker, and which begin first, so that both cores end together."""

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from xdist.scheduler import Scheduling

# Each of these folders has one running tree, made once, for all its tests.
TOGETHER = ("tests/browser/", "tests/clients/")
# Single tests that take as long as many files.
APART = ("tests/durability/", "tests/stories/test_permissions.py")
# The longest first, one to a worker: the killing, which is timed, and the browser's, which take longest of all.
FIRST = (
    "tests/durability/test_kill_everything.py",
    "tests/browser/",
    "tests/stories/test_permissions.py",
    "tests/durability/",
    "tests/config/embedded/test_up.py",
    "tests/clients/",
    "tests/config/embedded/",
    "tests/feedback/alerts/test_killed.py",
)
# What is timed and what takes longest go before the rest: there are more workers than cores, because browsers and kills wait.
IN_FRONT = ("gw0", "gw1")


def pytest_configure(config: pytest.Config) -> None:
    """Let all but the first workers use what those leave of the cores."""
    if getattr(config, "workerinput", {"workerid": IN_FRONT[0]})["workerid"] not in IN_FRONT and hasattr(os, "nice"):
        os.nice(10)


def place(nodeid: str) -> int:
    """Give the place of a test in the queue; whoever isn't named comes last, in random order."""
    return next((at for at, start in enumerate(FIRST) if nodeid.startswith(start)), len(FIRST))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first."""
    items.sort(key=lambda item: place(item.nodeid))


@pytest.hookimpl(tryfirst=True, optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> "Scheduling":
    """Give out tests file by file in the order of collection, a shared tree's in one go.

    xdist's own `--dist loadgroup` says the same with marks, but pytest 9.2 ignores what it writes into a test's id:
    every worker then starts a tree, a demo and a Chromium of its own (pytest-xdist issue 1386).
    """
    from xdist.scheduler import LoadScopeScheduling  # here, for who runs without it

    class Scheduler(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            if nodeid.startswith(APART):
                return nodeid
            return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid.partition("::")[0])

    config.option.loadscopereorder = False
    return Scheduler(config, log)
