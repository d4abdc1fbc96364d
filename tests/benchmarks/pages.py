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
IDLE = Target("idle memory of the whole tree (PSS)", "MB", 300, 200, less=True)
PAGES = ["/runs/", "/assets/", "/jobs/", "/"]


def tree_memory(tree: Tree) -> dict[str, float]:
    """Give the proportional memory in MB of every process, by its service."""
    assert tree.process
    found: dict[str, float] = {}
    for process in [psutil.Process(tree.process.pid), *psutil.Process(tree.process.pid).children(recursive=True)]:
        words = " ".join(process.cmdline())
        name = next((n for n in ("granian", "project", "celery", "postgres", "valkey", "config.embedded") if n in words), process.name())
        found[name] = found.get(name, 0.0) + process.memory_full_info().pss / 1e6
    return found


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
    """Measure the start, the idle tree and the pages with the longest tables."""
    with running_tree() as tree:
        started = time.time() - psutil.Process(tree.process.pid).create_time() if tree.process else 0.0
        time.sleep(3 if quick else 10)
        idle = tree_memory(tree)
        load_batches(tree.port, connections=1, seconds=10, seed=7, batches=20)
        wait_until_projected(tree, 60)
        cookie = Visitor(tree).cookie
        taken = {}
        for path in PAGES:
            answer_times(tree, path, 20, cookie)
            taken[path] = median(answer_times(tree, path, 100 if quick else 300, cookie))
    parts = ", ".join(f"{name} {size:.0f}" for name, size in sorted(idle.items(), key=lambda item: -item[1]))
    return [
        Measured(START, (started,), "initdb, migrations, static files, web server"),
        Measured(IDLE, (sum(idle.values()),), parts),
        *(
            Measured(Target(f"page {path}, median", "ms", 15, 5, less=True), (time,), "HTTP on loopback, signed in")
            for path, time in taken.items()
        ),
    ]
