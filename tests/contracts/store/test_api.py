"""Contracts over REST."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Domain
from contracts.models import Contract, Verdict
from tests.catalog.test_api import pipeline
from tests.contracts.odcs.texts import ORDERS, changed
from tests.contracts.store.making import NEXT, draft, in_force, make_orders
from tests.make import make_asset
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db

CONTRACTS = "/api/v1/contracts"
YAML = "application/yaml"


def visitor(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(getattr(cast, name))
    return client


def test_a_posted_document_comes_back_byte_for_byte() -> None:
    cast = make_cast()
    robot = pipeline(cast, "read", "write")
    answer = robot.post(f"{CONTRACTS}?domain=sales&source=folder&path=a.odcs.yaml", ORDERS.encode(), YAML)
    told = answer.json()
    assert (answer.status_code, told["key"], told["state"], told["source_path"]) == (201, "orders", "draft", "a.odcs.yaml")
    raw = robot.get(f"{CONTRACTS}/{told['id']}/raw")
    assert (raw.content, raw["Content-Type"]) == (ORDERS.encode(), "application/yaml; charset=utf-8")
    assert robot.post(f"{CONTRACTS}?domain=sales", ORDERS.encode(), YAML).status_code == 200


def test_json_is_a_document_too() -> None:
    cast = make_cast()
    body = b'{"apiVersion": "v3.2.0", "kind": "DataContract", "id": "x", "version": "1.0.0"}'
    answer = visitor(cast, "bob").post(f"{CONTRACTS}?domain=sales", body, "application/json")
    assert answer.status_code == 201
    assert visitor(cast, "bob").get(f"{CONTRACTS}/{answer.json()['id']}/raw")["Content-Type"] == "application/json"


def test_an_invalid_document_is_422_with_each_problem_and_its_line() -> None:
    cast = make_cast()
    answer = visitor(cast, "bob").post(f"{CONTRACTS}?domain=sales", changed(ORDERS, ("kind: DataContract", "kind: X")).encode(), YAML)
    (problem,) = answer.json()["error"]["fields"]["problems"]
    assert (answer.status_code, problem["path"], problem["line"]) == (422, "kind", 2)
    assert not Contract.objects.exists()


def test_validating_needs_a_reading_key_keeps_nothing_and_says_what_would_be_promised() -> None:
    cast = make_cast()
    robot = pipeline(cast, "read")
    told = robot.post(f"{CONTRACTS}/validate", ORDERS.encode(), YAML).json()
    assert (told["valid"], len(told["clauses"]), told["problems"]) == (True, 14, [])
    told = robot.post(f"{CONTRACTS}/validate", b"a: b: c", YAML).json()
    assert (told["valid"], told["problems"][0]["line"]) == (False, 1)
    assert not Contract.objects.exists()


def test_an_outsider_can_not_write_and_a_hidden_contract_is_not_there() -> None:
    cast = make_cast(is_restricted=True)
    make_orders(cast)
    version = in_force(cast)
    outside = visitor(cast, "charlie")
    pk = version.contract_id
    parts = ("", "/raw", "/results", "/agreements", "/versions/1.0.0", "/versions/1.0.0/diff", "/versions/1.0.0/clauses")
    assert {outside.get(f"{CONTRACTS}/{pk}{part}").status_code for part in parts} == {404}
    assert outside.get(CONTRACTS).json()["count"] == 0
    assert outside.post(CONTRACTS, NEXT.encode(), YAML).status_code == 404
    assert outside.post(CONTRACTS, changed(ORDERS, ("id: orders", "id: mine")).encode(), YAML).status_code == 403


def test_a_contributor_drafts_and_proposes_and_a_steward_activates() -> None:
    cast = make_cast()
    make_orders(cast)
    version = draft(cast)
    state = f"{CONTRACTS}/{version.contract_id}/versions/1.0.0/state"
    bob, alice = visitor(cast, "bob"), visitor(cast, "alice")
    assert bob.post(state, {"state": "proposed"}, "application/json").json()["state"] == "proposed"
    assert bob.post(state, {"state": "active"}, "application/json").status_code == 403
    told = alice.post(state, {"state": "active"}, "application/json").json()
    assert (told["state"], told["objects"][0]["object"]) == ("active", "orders")
    assert alice.post(state, {"state": "draft"}, "application/json").status_code == 409


def test_an_active_version_refuses_other_words_with_409() -> None:
    cast = make_cast()
    in_force(cast)
    answer = visitor(cast, "bob").post(CONTRACTS, changed(ORDERS, ("varchar(20)", "text")).encode(), YAML)
    assert (answer.status_code, "new version" in answer.json()["error"]["message"]) == (409, True)


def test_contracts_are_listed_and_found_by_asset_state_and_words() -> None:
    cast = make_cast()
    asset = make_orders(cast)
    in_force(cast)
    draft(cast, changed(ORDERS, ("id: orders", "id: other"), ("name: Orders", "name: Other"), ("host: shop-db", "host: x")))
    alice = visitor(cast, "alice")
    for query in (f"asset={asset.pk}", "state=active", "q=orders", "key=orders"):
        assert [item["key"] for item in alice.get(f"{CONTRACTS}?{query}").json()["results"]] == ["orders"]
    assert alice.get(f"{CONTRACTS}?domain=sales").json()["count"] == 2
    assert alice.get(f"{CONTRACTS}?asset=x").json()["count"] == 0


def test_a_version_differs_from_the_one_before_in_words_and_as_omds() -> None:
    cast = make_cast()
    pk = in_force(cast).contract_id
    draft(cast, changed(NEXT, ("varchar(20)", "text")))
    alice = visitor(cast, "alice")
    told = alice.get(f"{CONTRACTS}/{pk}/versions/1.1.0/diff").json()
    assert (told["before"], told["suggested_version"], [change["impact"] for change in told["changes"]]) == ("1.0.0", "2.0.0", ["major"])
    assert alice.get(f"{CONTRACTS}/{pk}/versions/1.1.0/diff?as=omds").json()["kind"] == "MetadataDifference"
    assert alice.get(f"{CONTRACTS}/{pk}/versions/1.0.0/diff").status_code == 409


def test_two_texts_are_compared_without_keeping_them() -> None:
    cast = make_cast()
    told = pipeline(cast, "read").post(f"{CONTRACTS}/diff", {"before": ORDERS, "after": NEXT}, "application/json").json()
    assert told == {"suggested_version": "1.0.0", "changes": []}


def test_results_travel_as_oors() -> None:
    cast = make_cast()
    make_orders(cast)
    version = in_force(cast)
    version.clauses.filter(property="frequency").update(verdict="broken", verdict_note="late by 20 min")
    told = visitor(cast, "alice").get(f"{CONTRACTS}/{version.contract_id}/results").json()
    statuses = {result["id"]: result["status"] for result in told["results"]}
    assert (told["kind"], told["contract"]) == ("ObservabilityResults", {"contractID": "orders", "version": "1.0.0", "standard": "ODCS"})
    assert (statuses["sla/frequency/orders"], statuses["schema/orders/id/type"]) == ("fail", "skip")


def test_results_carry_what_was_measured() -> None:
    cast = make_cast()
    make_orders(cast)
    version = in_force(cast)
    rule = version.clauses.get(property="rowCount")
    now = timezone.now()
    Verdict.objects.create(clause=rule, at=now, before="unknown", verdict="broken", evidence={"value": 7})
    version.clauses.filter(pk=rule.pk).update(verdict="broken", verdict_at=now)
    told = visitor(cast, "alice").get(f"{CONTRACTS}/{version.contract_id}/results").json()
    (result,) = (result for result in told["results"] if result["id"] == rule.key)
    assert result["measure"] == {"metric": "rowCount", "value": 7, "threshold": {"mustBeGreaterThan": 10}}


def test_listing_costs_the_same_whatever_there_is(django_assert_num_queries) -> None:
    cast = make_cast()
    in_force(cast)
    alice = visitor(cast, "alice")
    with CaptureQueriesContext(connection) as one:
        alice.get(CONTRACTS)
    for number in range(3):
        draft(cast, changed(ORDERS, ("id: orders", f"id: more-{number}")))
    with django_assert_num_queries(len(one)):
        assert alice.get(CONTRACTS).json()["count"] == 4


def test_a_steward_binds_by_hand_what_is_theirs_or_nobodys() -> None:
    cast = make_cast()
    version = draft(cast)
    asset, nobodys = make_asset("a.b", domain=cast.domain), make_asset("c.d")
    foreign = make_asset("e.f", domain=Domain.objects.create(slug="finance", name="Finance"))
    address = f"{CONTRACTS}/{version.contract_id}/versions/1.0.0/bindings"
    alice, bob = visitor(cast, "alice"), visitor(cast, "bob")
    body = {"object": "orders", "asset": asset.pk}
    assert alice.put(address, body, "application/json").json()["objects"] == [{"object": "orders", "asset": asset.pk, "is_chosen": True}]
    assert bob.put(address, body, "application/json").status_code == 403
    assert alice.put(address, {"object": "nothing", "asset": asset.pk}, "application/json").status_code == 409
    assert alice.put(address, {"object": "orders", "asset": foreign.pk}, "application/json").status_code == 403
    assert alice.put(address, {"object": "orders", "asset": nobodys.pk}, "application/json").status_code == 200


def test_an_old_document_is_given_in_the_newest_version_on_request() -> None:
    cast = make_cast()
    version = draft(cast, "apiVersion: v2.2.2\nkind: DataContract\nuuid: old\nversion: 1.0.0\nstatus: x\ndataset: [{table: t}]\n")
    raw = visitor(cast, "alice").get(f"{CONTRACTS}/{version.contract_id}/raw?as=3.2.0").content.decode()
    assert raw.startswith("apiVersion: v3.2.0")


def test_only_administrators_set_environments() -> None:
    cast = make_cast()
    body = {"name": "prod", "variables": {"DB": "x"}, "is_default": True}
    address = f"{CONTRACTS}/environments"
    assert visitor(cast, "alice").put(address, body, "application/json").status_code == 403
    assert visitor(cast, "ada").put(address, body, "application/json").json() == body
    assert visitor(cast, "bob").get(address).json() == [body]
