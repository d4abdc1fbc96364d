"""Floors on cases from the field; the misses are listed in docs/reference/sql.md."""

import pytest

from lineage.sql import Outcome
from tests.lineage.sql.corpus import CONVENTIONS, Score, asserted, cases, column_pairs, deciding, resolved, tables_of, typed

FLOORS = {"pg-oracle": (1.0, 0.995), "tpch": (1.0, 1.0), "tpcds": (1.0, 1.0), "sqllineage": (0.98, 0.96)}


def _marked(reads, writes):
    return {("read", table) for table in reads} | {("write", table) for table in writes}


@pytest.mark.parametrize("name", FLOORS)
def test_tables_are_exact(name):
    score = Score()
    for case in asserted(name, "expected_source_tables"):
        reads, writes = tables_of(resolved(case, CONVENTIONS[name]))
        reads -= set(case.get("optional_source_tables") or ())
        expected = {table.lower() for table in case["expected_source_tables"]}, {table.lower() for table in case["expected_target_tables"]}
        score.count(case["id"], _marked(*expected), _marked(reads, writes))
    assert score.share >= FLOORS[name][0], score.missed


@pytest.mark.parametrize("name", FLOORS)
def test_columns_are_exact(name):
    score = Score()
    for case in asserted(name, "expected_column_lineage"):
        expected = {(source.lower(), target.lower()) for source, target in case["expected_column_lineage"]}
        score.count(case["id"], expected, column_pairs(resolved(case, CONVENTIONS[name])))
    assert score.share >= FLOORS[name][1], score.missed


@pytest.mark.parametrize("name", ["pg-oracle", "tpch", "tpcds"])
def test_98_in_100_typed_edges_agree_with_postgresql(name):
    agreed = expected = 0
    for case in cases(name):
        judged = {(source.lower(), target.lower(), kind, subtype) for source, target, kind, subtype in case["expected_edges"]}
        agreed += len(judged & typed(resolved(case, CONVENTIONS[name])))
        expected += len(judged)
    assert agreed / expected >= 0.98


@pytest.mark.parametrize("name", ["pg-oracle", "tpch", "tpcds"])
def test_what_decides_the_rows_agrees_with_postgresql(name):
    score = Score()
    for case in cases(name):
        expected = {(source.lower(), subtype) for source, subtype in case["expected_indirect"]}
        score.count(case["id"], expected, deciding(resolved(case, CONVENTIONS[name])))
    assert score.share >= 0.96, score.missed


@pytest.mark.parametrize("name", FLOORS)
def test_under_1_in_100_statements_fail(name):
    outcomes = [statement.outcome for case in cases(name) for statement in resolved(case, CONVENTIONS[name]).statements]
    assert outcomes.count(Outcome.FAILED) < 0.01 * len(outcomes)
