"""Where a table that SQL names is in the catalog: found by what is known, else completed by where the script starts."""

from collections.abc import Iterable, Mapping, Sequence

from lineage.openlineage import parts
from lineage.openlineage.words import DatasetRef
from lineage.sql import Schema, Table, address

# Warehouses keep their own books in these.
OF_THE_SYSTEM = {"information_schema", "pg_catalog", "pg_toast", "sys", "performance_schema", "mysql", "svv", "stl", "stv"}


class Locator:
    """The tables of one namespace as the catalog knows them, and the database and schema where names without them are."""

    def __init__(self, namespace: str, tables: Mapping[str, Sequence[str]], start: Sequence[str] = ()) -> None:
        """Take {name: columns} of a namespace."""
        self.namespace, self.start = namespace, tuple(part for part in start if part)
        self.names = {parts(DatasetRef(namespace, name)): name for name in tables}
        self.schema = Schema({split: tables[name] for split, name in self.names.items()})
        self._lower = {tuple(part.lower() for part in split): name for split, name in self.names.items()}
        self._by_last: dict[str, list[tuple[str, ...]]] = {}
        for split in self._lower:
            self._by_last.setdefault(split[-1], []).append(split)

    def ref(self, table: Table, start: Sequence[str] = ()) -> DatasetRef | None:
        """Name a table; None for what is none (functions, stages) or belongs to the warehouse itself."""
        if table.kind == "path":
            return path_ref(table.parts[-1])
        if table.kind != "table" or not table.parts:
            return None
        if {part.lower() for part in table.parts[:-1]} & OF_THE_SYSTEM or (
            len(table.parts) == 1 and table.parts[0].lower().startswith("pg_")
        ):
            return None
        whole = self._whole(table.parts, tuple(part for part in start if part) or self.start)
        return DatasetRef(self.namespace, whole)

    def knows(self, ref: DatasetRef) -> bool:
        """Say whether the catalog has it."""
        return ref.namespace == self.namespace and tuple(part.lower() for part in parts(ref)) in self._lower

    def _whole(self, named: tuple[str, ...], start: tuple[str, ...]) -> str:
        """Complete a name: in the place where the script starts, else the only known table of that name, else as it stands."""
        full = (*start[: max(0, len(start) - len(named) + 1)], *named)
        lower = tuple(part.lower() for part in full)
        if (known := self._lower.get(lower)) is not None:
            return known
        alike = [split for split in self._by_last.get(lower[-1], ()) if split[-len(named) :] == lower[-len(named) :]]
        return self._lower[alike[0]] if len(alike) == 1 else ".".join(full)


def path_ref(path: str) -> DatasetRef | None:
    """Name a file, or the folder of many, as OpenLineage does; None for a file of nobody knows which machine."""
    found = address(path)
    if found is None or (found.store == "file" and not found.holder):
        return None
    return DatasetRef(found.namespaces[0], found.folder.inside)


def located(locator: Locator, tables: Iterable[Table], start: Sequence[str] = ()) -> list[DatasetRef]:
    """Name tables, each once, without those that are none."""
    return list(dict.fromkeys(ref for table in tables if (ref := locator.ref(table, start)) is not None))
