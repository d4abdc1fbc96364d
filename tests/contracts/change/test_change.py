"""Can I change this, asked in every form."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import SchemaVersion, Team
from contracts.queries.change import can_i_change_all
from contracts.queries.change_asked import Asked, Form, asset_called, questions, read_columns
from contracts.queries.change_offers import UnreadableProposal
from tests.contracts.change.making import agree, document, make_orders, publish, reads
from tests.lineage.queries.makers import link
from tests.make import NOON, make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db

SAME = "order_id bigint\namount decimal(10,2)\nquantity int\nnote text"


def ask(asset, form, text="", person=None, dialect=""):
    return can_i_change_all(questions(asset, Asked(Form(form), text, dialect), person), person)


@pytest.fixture
def orders():
    made = make_orders()
    reads(made, "marts.sales", {"amount": ("identity", "total decimal(10,2)")})
    reads(made, "marts.report", {"quantity": ("aggregation", "units bigint")})
    return made


CASES = [
    ("schema", SAME, "yes"),
    ("schema", SAME.replace("amount decimal(10,2)\n", ""), "no"),
    ("schema", SAME.replace("decimal(10,2)", "decimal(14,2)"), "no"),
    ("schema", SAME.replace("quantity int", "quantity bigint"), "yes"),
    ("schema", SAME.replace("\nnote text", ""), "yes"),
    ("schema", SAME.replace("quantity int", "quantity geography"), "unknown"),
    ("sql", "alter table orders drop column amount", "no"),
    ("sql", "alter table orders alter column quantity type bigint", "yes"),
    ("sql", "alter table orders rename column amount to price", "no"),
    ("sql", "drop table shop.public.orders", "no"),
    ("sql", "alter table orders drop column if exists amuont", "yes"),
    ("contract", document("2.0.0", drop=["amount"]), "yes"),  # nothing was promised, and the column itself stays
    ("observed", "", "yes"),
]


@pytest.mark.parametrize(("form", "text", "answer"), CASES)
def test_each_form_of_a_change_is_judged(orders, form, text, answer):
    found = ask(orders, form, text)
    assert found.answer.value == answer, [(row.relying.party.name, row.reasons) for row in found.rows]
    assert found.exit_code == {"yes": 0, "no": 1, "unknown": 2}[answer]


@pytest.mark.parametrize("does", ["drop column amuont", "rename column amuont to price", "alter column amuont type bigint"])
def test_a_column_nobody_knows_is_no_silent_yes(orders, does):
    found = ask(orders, "sql", f"alter table orders {does}")
    assert found.answer.value == "unknown" and found.missing == ("No column “amuont” of shop.public.orders is known.",)
    broken = ask(orders, "sql", f"alter table orders {does}; alter table orders drop column amount")
    assert broken.answer.value == "no" and broken.missing


def test_a_reader_of_unknown_columns_makes_the_answer_unknown(orders):
    link(orders, make_asset("marts.copy", kind="table"))
    found = ask(orders, "schema", SAME.replace("\nnote text", ""))
    assert found.answer.value == "unknown" and found.counts == {"yes": 2, "no": 0, "unknown": 1}
    assert found.rows[0].relying.party.name == "marts.copy"


def test_a_new_version_is_held_against_the_one_in_force(orders):
    publish(document(), orders)
    assert ask(None, "contract", document("2.0.0", drop=["amount"]), make_cast().ada).answer.value == "no"


def test_a_relaxed_service_level_breaks_who_agreed_to_it_alone(orders):
    team = Team.objects.create(slug="finance", name="Finance")
    agree(publish(document(), orders).contract, team, ["note"], asset=orders, needs={"latency": {"value": 6, "unit": "h"}})
    slower = document("1.1.0", slaProperties=[{"property": "latency", "value": 24, "unit": "h"}])
    found = ask(orders, "contract", slower, make_cast().ada)
    assert {row.relying.party.name: row.answer.value for row in found.rows} == {
        "Finance": "no",
        "marts.sales": "unknown",
        "marts.report": "unknown",
    }
    assert "6 h" in found.rows[0].reasons[0].words


def test_what_an_agreement_asks_for_stays_between_its_sides(orders):
    cast = make_cast()
    agree(publish(document(), orders).contract, cast.team, needs={"latency": {"value": 6, "unit": "h"}})
    slower = document("1.1.0", slaProperties=[{"property": "latency", "value": 24, "unit": "h"}])
    said = {name: ask(orders, "contract", slower, getattr(cast, name)).rows[0].reasons[0].words for name in ("bob", "charlie")}
    assert "6 h" in said["bob"] and "6 h" not in said["charlie"]


def test_the_columns_seen_now_are_held_against_the_promise(orders):
    publish(document(types={"amount": "decimal(8,2)"}), orders)
    found = ask(orders, "observed")
    assert [change.code.value for change in found.changes] == ["type_widened"] and found.answer.value == "yes"


def test_without_a_promise_the_schema_before_is_the_measure(orders):
    for number, columns in enumerate(([["amount", "int"], ["gone", "int"]], [["amount", "decimal(10,2)"]])):
        SchemaVersion.objects.create(
            asset=orders, fingerprint=bytes([number]), columns=columns, first_seen_at=NOON, last_seen_at=NOON.replace(day=3 + number)
        )
    assert "gone" in {change.column for change in ask(orders, "observed").changes}


UNREADABLE = [
    ("schema", "", "at least one column"),
    ("schema", "[1]", "list of columns"),
    ("schema", "[{", "no JSON"),
    ("sql", "select 1", "CREATE TABLE"),
    ("sql", "alter table customers drop column x", "about customers"),
    ("contract", "a: [", "can't be read"),
    ("contract", "kind: DataContract", "breaks the standard"),
]


@pytest.mark.parametrize(("form", "text", "words"), UNREADABLE)
def test_what_can_not_be_read_says_what_to_do(orders, form, text, words):
    with pytest.raises(UnreadableProposal, match=words):
        ask(orders, form, text)


def test_columns_are_read_from_lines_and_from_json():
    lines = read_columns('a int not null,\n"b c" varchar(10) null\n-- said\n`d` numeric(3, 1)\ne')
    assert [tuple(column.values()) for column in lines] == [
        ("a", "int", True),
        ("b c", "varchar(10)", False),
        ("d", "numeric(3, 1)", None),
        ("e", "", None),
    ]
    assert read_columns('{"fields": [{"name": "a", "type": "int"}]}') == ({"name": "a", "type": "int", "required": None},)


def test_an_asset_is_found_by_number_or_by_name(orders):
    for name in (str(orders.pk), "shop.public.orders", "postgres://shop-db:5432/shop.public.orders"):
        assert asset_called(name, None) == orders
    assert asset_called("orders", None) is None and asset_called("9" * 40, None) is None


def test_asking_costs_few_queries(orders):
    publish(document(), orders)
    with CaptureQueriesContext(connection) as caught:
        ask(orders, "contract", document("2.0.0", drop=["amount"]))
    assert len(caught) <= 18
