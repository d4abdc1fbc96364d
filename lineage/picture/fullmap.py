"""The full map: thousands of assets in a few paths, one per tone, so that a browser draws it at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from lineage.layout import Box, Edge, Effort, Options, arrange

WIDTH, HEIGHT, MARGIN = 190.0, 22.0, 40.0
# Lines are drawn straight: reserved lanes would be lost in the crowd, and their paths are three quarters of the page.
# Thousands of boxes are looked at for their masses, not for single crossings.
EFFORT = Effort(starts=1, sweeps=6, patience=2, switching=0, finishing=0, settling=4, visits=400_000)
OPTIONS = Options(layer_gap=170.0, box_gap=5.0, lane_gap=0.5, lane_limit=0, effort=EFFORT)


@dataclass(frozen=True, slots=True)
class Spot:
    """One asset on the map: its tone (good, warn, bad, idle, focus)."""

    key: int
    tone: str


@dataclass(frozen=True, slots=True)
class FullMap:
    """Path data: `tones` one path of boxes each, `lines` all edges in one. `corners`: (key, x, y) of every box, rounded px."""

    tones: tuple[tuple[str, str], ...]
    lines: str
    corners: tuple[tuple[int, int, int], ...]
    width: float
    height: float
    box: tuple[float, float] = (WIDTH, HEIGHT)


def draw_map(spots: Sequence[Spot], links: Sequence[tuple[int, int]]) -> FullMap:
    """Draw every asset as a small box, every edge as a line."""
    index = {spot.key: number for number, spot in enumerate(spots)}
    edges = [Edge(index[source], index[target]) for source, target in links if source in index and target in index]
    found = arrange([Box(str(spot.key), WIDTH, HEIGHT) for spot in spots], edges, options=OPTIONS)
    corners = tuple((spot.key, round(place.x + MARGIN), round(place.y + MARGIN)) for spot, place in zip(spots, found.places, strict=True))
    boxes: dict[str, list[str]] = {}
    for spot, (_, x, y) in zip(spots, corners, strict=True):
        boxes.setdefault(spot.tone, []).append(f"M{x},{y}h{WIDTH:g}v{HEIGHT:g}h-{WIDTH:g}z")
    lines = "".join(_straight(corners[edge.source], corners[edge.target]) for edge in edges)
    return FullMap(
        tuple((tone, "".join(paths)) for tone, paths in sorted(boxes.items())),
        lines,
        corners,
        found.width + 2 * MARGIN,
        found.height + 2 * MARGIN,
    )


def _straight(source: tuple[int, int, int], target: tuple[int, int, int]) -> str:
    x, y = round(source[1] + WIDTH), round(source[2] + HEIGHT / 2)
    return f"M{x},{y}l{target[1] - x},{round(target[2] + HEIGHT / 2) - y}"
