"""Where a name is looked up: the FROM items of a query, and the WITH names around it."""

from dataclasses import dataclass
from typing import Any

from .relations import Lineage, Relation


class Scope:
    """The FROM items of one query in order, its SELECT aliases, the columns that USING merged, and the query around it."""

    __slots__ = ("aliases", "by_alias", "items", "merged", "parent", "windows")

    def __init__(self, parent: "Scope | None" = None) -> None:
        self.parent = parent
        self.items: list[tuple[str, Relation]] = []
        self.by_alias: dict[str, Relation] = {}
        self.aliases: dict[str, Lineage] = {}
        self.merged: dict[str, Lineage] = {}
        self.windows: dict[str, Any] = {}

    def add(self, alias: str, relation: Relation) -> None:
        """Put a FROM item in sight; the first of two with one alias keeps it."""
        self.items.append((alias, relation))
        if alias:
            self.by_alias.setdefault(alias, relation)


@dataclass(slots=True)
class Named:
    """A WITH query, resolved when first used."""

    node: Any
    recursive: bool
    names: "Names"
    relation: Relation | None = None


class Names:
    """WITH names in sight, innermost first."""

    __slots__ = ("around", "own")

    def __init__(self, around: "Names | None" = None) -> None:
        self.around = around
        self.own: dict[str, Named | Relation] = {}

    def find(self, name: str) -> Named | Relation | None:
        """Find a WITH query by name, or (inside a recursive one) what is known of it so far."""
        names: Names | None = self
        while names is not None:
            found = names.own.get(name)
            if found is not None:
                return found
            names = names.around
        return None
