"""What a pasted SQL text means with the catalog as one person may see it: statements, tables, columns, edges."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from catalog.models import Asset, Namespace, Person
from lineage.queries.labels import AssetLabel, labels
from lineage.queries.sql_places import columns_of, dialect_of, files_of, names_of
from lineage.queries.templates import rendered

if TYPE_CHECKING:
    from lineage.sql import Atlas, Edge, Script, Table

MOST_CHARACTERS = 200_000
# About half a second of one core.
MOST_STEPS = 400_000


@dataclass(frozen=True, slots=True)
class Question:
    """A text and how to read it. `space`: the namespace its tables are in (None: any); `inside`: the schema names start in.

    `schema` ({table: columns}) goes before the catalog; `variables` and `environment` are for Jinja (dbt's words).
    """

    text: str
    dialect: str = ""
    space: Namespace | None = None
    inside: str = ""
    schema: Mapping[str, Sequence[str]] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SqlTable:
    """A table the text names, counted from 1; `asset` where the catalog has it. The number 0 is the result of a bare query."""

    number: int
    table: "Table"
    asset: AssetLabel | None
    is_read: bool
    is_written: bool


@dataclass(frozen=True, slots=True)
class SqlColumn:
    """A column that takes part, counted from 1, and its table's number."""

    number: int
    table: int
    name: str


@dataclass(frozen=True, slots=True)
class SqlEdge:
    """An edge by the numbers of its columns; None: all rows of a table (target), or not known which (source)."""

    source: int | None
    source_column: int | None
    target: int
    target_column: int | None
    edge: "Edge"


@dataclass(frozen=True, slots=True)
class SqlAnswer:
    """All that the text means. `text` is what was read: the template rendered. `problem`: what was wrong with the template."""

    text: str
    dialect: str
    problem: str
    script: "Script"
    tables: tuple[SqlTable, ...]
    columns: tuple[SqlColumn, ...]
    edges: tuple[SqlEdge, ...]

    @property
    def confidence(self) -> dict[str, int]:
        """How many edges rest on what."""
        return dict(Counter(str(one.edge.confidence) for one in self.edges))

    @property
    def outcomes(self) -> dict[str, int]:
        """How many statements ended how."""
        return dict(Counter(str(statement.outcome) for statement in self.script.statements))


def sql_answer(question: Question, person: Person | None) -> SqlAnswer:
    """Resolve a text; raises UnknownDialect. What this person may not see is unknown to it, too."""
    # The resolver takes 25 MB: loaded with the first question, not at start.
    from lineage.sql import Options, resolve

    told = rendered(question.text, question.variables, question.environment)
    dialect = question.dialect or (dialect_of(question.space.platform) if question.space else "")
    atlas = _atlas(told.text, question, person)
    inside = tuple(part for part in question.inside.split(".") if part)
    options = Options(max_characters=MOST_CHARACTERS, max_steps=MOST_STEPS, namespace=inside, mentions=True)
    script = resolve(told.text, dialect=dialect, schema=atlas.schema, options=options)
    return _Numbering(script, atlas, person).answer(told.text, dialect, told.problem)


def _atlas(text: str, question: Question, person: Person | None) -> "Atlas":
    from lineage.sql import Atlas, Place, addresses, mentioned, top_level

    named = [*names_of(mentioned(text), [question.space.pk] if question.space else None), *files_of(addresses(text))]
    seen = set(Asset.objects.visible_to(person).filter(pk__in={one.asset for one in named}).values_list("pk", flat=True))
    columns = columns_of(seen)
    given = [
        Place(tuple(name.split(".")), -number, is_own=True, columns=tuple(said))
        for number, (name, said) in enumerate(question.schema.items(), 1)
    ]
    found: list[Place] = [Place(one.parts, one.asset, columns=top_level(columns.get(one.asset, ()))) for one in named if one.asset in seen]
    return Atlas([*given, *found])


class _Numbering:
    """Gives tables and columns numbers, in order of mention."""

    def __init__(self, script: "Script", atlas: "Atlas", person: Person | None) -> None:
        self.script, self.atlas = script, atlas
        self.tables: dict[Table | None, int] = {None: 0}
        self.columns: dict[tuple[int, str], int] = {}
        for statement in script.statements:
            for table in (*statement.reads, *statement.writes):
                self._table(table)
        self.edges = tuple(self._edge(edge) for edge in script.edges)
        found = {table: atlas.asset_of(table) for table in self.tables if table is not None}
        self.assets = found
        self.labels = labels({asset for asset in found.values() if asset is not None and asset > 0}, person)

    def _table(self, table: "Table | None") -> int:
        return self.tables.setdefault(table, len(self.tables))

    def _column(self, table: "Table | None", name: str | None) -> int | None:
        return None if name is None else self.columns.setdefault((self._table(table), name), len(self.columns) + 1)

    def _edge(self, edge: "Edge") -> SqlEdge:
        source = None if edge.source is None else self._table(edge.source)
        column = None if edge.source is None else self._column(edge.source, edge.source_column)
        return SqlEdge(source, column, self._table(edge.target), self._column(edge.target, edge.target_column), edge)

    def answer(self, text: str, dialect: str, problem: str) -> SqlAnswer:
        """Put it together."""
        reads = {table for statement in self.script.statements for table in statement.reads}
        writes = {table for statement in self.script.statements for table in statement.writes}
        tables = tuple(
            SqlTable(number, table, self.labels.get(self.assets.get(table) or 0), table in reads, table in writes)
            for table, number in self.tables.items()
            if table is not None
        )
        columns = tuple(SqlColumn(number, table, name) for (table, name), number in self.columns.items())
        return SqlAnswer(text, dialect, problem, self.script, tables, columns, self.edges)


def spaces_of_tables(person: Person | None) -> QuerySet[Namespace]:
    """Give the namespaces that SQL may speak of: those with assets this person may see."""
    seen = Asset.objects.visible_to(person).values("namespace")
    return Namespace.objects.filter(pk__in=seen).order_by("name")
