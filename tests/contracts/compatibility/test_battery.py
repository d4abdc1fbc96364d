"""The battery of changes that other tools judge wrongly, each for five kinds of consumers (battery.json says what is right)."""

import copy
import json
from pathlib import Path

import pytest

from contracts.compatibility.comparing import compare, direction
from contracts.compatibility.consumers import Consumer, Coverage, Evidence, How, Use, read_needs
from contracts.compatibility.directions import Direction
from contracts.compatibility.judging import judge
from contracts.compatibility.promises import Offer
from contracts.compatibility.reading import offers

BATTERY = json.loads((Path(__file__).parent / "battery.json").read_text())
COLUMNS = ("order_id", "amount", "customer", "state", "quantity", "placed_at")
STORED = (("quantity", "int"), ("customer", "varchar(10)"), ("amount", "decimal(10,2)"))
NEEDS = {"deadline": "13:00", "latency": {"value": 6, "unit": "h"}}
CONSUMERS = {
    "whole": Consumer("whole", Evidence.DECLARED, Coverage.WHOLE),
    "asks": Consumer("asks", Evidence.DECLARED, Coverage.LISTED, (Use("amount"), Use("quantity")), read_needs(NEEDS)),
    "reads": Consumer("reads", Evidence.PARSED, Coverage.LISTED, tuple(map(Use, COLUMNS))),
    "stores": Consumer("stores", Evidence.PARSED, Coverage.LISTED, tuple(Use(name, How.STORES, kind) for name, kind in STORED)),
    "star": Consumer("star", Evidence.REPORTED, Coverage.UNKNOWN, has_star=True),
}


def read(document):
    """Turn the battery's keyed parts into ODCS's lists, and give the one offer."""
    schema = [
        {"name": name, "properties": [{"name": column, **said} for column, said in columns.items()]}
        for name, columns in document["schema"].items()
    ]
    found = offers({**document, "schema": schema, "slaProperties": list(document["slaProperties"].values())})
    return found.get("orders", Offer(is_gone=True))


def changed(case):
    document = copy.deepcopy(BATTERY["document"])
    for path, value in case.get("set", {}).items():
        *above, last = path.split(".")
        place = document
        for part in above:
            place = place[part]
        place[last] = value
    for path in case.get("delete", ()):
        *above, last = path.split(".")
        place = document
        for part in above:
            place = place[part]
        del place[last]
    return read(document)


BEFORE = read(BATTERY["document"])


@pytest.mark.parametrize("case", BATTERY["cases"], ids=lambda case: case["name"])
def test_each_change_is_judged_for_each_consumer(case):
    changes = compare(BEFORE, changed(case))
    said = {name: judge(changes, consumer).answer.value for name, consumer in CONSUMERS.items()}
    assert said == {name: case[name] for name in CONSUMERS}


@pytest.mark.parametrize("case", BATTERY["cases"], ids=lambda case: case["name"])
def test_each_change_has_its_direction_and_undone_the_opposite(case):
    after = changed(case)
    assert direction(BEFORE, after).value == case["direction"]
    if not after.is_gone:
        assert direction(after, BEFORE) is Direction(case["direction"]).back


@pytest.mark.parametrize("case", BATTERY["cases"], ids=lambda case: case["name"])
def test_each_change_is_one_change_in_words(case):
    (change,) = compare(BEFORE, changed(case))
    assert change.words


def test_nothing_changed_is_fine_for_everybody():
    assert [judge(compare(BEFORE, BEFORE), consumer).answer.value for consumer in CONSUMERS.values()] == ["yes"] * 5


def test_a_rename_in_the_contract_alone_is_told_and_breaks_nobody():
    field = BEFORE.fields[4]
    relabelled = type(field)(
        "units", physical_type=field.physical_type, physical_name="quantity", required=False, unique=False, primary_key=False
    )
    after = Offer((*BEFORE.fields[:4], relabelled, BEFORE.fields[5]), BEFORE.terms, BEFORE.status)
    (change,) = compare(BEFORE, after)
    assert change.code.value == "column_relabelled" and judge([change], CONSUMERS["whole"]).answer.value == "yes"
