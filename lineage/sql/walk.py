"""The state of one statement's single pass: tables met, edges found, and the two ways back up the grammar."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlglot import exp

from .addresses import address
from .dialects import Rules
from .relations import Lineage, Origin, Relation, Source
from .schema import Known, Session
from .scope import Names, Scope
from .words import Options, Subtype, Table

Resolve = Callable[["Walk", Any, Names, Scope | None], Relation]
Modify = Callable[["Walk", Any, Names], Source | None]
Visitors = Mapping[type, Callable[[Any, Any, int], None]]


class TooLarge(ValueError):
    """A statement (or script) costs more than its limits allow."""


class Walk:
    """What one statement has shown so far.

    `query`, `modify` and `visitors` (of expressions' nodes) are given by the modules that know them: grammar recurses, imports don't.
    """

    def __init__(self, session: Session, options: Options, query: Resolve, modify: Modify, visitors: Visitors) -> None:
        self.session, self.options = session, options
        self.visitors = visitors
        self.rules: Rules = session.rules
        self.key = session.rules.key
        self.query, self.modify = query, modify
        self.sources: dict[tuple[str, ...], Source] = {}
        self.reads: dict[Source, int] = {}
        self.writes: dict[Source, None] = {}
        self.edges: dict[tuple[Source | None, str], Lineage] = {}
        self.deciding: dict[tuple[Origin, Subtype], None] = {}
        self.deciding_of: dict[Source, dict[tuple[Origin, Subtype], None]] = {}
        self.temporary: dict[Source, None] = {}
        self.made: list[tuple[Source, list[str]]] = []
        self.warnings: dict[str, None] = {}
        self.mentions: dict[tuple[int, int], tuple[Lineage, tuple[Source, str] | None]] | None = {} if options.mentions else None
        self.left = options.max_steps
        self.quiet = False
        lateral = options.lateral_aliases
        self.lateral_aliases = self.rules.lateral_aliases if lateral is None else lateral

    def spend(self, steps: int) -> None:
        """Count work; raises TooLarge beyond the limit."""
        self.left -= steps
        if self.left < 0:
            raise TooLarge(f"Resolving its columns takes more than {self.options.max_steps:,} steps; raise max_steps or split it.")

    def parts(self, node: exp.Table) -> tuple[str, ...]:
        """Give the keys of a table's name."""
        args = node.args
        this = args.get("this")
        if args.get("db") is None and isinstance(this, exp.Identifier):
            return (self.key(this),)
        if isinstance(this, exp.Parameter):
            return (f"@{this.name.lower()}",)
        found = [self.key(part) for part in node.parts if part.name]
        if self.rules.default_schema and args.get("catalog") is not None and not node.db:
            found.insert(1, self.rules.default_schema)  # db..t
        return tuple(found)

    def names(self, node: Any) -> bool:
        """Say whether a table's node names it, rather than holding a function, path or placeholder; T-SQL has tables in variables."""
        this = node.this
        return isinstance(this, exp.Identifier | exp.Dot) or (isinstance(this, exp.Parameter) and self.rules.table_variables)

    def source(self, node: exp.Table) -> Source:
        """Give the table a node names; each once for a statement."""
        keys = self.parts(node)
        found = self.sources.get(keys)
        return found if found is not None else self._new(keys)

    def _new(self, keys: tuple[str, ...]) -> Source:
        known = self.session.find(keys)
        spelled = known.parts if known is not None else tuple(self.rules.spelling(key) for key in keys)
        source = next((other for other in self.sources.values() if known is not None and other.known is known), None)
        if source is None:
            source = Source(Table(spelled), keys, known)
        self.sources[keys] = source
        if keys[-1].startswith("@"):
            self.temporary[source] = None
        return source

    def place(self, kind: str, name: str) -> Source:
        """Give a path, stage or table function that the statement names."""
        keys = (f"{kind}:{name}",)
        found = self.sources.get(keys)
        if found is None:
            found = self.sources[keys] = Source(Table((name,), kind), keys, self._known_file(name) if kind == "path" else None)
        return found

    def _known_file(self, name: str) -> Known | None:
        """Find the columns of a file, or of the folder it is in."""
        found = address(name) if self.session.schema.tables else None
        places = (self.session.find((self.rules.text_key(str(near)),)) for near in found.around()) if found is not None else ()
        return next((known for known in places if known is not None), None)

    def place_named(self, text: str) -> Source:
        """Give the stage (`@name/…`) or path of this name; a stage that the script made is the path it stands for."""
        if not text.startswith("@"):
            return self.place("path", text)
        name, _, inside = text[1:].partition("/")
        known = self.session.stages.get(name.lower())
        if known is None:
            return self.place("stage", text[1:])
        return self.place("path", f"{known}/{inside}" if inside else known)

    def read(self, source: Source) -> None:
        """Count a table as read once more."""
        self.reads[source] = self.reads.get(source, 0) + 1

    def flow(self, target: Source | None, column: str, value: Lineage) -> None:
        """Record that a value goes into a column of the target (None: the query's result)."""
        into = self.edges.setdefault((target, column), {})
        for origin, bits in value.items():
            into[origin] = into.get(origin, 0) | bits

    def mention(self, node: Any, value: Lineage, target: tuple[Source, str] | None = None) -> None:
        """Note where the text names a column, where that is asked for."""
        meta = node.meta if self.mentions is not None and isinstance(node, exp.Identifier) else {}
        if self.mentions is not None and "start" in meta:
            self.mentions[meta["start"], meta["end"] + 1] = (value, target)

    def decide(self, value: Lineage, subtype: Subtype) -> None:
        """Record that a value decides which rows there are, or their order."""
        if not self.quiet:
            for origin in value:
                self.deciding[origin, subtype] = None

    def doubt(self, origins: list[Source], column: str) -> Lineage:
        """Give a column that one of several tables must have: of the only one, or ambiguous."""
        if len(origins) == 1:
            return origins[0].lineage(column)
        keys = ("?", column, *(str(id(source)) for source in origins))
        found = self.sources.get(keys)
        if found is None:
            found = self.sources[keys] = Source(Table(()), keys, None)
            found.lineages[column] = {Origin(None, column, (), tuple(origins)): 1}
        return found.lineages[column]
