"""Filling `${VAR}` and `${VAR:-default}` for one environment; the document itself keeps them as they stand."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contracts.odcs.document import Path

VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")
# What the standard's own examples put into queries; these are for whoever runs the query, not for the environment.
IN_QUERIES = frozenset({"table", "column", "object", "property", "schema", "model"})
QUERY = "query"


@dataclass(frozen=True, slots=True)
class Filled:
    """A document's values with its variables filled. `missing` are (path, name) of those without value or default: they stay verbatim."""

    value: dict[str, Any]
    missing: tuple[tuple[Path, str], ...]
    used: frozenset[str]


def fill(value: Mapping[str, Any], variables: Mapping[str, str]) -> Filled:
    """Fill every text; the document given is left as it is. A default that looks like a number stays text, as everything in `${}`."""
    missing: list[tuple[Path, str]] = []
    used: set[str] = set()

    def replaced(match: re.Match[str], path: Path) -> str:
        name, default = match[1], match[2]
        if name in variables:
            used.add(name)
            return variables[name]
        if default is not None:
            return default
        if path and path[-1] == QUERY and name in IN_QUERIES:
            return match[0]
        missing.append((path, name))
        return match[0]

    def walk(inner: Any, path: Path) -> Any:
        if isinstance(inner, str):
            return VARIABLE.sub(lambda match: replaced(match, path), inner) if "${" in inner else inner
        if isinstance(inner, dict):
            return {key: walk(item, (*path, key)) for key, item in inner.items()}
        if isinstance(inner, list):
            return [walk(item, (*path, index)) for index, item in enumerate(inner)]
        return inner

    return Filled({key: walk(item, (key,)) for key, item in value.items()}, tuple(missing), frozenset(used))


def variables_in(value: Any) -> dict[str, str | None]:
    """List the variables a document asks for, with the first default of each (None: it has none)."""
    found: dict[str, str | None] = {}
    for text in _texts(value):
        for match in VARIABLE.finditer(text):
            if match[1] not in found or found[match[1]] is None:
                found[match[1]] = match[2]
    return found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
