"""Turns what a SQL text means into cards and lines, and its text into pieces that say which columns they name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from lineage.picture.draw import draw
from lineage.picture.shapes import Card, Line, Picture, Row
from lineage.picture.text import counted
from lineage.queries.sql_answer import SqlAnswer, SqlEdge, SqlTable

if TYPE_CHECKING:
    from lineage.sql import Statement

MOST_CARDS, MOST_LINES, MOST_MENTIONS = 60, 400, 1_500
ROWS_AT_ONCE = 20
RESULT = 0
CONFIDENCE = {
    "verified": "the catalog has the column",
    "inferred": "only this table can have it, but the catalog doesn't say so",
    "ambiguous": "several tables can have it",
    "star": "every column of a table whose columns aren't known",
}


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A piece of a statement's text; `columns` are the numbers of those it names, `first` the one its link leads to."""

    text: str
    columns: str = ""
    first: int = 0
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement and its text in pieces; no pieces where the statement before has the same text (a body read apart)."""

    statement: "Statement"
    pieces: tuple[TextPiece, ...]
    reads: str
    writes: str


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column: what it comes from and goes into, and where the text names it first."""

    number: int
    table: str
    name: str
    sources: tuple[tuple[int, str], ...]
    anchor: str


def picture_of(answer: SqlAnswer) -> Picture | None:
    """Draw the tables and their column edges; None where there is nothing to draw, or too much."""
    shown = {0, *(table.number for table in answer.tables[:MOST_CARDS])}
    columns = {column.number: column for column in answer.columns}
    lines = [line for edge in answer.edges if (line := _line(edge)) and line.source in shown and line.target in shown]
    joined = {(line.source, line.source_column, line.target, line.target_column, line.is_indirect): line for line in lines}
    rows: dict[int, list[Row]] = {}
    for column in columns.values():
        if column.name != "*" and any(column.number in (line.source_column, line.target_column) for line in joined.values()):
            rows.setdefault(column.table, []).append(Row(column.number, column.name, href=f"#sq-c{column.number}"))
    cards = [_card(table, rows.get(table.number, [])) for table in answer.tables[:MOST_CARDS]]
    if RESULT in rows:
        cards.append(_result(rows[RESULT]))
    drawn = {row.key for card in cards for row in card.rows}
    present = {card.key for card in cards}
    kept = [line for line in joined.values() if _fits(line, drawn, present)][:MOST_LINES]
    return draw(cards, [*kept, *_between(answer, kept, present)]) if cards else None


def _fits(line: Line, drawn: set[int], present: set[int]) -> bool:
    ends = (line.source_column, line.target_column)
    return {line.source, line.target} <= present and line.source != line.target and all(end is None or end in drawn for end in ends)


def _line(one: SqlEdge) -> Line | None:
    if one.source is None or one.source == one.target:
        return None
    edge = one.edge
    subtype = str(edge.subtype).replace("_", " ")
    words = f"{edge.kind.capitalize()}: {subtype}{', masked' if edge.masking else ''}. {str(edge.confidence).capitalize()}: {CONFIDENCE[edge.confidence]}"
    column = None if edge.source_column == "*" else one.source_column
    into = None if edge.target_column == "*" else one.target_column
    return Line(one.source, one.target, column, into, str(edge.kind) == "indirect", "", words)


def _between(answer: SqlAnswer, kept: Sequence[Line], present: set[int]) -> list[Line]:
    """Join tables that a statement reads and writes without a column edge drawn between them."""
    covered = {(line.source, line.target) for line in kept}
    numbers = {table.table: table.number for table in answer.tables}
    pairs = {
        (numbers[source], numbers[target]): None
        for statement in answer.script.statements
        for source in statement.reads
        for target in statement.writes
        if source != target
    }
    return [Line(*pair, words="Read and written by one statement") for pair in pairs if pair not in covered and set(pair) <= present]


