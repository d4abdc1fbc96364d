"""Who relies on an asset."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Asset, AssetTag, Namespace, Team
from contracts.compatibility.consumers import Coverage, Evidence, How
from contracts.models import Agreement
from contracts.queries.change_slack import slack_of
from contracts.queries.consumers import consumers_of
from tests.contracts.change.making import agree, document, make_orders, publish, reads
from tests.lineage.queries.makers import feed, link, make_job
from tests.make import make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db


def by_name(asset, person=None):
    return {row.party.name: row for row in consumers_of(asset, person)}


def test_lineage_shows_who_reads_which_columns_and_how():
    orders = make_orders()
    reads(orders, "marts.sales", {"amount": ("identity", "total decimal(10,2)"), "quantity": ("aggregation", "units bigint")})
    row = by_name(orders)["marts.sales"]
    assert row.is_provisional and row.consumer.evidence is Evidence.PARSED and row.consumer.coverage is Coverage.LISTED
    assert {(use.column, use.how, use.as_type) for use in row.consumer.uses} == {
        ("amount", How.STORES, "decimal(10,2)"),
        ("quantity", How.READS, "bigint"),
    }


def test_a_consumer_says_in_which_environment_it_lives():
    orders = make_orders()
    reads(orders, "marts.sales", {"amount": ("identity", "total decimal(10,2)")})
    reads(orders, "marts.trial", {"amount": ("identity", "total decimal(10,2)")})
    Namespace.objects.update(environment="production")
    AssetTag.objects.create(asset=Asset.objects.get(name="marts.trial"), key="env", value="test", source="person")
    assert {name: row.party.environment for name, row in by_name(orders).items()} == {"marts.sales": "production", "marts.trial": "test"}


def test_a_reader_without_columns_is_known_by_name_alone():
    orders, target = make_orders(), make_asset("marts.copy", kind="table")
    link(orders, target)
    assert by_name(orders)["marts.copy"].consumer.coverage is Coverage.UNKNOWN


def test_a_star_leaves_open_which_columns_are_used():
    orders, target = make_orders(), make_asset("marts.copy", columns=["amount"], kind="table")
    link(orders, target)
    edge = feed(orders.columns.get(path="amount"), target.columns.get(path="amount"), confidence="star")
    type(edge).objects.filter(pk=edge.pk).update(source_column=None)
    row = by_name(orders)["marts.copy"]
    assert row.consumer.has_star and row.consumer.coverage is Coverage.UNKNOWN


def test_who_reads_a_view_reads_what_lies_under_it():
    orders = make_orders()
    view = reads(orders, "marts.orders_view", {"amount": ("identity", "price decimal(10,2)")}, kind="view")
    target = make_asset("finance.revenue", columns=["price decimal(10,2)"], kind="table")
    link(view, target)
    feed(view.columns.get(path="price"), target.columns.get(path="price"), subtype="identity", kind="direct")
    row = by_name(orders)["finance.revenue"]
    assert row.party.through == "marts.orders_view"
    assert [(use.column, use.how, use.as_type) for use in row.consumer.uses] == [("amount", How.STORES, "decimal(10,2)")]


def test_an_agreement_of_the_owning_team_covers_what_it_names():
    orders, team = make_orders(), Team.objects.create(slug="finance", name="Finance")
    version = publish(document(), orders)
    reads(orders, "marts.sales", {"amount": ("identity", "total decimal(10,2)")}, owner_team=team)
    agree(version.contract, team, ["amount"], asset=orders)
    (row,) = consumers_of(orders, None)
    assert row.party.kind == "team" and row.consumer.evidence is Evidence.DECLARED
    assert [(use.how, use.as_type) for use in row.consumer.uses] == [(How.STORES, "decimal(10,2)")]


def test_what_lineage_shows_beyond_the_agreement_stays_visible():
    orders, team = make_orders(), Team.objects.create(slug="finance", name="Finance")
    version = publish(document(), orders)
    reads(orders, "marts.sales", {"quantity": ("identity", "units int")}, owner_team=team)
    agree(version.contract, team, ["amount"], asset=orders)
    assert by_name(orders).keys() == {"Finance", "marts.sales"}


@pytest.mark.parametrize(("state", "counts"), [("active", True), ("requested", True), ("terminated", False), ("rejected", False)])
def test_only_open_agreements_count(state, counts):
    orders, team = make_orders(), Team.objects.create(slug="finance", name="Finance")
    agree(publish(document(), orders).contract, team, state=state)
    assert ("Finance" in by_name(orders)) is counts


def test_a_hidden_consumer_keeps_its_place_but_not_its_name():
    cast = make_cast(is_restricted=True)
    orders = make_orders()
    reads(orders, "secret.sales", {"amount": ("identity", "total decimal(10,2)")}, domain=cast.domain)
    (row,) = consumers_of(orders, cast.charlie)
    assert row.party.is_hidden and row.party.asset is None and "secret" not in f"{row.party}{row.consumer}"


def test_a_job_that_only_reads_is_a_consumer():
    from lineage.models import JobDataset
    from tests.make import NOON

    orders, job = make_orders(), make_job("export")
    JobDataset.objects.create(job=job, asset=orders, direction="input", first_seen_at=NOON, last_seen_at=NOON)
    assert by_name(orders)["export"].party.kind == "job"


def test_asking_for_columns_keeps_who_uses_them_and_who_might():
    orders = make_orders()
    reads(orders, "marts.sales", {"amount": ("identity", "total decimal(10,2)")})
    link(orders, make_asset("marts.copy", kind="table"))
    assert {row.party.name for row in consumers_of(orders, None, ["note"])} == {"marts.copy"}


def test_who_forces_me_to_keep_a_column_and_how_much_room_is_left():
    orders, team = make_orders(), Team.objects.create(slug="finance", name="Finance")
    version = publish(document(), orders)
    agree(version.contract, team, ["amount"], asset=orders, needs={"latency": {"value": 6, "unit": "h"}})
    slack = slack_of(orders, make_cast().ada)
    assert [(column.path, column.is_free) for column in slack.columns] == [
        ("order_id", True),
        ("amount", False),
        ("quantity", True),
        ("note", True),
    ]
    assert [term.room for term in slack.terms] == ["2 h"]
    assert [term.room for term in slack_of(orders, None).terms] == [""]  # what an agreement asks for is between its sides


def test_the_number_of_queries_does_not_grow_with_the_readers():
    orders = make_orders()
    for number in range(4):
        reads(orders, f"marts.t{number}", {"amount": ("identity", "total decimal(10,2)")})
    with CaptureQueriesContext(
        connection,
    ) as caught:
        consumers_of(orders, None)
    assert len(caught) <= 10


def test_an_agreed_consumer_that_lineage_no_longer_shows_is_silent():
    orders = make_orders()
    contract = publish(document(), orders).contract
    sales = reads(orders, "marts.sales", {"amount": ("identity", "total decimal(10,2)")})
    for consumer in (sales, make_asset("marts.gone")):
        Agreement.objects.create(contract=contract, consumer_asset=consumer, state="active")
    assert {name: row.is_silent for name, row in by_name(orders).items()} == {"marts.sales": False, "marts.gone": True}
