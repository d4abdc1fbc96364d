"""Expressions, node by node: each kind of node is visited by its own function; what none knows is computed from its parts."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlglot import exp

from .columns import column
from .kinds import IDENTITY, LIFT, TRANSFORMATION
from .relations import Lineage
from .scope import Names, Scope
from .walk import Walk
from .words import Subtype


class Visit:
    """One expression being collected: where names are looked up, where origins go, and the nodes still to see."""

    __slots__ = ("names", "out", "scope", "stack", "walk")

    def __init__(self, walk: Walk, names: Names, scope: Scope, out: Lineage) -> None:
        self.walk, self.names, self.scope, self.out = walk, names, scope, out
        self.stack: list[tuple[Any, int]] = []


Visitor = Callable[[Visit, Any, int], None]


class Visitors(dict[type, Visitor]):
    """Visitors by kind of node: what isn't listed goes by the first family it belongs to. Grows to the number of kinds, no further."""

    def __init__(self, exact: dict[type, Visitor], families: Iterable[tuple[Any, Visitor]]) -> None:
        super().__init__(exact)
        self._families = tuple(families)

    def __missing__(self, kind: type) -> Visitor:
        """Find a kind's family; it is known from then on."""
        found = self[kind] = next((visitor for family, visitor in self._families if issubclass(kind, family)), computed)
        return found


def collect(walk: Walk, root: Any, names: Names, scope: Scope, kind: int = IDENTITY) -> Lineage:
    """Give the value of an expression: its origins and the ways they get there, seen through a step of `kind`."""
    if type(root) is exp.Column and kind == IDENTITY and type(root.args["this"]) is exp.Identifier:
        # The plain case, and the most frequent: the column's own lineage, shared.
        return column(walk, root, scope) or {}
    out: Lineage = {}
    visit = Visit(walk, names, scope, out)
    stack = visit.stack
    stack.append((root, kind))
    visitors = walk.visitors
    steps = 0
    while stack:
        node, kind = stack.pop()
        steps += 1
        visitors[type(node)](visit, node, kind)
    walk.spend(steps)
    return out


def decide(walk: Walk, root: Any, names: Names, scope: Scope, subtype: Subtype) -> None:
    """Record the columns of a clause (WHERE, ON, GROUP BY …) as deciding rows."""
    if root is not None:
        walk.decide(collect(walk, root, names, scope), subtype)


def value(visit: Visit, root: Any) -> Lineage:
    """Collect a part on its own."""
    return collect(visit.walk, root, visit.names, visit.scope)


def children(visit: Visit, node: Any, kind: int) -> None:
    """See all parts of a node as what is around it is seen."""
    stack = visit.stack
    for child in node.args.values():
        if child is None or child is True or child is False or type(child) is str:
            continue
        if type(child) is list:
            stack += [(part, kind) for part in child if isinstance(part, exp.Expression)]
        elif isinstance(child, exp.Expression):
            stack.append((child, kind))


def computed(visit: Visit, node: Any, kind: int) -> None:
    """Let every part go into a new value."""
    children(visit, node, LIFT[kind][TRANSFORMATION])
