"""Promotion on evidence: a checklist, a reason where it misses something, and a flag when the evidence is gone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Asset, AuditEntry, Person
from contracts.models import Contract, ContractedAsset, ContractVersion, Deviation
from feedback.actions.alerts.spreading import spread
from feedback.actions.promotion import CannotPromote, check_promoted, promote_asset, set_criterion
from feedback.models import Criterion, Notice
from feedback.queries.promotion import checklist, criteria
from tests.make import make_asset
from tests.people import as_, make_cast

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def asset(cast):
    words = {"purpose": "Orders", "description": "One row an order"}
    return make_asset("orders", columns=["id", "net"], domain=cast.domain, owner_team=cast.team, steward=cast.alice, **words)


def put_in_force(asset, days):
    contract = Contract.objects.create(key="orders", name="Orders")
    since = NOW - timedelta(days=days)
    version = ContractVersion.objects.create(
        contract=contract, number="1", state="active", api_version="v3.2.0", raw=b"", document={}, digest=b"", activated_at=since
    )
    ContractedAsset.objects.create(version=version, object_name="orders", asset=asset)


def missing(asset, stage):
    return [check.asked.kind for check in checklist(asset, stage, now=NOW).missing]


def test_what_is_missing_stops_it_and_is_said(asset):
    Asset.objects.update(purpose="", lifecycle="local")
    with pytest.raises(CannotPromote, match="no purpose"):
        promote_asset(asset=asset, now=NOW)


def test_a_steward_promotes_what_shows_everything(cast, asset):
    answer = as_(cast.alice).post(f"/assets/{asset.pk}/promotion/")
    assert answer.status_code == 302
    assert Asset.objects.get().lifecycle == "shared"
    assert as_(cast.bob).post(f"/assets/{asset.pk}/promotion/").status_code == 403


def test_certified_asks_for_a_contract_kept_and_documented_columns(asset):
    assert missing(asset, "certified") == ["contract_kept", "columns_documented"]
    asset.columns.update(description="x")
    put_in_force(asset, 10)
    assert missing(asset, "certified") == ["contract_kept"]
    ContractVersion.objects.update(activated_at=NOW - timedelta(days=31))
    assert missing(asset, "certified") == []
    Deviation.objects.create(asset=asset, signal="test/1", words="odd", opened_at=NOW)
    assert missing(asset, "certified") == [], "what a test finds breaks no promise"
    Deviation.objects.create(asset=asset, key="k", words="late", opened_at=NOW - timedelta(days=3), resolved_at=NOW - timedelta(days=2))
    assert missing(asset, "certified") == ["contract_kept"]


def test_an_owner_may_go_on_with_a_reason_that_is_kept(cast, asset):
    Asset.objects.update(lifecycle="shared")
    as_(cast.alice).post(f"/assets/{asset.pk}/promotion/", {"reason": "The auditors need it"})
    entry = AuditEntry.objects.get(verb="asset.promoted")
    assert (entry.after["reason"], entry.after["without"]) == ("The auditors need it", ["contract_kept", "columns_documented"])
    assert Asset.objects.get().certified_by == cast.alice


def test_what_is_lost_is_flagged_by_night_and_unflagged_when_it_is_back(asset):
    Asset.objects.update(lifecycle="shared", steward=None)
    assert check_promoted(now=NOW) == 1
    assert Asset.objects.get().lifecycle_flag == "1 of its criteria lost: has a steward and an owning team"
    assert check_promoted(now=NOW) == 0
    Asset.objects.update(steward=Person.objects.get(handle="alice"))
    assert check_promoted(now=NOW) == 1
    assert Asset.objects.get().lifecycle_flag == ""
    assert Notice.objects.get().words == "orders shows what “shared” asks for"


def test_a_broken_promise_costs_a_certified_asset_its_stage_as_it_happens(asset):
    asset.columns.update(description="x")
    put_in_force(asset, 40)
    Asset.objects.update(lifecycle="certified")
    assert check_promoted(now=NOW) == 0
    Deviation.objects.create(asset=asset, key="k", words="late", opened_at=NOW)
    spread(NOW)
    assert Asset.objects.get().lifecycle_flag == "1 of its criteria lost: contract kept for 30 days"
    told = Notice.objects.get(matter__key=f"stage/{asset.pk}")
    assert told.words.startswith("orders lost what “certified” asks for\nContract kept for 30 days (broken 1 time since)")


def test_a_domain_adds_to_what_the_organisation_asks_and_of_one_kind_the_stricter_counts(cast, asset):
    set_criterion(domain=None, stage="shared", kind="rating", number=3)
    set_criterion(domain=cast.domain, stage="shared", kind="rating", number=4)
    set_criterion(domain=cast.domain, stage="shared", kind="consumers", number=2)
    assert [(asked.kind, asked.number) for asked in criteria(asset, "shared")] == [("rating", 4), ("consumers", 2)]


def test_a_share_that_is_exactly_reached_holds(asset, cast):
    wide = make_asset("wide", columns=[f"c{n}" for n in range(20)], domain=cast.domain)
    wide.columns.filter(ordinal__lt=11).update(description="x")
    set_criterion(domain=None, stage="shared", kind="columns_documented", number=0.55)
    assert missing(wide, "shared") == []


@pytest.mark.parametrize(
    ("kind", "number", "why"),
    [
        ("columns_documented", 80, "between 0 and 1"),
        ("contract_kept", None, "greater than zero"),
        ("rating", -1, "greater than zero"),
        ("beauty", 1, "Choose what"),
    ],
)
def test_a_criterion_that_makes_no_sense_is_refused(kind, number, why):
    with pytest.raises(CannotPromote, match=why):
        set_criterion(domain=None, stage="certified", kind=kind, number=number)


def test_only_administrators_ask_everywhere(cast):
    data = {"stage": "shared", "kind": "owner"}
    assert as_(cast.alice).post("/criteria/", data).status_code == 403
    assert as_(cast.ada).post("/criteria/", data).status_code == 302
    assert as_(cast.alice).post("/criteria/", {**data, "domain": cast.domain.pk}).status_code == 302
    assert as_(cast.charlie).post(f"/criteria/{Criterion.objects.first().pk}/drop/").status_code == 403
