"""A contract as read: the bytes as they came, the values in them, and the line of each value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Path = tuple[str | int, ...]

VERSION_2 = "v2."


@dataclass(frozen=True, slots=True)
class Document:
    """A readable document; whether it is a valid contract is for `check` to say.

    `lines` gives the line (from 1) at which the value at a path begins. Line 0 is "nowhere": the value was filled in by us.
    """

    raw: bytes
    value: dict[str, Any]
    lines: Mapping[Path, int] = field(default_factory=dict)

    @property
    def api_version(self) -> str:
        """Give the version of the standard it says it follows, empty where it says none."""
        return self.text("apiVersion")

    @property
    def is_old(self) -> bool:
        """Tell whether it is written in the layout of 2.x."""
        return self.api_version.startswith(VERSION_2)

    def text(self, key: str) -> str:
        """Give a top-level text, empty where it is missing or is no text."""
        found = self.value.get(key)
        return found if isinstance(found, str) else ""

    def line(self, path: Path) -> int:
        """Give the line of a value, or of the nearest thing around it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 0


def objects_of(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the objects of a 3.x document's schema that are mappings with a name."""
    return [item for item in listed(value.get("schema")) if isinstance(item, dict) and isinstance(item.get("name"), str)]


def columns_of(element: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk an object's properties depth first as (dotted path, property); array items are `path[]`, map values `path{}`."""
    for item in listed(element.get("properties")):
        if not isinstance(item, dict) or not isinstance(item.get("name"), str):
            continue
        path = f"{prefix}.{item['name']}" if prefix else item["name"]
        yield path, item
        yield from columns_of(item, path)
        yield from _inside(item, path)


def _inside(item: Mapping[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    items, held = item.get("items"), item.get("map")
    if isinstance(items, dict):
        yield from columns_of(items, f"{path}[]")
    if isinstance(held, dict) and isinstance(held.get("value"), dict):
        yield from columns_of(held["value"], f"{path}{{}}")


def listed(value: Any) -> list[Any]:
    """Give a value that should be a list as one; anything else is none."""
    return value if isinstance(value, list) else []


def mappings(value: Any) -> list[dict[str, Any]]:
    """Give the mappings of a value that should be a list of them."""
    return [item for item in listed(value) if isinstance(item, dict)]


def written(path: Path) -> str:
    """Write a path as people do: `schema[0].properties[2].name`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def place(value: Any, path: Path) -> str:
    """Say where a path leads in the contract's own names: `schema orders, property status, quality rule 2`."""
    words: list[str] = []
    here = value
    for index, part in enumerate(path):
        here = _step(here, part)
        if isinstance(part, int) and index:
            words.append(f"{SINGULAR.get(str(path[index - 1]), 'entry')} {_named(here, part)}")
        elif index + 1 == len(path) or not isinstance(path[index + 1], int):
            words.append(str(part))
    return ", ".join(words)


def pointer(value: Any, path: Path) -> str:
    """Write a path with names for places in lists, as OMDS does: `/schema[name=orders]/properties[name=status]/required`."""
    found, here = "", value
    for part in path:
        here = _step(here, part)
        found += _selector(here, part) if isinstance(part, int) else f"/{part}"
    return found


def _selector(item: Any, index: int) -> str:
    if isinstance(item, dict):
        for key in NAMES:
            if isinstance(item.get(key), str) and item[key]:
                return f"[{key}={item[key]}]"
    return f"/{index}"


SINGULAR = {
    "schema": "object",
    "dataset": "table",
    "properties": "property",
    "columns": "column",
    "quality": "quality rule",
    "servers": "server",
    "slaProperties": "SLA",
    "relationships": "relationship",
    "members": "member",
    "team": "member",
    "stakeholders": "stakeholder",
    "roles": "role",
    "support": "channel",
    "enum": "value",
    "synonyms": "synonym",
    "customProperties": "custom property",
    "authoritativeDefinitions": "definition",
    "tags": "tag",
}
NAMES = ("name", "server", "property", "username", "role", "channel", "table", "column", "metric", "value", "id")


def _step(here: Any, part: str | int) -> Any:
    if isinstance(here, dict):
        return here.get(part)
    if isinstance(here, list) and isinstance(part, int) and part < len(here):
        return here[part]
    return None


def _named(item: Any, index: int) -> str:
    if isinstance(item, dict):
        for key in NAMES:
            if isinstance(item.get(key), str) and item[key]:
                return f"“{item[key]}”"
    return str(index + 1)
