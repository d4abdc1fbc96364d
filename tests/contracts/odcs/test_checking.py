"""Checking against our own tables: messages a person understands, remarks that stand in nobody's way."""

import pytest
from jsonschema import Draft201909Validator

from contracts.odcs import check, ignored_in, read
from contracts.odcs.schema import schema_of, schema_of_2
from tests.contracts.odcs.texts import HEAD, ORDERS, changed


def errors(text: str) -> list[str]:
    return [str(problem) for problem in check(read(text.encode())).errors]


def warnings(text: str) -> list[str]:
    return [str(problem) for problem in check(read(text.encode())).warnings]


@pytest.mark.parametrize("schema", [schema_of(is_strict=True), schema_of(is_strict=False), schema_of_2()])
def test_our_tables_compile_to_json_schema(schema) -> None:
    Draft201909Validator.check_schema(schema)


def test_a_good_contract_has_no_errors() -> None:
    assert errors(ORDERS) == []


@pytest.mark.parametrize(
    ("swap", "told"),
    [
        (("version: 1.0.0", "version: 1.0"), 'line 4: version: This must be text, and is the number 1.0. Put quotes around it: "1.0".'),
        (("kind: DataContract", "kind: DataProduct"), "line 2: kind: “DataProduct” can't stand here; it can be DataContract"),
        (("name: Orders\n", "nmae: Orders\n"), "line 6: nmae: `nmae` is no field here. Did you mean `name`?"),
        (("port: 5432", "port: [1]"), "server “shop”, port: This must be a whole number or text, and is a list."),
        (("type: postgres", "type: postgresq"), "“postgresq” can't stand here"),
        (("logicalType: number", "logicalType: numbr"), "Did you mean number?"),
        (("required: true", "required: 'yes'"), "property “status”, required: This must be true or false, and is the text yes."),
        (("minimum: 0", "minimum: '0'"), "logicalTypeOptions, minimum: This must be a number, and is the text 0."),
        (("minimum: 0", "minimun: 0"), "`minimun` is no field here. Did you mean `minimum`?"),
        (("mustBeGreaterThan: 10", "dimension: completeness"), "says nothing to compare with"),
        (
            ("enum: [{value: paid}, {value: sent}]", "enum: paid"),
            "This must be a list, and is the text paid. Begin each entry with a dash.",
        ),
        (("property: retention, value: 3", "property: retention, value: [3]"), "SLA “retention”, value: This must be text or a number"),
    ],
)
def test_a_problem_is_said_in_words_with_its_place(swap, told: str) -> None:
    assert any(told in message for message in errors(changed(ORDERS, swap))), errors(changed(ORDERS, swap))


def test_unknown_keys_are_refused_where_the_standard_is_closed_and_kept_where_it_was_open() -> None:
    text = changed(ORDERS, ("physicalType: table", "physicalType: table\n    storage: hot"))
    assert ["`storage` is no field here" in message for message in errors(text)] == [True]
    older = text.replace("v3.2.0", "v3.0.2")
    assert errors(older) == []
    assert any("`storage` is unknown here; it is kept" in message for message in warnings(older))
    assert any(item.why == "an unknown key; kept as it is" for item in ignored_in(read(older.encode())))


def test_remarks_name_newer_fields_twins_and_elements_that_lead_nowhere() -> None:
    text = changed(ORDERS, ("v3.2.0", "v3.0.2"), ("name: amount", "name: status"), ("element: orders}", "element: order}"))
    told = " ".join(warnings(text))
    assert "came with 3.2, and this document says v3.0.2" in told
    assert "2 properties are called “status”" in told
    assert "no object or property is called “order”" in told


def test_what_is_not_acted_on_is_listed_with_its_reason() -> None:
    text = HEAD + "price: {priceAmount: 1}\nschema: [{name: o, quality: [{type: custom, engine: soda, implementation: x}]}]\ntenant: ${T}\n"
    listed = {item.path: item.why for item in ignored_in(read(text.encode()))}
    assert listed.keys() == {"price", "schema[0].quality[0].engine", "tenant"}
    assert "only soda can run this" in listed["schema[0].quality[0].engine"]


def test_a_contract_of_2_2_is_valid_with_unknown_keys() -> None:
    text = "apiVersion: v2.2.2\nkind: DataContract\nuuid: x\nversion: 1.0.0\nstatus: current\nmine: 1\ndataset: [{table: t}]\n"
    assert errors(text) == []
    assert errors(text.replace("table: t", "tabel: t")) == ["line 7: table 1: `table` is missing."]
