"""Starting points: every template makes a valid draft of what was seen."""

import pytest

from contracts.clauses import clauses_of
from contracts.odcs import check, read, write
from contracts.odcs.templates import TEMPLATES, SeenColumn, SeenObject, logical_type, start_contract, template

COLUMNS = (
    SeenColumn("id", "bigint", "Number"),
    SeenColumn("address", "struct<street:string>"),
    SeenColumn("address.street", "varchar(20)"),
    SeenColumn("lines", "array<struct>"),
    SeenColumn("lines.amount", "numeric(12,2)"),
    SeenColumn("labels", "map<string,string>"),
    SeenColumn("odd", "geography"),
)
SERVER = {"server": "shop", "type": "postgres", "host": "shop-db", "port": 5432, "database": "shop", "schema": "public"}
SEEN = SeenObject("orders", "t_orders", "table", "Orders", SERVER, COLUMNS)


@pytest.mark.parametrize("chosen", TEMPLATES, ids=lambda chosen: chosen.slug)
def test_a_template_makes_a_valid_contract_whose_promises_can_all_be_judged(chosen) -> None:
    value = start_contract(key="orders", name="Orders", domain="sales", objects=[SEEN, SeenObject("lines", server=SERVER)], chosen=chosen)
    problems = check(read(write(value)))
    assert (problems.errors, problems.warnings) == ((), ())
    assert [clause.key for clause in clauses_of(value) if clause.why_not] == []
    assert len(value["servers"]) == 1


def test_nested_columns_come_out_as_they_went_in() -> None:
    value = start_contract(key="o", name="", domain="", objects=[SEEN], chosen=template("schema"))
    assert [clause.column_path for clause in clauses_of(value) if clause.property == "type"] == [column.path for column in COLUMNS]


@pytest.mark.parametrize(
    ("told", "logical"),
    [
        ("BIGINT", "integer"),
        ("timestamp with time zone", "timestamp"),
        ("character varying(3)", "string"),
        ("boolean", "boolean"),
        ("xml", ""),
    ],
)
def test_types_of_platforms_are_guessed(told: str, logical: str) -> None:
    assert logical_type(told) == logical
