"""Filling `${VAR}` and `${VAR:-default}` for one environment; the document itself keeps them as they stand."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contracts.odcs.document import Path

# A default ends at the first brace and holds no other variable: each character is looked at once, whatever the text.
VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]{0,99})(?::-((?:[^}$]|\$(?!\{))*))?\}")
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
    filler = Filler(variables)
    return Filled({key: filler.walk(item, (key,)) for key, item in value.items()}, tuple(filler.missing), frozenset(filler.used))


class Filler:
    """Walks values and fills them."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        """Know the environment."""
        self.variables = variables
        self.missing: list[tuple[Path, str]] = []
        self.used: set[str] = set()

    def walk(self, inner: Any, path: Path) -> Any:
        """Give a value with every text in it filled."""
        if isinstance(inner, str):
            return VARIABLE.sub(lambda match: self.replaced(match, path), inner) if "${" in inner else inner
        if isinstance(inner, dict):
            return {key: self.walk(item, (*path, key)) for key, item in inner.items()}
        if isinstance(inner, list):
            return [self.walk(item, (*path, index)) for index, item in enumerate(inner)]
        return inner

    def replaced(self, match: re.Match[str], path: Path) -> str:
        """Give what stands for one variable; itself where nothing does."""
        name, default = match[1], match[2]
        if name in self.variables:
            self.used.add(name)
            return self.variables[name]
        if default is not None:
            return str(default)
        if path[-1] != QUERY or name not in IN_QUERIES:
            self.missing.append((path, name))
        return match[0]


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
