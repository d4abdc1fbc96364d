"""Draws cards and lines: arranges them, keeps what was drawn before in its place, writes the paths."""

from collections.abc import Mapping, Sequence

from lineage.layout import Arrangement, Box, Edge, Options, Point, path_data
from lineage.picture.placing import place
from lineage.picture.shapes import (
    CARD_WIDTH,
    HANDLE_ROOM,
    HEAD_HEIGHT,
    MARGIN,
    ROW_HEIGHT,
    Card,
    DrawnCard,
    DrawnLine,
    DrawnRow,
    Line,
    Picture,
    Row,
)
from lineage.picture.text import clipped

OPTIONS = Options(layer_gap=112.0, box_gap=28.0, lane_gap=18.0)
# Above this many cards only the last opening is arranged step by step: each step costs a layout.
STEPWISE = 80
MOST_STAGES = 4
NAME_CHARS, PLACE_CHARS = 24, 30
# A row is 212 px wide; its letters are about 7.3 px (fixed width) and 6.4 px wide.
_ROW_ROOM, _NAME_LETTER, _TYPE_LETTER = 200.0, 7.3, 6.4
_LEAST_TYPE = 6
_HEAD_PORT = 36.0
_TONES = {"": 0, "up": 1, "down": 1}


def draw(cards: Sequence[Card], lines: Sequence[Line]) -> Picture:
    """Draw the picture; the same cards and lines give the same picture, whichever way they were asked for."""
    ordered = sorted(lines, key=lambda line: _TONES.get(line.tone, 0))
    found = _arranged(cards, ordered)
    left, top = MARGIN + HANDLE_ROOM, MARGIN
    sides = _ports_used(ordered)
    drawn = tuple(_card(card, spot.x + left, spot.y + top, sides) for card, spot in zip(cards, found.places, strict=True))
    paths = tuple(
        DrawnLine(key_of(line), line, path_data([Point(point.x + left, point.y + top) for point in route.points]), route.reversed)
        for line, route in zip(ordered, found.routes, strict=True)
    )
    return Picture(drawn, paths, found.width + 2 * left, found.height + 2 * top, found.crossings)


def key_of(line: Line) -> str:
    """Name a line by its ends."""
    return f"{line.source}.{line.source_column or ''}-{line.target}.{line.target_column or ''}{'i' if line.is_indirect else ''}"


def _arranged(cards: Sequence[Card], lines: Sequence[Line]) -> Arrangement:
    """Arrange stage by stage, each from the places of the one before, so that what was drawn stays where it was."""
    stages = sorted({card.stage for card in cards})
    previous: Mapping[str, tuple[float, float]] | None = None
    for stage in stages[:-1][-(MOST_STAGES if len(cards) <= STEPWISE else 1) :]:
        present = [card for card in cards if card.stage <= stage]
        previous = _arrange(present, lines, previous).positions()
    return _arrange(cards, lines, previous)


def _arrange(cards: Sequence[Card], lines: Sequence[Line], previous: Mapping[str, tuple[float, float]] | None) -> Arrangement:
    index = {card.key: number for number, card in enumerate(cards)}
    boxes = [Box(str(card.key), CARD_WIDTH, card.height) for card in cards]
    ports = {card.key: _ports(card) for card in cards}
    edges = [
        Edge(
            index[line.source],
            index[line.target],
            _port(ports[line.source], line.source_column),
            _port(ports[line.target], line.target_column),
        )
        for line in lines
        if line.source in index and line.target in index
    ]
    return place(boxes, edges, OPTIONS, previous)


def _ports(card: Card) -> dict[int, float]:
    return {row.key: HEAD_HEIGHT + ROW_HEIGHT * (at + 0.5) for at, row in enumerate(card.rows)}


def _port(ports: Mapping[int, float], column: int | None) -> float | None:
    """A line to a column ends at its row; one to the whole asset beside its name where columns are drawn, else anywhere."""
    if column is not None and column in ports:
        return ports[column]
    return _HEAD_PORT if ports else None


def _ports_used(lines: Sequence[Line]) -> tuple[set[int], set[int]]:
    return ({line.target_column for line in lines if line.target_column}, {line.source_column for line in lines if line.source_column})


def _card(card: Card, x: float, y: float, sides: tuple[set[int], set[int]]) -> DrawnCard:
    rows = tuple(_row(row, at, sides) for at, row in enumerate(card.rows))
    return DrawnCard(card, round(x, 1), round(y, 1), card.height, rows, clipped(card.name, NAME_CHARS), clipped(card.place, PLACE_CHARS))


def _row(row: Row, at: int, sides: tuple[set[int], set[int]]) -> DrawnRow:
    """Fit a column's name and type beside each other; the name has the first claim."""
    left, right = sides
    name = clipped(row.name, int((_ROW_ROOM - _LEAST_TYPE * _TYPE_LETTER) / _NAME_LETTER))
    data_type = clipped(row.data_type, max(int((_ROW_ROOM - len(name) * _NAME_LETTER) / _TYPE_LETTER), _LEAST_TYPE))
    return DrawnRow(row, HEAD_HEIGHT + ROW_HEIGHT * at, name, data_type, row.key in left, row.key in right)
