import pytest

from lineage.graph import LARGEST, GraphTooLargeError, shared_cause


@pytest.mark.parametrize(
    ("edges", "given", "dominator"),
    [
        ("ab bc bd", "cd", "b"),
        ("ab ac bd cd", "d", "d"),
        ("ab ac bd cd de df", "ef", "d"),
        ("ac bc ad bd", "cd", None),
        ("ab ba bc bd", "cd", "b"),
        ("ab bc", "bc", "b"),
        ("", "a", "a"),
    ],
)
def test_the_dominator_of(edges, given, dominator):
    assert shared_cause([tuple(edge) for edge in edges.split()], list(given)).dominator == dominator


def test_shared_nodes_are_listed_from_the_nearest():
    assert shared_cause([("a", "b"), ("b", "c"), ("b", "d")], ["c", "d"]).shared == ("b", "a")


def test_too_large_a_graph_is_refused():
    with pytest.raises(GraphTooLargeError, match="fewer assets"):
        shared_cause(((number, number + 1) for number in range(LARGEST + 1)), [LARGEST])
