"""Times graph questions over synthetic edges against their goals: `python -m tests.benchmarks.bench_graph [edges]`.

Fills a scratch database of its own beside the configured one, and drops it afterwards.
"""

import io
import os
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

from tests import servers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
SCRATCH = "bench_graph"
JOBS, LAYERS, SAMPLES = 10_000, 20, 200
SEEN = "2026-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Measurement:
    """Median and 99th percentile of one question in ms, the goal for the latter, and the median size of the answer."""

    name: str
    median_ms: float
    p99_ms: float
    goal_ms: float
    answer: int


def connected(jobs: int, seed: int) -> Iterator[tuple[int, int]]:
    """One connected graph of 20 layers: each job reads three neighbouring assets of the layer before and writes one."""
    pick, width = random.Random(seed), jobs // LAYERS
    for layer in range(1, LAYERS + 1):
        for place in range(width):
            for near in {pick.randint(place - 3, place + 3) % width for _ in range(3)} | {place}:
                yield (layer - 1) * width + near + 1, layer * width + place + 1


def layered(edges: int, seed: int) -> Iterator[tuple[int, int]]:
    """Twenty layers, two edges an asset, to anywhere in the next layer."""
    pick, width = random.Random(seed), edges // (2 * LAYERS)
    for number in range(edges):
        source = number // 2
        layer = source // width
        yield source + 1, (layer + 1) * width + pick.randrange(width) + 1


def dense(edges: int, seed: int) -> Iterator[tuple[int, int]]:
    """Six edges an asset to anything later: most assets reach most."""
    pick, count = random.Random(seed), edges // 6
    for number in range(edges):
        source = number // 6
        if source < count - 1:
            yield source + 1, pick.randrange(source + 1, min(count, source + 1 + count // 10)) + 1


@contextmanager
def scratch_database() -> Iterator[None]:
    """Make the scratch database, let Django use it, and drop it."""
    from django.core.management import call_command
    from django.db import connection

    usual = connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {SCRATCH}")
        cursor.execute(f"CREATE DATABASE {SCRATCH}")
    connection.close()
    connection.settings_dict["NAME"] = SCRATCH
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {SCRATCH}")


def fill(edges: Iterator[tuple[int, int]]) -> tuple[int, int]:
    """Copy a graph in, with an asset for each number; returns how many assets and edges there are."""
    from django.db import connection

    pairs = sorted({(source, target) for source, target in edges if source != target})
    assets = max(max(pair) for pair in pairs)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE lineage_edge, catalog_asset, catalog_namespace CASCADE")
        cursor.execute("INSERT INTO catalog_namespace (id, name, platform, description) VALUES (1, 'bench', '', '')")
        cursor.execute(
            "INSERT INTO catalog_asset (id, namespace_id, name, title, purpose, description, first_seen_at, last_seen_at)"
            " SELECT n, 1, 'asset.' || n, '', '', '', %s, %s FROM generate_series(1, %s) n",
            [SEEN, SEEN, assets],
        )
        rows = io.StringIO("".join(f"{source}\t{target}\trun_io\t{SEEN}\t{SEEN}\tt\n" for source, target in pairs))
        cursor.cursor.copy_expert(
            "COPY lineage_edge (source_id, target_id, evidence, first_seen_at, last_seen_at, is_shown) FROM STDIN", rows
        )
        cursor.execute("ANALYZE lineage_edge")
        cursor.execute("ANALYZE catalog_asset")
    return assets, len(pairs)


def measure(name: str, goal_ms: float, starts: list[int], ask: Callable[[int], int]) -> Measurement:
    """Ask once for each start; the first three are asked before, to warm caches."""
    for start in starts[:3]:
        ask(start)
    took, sizes = [], []
    for start in starts:
        begun = perf_counter()
        sizes.append(ask(start))
        took.append((perf_counter() - begun) * 1000)
    took.sort()
    sizes.sort()
    return Measurement(name, took[len(took) // 2], took[int(len(took) * 0.99)], goal_ms, sizes[len(sizes) // 2])


def questions(graph: str, assets: int, samples: int = SAMPLES) -> Iterator[Measurement]:
    """Ask every question of one graph."""
    from lineage.queries.impact import impact
    from lineage.queries.scene import Asked, scene
    from lineage.queries.walk import totals, walk

    starts = random.Random(7).sample(range(1, assets + 1), min(samples, assets))
    yield measure(f"{graph}: impact, names of 200, exact count to 5,000", 50, starts, lambda start: impact(start, None).total)
    yield measure(f"{graph}: walk down, depth 20", 50, starts, lambda start: len(walk([start], down=20).levels))
    yield measure(f"{graph}: walk both ways, depth 20", 100, starts, lambda start: len(walk([start], up=20, down=20).levels))
    yield measure(f"{graph}: totals both ways", 50, starts, lambda start: totals(start).down)
    yield measure(f"{graph}: picture, one step each way", 50, starts, lambda start: len(scene(Asked(start), None).levels))


def report(found: Measurement) -> None:
    """Print one line."""
    held = "ok  " if found.p99_ms <= found.goal_ms else "OVER"
    print(
        f"{held} {found.name:<66} median {found.median_ms:7.1f} ms  p99 {found.p99_ms:7.1f} ms  goal {found.goal_ms:4.0f} ms  answer {found.answer:,}"
    )


def main() -> None:
    """Measure all graphs."""
    servers.pytest_configure()
    import django

    django.setup()
    edges = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    graphs = {
        f"{JOBS:,} jobs in one graph": connected(JOBS, 1),
        f"layered, {edges:,} edges": layered(edges, 2),
        f"dense, {edges:,} edges": dense(edges, 3),
    }
    with scratch_database():
        for name, drawn in graphs.items():
            begun = perf_counter()
            assets, count = fill(drawn)
            print(f"{name}: {assets:,} assets, {count:,} edges, copied in {perf_counter() - begun:.1f} s")
            for found in questions(name, assets):
                report(found)


if __name__ == "__main__":
    main()
