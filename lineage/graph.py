"""Questions that need a whole extracted subgraph in memory; the only module that imports networkx."""

from bisect import bisect_left
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

# Imported inside the functions: 285 modules (10 MB) that few processes ever need.
if TYPE_CHECKING:
    import networkx as nx

Node = Hashable
LARGEST = 5_000
PASSED_ON = 0.85  # of a node's rank to its sources, as in the paper
_ROOT = object()


class GraphTooLargeError(ValueError):
    """The subgraph has more nodes than one answer may cost."""


@dataclass(frozen=True, slots=True)
class SharedCause:
    """Where several nodes' troubles can come from.

    `dominator`: the nearest node that every path from any source to every one of the given nodes passes; None when there is none.
    `shared`: nodes upstream of all the given ones (or one of them, upstream of the others), nearest first.
    """

    dominator: Any
    shared: tuple[Any, ...]


def shared_cause(edges: Iterable[tuple[Any, Any]], given: Collection[Any]) -> SharedCause:
    """Find what all given nodes share upstream; edges run downstream.

    Method: immediate dominators (K. D. Cooper, T. J. Harvey, K. Kennedy, A simple, fast dominance algorithm, 2001) from a root put
    above every source; the answer is the lowest common ancestor of the given nodes in the dominator tree. Raises GraphTooLargeError.
    """
    import networkx as nx

    graph: nx.DiGraph[Any] = nx.DiGraph(list(edges))
    graph.add_nodes_from(given)
    if len(graph) > LARGEST:
        raise GraphTooLargeError(
            f"The upstream graph has {len(graph):,} assets; at most {LARGEST:,} can be searched. Ask with fewer assets, or less depth."
        )
    shared = _shared(graph, given)
    _put_root_above(graph)
    parent = nx.immediate_dominators(graph, _ROOT)
    chains = [_chain(parent, node) for node in given]
    common = reduce(lambda left, right: [node for node in left if node in set(right)], chains) if chains else []
    dominator = next((node for node in common if node is not _ROOT), None)
    return SharedCause(dominator, shared)


def importance(edges: Iterable[tuple[Any, Any]], weights: Mapping[Any, float]) -> dict[Any, float]:
    """Rank nodes by what is built on them, as the share of nodes that rank lower (0 to 1; equals share a rank).

    PageRank of the reversed graph with edges running downstream: each node passes a part of its rank to its sources, in equal shares
    (S. Brin, L. Page, The anatomy of a large-scale hypertextual web search engine, 1998). Cycles count as one node; what is left is
    acyclic, so that one pass in reverse topological order gives the fixed point exactly. `weights`: what a node brings itself; others bring 1.
    """
    import networkx as nx

    graph: nx.DiGraph[Any] = nx.DiGraph(list(edges))
    condensed = nx.condensation(graph)
    rank: dict[Any, float] = {}
    for part in reversed(list(nx.topological_sort(condensed))):
        own = sum(weights.get(node, 1.0) for node in condensed.nodes[part]["members"])
        rank[part] = own + PASSED_ON * sum(rank[after] / condensed.in_degree(after) for after in condensed.successors(part))
    ranks = {node: round(rank[part], 9) for part in condensed for node in condensed.nodes[part]["members"]}
    ordered = sorted(ranks.values())
    last = max(len(ordered) - 1, 1)
    return {node: bisect_left(ordered, value) / last for node, value in ranks.items()}


def _put_root_above(graph: "nx.DiGraph[Any]") -> None:
    """Reach every node from one root: through each source component, so that a cycle at the top has a way in, too."""
    import networkx as nx

    condensed = nx.condensation(graph)
    tops = [condensed.nodes[part]["members"] for part in condensed if condensed.in_degree(part) == 0]
    graph.add_edges_from((_ROOT, node) for members in tops for node in members)


def _chain(parent: dict[Any, Any], node: Any) -> list[Any]:
    """Give a node and its dominators, nearest first; the root ends it, whether or not it is its own parent."""
    chain = [node]
    while node is not _ROOT and parent.get(node) is not None:
        node = parent[node]
        chain.append(node)
    return chain


def _shared(graph: "nx.DiGraph[Any]", given: Collection[Any]) -> tuple[Any, ...]:
    import networkx as nx

    upward = graph.reverse(copy=False)
    far = [nx.single_source_shortest_path_length(upward, node) for node in given]
    common = set.intersection(*(set(distances) for distances in far)) if far else set()
    return tuple(sorted(common, key=lambda node: (max(distances[node] for distances in far), str(node))))
