"""Arranges a lineage graph: cycles, layers, lanes, order, heights, routes, for each connected part by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lineage.layout.components import Component, split
from lineage.layout.cycles import feedback_edges
from lineage.layout.effort import effort_for
from lineage.layout.heights import settle
from lineage.layout.inputs import check
from lineage.layout.lanes import Mesh, default_lane_limit, thread
from lineage.layout.layers import assign_layers
from lineage.layout.memory import former_columns, keep_columns
from lineage.layout.ordering import order_slots
from lineage.layout.ports import Ports
from lineage.layout.routes import draw_routes
from lineage.layout.shapes import Arrangement, Box, Edge, Effort, Options, Route
from lineage.layout.stacking import Settled, Stack, stack

Previous = Mapping[str, tuple[float, float]]

_DEFAULTS = Options()


@dataclass(frozen=True, slots=True)
class _Part:
    """One connected part before it has an order: its own boxes and its edges between them."""

    component: Component
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    mesh: Mesh

    @property
    def size(self) -> int:
        return len(self.mesh.layer) + len(self.mesh.segments)


def arrange(boxes: Sequence[Box], edges: Sequence[Edge], *, options: Options = _DEFAULTS, previous: Previous | None = None) -> Arrangement:
    """Places boxes in layers from left to right and routes the edges; the same input gives the same picture.

    `previous` holds top left corners (px) by key, as `Arrangement.positions` gives them: boxes named there keep their
    order and stay near their height, so that a picture that grows stays recognisable. Boxes in different connected
    parts lie under each other. Raises CannotArrange for edges that lead nowhere, keys that repeat, sizes that
    are no sizes and ports outside their box.

    The method is Sugiyama's (K. Sugiyama, S. Tagawa, M. Toda, Methods for visual understanding of hierarchical system
    structures, 1981), with ports.
    """
    check(boxes, edges)
    known = dict(previous or {})
    parts = [_prepare(component, boxes, edges, known, options) for component in split(len(boxes), edges)]
    size = sum(part.size for part in parts)
    effort = options.effort or effort_for(size)
    parts.sort(key=lambda part: _reading_order(part, known))
    settled = [_settle(part, known, _share(effort, part.size, size), options) for part in parts]
    stacked = stack(settled, boxes, options)
    routes: list[Route] = [Route(())] * len(edges)
    for part, done, shift in zip(parts, settled, stacked.moved, strict=True):
        for index, route in zip(part.component.edges, _routes(part, done, shift, stacked, options), strict=True):
            routes[index] = route
    return Arrangement(
        keys=tuple(box.key for box in boxes),
        places=tuple(stacked.places[i] for i in range(len(boxes))),
        routes=tuple(routes),
        width=stacked.width,
        height=stacked.height,
        crossings=sum(done.crossings for done in settled),
    )


def _prepare(component: Component, boxes: Sequence[Box], edges: Sequence[Edge], known: Previous, options: Options) -> _Part:
    """Cycles, layers and lanes of one part, whose boxes and edges are numbered anew from 0."""
    number = {box: i for i, box in enumerate(component.boxes)}
    own_boxes = tuple(boxes[box] for box in component.boxes)
    own_edges = tuple(
        replace(edges[index], source=number[edges[index].source], target=number[edges[index].target]) for index in component.edges
    )
    ends = [(edge.source, edge.target) for edge in own_edges]
    roots = sorted(range(len(own_boxes)), key=lambda i: known.get(own_boxes[i].key, (0.0, 0.0))[0])
    closing = feedback_edges(len(own_boxes), ends, roots)
    forward = [(b, a) if back else (a, b) for (a, b), back in zip(ends, closing, strict=True) if a != b]
    layer = assign_layers(len(own_boxes), forward)
    if known:
        layer = keep_columns(layer, forward, former_columns(own_boxes, known))
    limit = default_lane_limit(len(own_boxes), len(own_edges)) if options.lane_limit is None else options.lane_limit
    return _Part(component, own_boxes, own_edges, thread(own_boxes, own_edges, closing, layer, limit))


def _reading_order(part: _Part, known: Previous) -> tuple[bool, float, int]:
    """Parts before lone boxes; parts seen before as they lay; then the largest first."""
    heights = [known[box.key][1] for box in part.boxes if box.key in known]
    return (len(part.boxes) == 1, min(heights, default=float("inf")), -len(part.boxes))


def _share(effort: Effort, own: int, total: int) -> Effort:
    """The effort for one part: its share of the visits, by size."""
    return replace(effort, visits=effort.visits * own // total)


def _settle(part: _Part, known: Previous, effort: Effort, options: Options) -> Settled:
    """Order and heights of one part."""
    mesh = part.mesh
    pins = [known[box.key][1] if box.key in known else None for box in part.boxes]
    pins += [None] * (len(mesh.layer) - len(pins))
    ordering = order_slots(mesh, effort, pins)
    top = settle(mesh, ordering, options, effort.settling, pins)
    return Settled(part.component.boxes, mesh, top, ordering.crossings)


def _routes(part: _Part, done: Settled, shift: float, stacked: Stack, options: Options) -> list[Route]:
    columns = [stacked.columns[stacked.places[box].layer] for box in part.component.boxes[:1]]
    if not done.is_lone:
        columns = list(stacked.columns[: part.mesh.layer_count])
    top = [slot + shift for slot in done.top]
    return draw_routes(part.mesh, part.boxes, part.edges, columns, Ports(part.mesh, top, options.port_gap))
