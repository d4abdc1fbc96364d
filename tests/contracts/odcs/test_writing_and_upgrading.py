"""Writing what was read, filling variables, and bringing old documents to 3.2.0 without losing anything."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contracts.odcs import check, fill, read, upgrade, write
from contracts.odcs.upgrading import Upgraded
from contracts.odcs.variables import variables_in

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
TRICKY = st.sampled_from(
    ["NO", "on", "09:30", "0o14", "1e3", "1.0", "2022-01-01", "~", "", "null", "- a", "a: b", "*x", "<<", "0x1F", "1_0"]
)
NUMBERS = st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False, width=32)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT | TRICKY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT | TRICKY, inner, max_size=3),
    max_leaves=12,
)
OLD = """
apiVersion: v2.2.2
kind: DataContract
uuid: 53581432
version: 1.0.0
status: current
datasetDomain: seller
quantumName: my quantum
password: secret
sourceSystem: bigquery
driver: postgres
server: localhost
dataset:
  - table: tbl
    dataGranularity: one row a day
    columns:
      - {column: a, logicalType: Int, isNullable: false, isPrimaryKey: true, clusterStatus: true, sampleValues: [1], odd: 1}
      - column: b
        logicalType: blob
        quality: [{code: nullCheck, toolName: Elevate, dimension: Completeness, scheduleCronExpression: 0 20 * * *}]
stakeholders: [{username: a, role: owner, comment: left}]
slaDefaultColumn: tbl.a
slaProperties: [{property: latency, value: 4, unit: d}]
"""


@given(st.dictionaries(TEXT | TRICKY, VALUES, max_size=4))
def test_what_is_written_reads_back_the_same(value: dict[str, Any]) -> None:
    assert read(write(value)).value == value


def test_json_and_yaml_of_the_same_document_read_the_same() -> None:
    value = {"apiVersion": "v3.2.0", "schema": [{"name": "é\n", "x": [1.5, True, None, "NO"]}]}
    assert read(json.dumps(value).encode()).value == read(write(value)).value == value


def test_variables_take_values_then_defaults_and_stay_where_there_is_none() -> None:
    filled = fill({"a": "${X:-d}/${Y}", "q": [{"query": "select ${column} from ${table} where ${Z}"}], "n": 1}, {"Y": "y"})
    assert filled.value["a"] == "d/y"
    assert filled.value["q"][0]["query"] == "select ${column} from ${table} where ${Z}"
    assert filled.missing == ((("q", 0, "query"), "Z"),)


def test_variables_are_kept_verbatim_when_written() -> None:
    assert b"${HOST:-db.example}" in write({"apiVersion": "v3.2.0", "tenant": "${HOST:-db.example}"})
    assert variables_in({"a": "${X}", "b": "${X:-1} ${Y:-}"}) == {"X": "1", "Y": ""}


def old() -> Upgraded:
    return upgrade(read(OLD.encode()).value)


def test_a_contract_of_2_2_becomes_a_valid_one_of_3_2() -> None:
    assert check(read(write(old().value))).errors == ()


def test_a_contract_of_2_2_keeps_what_it_says_under_new_names() -> None:
    value = old().value
    (table,) = value["schema"]
    first, second = table["properties"]
    assert (value["id"], value["domain"], value["dataProduct"]) == ("53581432", "seller", "my quantum")
    assert (table["name"], table["dataGranularityDescription"]) == ("tbl", "one row a day")
    assert (first["name"], first["logicalType"], first["required"], first["primaryKey"], first["examples"]) == (
        "a",
        "integer",
        True,
        True,
        [1],
    )
    assert {item["property"]: item["value"] for item in first["customProperties"]} == {"clusterStatus": True, "odd": 1}
    assert second["quality"][0] | {"implementation": {}} == {
        "name": "nullCheck",
        "type": "custom",
        "engine": "Elevate",
        "dimension": "completeness",
        "implementation": {},
        "scheduler": "cron",
        "schedule": "0 20 * * *",
    }
    assert value["slaProperties"][0]["element"] == "tbl.a"
    assert value["team"]["members"] == [{"username": "a", "role": "owner", "description": "left"}]


def test_a_contract_of_2_2_leaves_secrets_behind_and_says_so() -> None:
    assert "secret" not in str(old().value)
    assert any("no place for secrets" in note for note in old().notes)


def test_older_forms_of_3_0_become_those_of_3_2() -> None:
    options = {"minimum": 0, "exclusiveMinimum": True}
    rules = [{"rule": "duplicateCount", "mustBe": 0}, {"rule": "own", "mustBe": 1}]
    column = {"name": "a", "logicalType": "number", "logicalTypeOptions": options, "quality": rules, "mine": 1}
    value = {"apiVersion": "v3.0.0", "kind": "DataContract", "id": "x", "version": "1.0.0", "team": [{"username": "u"}], "mine": 2}
    found = upgrade(
        {
            **value,
            "slaDefaultElement": "o.a",
            "slaProperties": [{"property": "ly", "value": 1}],
            "schema": [{"name": "o", "properties": [column]}],
        }
    )
    new = found.value["schema"][0]["properties"][0]
    assert new["logicalTypeOptions"] == {"exclusiveMinimum": 0}
    assert [rule.get("metric") or rule["engine"] for rule in new["quality"]] == ["duplicateValues", "unknown"]
    assert new["customProperties"] == [{"property": "mine", "value": 1}]
    assert found.value["team"] == {"members": [{"username": "u"}]}
    assert found.value["slaProperties"][0]["element"] == "o.a"
    assert check(read(write(found.value))).errors == ()


def test_upgrading_leaves_the_document_given_alone() -> None:
    value = read(OLD.encode()).value
    upgrade(value)
    assert value == read(OLD.encode()).value
