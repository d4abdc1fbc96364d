"""What a FROM item offers: columns, each with the origins of its value."""

from collections.abc import Iterator, Sequence

from .kinds import IDENTITY, LIFT, TRANSFORMATION
from .schema import Known
from .words import Table


class Origin:
    """A column of a source table, compared by identity: each is made once for a statement."""

    __slots__ = ("candidates", "column", "path", "table")

    def __init__(self, table: "Source | None", column: str, path: tuple[str, ...] = (), candidates: "tuple[Source, ...]" = ()) -> None:
        self.table, self.column, self.path, self.candidates = table, column, path, candidates


# Origins of one value, each with the set (kinds' bits) of ways it gets there.
Lineage = dict[Origin, int]
STAR = "*"


class Source:
    """A table that the statement names, known or not."""

    __slots__ = ("_origins", "keys", "known", "lineages", "table")

    def __init__(self, table: Table, keys: tuple[str, ...], known: Known | None) -> None:
        self.table, self.keys, self.known = table, keys, known
        self.lineages: dict[str, Lineage] = {}
        self._origins: dict[tuple[str, tuple[str, ...]], Origin] = {}

    def lineage(self, column: str) -> Lineage:
        """Give a column's own value; made once."""
        found = self.lineages.get(column)
        if found is None:
            found = self.lineages[column] = {self.origin(column): IDENTITY}
        return found

    def origin(self, column: str, path: tuple[str, ...] = ()) -> Origin:
        """Give the one origin of a column, or of a path inside it."""
        found = self._origins.get((column, path))
        if found is None:
            found = self._origins[column, path] = Origin(self, column, path)
        return found


class Relation:
    """Named values in order. `open`: tables of unknown shape whose columns may be here, too. `anything`: the lineage of any other name."""

    __slots__ = ("_by_name", "_columns", "anything", "open", "source")

    def __init__(self, columns: Sequence[tuple[str, Lineage]] = (), open_: Sequence[Source] = ()) -> None:
        self._columns: list[tuple[str, Lineage]] | None = list(columns)
        self._by_name: dict[str, Lineage] | None = None
        self.open: list[Source] = list(open_)
        self.source: Source | None = None
        self.anything: Lineage | None = None

    @classmethod
    def of_table(cls, source: Source) -> "Relation":
        """Offer a table; its columns are listed only when a star asks for them."""
        relation = cls((), () if source.known is not None else (source,))
        relation.source = source
        relation._columns = None if source.known is not None else []
        return relation

    @property
    def columns(self) -> list[tuple[str, Lineage]]:
        """List the columns in order; `*` stands for the unknown columns of an open table."""
        if self._columns is None:
            source = self.source
            known = source.known if source is not None else None
            self._columns = [] if source is None or known is None else [(name, source.lineage(name)) for name in known.columns]
        elif not self._columns and self.source is not None and self.open:
            self._columns = [(STAR, self.source.lineage(STAR))]
        return self._columns

    def find(self, name: str) -> Lineage | None:
        """Give the value of a column that is surely here."""
        source = self.source
        if source is not None:
            if source.known is None:
                return None
            seen = source.known.sees(name)
            return None if seen is None else source.lineage(seen)
        by_name = self._by_name
        if by_name is None:
            by_name = self._by_name = {}
            for column, lineage in self.columns:
                by_name.setdefault(column, lineage)
        found = by_name.get(name)
        return found if found is not None else by_name.get(name.lower()) if name != STAR else None

    def names(self) -> Iterator[str]:
        """Yield the names surely here."""
        return (name for name, _ in self.columns if name != STAR)

    def everything(self) -> Iterator[Lineage]:
        """Yield the value of each column: the whole row."""
        return (lineage for _, lineage in self.columns)

    def renamed(self, names: Sequence[str]) -> "Relation":
        """Name the first columns anew, as `AS t(a, b)` does."""
        if not names:
            return self
        columns = self.columns
        result = [(names[place] if place < len(names) else name, value) for place, (name, value) in enumerate(columns)]
        relation = Relation(result, self.open)
        if any(name == STAR for name, _ in columns):
            # Which of the unknown columns a name stands for can't be said: each comes from the table as a whole.
            values: Lineage = {}
            for _, value in columns:
                add(values, value, IDENTITY)
            relation = Relation([(name, values) for name in names])
        relation.anything = self.anything
        return relation


def add(into: Lineage, value: Lineage, kind: int) -> None:
    """Merge a value's origins into another, seen through one more step."""
    if kind == IDENTITY:
        for origin, bits in value.items():
            into[origin] = into.get(origin, 0) | bits
        return
    lift = LIFT[kind]
    for origin, bits in value.items():
        into[origin] = into.get(origin, 0) | lift[bits]


def inside(value: Lineage, path: tuple[str, ...]) -> Lineage:
    """Give what lies at a path inside a value; the path is kept on its origins."""
    result: Lineage = {}
    lift = LIFT[TRANSFORMATION]
    for origin, bits in value.items():
        deeper = origin.table.origin(origin.column, (*origin.path, *path)) if origin.table is not None else origin
        result[deeper] = result.get(deeper, 0) | lift[bits]
    return result
