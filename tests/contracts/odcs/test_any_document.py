"""Whatever is readable is checked, compared, upgraded and listed without a fall; what is nonsense is said, not raised."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.clauses import clauses_of
from contracts.odcs import Document, check, compare, fill, ignored_in, upgrade, write
from contracts.odcs.naming import names_of
from contracts.odcs.schema import fields_of
from contracts.odcs.structure import TABLES
from contracts.odcs.structure_2 import TABLES_2

WORDS = sorted({field.name for table in (*TABLES.values(), *TABLES_2.values()) for field in fields_of(table)})
NAMES = st.sampled_from(
    ["", "a", "b", "orders", "frequency", "timeOfAvailability", "library", "sql", "map", "postgres", "${X}", "locationBalance"]
)
PLAIN = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-1, 1) | NAMES
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4), max_leaves=12
)
DOCUMENTS = st.fixed_dictionaries(
    {"apiVersion": st.sampled_from(["v3.2.0", "v3.1.0", "v3.0.2", "v2.2.2", "v9"]) | PLAIN},
    optional=dict.fromkeys(
        ("schema", "slaProperties", "servers", "team", "dataset", "version", "id", "stakeholders", "status", "domain"), VALUES
    ),
)
DEEP = st.lists(
    st.dictionaries(
        st.sampled_from(["name", "properties", "quality", "customProperties", "items", "map", "enum", "relationships"]), VALUES, max_size=6
    ),
    max_size=2,
)


@settings(max_examples=40, deadline=None)
@given(DOCUMENTS, DEEP, VALUES)
def test_nothing_readable_makes_it_fall(value: dict[str, Any], schema: list[Any], slas: Any) -> None:
    for found in (value, {**value, "schema": schema, "slaProperties": slas}):
        document = Document(b"", found)
        assert all(problem.message for problem in check(document).errors)
        ignored_in(document)
        write(found)
        assert compare(found, found) == ()
        clauses_of(fill(found, {}).value)
        upgraded = upgrade(found).value
        for element in upgraded["schema"] if isinstance(upgraded.get("schema"), list) else ():
            if isinstance(element, dict):
                list(names_of(upgraded, element))


@settings(max_examples=25, deadline=None)
@given(DOCUMENTS, DOCUMENTS)
def test_two_documents_differ_the_same_both_ways(one: dict[str, Any], other: dict[str, Any]) -> None:
    there, back = compare(one, other), compare(other, one)
    assert len(there) == len(back)
