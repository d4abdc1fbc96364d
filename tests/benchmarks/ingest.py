"""Ingest: single events, bursts, batches, what each costs in CPU and on disk, and how fast the log is replayed."""

import subprocess
import sys
import time

import psutil

from tests.benchmarks.loading import Load, load_batches, load_single
from tests.benchmarks.targets import Measured, Target, part
from tests.durability.killing import wait_until_projected
from tests.durability.tree import ROOT, Tree, running_tree

SUSTAINED = Target("single events, durable and projected, 8 connections", "ev/s", 1_000, 3_000)
ACK50 = Target("answer, 8 connections, median", "ms", 8, 2, less=True)
ACK99 = Target("answer, 8 connections, p99", "ms", 25, 12, less=True)
BURST = Target("burst accepted, 32 connections, 15 s", "ev/s", 1_500, 5_000)
DRAIN = Target("burst projected after it ended", "s", 60, 10, less=True)
BATCH1 = Target("batches of 100, 1 client", "ev/s", 2_500, 4_500)
BATCH8 = Target("batches of 100, 8 clients", "ev/s", 4_000, 8_000)
STORAGE = Target("storage of an event in the log", "B", 1_500, 600, less=True)
REBUILD = Target("rebuild from the log", "ev/s", 3_000, 7_500)
RATIO = Target("single events against naive ORM", "x", 30, 100)
WEB_CPU = Target("CPU of the web server for an event", "µs", 860, 167, less=True)
PROJECTOR_CPU = Target("CPU of the projector for an event", "µs", 350, 130, less=True)

REPLAY = """
import time, django
django.setup()
from lineage.actions.rebuild import rebuild
began = time.perf_counter()
print(rebuild() / (time.perf_counter() - began))
"""
NAIVE = "import django; django.setup(); from tests.benchmarks.naive import rate; print(rate({seconds}))"


def cpu_seconds(tree: Tree) -> dict[str, float]:
    """Give the CPU time so far of the web server and of the projector."""

    def of(*processes: psutil.Process) -> float:
        return sum(process.cpu_times().user + process.cpu_times().system for process in processes)

    web = tree.service("web")
    return {"web": of(web, *web.children()), "projector": of(tree.service("projector"))}


def in_tree(tree: Tree, code: str) -> float:
    """Run Python in the tree's surroundings; gives the number it prints."""
    surroundings = {**tree.environment, "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def one_round(tree: Tree, seconds: float, seed: int) -> tuple[Load, float, dict[str, float]]:
    """Load with single events until all is projected; gives the load, events a second over the whole, and µs of CPU for each."""
    before, began = cpu_seconds(tree), time.perf_counter()
    load = load_single(tree.port, connections=8, seconds=seconds, seed=seed)
    wait_until_projected(tree, 300)
    events = load.per_second * seconds
    spent = {name: (now - before[name]) / events * 1e6 for name, now in cpu_seconds(tree).items()}
    return load, events / (time.perf_counter() - began), spent


@part("ingest")
def ingest(*, quick: bool) -> list[Measured]:
    """Measure single events, their cost, the naive baseline, and the rebuild."""
    seconds, count = (3.0, 3) if quick else (10.0, 3)
    with running_tree() as tree:
        load_single(tree.port, connections=8, seconds=2, seed=1)
        wait_until_projected(tree, 60)
        rounds = [one_round(tree, seconds, seed) for seed in range(2, 2 + count)]
        naive = in_tree(tree, NAIVE.format(seconds=seconds))
        storage = bytes_of_an_event(tree)
        replayed = [in_tree(tree, REPLAY) for _ in range(1 if quick else 3)] if paused(tree) else []
    sustained = tuple(whole for _, whole, _ in rounds)
    return [
        Measured(SUSTAINED, sustained, f"generator: {rounds[0][0].by}; {sum(load.refused for load, _, _ in rounds)} refused"),
        Measured(ACK50, tuple(load.p50_ms for load, _, _ in rounds)),
        Measured(ACK99, tuple(load.p99_ms for load, _, _ in rounds), "projector and generator share the cores"),
        Measured(WEB_CPU, tuple(spent["web"] for _, _, spent in rounds)),
        Measured(PROJECTOR_CPU, tuple(spent["projector"] for _, _, spent in rounds)),
        Measured(RATIO, (max(sustained) / naive,), f"naive: {naive:.0f} ev/s in process, without HTTP"),
        Measured(STORAGE, (storage,), "log with its indexes and digests; mean body 5.4 kB"),
        Measured(REBUILD, tuple(replayed)),
    ]


def paused(tree: Tree) -> bool:
    """Stop the projector for good, so that it doesn't hold the lock that a rebuild needs."""
    tree.service("projector").suspend()
    with tree.connect() as session, session.cursor() as cursor:
        session.autocommit = True
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
    return True


def bytes_of_an_event(tree: Tree) -> float:
    """Give the disk space of the log and its digests for each event."""
    with tree.connect() as session, session.cursor() as cursor:
        cursor.execute(
            "SELECT (sum(pg_total_relation_size(inhrelid)) + pg_total_relation_size('lineage_eventdigest')) / (SELECT count(*) FROM lineage_event)"
            " FROM pg_inherits WHERE inhparent = 'lineage_event'::regclass"
        )
        return float(cursor.fetchone()[0])


@part("burst")
def burst(*, quick: bool) -> list[Measured]:
    """Measure what is accepted at once over many connections, and how long the projector then needs."""
    seconds = 4.0 if quick else 15.0
    accepted, drained = [], []
    with running_tree() as tree:
        for seed in range(1, 2 if quick else 4):
            accepted.append(load_single(tree.port, connections=32, seconds=seconds, seed=seed).per_second)
            began = time.perf_counter()
            wait_until_projected(tree, 300)
            drained.append(time.perf_counter() - began)
    return [Measured(BURST, tuple(accepted)), Measured(DRAIN, tuple(drained))]


@part("batch")
def batch(*, quick: bool) -> list[Measured]:
    """Measure arrays of a hundred events."""
    found = []
    with running_tree() as tree:
        for target, connections in ((BATCH1, 1), (BATCH8, 8)):
            rounds = []
            for turn in range(1 if quick else 3):
                load = load_batches(tree.port, connections=connections, seconds=4 if quick else 6, seed=100 * connections + turn)
                rounds.append(load.per_second)
                wait_until_projected(tree, 300)
            found.append(Measured(target, tuple(rounds), "the projector works beside it"))
    return found
