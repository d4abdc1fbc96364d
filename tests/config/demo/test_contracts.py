"""The demo's contracts are valid and say what its landscape holds."""

import pytest

from config.demo.contracts.publishing import FOLDER, KEYS, OFFERS
from config.demo.landscape import KETTLE
from contracts.clauses import clauses_of
from contracts.odcs import check, read
from contracts.odcs.document import objects_of

# What is announced isn't there yet.
FILES = [offer.file for offer in OFFERS]
PRESENT = [name for name in FILES if name != "orders-2.0.0"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_valid_without_a_remark_and_every_promise_can_be_judged(name: str) -> None:
    document = read((FOLDER / f"{name}.odcs.yaml").read_bytes())
    problems = check(document)
    assert (problems.errors, problems.warnings) == ((), ())
    assert [clause.why_not for clause in clauses_of(document.value) if clause.why_not] == []


@pytest.mark.parametrize("name", PRESENT)
def test_a_file_promises_columns_that_are_there(name: str) -> None:
    for element in objects_of(read((FOLDER / f"{name}.odcs.yaml").read_bytes()).value):
        columns = {column.name: column.data_type for column in KETTLE.asset(element["name"]).columns}
        assert {item["name"]: item["physicalType"] for item in element["properties"]}.items() <= columns.items()


def test_every_file_is_published_and_every_contract_is_known_for_removal() -> None:
    files = {path.name.removesuffix(".odcs.yaml"): read(path.read_bytes()) for path in FOLDER.glob("*.odcs.yaml")}
    assert files.keys() == set(FILES)
    assert {document.text("id") for document in files.values()} == set(KEYS)
