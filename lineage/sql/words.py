"""The words of SQL lineage: script, statement, table, edge, and the options that choose a convention."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Word(StrEnum):
    """A word that is a key of many dictionaries: it hashes as the text it is, which costs a tenth of what an enum's own hash does."""

    __hash__ = str.__hash__


class Outcome(Word):
    """How far a statement was understood."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILED = "failed"


class Kind(Word):
    """Whether a value goes into another (direct), or only decides it (indirect)."""

    DIRECT = "direct"
    INDIRECT = "indirect"


class Subtype(Word):
    """OpenLineage's subtypes of a transformation (columnLineage facet 1-2-0)."""

    IDENTITY = "identity"
    TRANSFORMATION = "transformation"
    AGGREGATION = "aggregation"
    WINDOW = "window"
    CONDITIONAL = "conditional"
    FILTER = "filter"
    JOIN = "join"
    GROUP_BY = "group_by"
    SORT = "sort"


class Confidence(Word):
    """What an edge rests on.

    `verified`: the source column is in the schema. `inferred`: only one table can have it, or the schema lacks it (stale).
    `ambiguous`: several tables can have it; they are the edge's candidates. `star`: `t.*` of a table of unknown shape.
    """

    VERIFIED = "verified"
    INFERRED = "inferred"
    AMBIGUOUS = "ambiguous"
    STAR = "star"


class Table(NamedTuple):
    """A table, view, path, stage or table function, by its parts as the catalog (or else the statement) spells them."""

    parts: tuple[str, ...]
    kind: str = "table"

    def __str__(self) -> str:
        """Join the parts by dots; what is no table opens with its kind, as in `path:s3://bucket/x`."""
        name = ".".join(self.parts)
        return name if self.kind == "table" else f"{self.kind}:{name}"


class Edge(NamedTuple):
    """Column `source.source_column` (at `path` inside it) goes into, or decides, `target.target_column`.

    `source` is None when ambiguous (see `candidates`); `target` is None for a query's own result; `target_column` is None when every
    row of the target is decided (filter, join, group by, sort). `source_column` is `*` while a table's shape is unknown.
    """

    source: Table | None
    source_column: str
    target: Table | None
    target_column: str | None
    kind: Kind
    subtype: Subtype
    confidence: Confidence
    masking: bool = False
    path: tuple[str, ...] = ()
    candidates: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A column's name in the text, from `start` to `end`, and the tables' columns it stands for: those its value comes from, or the one written."""

    start: int
    end: int
    columns: tuple[tuple[Table, str], ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a script and its lineage; `line` and `column` count from 1, `start` and `end` are offsets in the text.

    `reason` says why it is degraded (tables only) or failed. `temporary` are the tables it makes that end with the session.
    `mentions` (with `Options.mentions`) are where its text names columns, in order.
    """

    number: int
    verb: str
    outcome: Outcome
    line: int
    column: int
    start: int
    end: int
    reads: tuple[Table, ...] = ()
    writes: tuple[Table, ...] = ()
    edges: tuple[Edge, ...] = ()
    reason: str = ""
    warnings: tuple[str, ...] = ()
    temporary: tuple[Table, ...] = ()
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """Every statement of a text, in order, and what the text as a whole reads, writes and moves.

    In `reads`, `writes` and `edges` temporary tables that are read are composed away (with `Options.compose_all`, every table written
    and then read). `temporary` are those of `writes` that end with the session all the same, as nothing here reads them.
    """

    statements: tuple[Statement, ...]
    reads: tuple[Table, ...]
    writes: tuple[Table, ...]
    edges: tuple[Edge, ...]
    temporary: tuple[Table, ...] = ()

    @property
    def lasting(self) -> tuple[Table, ...]:
        """Those of `writes` that are there when the script has ended."""
        return tuple(table for table in self.writes if table not in self.temporary)

    def with_outcome(self, outcome: Outcome) -> Iterator[Statement]:
        """Yield the statements that ended so."""
        return (statement for statement in self.statements if statement.outcome is outcome)


@dataclass(frozen=True, slots=True)
class Options:
    """Conventions that tools choose differently, and limits. The defaults follow PostgreSQL where it has an answer.

    `unused_ctes`: tables read only by a CTE nobody uses count as read (PostgreSQL plans them away; most catalogs list them).
    `using_both_sides`: a column merged by USING comes from both sides, not from the side that decides its value.
    `target_is_read`: the target of UPDATE and MERGE counts as read even when none of its columns goes into the result.
    `lateral_aliases`: whether an alias may be used in the same SELECT list; None follows the dialect.
    `compose_all`: tables written and then read in the same script are composed away as temporary ones are.
    `mentions`: note where the text names columns.
    `namespace`: database and schema (or less) that the script starts in. Limits: characters and tokens of a script (of statements
    beyond those tokens only the tables are told; a million take some 5 seconds), steps of a statement (about one for each node of its tree;
    a million take some 2 seconds), open brackets at once.
    """

    unused_ctes: bool = True
    using_both_sides: bool = False
    target_is_read: bool = False
    lateral_aliases: bool | None = None
    compose_all: bool = False
    mentions: bool = False
    namespace: tuple[str, ...] = ()
    max_characters: int = 5_000_000
    max_tokens: int = 1_000_000
    max_steps: int = 2_000_000
    max_nesting: int = 150
