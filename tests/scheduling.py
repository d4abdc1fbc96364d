"""A pytest plugin: which tests share a worker, and which begin first, so that both cores end together."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from xdist.scheduler import Scheduling

# Each of these folders has one running tree, made once, for all its tests.
TOGETHER = ("tests/browser/", "tests/clients/")
# Single tests that take as long as many files.
APART = ("tests/durability/", "tests/stories/test_permissions.py")
# The longest first. The killing is timed, so what begins beside it is calm; the browser's follows on the same worker.
FIRST = (
    "tests/durability/test_kill_everything.py",
    "tests/stories/test_permissions.py::test_each_address_answers_each_role_as_the_table_says[catalog]",
    "tests/browser/",
    "tests/stories/test_permissions.py",
    "tests/durability/",
    "tests/config/embedded/test_up.py",
    "tests/clients/",
    "tests/config/embedded/",
    "tests/feedback/alerts/test_killed.py",
)


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
