"""The page: asked, answered, sent on by its address."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.actions.keys import create_key
from contracts.queries.change_asked import Asked, Form
from contracts.views.change_address import pack, unpack
from tests.contracts.change.making import document, make_orders, publish, reads
from tests.lineage.queries.makers import link
from tests.make import make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    cast = make_cast()
    orders = make_orders(domain=cast.domain)
    publish(document(), orders)
    reads(orders, "marts.sales", {"amount": ("identity", "total decimal(10,2)")})
    client = Client()
    client.force_login(cast.alice)
    return cast, orders, client


def shown(client, address):
    """Give a page's text without the marks where names may break."""
    return client.get(address.partition("#")[0]).content.decode().replace("<wbr>", "")


def page(orders):
    return f"/assets/{orders.pk}/can-i-change/"


def asked(orders, form, text):
    return f"{page(orders)}?p={pack(Asked(Form(form), text))}"


def test_the_page_tells_who_uses_what_before_anything_is_asked(stage):
    _, orders, client = stage
    body = shown(client, page(orders))
    assert "Who uses what" in body and "stores as decimal(10,2)" in body


def test_columns_edited_in_the_form_are_judged_and_have_an_address(stage):
    _, orders, client = stage
    sent = {"way": "edit", "name-0": "order_id", "type-0": "bigint", "name-1": "amount", "type-1": "decimal(10,2)", "drop-1": "on",
            "name-2": "quantity", "type-2": "bigint", "name-3": "note", "type-3": "text", "required-3": "yes"}  # fmt: skip
    answer = client.post(page(orders), sent)
    assert answer.status_code == 302
    body = shown(client, answer["Location"])
    assert "amount is gone" in body and "quantity is wider" in body and "1 of 1 consumers would break" in body


@pytest.mark.parametrize("way", ["edit", "schema", "sql", "contract", "observed"])
def test_every_way_of_asking_is_a_page(stage, way):
    _, orders, client = stage
    assert client.get(f"{page(orders)}?way={way}").status_code == 200


def test_what_can_not_be_read_is_told_beside_what_was_written(stage):
    _, orders, client = stage
    answer = client.get(asked(orders, "sql", "select 1"))
    assert answer.status_code == 422 and "No CREATE TABLE" in answer.content.decode() and "select 1" in answer.content.decode()


def test_rows_are_filtered_and_given_as_csv(stage):
    _, orders, client = stage
    link(orders, make_asset("marts.copy", kind="table"))
    address = asked(orders, "sql", "alter table orders drop column amount")
    assert "marts.copy" not in shown(client, f"{address}&show=no")
    heading, _, listed = shown(client, f"{address}&q=copy").partition('aria-label="Consumers"')
    assert heading and "marts.copy" in listed and "marts.sales" not in listed.partition("</section>")[0]
    lines = b"".join(client.get(address.replace("can-i-change/", "can-i-change.csv"))).decode().splitlines()
    assert lines[0].startswith("asset,consumer") and any("marts.sales,table,no,parsed,breaks,amount" in line for line in lines)


def test_a_contract_is_asked_about_by_its_id(stage):
    _, _, client = stage
    answer = client.post("/can-i-change/", {"text": document("2.0.0", drop=["amount"])})
    body = shown(client, answer["Location"])
    assert "marts.sales" in body and "version 2.0.0, as proposed" in body


def test_an_asset_named_leads_to_its_page(stage):
    _, orders, client = stage
    assert client.post("/can-i-change/", {"asset": "shop.public.orders"})["Location"] == page(orders)
    assert client.post("/can-i-change/", {"asset": "nothing"}).status_code == 422


def test_who_may_not_see_the_asset_finds_nothing(stage):
    cast, orders, client = stage
    type(cast.domain).objects.update(is_restricted=True)
    client.force_login(cast.charlie)
    assert client.get(page(orders)).status_code == client.get(f"/assets/{orders.pk}/can-i-change.csv").status_code == 404
    answer = client.get(client.post("/can-i-change/", {"text": document("2.0.0", drop=["amount"])})["Location"].partition("#")[0])
    assert answer.status_code == 422 and "No contract here has the id orders" in answer.content.decode()
    assert "marts.sales" not in answer.content.decode()
    assert client.post("/api/v1/can-i-change", {"asset": str(orders.pk), "observed": True}, "application/json").status_code == 404


def test_the_address_holds_any_question_and_refuses_anything_else():
    question = Asked(Form.SQL, "alter table o drop column ä", "postgres")
    assert unpack(pack(question)) == question
    for word in ("", "x", "====", "A" * 9000, pack(question)[:-5], "eJyrjgUAAXUA-Q"):
        assert unpack(word) is None
    assert pack(Asked(Form.SCHEMA, "".join(map(chr, range(33, 12_000))))) == ""


def ask(client, **body):
    return client.post("/api/v1/can-i-change", body, "application/json")


def test_the_api_answers_with_verdict_rows_and_exit_code(stage):
    _, _, client = stage
    said = ask(client, asset="shop.public.orders", schema=[{"name": "order_id", "type": "bigint"}]).json()
    assert (said["verdict"], said["exit_code"], said["counts"]) == ("no", 1, {"yes": 0, "no": 1, "unknown": 0})
    row = said["rows"][0]
    assert (row["consumer"], row["evidence"], row["verdict"]) == ("marts.sales", "parsed", "no")
    assert row["reasons"][0]["code"] == "column_removed" and said["compatibility"]["mode"] == "BACKWARD"


def test_the_api_takes_exactly_one_form_of_a_change(stage):
    _, orders, client = stage
    for body in ({}, {"sql": "x", "observed": True}, {"sql": "select 1"}, {"contract": "a: ["}):
        assert ask(client, asset=str(orders.pk), **body).status_code == 400
    assert ask(client, asset="nowhere", observed=True).status_code == 404


def test_a_key_that_may_read_may_ask(stage):
    cast, orders, _ = stage
    for scope, status in (("read", 200), ("ingest", 403)):
        _, secret = create_key(name=scope, team=None, scopes=[scope], person=cast.alice, expires_at=None)
        body = json.dumps({"asset": str(orders.pk), "observed": True})
        answer = Client().post("/api/v1/can-i-change", body, "application/json", HTTP_AUTHORIZATION=f"Bearer {secret}")
        assert answer.status_code == status


def test_the_badge_says_the_verdict_in_words(stage):
    _, orders, client = stage
    assert "fits its readers: yes" in client.get(f"/api/v1/can-i-change/badge?asset={orders.pk}").content.decode()


def test_the_page_costs_few_queries(stage):
    _, orders, client = stage
    with CaptureQueriesContext(connection) as caught:
        client.get(asked(orders, "schema", "order_id bigint"))
    assert len(caught) <= 32


def test_rest_tells_who_uses_a_column_and_what_they_need(stage):
    _, orders, client = stage
    found = client.get(f"/api/v1/assets/{orders.pk}/consumers?column=amount").json()
    assert [(row["consumer"], row["uses"][0]["how"], row["uses"][0]["as_type"]) for row in found] == [
        ("marts.sales", "stores", "decimal(10,2)")
    ]
    assert client.get(f"/api/v1/assets/{orders.pk}/consumers?column=note").json() == []


def test_the_answer_about_a_contract_is_given_as_csv(stage):
    _, _, client = stage
    word = pack(Asked(Form.CONTRACT, document("2.0.0", drop=["amount"])))
    assert "marts.sales" in b"".join(client.get(f"/can-i-change.csv?p={word}")).decode()
