"""The grouped picture of many assets: one card per domain and distance, bundles of edges between them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lineage.layout import Box, Edge, Options, Point, path_data
from lineage.picture.placing import place
from lineage.picture.shapes import CARD_WIDTH, MARGIN
from lineage.picture.text import clipped, counted

HEIGHT = 92.0
BAR_WIDTH = CARD_WIDTH - 32.0
OPTIONS = Options(layer_gap=120.0, box_gap=22.0)
_THINNEST, _THICKEST = 1.5, 10.0
_GOOD, _BAD = {"fresh", "running"}, {"failed", "aborted", "dropped", "late"}


@dataclass(frozen=True, slots=True)
class Member:
    """One asset: its group's name (its domain), its distance from the focus, its status word."""

    key: int
    group: str
    level: int
    status: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a group's bar, px, with what it counts."""

    tone: str
    x: float
    width: float
    count: int
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """Assets of one domain at one distance."""

    key: str
    name: str
    full_name: str
    where: str
    count: int
    parts: tuple[Part, ...]
    level: int
    x: float
    y: float
    words: str
    height: int = int(HEIGHT)
    width: int = int(CARD_WIDTH)

    @property
    def distance(self) -> int:
        """Steps from the focus; that itself counts with its next."""
        return max(abs(self.level), 1)


@dataclass(frozen=True, slots=True)
class Bundle:
    """All edges from one group to another."""

    key: str
    d: str
    width: float
    count: int
    words: str


@dataclass(frozen=True, slots=True)
class GroupedPicture:
    """The drawing; `inside` counts the edges between assets of one distance, or back, which are not drawn."""

    groups: tuple[Group, ...]
    bundles: tuple[Bundle, ...]
    width: float
    height: float
    inside: int


def draw_groups(members: Sequence[Member], links: Sequence[tuple[int, int]]) -> GroupedPicture:
    """Draw groups by distance from the focus, left to right, with bundles as wide as the share of edges they hold."""
    home = {one.key: _key(one) for one in members}
    keys = sorted(set(home.values()), key=lambda key: (key[0], key[1]))
    index = {key: number for number, key in enumerate(keys)}
    weights = Counter((home[source], home[target]) for source, target in links if source in home and target in home)
    # Only edges that lead on are drawn: then every group stands in the column of its distance.
    pairs = [(source, target, count) for (source, target), count in sorted(weights.items()) if source[0] < target[0]]
    heaviest = max((count for _, _, count in pairs), default=1)
    edges = [Edge(index[source], index[target], weight=1 + 4 * count / heaviest) for source, target, count in pairs]
    found = place([Box(f"{level}:{name}", CARD_WIDTH, HEIGHT) for level, name in keys], edges, OPTIONS)
    inside = {key: [one for one in members if home[one.key] == key] for key in keys}
    groups = tuple(_group(key, inside[key], spot.x + MARGIN, spot.y + MARGIN) for key, spot in zip(keys, found.places, strict=True))
    bundles = tuple(
        Bundle(
            f"{source}-{target}",
            path_data([Point(point.x + MARGIN, point.y + MARGIN) for point in route.points]),
            round(_THINNEST + (_THICKEST - _THINNEST) * count / heaviest, 1),
            count,
            f"{counted(count, 'edge')} from {source[1]} ({distance(source[0])}) to {target[1]} ({distance(target[0])})",
        )
        for (source, target, count), route in zip(pairs, found.routes, strict=True)
    )
    drawn = sum(count for _, _, count in pairs)
    return GroupedPicture(groups, bundles, found.width + 2 * MARGIN, found.height + 2 * MARGIN, sum(weights.values()) - drawn)


def distance(level: int) -> str:
    """Say a distance in words."""
    if level == 0:
        return "in focus"
    return f"{counted(abs(level), 'step')} {'up' if level < 0 else 'down'}"


def _key(one: Member) -> tuple[int, str]:
    return (one.level, one.group)


def _group(key: tuple[int, str], members: Sequence[Member], x: float, y: float) -> Group:
    level, name = key
    tones = Counter(_tone(one.status) for one in members)
    words = f"{name}, {distance(level)}: {counted(len(members), 'asset')}" + "".join(
        f", {tones[tone]} {_SAID[tone]}" for tone in _SAID if tones[tone]
    )
    return Group(
        f"{level}:{name}",
        clipped(name, 21),
        name,
        distance(level),
        len(members),
        _parts(tones, len(members)),
        level,
        round(x, 1),
        round(y, 1),
        words,
    )


_SAID: Mapping[str, str] = {"good": "delivered", "warn": "at risk", "bad": "failed, late or dropped", "idle": "without a run seen"}


def _tone(status: str) -> str:
    if status in _GOOD:
        return "good"
    if status in _BAD:
        return "bad"
    return "warn" if status == "at_risk" else "idle"


def _parts(tones: Mapping[str, int], total: int) -> tuple[Part, ...]:
    parts: list[Part] = []
    x = 0.0
    for tone, said in _SAID.items():
        width = BAR_WIDTH * tones.get(tone, 0) / total
        if width:
            parts.append(Part(tone, round(x, 1), round(width, 1), tones[tone], said))
        x += width
    return tuple(parts)
