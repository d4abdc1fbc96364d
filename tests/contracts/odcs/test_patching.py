"""Editing a document as text: it reads as wanted, and whatever else was in the text is still there."""

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.odcs import read
from contracts.odcs.patching import patch
from tests.contracts.odcs.texts import ORDERS

COMMENTED = b"""# Ours since 2024.
apiVersion: v3.2.0
kind: DataContract
id: orders   # never change it
version: 1.0.0
owner_of_old: kept   # an unknown key
schema:
  - name: orders
    properties:
      # the customer sees it
      - name: id
        physicalType: bigint
      - name: net   # after vouchers
        physicalType: numeric(12,2)
        description: |
          Two lines
          of text.
# service levels
slaProperties:
  - property: frequency
    value: 1
    unit: d
"""


def edited(change: Any) -> tuple[str, dict[str, Any]]:
    """Change the values, and give the text that follows with them."""
    wanted = copy.deepcopy(read(COMMENTED).value)
    change(wanted)
    return patch(COMMENTED, wanted).decode(), wanted


def test_nothing_changed_is_byte_for_byte_the_same() -> None:
    assert patch(COMMENTED, read(COMMENTED).value) == COMMENTED


def test_a_value_changes_on_its_line_only() -> None:
    text, _ = edited(lambda value: value.update(version="1.1.0"))
    assert text == COMMENTED.decode().replace("version: 1.0.0", "version: 1.1.0")


def test_an_added_column_stands_behind_the_last_and_a_removed_one_takes_only_its_lines() -> None:
    text, wanted = edited(lambda value: value["schema"][0]["properties"].append({"name": "paid", "logicalType": "boolean"}))
    assert "          of text.\n      - name: paid\n        logicalType: boolean\n# service levels" in text
    assert read(text.encode()).value == wanted
    text, wanted = edited(lambda value: value["schema"][0]["properties"].pop(0))
    assert "physicalType: bigint" not in text
    assert text.count("#") == COMMENTED.decode().count("#")
    assert read(text.encode()).value == wanted


def test_json_stays_json() -> None:
    raw = b'{"apiVersion": "v3.2.0", "kind": "DataContract", "id": "a", "version": "1"}'
    wanted = {**read(raw).value, "version": "2"}
    assert json.loads(patch(raw, wanted)) == wanted


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
PLAIN = st.none() | st.booleans() | st.integers(-9, 9) | WORDS
VALUES = PLAIN | st.lists(PLAIN, max_size=3) | st.dictionaries(st.sampled_from(["a", "b c", "no", "1"]), PLAIN, max_size=3)


@given(st.sampled_from([COMMENTED, ORDERS.encode()]), st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_is_changed_the_text_reads_as_wanted(raw: bytes, data: st.DataObject) -> None:
    wanted = copy.deepcopy(read(raw).value)
    for _ in range(data.draw(st.integers(1, 3))):
        change(wanted, data)
    assert read(patch(raw, wanted)).value == wanted


def change(owner: Any, data: st.DataObject) -> None:
    """Set, add or take away something somewhere."""
    keys = list(owner) if isinstance(owner, dict) else list(range(len(owner)))
    if not keys:
        return
    key = data.draw(st.sampled_from(keys))
    if isinstance(owner[key], dict | list) and owner[key] and data.draw(st.booleans()):
        change(owner[key], data)
    elif data.draw(st.booleans()):
        owner[key] = data.draw(VALUES)
    elif len(keys) > 1:
        del owner[key]
