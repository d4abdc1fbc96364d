"""Pages and the idle tree: how fast a page is answered, what everything takes in memory, how soon the first page is there."""

import http.client
import time
from statistics import median

import psutil

from tests.benchmarks.loading import load_batches
from tests.benchmarks.targets import Measured, Target, part
from tests.durability.killing import wait_until_projected
from tests.durability.tree import Tree, running_tree
from tests.durability.visitor import Visitor

START = Target("start on an empty folder to the first page", "s", 60, 15, less=True)
IDLE = Target("idle memory of the whole tree with the demo (PSS)", "MB", 300, 200, less=True)
# The targets are a table's; home asks twenty questions for its shelves, and its limits are our own.
LIMITS = {"/": (100, 25)}
RESTING = 0.1  # seconds of CPU in two
PAGES = ["/runs/", "/assets/", "/jobs/", "/"]


def tree_memory(tree: Tree) -> dict[str, float]:
    """Give the proportional memory in MB of every process, by its service: each leader with its children."""
    assert tree.process
    found: dict[str, float] = {"supervisor": megabytes(psutil.Process(tree.process.pid))}
    leaders = {path.stem: int(path.read_text()) for path in tree.home.run.glob("*.group")}
    leaders["postgres"] = tree.postmaster().pid
    leaders["valkey"] = int((tree.home.run / "valkey.pid").read_text())
    for name, pid in leaders.items():
        leader = psutil.Process(pid)
        found[name] = megabytes(leader) + sum(map(megabytes, leader.children(recursive=True)))
    return found


def megabytes(process: psutil.Process) -> float:
    """Give what a process takes; what it shares with others counts in part."""
    return float(process.memory_full_info().pss) / 1e6


def wait_until_calm(tree: Tree) -> None:
    """Wait until nobody works on what was loaded any more: projector and watcher with their sessions in PostgreSQL rest for two seconds."""

    def spent() -> float:
        times = [process.cpu_times() for process in (tree.service("projector"), tree.service("watcher"), *tree.backends())]
        return sum(time.user + time.system for time in times)

    before, after = -1.0, spent()
    while after - before > RESTING:
        time.sleep(2)
        before, after = after, spent()


@part("idle")
def idle(*, quick: bool) -> list[Measured]:
    """Measure the tree with the demo in it, after pages were visited and it has rested."""
    del quick  # nothing to shorten: sessions at rest end after 60 s
    with running_tree({"PROVENDER_DEMO": "1"}) as tree:
        while "Demo landscape is there" not in tree.words():
            assert tree.process and tree.process.poll() is None, tree.words()
            time.sleep(0.5)
        cookie = Visitor(tree, "visitor").cookie
        for path in PAGES:
            answer_times(tree, path, 3, cookie)
        time.sleep(75)
        found = tree_memory(tree)
    parts = ", ".join(f"{name} {size:.0f}" for name, size in sorted(found.items(), key=lambda item: -item[1]))
    return [Measured(IDLE, (sum(found.values()),), parts)]


def answer_times(tree: Tree, path: str, count: int, cookie: str) -> list[float]:
    """Give the ms of so many reads of an address over one connection."""
    client = http.client.HTTPConnection("127.0.0.1", tree.port, timeout=20)
    times = []
    for _ in range(count):
        began = time.perf_counter()
        client.request("GET", path, headers={"Cookie": cookie})
        answer = client.getresponse()
        assert answer.status == http.HTTPStatus.OK, path
        answer.read()
        times.append((time.perf_counter() - began) * 1_000)
    client.close()
    return times


@part("pages")
def pages(*, quick: bool) -> list[Measured]:
    """Measure the start and the pages with the longest tables."""
    with running_tree(from_nothing=True) as tree:
        load_batches(tree.port, connections=1, seconds=10, seed=7, batches=20)
        wait_until_projected(tree, 60)
        wait_until_calm(tree)
        cookie = Visitor(tree).cookie
        taken = {}
        for path in PAGES:
            answer_times(tree, path, 20, cookie)
            taken[path] = median(answer_times(tree, path, 100 if quick else 300, cookie))
    return [
        Measured(START, (tree.started_in,), "initdb, migrations, static files, web server"),
        *(
            Measured(Target(f"page {path}, median", "ms", *LIMITS.get(path, (15, 5)), less=True), (time,), "HTTP on loopback, signed in")
            for path, time in taken.items()
        ),
    ]
