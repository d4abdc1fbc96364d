"""Statements that carry rows between tables and files: COPY, LOAD, EXPORT, and tables made over files that are there."""

from collections.abc import Iterator
from typing import Any

from sqlglot import exp

from .functions import READERS
from .queries import query
from .relations import Relation, Source
from .scope import Names
from .targets import known_columns, target_of, write
from .walk import Walk

_NO_FILES = frozenset({"STDIN", "STDOUT", "PROGRAM"})
# What engines call the place of a table's files among its options.
_PLACES = frozenset({"external_location", "location", "path", "uri", "uris", "url"})


def copied(walk: Walk, node: exp.Copy) -> None:
    """COPY INTO table FROM files, COPY (query) TO file, COPY INTO @stage FROM table."""
    files = list(node.args.get("files") or ())
    from_, into = (files, [node.this]) if node.args.get("kind") else ([node.this], files)
    relations = [relation for part in from_ if (relation := _given(walk, part)) is not None]
    for part in into:
        target, listed = _aim(walk, part)
        if target is not None:
            walk.writes[target] = None
            for relation in relations:
                write(walk, target, relation, listed or known_columns(target, relation))


def loaded(walk: Walk, node: exp.LoadData) -> None:
    """LOAD DATA INPATH 'p' INTO TABLE t (Hive), LOAD DATA INTO t FROM FILES (uris = […]) (BigQuery)."""
    target, _ = target_of(walk, node.this)
    for place in _literals(node.args.get("inpath"), node.args.get("files")):
        walk.read(walk.place_named(place))
    if target is not None:
        walk.writes[target] = None


def exported(walk: Walk, node: exp.Export) -> None:
    """EXPORT DATA OPTIONS (uri = '…') AS query (BigQuery)."""
    relation = query(walk, node.this, Names(), None)
    for place in _literals(node.args.get("options")):
        target = walk.place_named(place)
        walk.writes[target] = None
        write(walk, target, relation, None)


def laid_over(walk: Walk, properties: Any) -> None:
    """Read the files that a table is made over: LOCATION '…', external_location, uris, ENGINE = S3('…')."""
    for part in properties.expressions if properties is not None else ():
        if isinstance(part, exp.LocationProperty):
            place = _place(walk, part.this)
            if place is not None:
                walk.read(place)
        elif isinstance(part, exp.EngineProperty):
            for named in _reader_literals(part.this):
                walk.read(walk.place_named(named))
    for named in _literals(properties):
        walk.read(walk.place_named(named))


def staged(walk: Walk, node: exp.Create) -> None:
    """Remember where CREATE STAGE says that its files are."""
    name = ".".join(walk.parts(node.this)) if isinstance(node.this, exp.Table) else ""
    for place in _literals(node.args.get("properties")):
        walk.session.stages[name] = place.rstrip("/")


def _given(walk: Walk, node: Any) -> Relation | None:
    """Give what is copied: a query's or a table's rows; of files only that they are read."""
    if isinstance(node, exp.Query):
        return query(walk, node, Names(), None)
    place = _place(walk, node)
    if place is not None:
        walk.read(place)
        return None
    source, listed = target_of(walk, node)
    if source is None:
        return None
    walk.read(source)
    relation = Relation.of_table(source)
    return relation if not listed else Relation([(name, source.lineage(name)) for name in listed])


def _aim(walk: Walk, node: Any) -> tuple[Source | None, list[str]]:
    place = _place(walk, node)
    return (place, []) if place is not None else target_of(walk, node)


def _place(walk: Walk, node: Any) -> Source | None:
    """Give the place that a node names, unless it names a table (or nothing that lasts)."""
    this = node.this if isinstance(node, exp.Table) else node
    if isinstance(node, exp.Table) and not isinstance(this, exp.Literal | exp.Var):
        return None
    if not isinstance(this, exp.Literal | exp.Var | exp.Identifier) or not this.name or this.name.upper() in _NO_FILES:
        return None
    return walk.place_named(this.name)


def _literals(*nodes: Any) -> Iterator[str]:
    """Yield the places among a statement's options, and a literal given as it is."""
    for node in nodes:
        if isinstance(node, exp.Literal):
            yield node.name
        elif isinstance(node, exp.Expression):
            for option in node.find_all(exp.Property):
                if option.name.lower() in _PLACES:
                    yield from (part.name for part in option.args["value"].find_all(exp.Literal) if part.is_string)


def _reader_literals(engine: Any) -> Iterator[str]:
    if isinstance(engine, exp.Anonymous) and engine.name.lower() in READERS:
        first = next(iter(engine.expressions), None)
        yield from _literals(first)
