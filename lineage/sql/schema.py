"""An immutable snapshot of known tables, found by any suffix of their names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .dialects import Case, Rules


@dataclass(frozen=True, slots=True)
class Known:
    """A table whose columns are known: its parts and column spellings as the catalog has them, by key and in order."""

    parts: tuple[str, ...]
    keys: tuple[str, ...]
    columns: Mapping[str, str]
    temporary: bool = False
    shapeless: bool = False

    def sees(self, column: str) -> str | None:
        """Give the key under which a column is known, or None."""
        if column in self.columns:
            return column
        folded = column.lower()
        return folded if folded in self.columns else None


class Schema:
    """Tables and their columns; never changes. `version` names the snapshot in cache keys.

    Give tables as {name parts (or a dotted name): column names in order}. Where a name fits several, a `preferred` one is meant.
    `shapeless` are names of tables of unknown columns: what could mean one of them, too, means no other. `twins` maps further names of a
    table to its first one: two names of one table are no doubt.
    """

    __slots__ = ("_by_rules", "preferred", "shapeless", "tables", "twins", "version")

    def __init__(
        self,
        tables: Mapping[str | tuple[str, ...], Iterable[str]] | Mapping[tuple[str, ...], Iterable[str]] | None = None,
        version: str = "",
        *,
        preferred: frozenset[tuple[str, ...]] = frozenset(),
        shapeless: frozenset[tuple[str, ...]] = frozenset(),
        twins: Mapping[tuple[str, ...], tuple[str, ...]] | None = None,
    ) -> None:
        self.twins = twins or {}
        self.tables: dict[tuple[str, ...], tuple[str, ...]] = {
            tuple(name.split(".")) if isinstance(name, str) else name: tuple(columns) for name, columns in (tables or {}).items()
        }
        self.version, self.preferred, self.shapeless = version, preferred, shapeless
        self._by_rules: dict[Case, dict[str, list[Known]]] = {}

    def named(self, last: str, rules: Rules) -> list[Known]:
        """List the tables whose last part is this, whatever its case."""
        index = self._by_rules.get(rules.case)
        if index is None:
            index = {}
            for parts, columns in self.tables.items():
                index.setdefault(parts[-1].lower(), []).append(known(parts, columns, rules))
            for parts in sorted(self.shapeless):
                keys = tuple(rules.text_key(part) for part in parts)
                index.setdefault(parts[-1].lower(), []).append(Known(parts, keys, {}, shapeless=True))
            self._by_rules[rules.case] = index
        return index.get(last.lower(), [])


def known(parts: tuple[str, ...], columns: Iterable[str], rules: Rules) -> Known:
    """Key a table's columns; only a table with two columns that differ in case alone needs its keys exact."""
    spelled = tuple(columns)
    folded = {name.lower(): name for name in spelled}
    by_key = folded if len(folded) == len(spelled) else {rules.text_key(name): name for name in spelled}
    return Known(parts, tuple(rules.text_key(part) for part in parts), by_key)


class Session:
    """The schema as a script sees it: the snapshot under the tables the script made, renamed or dropped, and where names start.

    `stages` are the paths that stages made in the script stand for.
    """

    __slots__ = ("_gone", "_made", "namespace", "rules", "schema", "stages")

    def __init__(self, schema: Schema, rules: Rules, namespace: tuple[str, ...] = ()) -> None:
        self.schema, self.rules, self.namespace = schema, rules, namespace
        self._made: dict[tuple[str, ...], Known] = {}
        self._gone: set[tuple[str, ...]] = set()
        self.stages: dict[str, str] = {}

    def find(self, keys: tuple[str, ...]) -> Known | None:
        """Find the table that a name (its parts' keys) means here: made in the script, exact, in the namespace, or by suffix if only one."""
        made = self._made.get(keys)
        if made is not None or keys in self._gone:
            return made
        candidates = self.schema.named(keys[-1], self.rules)
        if len(keys) > 1:
            candidates = [table for table in candidates if _ends_alike(table.keys, keys)]
        if not candidates:
            return self._made_as(keys)
        if self.schema.twins:
            twins = self.schema.twins
            candidates = list({twins.get(table.parts, table.parts): table for table in reversed(candidates)}.values())
        found = candidates[0] if len(candidates) == 1 else self._nearest(candidates, keys)
        return self._made_as(keys) if found is not None and found.shapeless else found

    def _nearest(self, candidates: list[Known], keys: tuple[str, ...]) -> Known | None:
        exact = [table for table in candidates if table.keys == keys]
        here = [table for table in candidates if _ends_alike(table.keys, (*self.namespace, *keys))]
        preferred = [table for table in candidates if table.parts in self.schema.preferred]
        return next((found[0] for found in (exact[:1], here, preferred) if len(found) == 1), None)

    def _made_as(self, keys: tuple[str, ...]) -> Known | None:
        """Find a table that the script made under a shorter or longer name."""
        found = [table for made, table in self._made.items() if _ends_alike(made, keys)]
        return found[0] if len(found) == 1 else None

    def make(self, keys: tuple[str, ...], spelled: tuple[str, ...], columns: Iterable[str], *, temporary: bool = False) -> None:
        """Remember a table the script made."""
        by_key = {column: self.rules.spelling(column) for column in columns}
        self._made[keys] = Known(spelled, keys, by_key, temporary)
        self._gone.discard(keys)

    def drop(self, keys: tuple[str, ...]) -> None:
        """Forget a table the script dropped."""
        self._made.pop(keys, None)
        self._gone.add(keys)

    def rename(self, old: tuple[str, ...], new: tuple[str, ...], spelled: tuple[str, ...]) -> None:
        """Keep a table's columns under its new name."""
        table = self.find(old)
        if table is not None:
            self._made[new] = Known(spelled, new, table.columns, table.temporary)
        self.drop(old)
        self._gone.discard(new)


def _ends_alike(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    size = min(len(left), len(right))
    return [part.lower() for part in left[-size:]] == [part.lower() for part in right[-size:]]
