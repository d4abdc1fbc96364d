"""What dialects write that others don't, and its lineage as reasoned by hand; the kinds of statements that users of other tools report."""

import re

import pytest

from lineage.sql import Edge, Outcome, Schema, resolve
from tests.lineage.sql.reading import HERE

BLOCKS = (HERE / "dialects.lines").read_text(encoding="utf-8").split("\n\n")[1:]


def _words(text: str) -> set[str]:
    return {word.strip() for word in text.lower().split(",") if word.strip()}


def _pair(edge: Edge, *, names_targets: bool) -> str:
    source = f"{edge.source}.{edge.source_column}" if edge.source else f"?.{edge.source_column}"
    return f"{source}>{f'{edge.target}.' if names_targets else ''}{edge.target_column}".lower()


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split("\n")[1][:40])
def test_a_dialects_own_words_have_their_lineage(block: str) -> None:
    head, sql, tables, columns = block.strip("\n").split("\n")
    dialect, _, known = head.partition(" ")
    schema = Schema({name: listed.split(", ") for name, listed in re.findall(r"([\w.$]+)\(([^)]*)\)", known)})
    script = resolve(sql, dialect=dialect, schema=schema)
    reads, writes = (_words(side) for side in tables.split(">"))
    assert ({str(table).lower() for table in script.reads}, {str(table).lower() for table in script.writes}) == (reads, writes)
    found = {_pair(edge, names_targets=len(writes) > 1) for edge in script.edges if edge.target_column is not None}
    assert found == set(columns.lower().split()) - {"-"}
    assert not list(script.with_outcome(Outcome.FAILED)) + list(script.with_outcome(Outcome.DEGRADED))
