"""Random statements that PostgreSQL accepts: nested queries, joins, set operations, windows, writes."""

from dataclasses import dataclass, field
from random import Random

TABLES = {"ga": ["id", "p", "q"], "gb": ["id", "r", "s"], "gc": ["k", "p", "t"], "gd": ["k", "u", "v", "w"]}
MOST_DEEP = 3


@dataclass
class Writer:
    """Writes statements from one seed; all columns are integers, so that any expression of them is valid."""

    pick: Random
    made: int = 0
    named: list[tuple[str, list[str]]] = field(default_factory=list)

    def fresh(self, letter: str) -> str:
        self.made += 1
        return f"{letter}{self.made}"

    def statement(self) -> str:
        self.named = []
        kind = self.pick.choice(["select"] * 5 + ["insert", "insert", "upsert", "update", "delete", "merge"])
        return getattr(self, f"_{kind}")()

    def _select(self) -> str:
        return self.with_query(0)[0]

    def _insert(self) -> str:
        table = self.pick.choice(list(TABLES))
        columns = self.pick.sample(TABLES[table], self.pick.randint(1, len(TABLES[table])))
        prefix, query = self.with_parts(1, len(columns))
        return f"{prefix}INSERT INTO {table} ({', '.join(columns)}) {query}"

    def _upsert(self) -> str:
        _, query = self.with_parts(2, 2)
        value = self.pick.choice(["excluded.r", "coalesce(excluded.r, gb.r)", "gb.r + excluded.id"])
        return f"INSERT INTO gb (id, r) {query} ON CONFLICT (id) DO UPDATE SET r = {value}"

    def _update(self) -> str:
        item, scope = self.item(1)
        scope = [*scope, ("x", TABLES["ga"])]
        return f"UPDATE ga x SET p = {self.value(scope, 1)}, q = {self.value(scope, 1)} FROM {item} WHERE {self.value(scope, 3)} = x.id"

    def _delete(self) -> str:
        item, scope = self.item(1)
        return f"DELETE FROM gc x USING {item} WHERE {self.value(scope, 3)} = x.k AND x.t > 1"

    def _merge(self) -> str:
        item, scope = self.item(1)
        both = [*scope, ("x", TABLES["gd"])]
        return (
            f"MERGE INTO gd x USING {item} ON x.k = {self.value(scope, 3)} WHEN MATCHED AND {self.value(both, 3)} > 0 THEN UPDATE SET u = "
            f"{self.value(both, 3)} WHEN NOT MATCHED THEN INSERT (k, v) VALUES ({self.value(scope, 3)}, {self.value(scope, 3)})"
        )

    def with_query(self, depth: int) -> tuple[str, int]:
        width = self.pick.randint(1, 4)
        prefix, query = self.with_parts(depth, width)
        return prefix + query, width

    def with_parts(self, depth: int, width: int) -> tuple[str, str]:
        ctes = []
        for _ in range(self.pick.choice([0, 0, 1, 2]) if depth < MOST_DEEP else 0):
            columns = [self.fresh("c") for _ in range(self.pick.randint(1, 3))]
            body = self.query(depth + 1, len(columns), [])
            name = self.fresh("w")
            ctes.append(f"{name} ({', '.join(columns)}) AS ({body})")
            self.named.append((name, columns))
        query = self.query(depth, width, [])
        # A WITH query nobody reads is planned away; what of it counts is a convention that isn't judged here.
        kept = [cte for cte in ctes if self._is_read(cte.split(" ", 1)[0], [query, *ctes])]
        while len(kept) != len(ctes):
            ctes, kept = kept, [cte for cte in kept if self._is_read(cte.split(" ", 1)[0], [query, *kept])]
        return (f"WITH {', '.join(ctes)} " if ctes else ""), query

    @staticmethod
    def _is_read(name: str, texts: list[str]) -> bool:
        return any(f" {name} " in text.split(" AS (", 1)[-1] or (f" {name} " in text and not text.startswith(name)) for text in texts)

    def query(self, depth: int, width: int, outer: list[tuple[str, list[str]]]) -> str:
        if depth < MOST_DEEP and self.pick.random() < 0.15:
            operator = self.pick.choice(["UNION", "UNION ALL", "EXCEPT", "INTERSECT"])
            return f"({self.query(depth + 1, width, outer)}) {operator} ({self.query(depth + 1, width, outer)})"
        return self.plain(depth, width, outer)

    def plain(self, depth: int, width: int, outer: list[tuple[str, list[str]]]) -> str:
        source, scope = self.source(depth)
        seen = scope + outer
        where = f" WHERE {self.value(seen, depth + 1)} > {self.value(seen, 3)}" if self.pick.random() < 0.5 else ""
        if self.pick.random() < 0.25:
            keys = [self.column(scope) for _ in range(width - 1)]
            values = [f"{self.pick.choice(['sum', 'min', 'count', 'avg'])}({self.value(scope, 3)})::int"]
            items = ", ".join(f"{item} AS {self.fresh('x')}" for item in keys + values)
            return f"SELECT {items} FROM {source}{where}" + (f" GROUP BY {', '.join(keys)}" if keys else "")
        items = ", ".join(
            f"{self.window(scope) if self.pick.random() < 0.1 else self.value(seen, depth + 1)} AS {self.fresh('x')}" for _ in range(width)
        )
        return f"SELECT {items} FROM {source}{where}"

    def source(self, depth: int) -> tuple[str, list[tuple[str, list[str]]]]:
        text, scope = self.item(depth)
        for _ in range(self.pick.choice([0, 0, 1, 1, 2])):
            kind = self.pick.choice(["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN", "LATERAL"])
            if kind == "LATERAL":
                alias, width = self.fresh("l"), self.pick.randint(1, 2)
                columns = [self.fresh("c") for _ in range(width)]
                text += f" CROSS JOIN LATERAL ({self.plain(MOST_DEEP, width, scope)}) {alias} ({', '.join(columns)})"
                scope = [*scope, (alias, columns)]
                continue
            right, added = self.item(depth)
            on = "" if kind == "CROSS JOIN" else f" ON {self.column(scope)} = {self.column(added)}"
            text, scope = f"{text} {kind} {right}{on}", scope + added
        return text, scope

    def item(self, depth: int) -> tuple[str, list[tuple[str, list[str]]]]:
        alias = self.fresh("t")
        chance = self.pick.random()
        if depth < MOST_DEEP and chance < 0.3:
            columns = [self.fresh("c") for _ in range(self.pick.randint(1, 3))]
            return f"({self.query(depth + 1, len(columns), [])}) AS {alias} ({', '.join(columns)})", [(alias, columns)]
        if chance < 0.4:
            columns = [self.fresh("c") for _ in TABLES["gd"]]
            return f"(SELECT * FROM gd) AS {alias} ({', '.join(columns)})", [(alias, columns)]
        if self.named and chance < 0.6:
            name, columns = self.pick.choice(self.named)
            return f"{name} AS {alias}", [(alias, columns)]
        table = self.pick.choice(list(TABLES))
        return f"{table} AS {alias}", [(alias, TABLES[table])]

    def column(self, scope: list[tuple[str, list[str]]]) -> str:
        alias, columns = self.pick.choice(scope)
        name = self.pick.choice(columns)
        alone = sum(name in other for _, other in scope) == 1
        return name if alone and self.pick.random() < 0.4 else f"{alias}.{name}"

    def window(self, scope: list[tuple[str, list[str]]]) -> str:
        function = self.pick.choice(["row_number()", f"sum({self.column(scope)})", f"lag({self.column(scope)})"])
        return f"({function} OVER (PARTITION BY {self.column(scope)} ORDER BY {self.column(scope)}))::int"

    def value(self, scope: list[tuple[str, list[str]]], depth: int) -> str:
        one = self.column(scope)
        shape = self.pick.randrange(9 if depth < MOST_DEEP else 7)
        shapes = [one, one, one, f"{one} + {self.column(scope)}", f"coalesce({one}, {self.column(scope)})", f"abs({one})"]
        if shape < len(shapes):
            return shapes[shape]
        if shape == len(shapes):
            return f"CASE WHEN {one} > 0 THEN {self.column(scope)} ELSE {self.column(scope)} END"
        inner, name = self.plain(MOST_DEEP, 1, scope), self.fresh("m")
        return f"(SELECT max({name}) FROM ({inner}) AS z ({name}))"
