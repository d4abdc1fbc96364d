"""The demo's contracts are valid and say what its landscape holds."""

from datetime import UTC, datetime

import pytest

from config.demo.contracts import announce_change, publish_contracts
from config.demo.contracts.publishing import FOLDER, KEYS, OFFERS
from config.demo.landscape import KETTLE
from config.demo.people import Staff
from contracts.clauses import clauses_of
from contracts.models import ChangeProposal, ContractVersion
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


@pytest.mark.django_db
def test_publishing_twice_changes_nothing() -> None:
    staff, as_of = Staff(), datetime(2026, 3, 2, 12, tzinfo=UTC)
    staff.hire()
    for _ in range(2):
        publish_contracts(staff, as_of)
        announce_change(staff, as_of)
    states = sorted(ContractVersion.objects.filter(contract__key="kettle-orders").values_list("number", "state"))
    assert states == [("1.0.0", "deprecated"), ("1.1.0", "active"), ("2.0.0", "proposed")]
    assert (ContractVersion.objects.filter(state="active").count(), ChangeProposal.objects.count()) == (len(KEYS), 1)
    assert not ContractVersion.objects.filter(activated_at__gt=as_of).exists()
