"""A document as a form, and a filled form put back: what the form doesn't show stays."""

import copy

from contracts.odcs import read
from contracts.odcs.filling import filled, is_reshaped
from contracts.odcs.forming import parts_of
from tests.contracts.odcs.texts import ORDERS

ABOUT = read(ORDERS.encode()).value


def as_sent(value: dict[str, object]) -> dict[str, str]:
    """Give the fields that a browser sends back untouched."""
    parts = parts_of(value)
    told = dict(parts.plain)
    for part in parts.objects:
        told[f"{part.prefix}description"] = part.description
        for row in part.columns:
            told |= {f"{row.prefix}name": row.name, f"{row.prefix}physicalType": row.physical, f"{row.prefix}logicalType": row.logical}
            told |= {f"{row.prefix}description": row.description} | ({f"{row.prefix}required": "on"} if row.is_required else {})
    for rule in parts.rules:
        told |= {f"{rule.prefix}metric": rule.metric, f"{rule.prefix}operator": rule.operator, f"{rule.prefix}value": rule.value}
        told[f"{rule.prefix}unit"] = rule.unit
    for level in parts.services:
        told |= {f"{level.prefix}property": level.name, f"{level.prefix}value": level.value, f"{level.prefix}unit": level.unit}
        told[f"{level.prefix}element"] = level.element
    return told


def test_a_form_sent_back_untouched_changes_nothing() -> None:
    assert filled(ABOUT, as_sent(ABOUT)) == ABOUT
    assert filled(ABOUT, {}) == ABOUT
    assert not is_reshaped(as_sent(ABOUT))


def test_a_changed_field_changes_that_value_only() -> None:
    told = as_sent(ABOUT) | {"s.0.value": "2", "c.0.0.description": "The number on the invoice"}
    wanted = copy.deepcopy(ABOUT)
    wanted["slaProperties"][0]["value"] = 2
    wanted["schema"][0]["properties"][0]["description"] = "The number on the invoice"
    assert filled(ABOUT, told) == wanted


def test_rows_are_added_and_taken_away() -> None:
    told = {
        "c.0.new.name": "paid",
        "c.0.new.logicalType": "boolean",
        "c.0.new.required": "on",
        "s.new.property": "freshness",
        "s.new.value": "2",
    }
    made = filled(
        ABOUT,
        told | {"s.new.unit": "h", "q.new.where": "0.0", "q.new.metric": "nullValues", "q.new.operator": "mustBe", "q.new.value": "0"},
    )
    assert made["schema"][0]["properties"][-1] == {"name": "paid", "logicalType": "boolean", "required": True}
    assert made["slaProperties"][-1] == {"property": "freshness", "value": 2, "unit": "h"}
    assert made["schema"][0]["properties"][0]["quality"][-1] == {"metric": "nullValues", "mustBe": 0}
    sent = as_sent(made) | {"s.0.gone": "on", "c.0.0.gone": "on"}
    assert is_reshaped(sent)
    less = filled(made, sent)
    assert len(less["slaProperties"]) == len(made["slaProperties"]) - 1
    assert less["schema"][0]["properties"] == made["schema"][0]["properties"][1:]


def test_fields_of_places_that_are_not_there_change_nothing() -> None:
    told = {"q.new.where": "99.x", "q.new.value": "1", "c.7.new.name": "x", "s.99.value": "4", "q.0.-.5.value": "3"}
    assert filled(ABOUT, told) == ABOUT
