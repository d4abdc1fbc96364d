"""Statements of a script as one: what passes through its own tables goes from end to end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .kinds import BITS, LIFT, each
from .words import Confidence, Edge, Kind, Outcome, Script, Statement, Table


@dataclass(slots=True)
class Changes:
    """Tables renamed (old, new) and dropped, by the number of the statement that does it."""

    renames: dict[int, tuple[Table, Table]] = field(default_factory=dict)
    drops: dict[int, tuple[Table, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class _Through:
    """What went into a table that is composed away: edges by column (None: deciding its rows), and the tables it was made from."""

    edges: dict[str | None, list[Edge]] = field(default_factory=dict)
    reads: dict[Table, None] = field(default_factory=dict)


def compose(statements: Sequence[Statement], changes: Changes, *, everything: bool) -> Script:
    """Put a script's statements together."""
    temporary = {table for statement in statements for table in statement.temporary}
    away = _away(statements, temporary, everything=everything) | _gone(statements, changes.drops)
    through: dict[Table, _Through] = {}
    reads: dict[Table, None] = {}
    writes: dict[Table, None] = {}
    edges: dict[Edge, None] = {}
    for statement in statements:
        if statement.number in changes.renames:
            edges, writes = _renamed(changes.renames[statement.number], edges, writes, through)
        sources = _sources(statement.reads, through, statement.writes)
        expanded = list(dict.fromkeys(end for edge in statement.edges for end in _ends(edge, through)))
        for table in statement.writes:
            _written(table, sources, (through, writes)) if table in away else writes.update({table: None})
        reads.update((table, None) for table in sources if table not in away)
        for edge in expanded:
            if edge.target in away and edge.target is not None:
                through.setdefault(edge.target, _Through()).edges.setdefault(edge.target_column, []).append(edge)
            else:
                edges[edge] = None
    return Script(tuple(statements), tuple(reads), tuple(writes), tuple(edges), tuple(table for table in writes if table in temporary))


def _away(statements: Sequence[Statement], temporary: set[Table], *, everything: bool) -> set[Table]:
    """Name the tables that only carry values inside the script; a temporary one that nothing reads is where they end."""
    away = {table for statement in statements for table in statement.reads if table in temporary and table not in statement.writes}
    if everything:
        written: set[Table] = set()
        for statement in statements:
            if statement.outcome is not Outcome.FAILED:
                away |= {table for table in statement.reads if table in written and table not in statement.writes}
                written |= set(statement.writes)
    return away


def _gone(statements: Sequence[Statement], drops: dict[int, tuple[Table, ...]]) -> set[Table]:
    """Name the tables that the script makes, and drops for good: they end with it as temporary ones do."""
    last_write = {table: statement.number for statement in statements for table in statement.writes}
    made = {table for statement in statements if statement.verb == "create" for table in statement.writes}
    return {table for number, dropped in drops.items() for table in dropped if table in made and last_write[table] < number}


def _sources(tables: Iterable[Table], through: dict[Table, _Through], writes: Sequence[Table]) -> dict[Table, None]:
    found: dict[Table, None] = {}
    for table in tables:
        if table in through and table not in writes:
            found.update(through[table].reads)
        else:
            found[table] = None
    return found


def _written(table: Table, sources: dict[Table, None], into: tuple[dict[Table, _Through], dict[Table, None]]) -> None:
    into[0].setdefault(table, _Through()).reads.update(sources)


def _ends(edge: Edge, through: dict[Table, _Through]) -> list[Edge]:
    """Give an edge from the far ends of its source, when the source is a table that is composed away."""
    if edge.source is None or edge.source not in through or edge.source == edge.target:
        return [edge]
    inner = through[edge.source].edges
    if edge.source_column == "*" and edge.source_column not in inner:
        return [
            _joined(part, edge._replace(target_column=column if edge.target_column == "*" else edge.target_column))
            for column, parts in inner.items()
            if column is not None
            for part in parts
        ]
    found = [_joined(part, edge) for part in inner.get(edge.source_column, ())]
    if not found and "*" in inner:
        # What stood behind a star of unknown columns may be this very column.
        found = [
            edge._replace(source=part.source, source_column=edge.source_column, confidence=Confidence.INFERRED)
            for part in inner["*"]
            if part.source is not None and edge.source_column != "*"
        ]
    return found


def _joined(inner: Edge, outer: Edge) -> Edge:
    """Compose two edges that meet in a table: kinds as within a statement, the weaker confidence, the inner path."""
    kind, subtype, masking = inner.kind, inner.subtype, inner.masking
    if (outer.kind, outer.subtype, outer.masking) in BITS and (kind, subtype, masking) in BITS:
        bits = LIFT[BITS[outer.kind, outer.subtype, outer.masking]][BITS[kind, subtype, masking]]
        kind, subtype, masking = each(bits)[0]
    elif outer.kind is Kind.INDIRECT:
        kind, subtype, masking = outer.kind, outer.subtype, False
    order = list(Confidence)
    weaker = max(inner.confidence, outer.confidence, key=order.index)
    return inner._replace(
        target=outer.target,
        target_column=outer.target_column,
        kind=kind,
        subtype=subtype,
        masking=masking,
        confidence=inner.confidence if outer.confidence is Confidence.VERIFIED else weaker,
    )


def _renamed(
    pair: tuple[Table, Table], edges: dict[Edge, None], writes: dict[Table, None], through: dict[Table, _Through]
) -> tuple[dict[Edge, None], dict[Table, None]]:
    """Let what the script wrote so far under the old name be under the new one."""
    old, new = pair
    if old in through:
        through[new] = through.pop(old)
    if old not in writes:
        return edges, writes
    moved = dict.fromkeys(edge._replace(target=new) if edge.target == old else edge for edge in edges)
    return moved, dict.fromkeys(new if table == old else table for table in writes)