def _card(table: SqlTable, rows: list[Row]) -> Card:
    asset = table.asset
    role = " and ".join(word for word, is_so in (("read", table.is_read), ("written", table.is_written)) if is_so) or "named"
    known = "in the catalog" if asset else "not in the catalog"
    name = table.table.parts[-1] if table.table.parts else "?"
    more = max(len(rows) - ROWS_AT_ONCE, 0)
    return Card(
        key=table.number,
        name=name,
        full_name=str(table.table),
        place=(asset.domain or asset.namespace) if asset else ".".join(table.table.parts[:-1]) or table.table.kind,
        kind=asset.kind if asset else "dataset" if table.table.kind == "table" else "file",
        status="unknown" if asset is None else "kept",
        status_label=f"{role}, {known}",
        href=reverse("asset", args=[asset.pk]) if asset else "",
        words=f"{table.table}, {role}, {known}",
        rows=tuple(rows[:ROWS_AT_ONCE]),
        more=more,
        more_href="#sq-columns" if more else "",
        more_words=f"+ {counted(more, 'more column')}",
    )


def _result(rows: list[Row]) -> Card:
    return Card(
        RESULT,
        "Result",
        "What the query gives",
        "of the query",
        "report",
        "kept",
        "given",
        "",
        "The query's result",
        rows=tuple(rows[:ROWS_AT_ONCE]),
    )


def statements_of(answer: SqlAnswer) -> list[StatementView]:
    """Cut the text of each statement at the names of columns."""
    numbers = {table.table: table.number for table in answer.tables}
    keys = {(column.table, column.name): column.number for column in answer.columns}
    made = {one.target_column for one in answer.edges}
    outputs = {column.name.lower(): column.number for column in answer.columns if column.number in made}
    found: list[StatementView] = []
    before = (-1, -1)
    left = MOST_MENTIONS
    for statement in answer.script.statements:
        mentions = [
            (mention.start, mention.end, [key for table, name in mention.columns if (key := keys.get((numbers.get(table, -1), name)))])
            for mention in statement.mentions[:left]
        ]
        left -= len(mentions)
        place = (statement.start, statement.end)
        for start, end, columns in mentions:
            output = outputs.get(answer.text[start:end].strip('"`[]').lower())
            if output and output not in columns:
                columns.append(output)  # the name that the value goes by in the result
        pieces = () if place == before else tuple(_pieces(answer.text, place, mentions))
        before = place
        found.append(StatementView(statement, pieces, *(", ".join(map(str, side)) for side in (statement.reads, statement.writes))))
    return found


def _pieces(text: str, place: tuple[int, int], mentions: Sequence[tuple[int, int, list[int]]]) -> Iterator[TextPiece]:
    at, end = place
    for start, stop, columns in mentions:
        if start < at or stop > end or not columns:
            continue
        yield TextPiece(text[at:start])
        yield TextPiece(text[start:stop], " ".join(map(str, columns)), columns[0], f"sq-t{start}")
        at = stop
    yield TextPiece(text[at:end])


def columns_of(answer: SqlAnswer, statements: Sequence[StatementView]) -> list[ColumnView]:
    """List the columns that take part, each with its sources and its first place in the text."""
    tables = {0: "Result", **{table.number: str(table.table) for table in answer.tables}}
    names = {column.number: f"{tables[column.table]}.{column.name}" for column in answer.columns}
    anchors: dict[int, str] = {}
    for view in statements:
        for piece in view.pieces:
            for number in map(int, piece.columns.split()):
                anchors.setdefault(number, piece.anchor)
    sources: dict[int, list[tuple[int, str]]] = {}
    for one in answer.edges:
        if one.target_column is None:
            continue
        subtype = str(one.edge.subtype).replace("_", " ")
        told = f"{names[one.source_column]} ({subtype}, {one.edge.confidence})" if one.source_column else _doubtful(one)
        sources.setdefault(one.target_column, []).append((one.source_column or 0, told))
    return [
        ColumnView(column.number, tables[column.table], column.name, tuple(sources.get(column.number, ())), anchors.get(column.number, ""))
        for column in answer.columns
    ]


def _doubtful(one: SqlEdge) -> str:
    tables = " or ".join(str(table) for table in one.edge.candidates)
    return f"{one.edge.source_column} of {tables} (ambiguous)"
