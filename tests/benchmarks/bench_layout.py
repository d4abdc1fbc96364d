"""Times the layout of seeded lineage graphs against its goals: `python -m tests.benchmarks.bench_layout`."""

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from lineage.layout import Box, Edge, Options, arrange

_ROUNDS = 5
_HEAD, _ROW, _COLUMNS = 52, 26, 12

Graph = tuple[list[Box], list[Edge]]


@dataclass(frozen=True, slots=True)
class Measurement:
    """Median wall time of one layout in ms, its goal, and the crossings of the picture."""

    name: str
    goal_ms: float
    took_ms: float
    crossings: int
    edges: int


def tables(count: int, seed: int) -> Graph:
    """A layered graph of cards of 180 x 40 px with 1.5 edges each, 92 % of them to a near card of the next layer."""
    pick = random.Random(seed)
    return [Box(f"t{i}", 180, 40) for i in range(count)], [Edge(s, t) for s, t in _ends(count, pick)]


def columns(count: int, seed: int) -> Graph:
    """The same with cards of twelve columns and three to eight column edges for each table edge."""
    pick = random.Random(seed)
    edges = [
        Edge(source, target, _port(column), _port(column if pick.random() < 0.6 else pick.randrange(_COLUMNS)))
        for source, target in _ends(count, pick)
        for column in pick.sample(range(_COLUMNS), pick.randint(3, 8))
    ]
    return [Box(f"t{i}", 236, _HEAD + _ROW * _COLUMNS) for i in range(count)], edges


def skips(layers: int, longest: int, seed: int) -> Graph:
    """A chain with as many edges again that skip up to `longest` layers."""
    pick = random.Random(seed)
    starts = [pick.randrange(layers - 1) for _ in range(layers)]
    ends = [(i, i + 1) for i in range(layers - 1)] + [(s, min(layers - 1, s + pick.randint(2, longest))) for s in starts]
    return [Box(f"t{i}", 180, 40) for i in range(layers)], [Edge(s, t) for s, t in ends]


def _port(column: int) -> float:
    return _HEAD + _ROW * column + _ROW / 2


def _ends(count: int, pick: random.Random) -> list[tuple[int, int]]:
    """Source and target of 1.5 edges a card, over four to fifteen layers."""
    layer_count = max(4, min(15, count // 13))
    layer = sorted(pick.randrange(layer_count) for _ in range(count))
    members: dict[int, list[int]] = {}
    for card, own in enumerate(layer):
        members.setdefault(own, []).append(card)
    ends: list[tuple[int, int]] = []
    while len(ends) < 1.5 * count:
        source = pick.randrange(count)
        target = _near(source, layer[source], members, pick) if pick.random() < 0.92 else pick.randrange(count)
        if target is not None and layer[target] > layer[source]:
            ends.append((source, target))
    return ends


def _near(source: int, own: int, members: dict[int, list[int]], pick: random.Random) -> int | None:
    """A card of the next layer about as far down as the source."""
    after = members.get(own + 1)
    if not after:
        return None
    share = members[own].index(source) / len(members[own]) + pick.gauss(0, 0.08)
    return after[max(0, min(len(after) - 1, int(share * len(after))))]


CASES: Sequence[tuple[str, float, Graph]] = (
    ("60 tables, column edges", 150, columns(60, seed=1)),
    ("200 tables, 300 edges", 150, tables(200, seed=1)),
    ("1,000 tables, 1,500 edges", 600, tables(1_000, seed=1)),
    ("5,000 tables, 7,500 edges", 800, tables(5_000, seed=1)),
    ("1,500 layers, skips of up to 300", 1_500, skips(1_500, 300, seed=1)),
)


def measure(name: str, goal_ms: float, graph: Graph, options: Options | None = None) -> Measurement:
    """The median of five layouts of one graph."""
    boxes, edges = graph
    times: list[float] = []
    crossings = 0
    for _ in range(_ROUNDS):
        started = perf_counter()
        crossings = arrange(boxes, edges, options=options or Options()).crossings
        times.append((perf_counter() - started) * 1000)
    return Measurement(name, goal_ms, median(times), crossings, len(edges))


def main() -> None:
    """Prints one line per graph: goal, median, crossings."""
    for name, goal_ms, graph in CASES:
        got = measure(name, goal_ms, graph)
        verdict = "met" if got.took_ms <= goal_ms else "MISSED"
        sys.stdout.write(
            f"{name:34} {got.edges:6,} edges  goal {goal_ms:6,.0f} ms  median {got.took_ms:6,.0f} ms  {verdict:6}"
            f"  {got.crossings:8,} crossings\n"
        )


if __name__ == "__main__":
    main()
