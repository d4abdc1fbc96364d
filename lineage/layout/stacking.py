"""Puts the settled parts of a graph under each other on one set of columns; boxes without edges fill rows below."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from lineage.layout.lanes import Mesh
from lineage.layout.routes import Column, box_sides
from lineage.layout.shapes import Box, Options, Place
from lineage.layout.svgpath import TURN_REACH

_WIDEST_GRID = 6


@dataclass(frozen=True, slots=True)
class Settled:
    """One connected part: its boxes by index, its mesh, the top of every slot in px, its crossings."""

    members: tuple[int, ...]
    mesh: Mesh
    top: list[float]
    crossings: int

    @property
    def is_lone(self) -> bool:
        """Whether it is a single box without an edge to another."""
        return len(self.members) == 1


@dataclass(frozen=True, slots=True)
class Stack:
    """Where everything lies: the columns, a place per box (by index), how far each part is moved down; sizes in px."""

    columns: tuple[Column, ...]
    places: dict[int, Place]
    moved: tuple[float, ...]
    width: float
    height: float


def stack(parts: Sequence[Settled], boxes: Sequence[Box], options: Options) -> Stack:
    """Stacks the parts in the order given and aligns their layers; lone boxes fill rows from left to right."""
    margin = TURN_REACH if any(room for part in parts for room in part.mesh.headroom) else 0.0
    layers = _layers(parts)
    columns = _columns(layers, boxes, margin, options.layer_gap)
    places: dict[int, Place] = {}
    moved: list[float] = []
    floor = 0.0
    row_bottom = 0.0
    lone_before = 0
    for part in parts:
        if part.is_lone:
            if lone_before % len(columns) == 0:
                floor = row_bottom + _gap(row_bottom, options, first=not lone_before)
            lone_before += 1
        else:
            floor = row_bottom + (options.component_gap if row_bottom else 0.0)
        shift = floor - min(part.top)
        moved.append(shift)
        row_bottom = max(row_bottom, shift + _bottom(part))
        for slot, box in enumerate(part.members):
            layer = layers[box]
            left, _ = box_sides(boxes[box], columns[layer])
            places[box] = Place(left, part.top[slot] + part.mesh.headroom[slot] + shift, layer)
    width = columns[-1].right + margin if columns else 0.0
    return Stack(columns, places, tuple(moved), width, row_bottom)


def _gap(above: float, options: Options, *, first: bool) -> float:
    if not above:
        return 0.0
    return options.component_gap if first else options.box_gap


def _bottom(part: Settled) -> float:
    return max(top + height for top, height in zip(part.top, part.mesh.height, strict=True))


def _layers(parts: Sequence[Settled]) -> dict[int, int]:
    """The layer of each box; lone boxes, which could be anywhere, take turns over the columns."""
    lone = [part.members[0] for part in parts if part.is_lone]
    layers = {box: part.mesh.layer[slot] for part in parts if not part.is_lone for slot, box in enumerate(part.members)}
    column_count = max(layers.values(), default=-1) + 1 or min(_WIDEST_GRID, ceil(sqrt(len(lone))))
    layers.update({box: i % column_count for i, box in enumerate(lone)})
    return layers


def _columns(layers: dict[int, int], boxes: Sequence[Box], margin: float, gap: float) -> tuple[Column, ...]:
    widths: dict[int, float] = {}
    for box, layer in layers.items():
        widths[layer] = max(widths.get(layer, 0.0), boxes[box].width)
    columns: list[Column] = []
    left = margin
    for layer in range(len(widths)):
        columns.append(Column(left, left + widths[layer]))
        left += widths[layer] + gap
    return tuple(columns)
