"""What a script moves, in short: pairs of tables, column edges, and what was not understood."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .addresses import address, touched
from .words import Confidence, Edge, Outcome, Script, Statement, Table

_WORST = (Outcome.FAILED, Outcome.DEGRADED, Outcome.OK)
MOST_NOTES = 20
MOST_NOTE_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Flows:
    """A script's lineage without its statements. A target of None is a query's own result. `touches`: last parts of names, in lower case, and paths."""

    pairs: frozenset[tuple[Table, Table | None]]
    edges: tuple[Edge, ...]
    touches: tuple[str, ...]
    writes: tuple[Table, ...]
    outcome: Outcome
    notes: tuple[str, ...]

    @property
    def weight(self) -> int:
        """About how much room it takes, in edges."""
        return 1 + len(self.pairs) + len(self.edges)


def flows(script: Script) -> Flows:
    """Sum up a script; temporary tables are composed away, in its pairs too."""
    temporary = {table for statement in script.statements for table in statement.temporary}
    pairs = _pairs(script.statements, temporary)
    edges = [edge for edge in script.edges if edge.confidence is not Confidence.AMBIGUOUS and edge.target not in temporary]
    pairs |= {(edge.source, edge.target) for edge in edges if edge.source is not None}
    named = {table for statement in script.statements for table in (*statement.reads, *statement.writes)}
    return Flows(
        frozenset(pair for pair in pairs if pair[0] != pair[1]),
        tuple(edges),
        tuple(sorted({word for table in named - temporary for word in _touches(table)})),
        script.lasting,
        next((word for word in _WORST if any(True for _ in script.with_outcome(word))), Outcome.OK),
        tuple(dict.fromkeys(note[:MOST_NOTE_CHARACTERS] for statement in script.statements for note in _notes(statement)))[:MOST_NOTES],
    )


def _touches(table: Table) -> Iterable[str]:
    last = table.parts[-1]
    if table.kind == "path":
        found = address(last)
        return touched([found]) if found is not None else ()
    return ((last.partition("/")[0].rpartition(".")[2] if table.kind == "stage" else last).lower(),)


def together(parts: Sequence[Flows]) -> Flows:
    """Sum up several readings of one text, as of a template's branches."""
    return Flows(
        frozenset().union(*(part.pairs for part in parts)),
        tuple(dict.fromkeys(edge for part in parts for edge in part.edges)),
        tuple(sorted({last for part in parts for last in part.touches})),
        tuple(dict.fromkeys(table for part in parts for table in part.writes)),
        min((part.outcome for part in parts), key=_WORST.index),
        tuple(dict.fromkeys(note for part in parts for note in part.notes))[:MOST_NOTES],
    )


def _pairs(statements: Iterable[Statement], temporary: set[Table]) -> set[tuple[Table, Table | None]]:
    """Pair what each statement reads with what it writes, through temporary tables to what these were made from."""
    made_from: dict[Table, set[Table]] = {}
    pairs: set[tuple[Table, Table | None]] = set()
    for statement in statements:
        reads = {origin for table in statement.reads for origin in (made_from.get(table, set()) if table in temporary else {table})}
        for target in statement.writes or (None,):
            if target in temporary and target is not None:
                made_from[target] = made_from.get(target, set()) | reads
            else:
                pairs |= {(source, target) for source in reads}
    return pairs


def _notes(statement: Statement) -> list[str]:
    place = f"Line {statement.line}: "
    return [place + words for words in (statement.reason, *statement.warnings) if words]
