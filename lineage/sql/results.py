"""What a walk found, in words that last."""

from collections.abc import Iterable, Iterator

from .kinds import each
from .relations import STAR, Lineage, Origin, Source
from .walk import Walk
from .words import Confidence, Edge, Kind, Mention, Subtype, Table


def edges(walk: Walk) -> tuple[Edge, ...]:
    """List the edges of a statement: into columns first, then those that decide the rows of what it writes."""
    into_columns = (
        edge
        for (target, column), value in walk.edges.items()
        for edge in _into(walk, (_table(target), _spelled(walk, target, column)), value)
    )
    found = dict.fromkeys(into_columns)
    whole: list[tuple[Source | None, dict[tuple[Origin, Subtype], None]]] = [(source, walk.deciding) for source in walk.writes]
    for source, deciding in list(walk.deciding_of.items()) or whole or [(None, walk.deciding)]:
        target = _table(source)
        for origin, subtype in deciding:
            found[_edge(walk, origin, (target, None), (Kind.INDIRECT, subtype, False))] = None
    return tuple(found)


def tables(sources: Iterable[Source]) -> tuple[Table, ...]:
    """List tables, each once, in order of mention."""
    return tuple(dict.fromkeys(source.table for source in sources))


def mentions(walk: Walk) -> tuple[Mention, ...]:
    """List where the text names columns, in order, with the tables' columns each stands for."""
    found = []
    for (start, end), (value, target) in sorted((walk.mentions or {}).items()):
        origins = [(source, origin.column) for origin in value for source in ((origin.table,) if origin.table else origin.candidates)]
        ends = [target] if target is not None else origins
        found.append(Mention(start, end, tuple(dict.fromkeys((source.table, _spelled(walk, source, column)) for source, column in ends))))
    return tuple(found)


def _into(walk: Walk, target: tuple[Table | None, str], value: Lineage) -> Iterator[Edge]:
    for origin, bits in value.items():
        for word in each(bits):
            yield _edge(walk, origin, target, word)


def _edge(walk: Walk, origin: Origin, target: tuple[Table | None, str | None], word: tuple[Kind, Subtype, bool]) -> Edge:
    kind, subtype, masking = word
    source = origin.table
    return Edge(
        source=_table(source),
        source_column=_spelled(walk, source, origin.column),
        target=target[0],
        target_column=target[1],
        kind=kind,
        subtype=subtype,
        confidence=_confidence(origin),
        masking=masking,
        path=origin.path,
        candidates=tuple(candidate.table for candidate in origin.candidates),
    )


def _confidence(origin: Origin) -> Confidence:
    if origin.table is None:
        return Confidence.AMBIGUOUS
    if origin.column == STAR:
        return Confidence.STAR
    known = origin.table.known
    return Confidence.VERIFIED if known is not None and known.sees(origin.column) is not None else Confidence.INFERRED


def _table(source: Source | None) -> Table | None:
    return None if source is None else source.table


def _spelled(walk: Walk, source: Source | None, column: str) -> str:
    """Spell a column as the catalog does, else as the database would."""
    known = None if source is None else source.known
    seen = None if known is None else known.sees(column)
    return known.columns[seen] if known is not None and seen is not None else column if column == STAR else walk.rules.spelling(column)
