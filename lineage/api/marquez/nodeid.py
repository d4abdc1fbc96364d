"""Marquez's node ids: `dataset:NAMESPACE:NAME`, `job:NAMESPACE:NAME`, `datasetField:NAMESPACE:DATASET:FIELD`, each with an optional `#version`.

Namespaces and names hold colons themselves (`s3://bucket:2024/x`), so an id can be read in several ways. All of them are given, and the
caller takes the one that exists.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

KINDS = {"dataset": 2, "job": 2, "datasetField": 3}
_MOST_COLONS = 40


class UnreadableNodeId(ValueError):
    """The text is no node id; the message says how one looks."""


@dataclass(frozen=True, slots=True)
class NodeId:
    """`kind`: dataset, job or datasetField. `readings`: every way to cut the rest into its parts, all of them non-empty."""

    kind: str
    readings: tuple[tuple[str, ...], ...]
    version: str = ""


def parse(text: str) -> NodeId:
    """Read a node id. Raises UnreadableNodeId."""
    kind, _, rest = text.partition(":")
    body, _, version = rest.partition("#")
    readings = tuple(_cut(body, KINDS[kind])) if kind in KINDS and body.count(":") <= _MOST_COLONS else ()
    if not readings:
        raise UnreadableNodeId("A node id reads dataset:NAMESPACE:NAME, job:NAMESPACE:NAME or datasetField:NAMESPACE:DATASET:FIELD.")
    return NodeId(kind, readings, version)


def _cut(text: str, parts: int) -> Iterator[tuple[str, ...]]:
    colons = [at for at, letter in enumerate(text) if letter == ":"]
    for chosen in combinations(colons, parts - 1):
        starts = (0, *(at + 1 for at in chosen))
        ends = (*chosen, len(text))
        found = tuple(text[start:end] for start, end in zip(starts, ends, strict=True))
        if all(found):
            yield found


def dataset_id(namespace: str, name: str) -> str:
    """Write the id of a dataset."""
    return f"dataset:{namespace}:{name}"


def job_id(namespace: str, name: str) -> str:
    """Write the id of a job."""
    return f"job:{namespace}:{name}"


def field_id(namespace: str, dataset: str, field: str) -> str:
    """Write the id of a dataset's field."""
    return f"datasetField:{namespace}:{dataset}:{field}"
