"""PostgreSQL judges: random statements, their lineage read from the server's own analysed query tree."""

import importlib.util
import os
import sys
from random import Random

import pytest
from django.db import DatabaseError, connection, transaction

from lineage.sql import Outcome, Schema, resolve
from tests.lineage.sql.corpus import ROOT, deciding, source_name, tables_of, target_name, typed
from tests.lineage.sql.generating import TABLES, Writer

SEED = int(os.environ.get("PROVENDER_SQL_SEED", "20261121"))
COUNT = int(os.environ.get("PROVENDER_SQL_COUNT", "150"))
SCHEMA = Schema({"gb": TABLES["gb"], **TABLES})


@pytest.fixture(scope="module")
def oracle():
    path = ROOT.parent / "tools" / "pg_oracle.py"
    if not path.exists():
        pytest.skip("The oracle (tools/pg_oracle.py beside the corpus folder) isn't here; PROVENDER_CORPUS names the corpus folder.")
    spec = importlib.util.spec_from_file_location("pg_oracle", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["pg_oracle"] = module
    spec.loader.exec_module(module)
    _read_newer_trees(module)
    return module


def _read_newer_trees(module):
    """The oracle knows PostgreSQL 16's trees; 17 keeps MERGE's condition apart, 18 gives grouped columns a relation of their own."""
    older_var, older_walk = module.Analyzer.var, module.Analyzer.walk_query

    def var(self, node, stack):
        place = stack[: len(stack) - int(node["varlevelsup"])]
        relation = module.aslist(place[-1]["rtable"])[int(node["varno"]) - 1]
        if relation.get("groupexprs") is None:
            return older_var(self, node, stack)
        return self.expr(module.aslist(relation["groupexprs"])[int(node["varattno"]) - 1], place)

    def walk_query(self, query, stack):
        older_walk(self, query, stack)
        if query.get("mergeJoinCondition") is not None:
            self.add(self.expr(query["mergeJoinCondition"], [*stack, query]), "FILTER")

    module.Analyzer.var, module.Analyzer.walk_query = var, walk_query


def _judged(oracle, sql):
    """The server's answer, or None when it refuses the statement."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            return oracle.analyze(cursor.cursor, sql)
    except DatabaseError:
        return None
    except oracle_errors() as error:
        if error.pgcode is None:
            raise
        return None


def oracle_errors():
    import psycopg2  # the oracle takes the driver's own cursor, so its errors are the driver's

    return psycopg2.Error


@pytest.mark.django_db
def test_random_statements_have_the_lineage_that_postgresql_sees(oracle):
    with connection.cursor() as cursor:
        for table, columns in TABLES.items():
            key = " UNIQUE" if table == "gb" else ""
            cursor.execute(f"CREATE TABLE {table} ({columns[0]} int{key}, {', '.join(f'{name} int' for name in columns[1:])})")
    writer = Writer(Random(SEED))
    judged, wrong, edges, agreed = 0, [], 0, 0
    for _ in range(COUNT):
        sql = writer.statement()
        answer = _judged(oracle, sql)
        if answer is None:
            continue
        judged += 1
        script = resolve(sql, dialect="postgres", schema=SCHEMA)
        assert script.statements[0].outcome is Outcome.OK, sql
        difference = _difference(script, answer)
        if difference:
            wrong.append((sql, difference))
        expected = {tuple(edge) for edge in answer["edges"]}
        edges, agreed = edges + len(expected), agreed + len(expected & typed(script))
    print(f"seed {SEED}: {judged - len(wrong)} of {judged} statements right, {agreed} of {edges} typed edges agree")
    assert judged >= 0.8 * COUNT, f"Only {judged} of {COUNT} statements are PostgreSQL's: the generator writes what it refuses."
    assert len(wrong) <= 0.005 * judged, wrong[:3]
    assert agreed >= 0.98 * edges


def _difference(script, answer):
    """Tables, column pairs and deciding columns that only one of the two has."""
    pairs = {(source_name(edge), target_name(edge)) for edge in script.edges if edge.target_column is not None}
    reads, writes = tables_of(script)
    reads -= set(answer["optional_sources"])
    ours = (
        {("table", *pair) for pair in pairs},
        {("reads", table) for table in reads},
        {("writes", table) for table in writes},
        deciding(script),
    )
    theirs = (
        {("table", edge[0], edge[1]) for edge in answer["edges"]},
        {("reads", table) for table in answer["sources"]},
        {("writes", table) for table in answer["targets"]},
        {tuple(pair) for pair in answer["indirect"]},
    )
    return [left ^ right for left, right in zip(ours, theirs, strict=True) if left != right]
