"""Comparing two versions: typed entries in words, and the number that follows."""

import pytest

from contracts.odcs import compare, next_number, read
from contracts.standards import difference_document
from tests.contracts.odcs.texts import ORDERS, changed

OLD = read(ORDERS.encode()).value
STATUS = "      - {name: status, physicalType: varchar(20), logicalType: string, required: true, enum: [{value: paid}, {value: sent}]}\n"


def changes(*swaps: tuple[str, str]):
    return compare(OLD, read(changed(ORDERS, *swaps).encode()).value)


@pytest.mark.parametrize(
    ("swap", "words", "number"),
    [
        (("name: Orders\n", "name: All orders\n"), "name changed from Orders to All orders", "1.0.1"),
        (
            ("varchar(20)", "varchar(10)"),
            "object “orders”, property “status”, physicalType changed from varchar(20) to varchar(10)",
            "2.0.0",
        ),
        (("required: true", "required: false"), "object “orders”, property “status”, required changed from true to false", "2.0.0"),
        (("Type: bigint, log", "Type: bigint, required: true, log"), "object “orders”, property “id”, required was added: true", "1.1.0"),
        ((", {value: sent}", ""), "object “orders”, property “status”, value “sent” was removed", "1.1.0"),
        (("{value: sent}", "{value: sent}, {value: lost}"), "object “orders”, property “status”, value “lost” was added", "2.0.0"),
        (("minimum: 0", "minimum: 1"), "object “orders”, property “amount”, logicalTypeOptions, minimum changed from 0 to 1", "1.1.0"),
        (("mustBeGreaterThan: 10", "mustBeGreaterThan: 5"), "quality rule “rowCount”, mustBeGreaterThan changed from 10 to 5", "2.0.0"),
        (("value: 3, unit: y", "value: 1, unit: y"), "SLA “retention”, value changed from 3 to 1", "2.0.0"),
        (("value: 3, unit: y", "value: 5, unit: y"), "SLA “retention”, value changed from 3 to 5", "1.1.0"),
        (("  - {property: retention, value: 3, unit: y}\n", ""), "SLA “retention” was removed: retention 3 y", "2.0.0"),
        (
            ("09:00 Europe", "12:00 Europe"),
            "SLA “timeOfAvailability”, value changed from 09:00 Europe/Berlin to 12:00 Europe/Berlin",
            "2.0.0",
        ),
        (
            ("09:00 Europe", "08:30 Europe"),
            "SLA “timeOfAvailability”, value changed from 09:00 Europe/Berlin to 08:30 Europe/Berlin",
            "1.1.0",
        ),
        (("status: active\n", "status: retired\n"), "status changed from active to retired", "2.0.0"),
        ((STATUS, ""), "object “orders”, property “status” was removed: varchar(20)", "2.0.0"),
    ],
)
def test_a_change_is_said_in_words_and_moves_the_number(swap, words: str, number: str) -> None:
    (change,) = changes(swap)
    assert words in change.words
    assert next_number("1.0.0", (change,)) == number


def test_nothing_changed_is_nothing() -> None:
    assert compare(OLD, OLD) == ()
    assert next_number("1.0.0", ()) == "1.0.0"


def test_order_in_lists_and_the_version_itself_are_no_change() -> None:
    value = {**OLD, "version": "9.9.9", "slaProperties": list(reversed(OLD["slaProperties"]))}
    assert compare(OLD, value) == ()


def test_a_version_that_is_no_number_has_no_successor() -> None:
    assert next_number("latest", changes(("name: Orders\n", "name: X\n"))) == ""


def test_changing_back_undoes_every_entry() -> None:
    new = read(changed(ORDERS, ("varchar(20)", "text"), ("value: 3", "value: 4")).encode()).value
    there, back = compare(OLD, new), compare(new, OLD)
    assert [(change.path, change.before, change.after) for change in there] == [
        (change.path, change.after, change.before) for change in back
    ]


def test_a_difference_travels_as_omds_with_its_rules_and_ours() -> None:
    found = changes(("  - {property: retention, value: 3, unit: y}\n", ""), ("varchar(20)", "text"))
    document = difference_document(OLD, OLD, found)
    assert document["impact"] == {"major": 1, "minor": 1, "patch": 0}
    assert (document["kind"], document["suggestedVersion"]) == ("MetadataDifference", "2.0.0")
    entry = next(entry for entry in document["diffs"] if entry["section"] == "schema")
    assert entry == {
        "type": "CHANGE",
        "section": "schema",
        "field": "physicalType",
        "impactLevel": "MAJOR",
        "path": "/schema[name=orders]/properties[name=status]/physicalType",
        "value1": "varchar(20)",
        "value2": "text",
        "message": "object “orders”, property “status”, physicalType changed from varchar(20) to text",
    }
