"""Agreements from request to end, over the pages: who may take which step, which clauses bind, who is told of what."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Asset, Membership, Team
from contracts.actions.agreements import deciding
from contracts.actions.agreements.requesting import CannotAgree, ColumnUse, Wish, request_agreement
from contracts.models import Agreement, Contract, ContractedAsset, ContractVersion
from contracts.queries.agreements import agreements_visible
from contracts.queries.parties import ConsumerRef
from tests.lineage.queries.makers import feed, link, make_job
from tests.make import make_asset
from tests.people import as_, make_cast, make_person

pytestmark = pytest.mark.django_db

EIGHT = {"slaProperties": [{"property": "timeOfAvailability", "value": "08:00 UTC"}]}


class Scene:
    """Alice's orders under contract; erin's team of analysts wants to rely on them."""

    def __init__(self):
        self.cast = make_cast()
        self.asset = make_asset("orders", columns=["id bigint", "net numeric"], domain=self.cast.domain, owner_team=self.cast.team)
        self.contract = Contract.objects.create(key="orders", name="Orders", domain=self.cast.domain)
        version = ContractVersion.objects.create(
            contract=self.contract,
            number="1.0.0",
            state="active",
            api_version="v3.2.0",
            raw=b"",
            document={},
            digest=b"",
            activated_at=timezone.now(),
        )
        ContractedAsset.objects.create(version=version, object_name="orders", asset=self.asset)
        self.erin = make_person("erin")
        self.team = Team.objects.create(slug="analysts", name="Analysts")
        Membership.objects.create(team=self.team, person=self.erin)

    def ask(self, **more):
        wish = Wish(**{"purpose": "Weekly report", "needs": EIGHT, "columns": (ColumnUse(self.asset.pk, "net"),), **more})
        return request_agreement(contract=self.contract, consumer=ConsumerRef(team=self.team), wish=wish, person=self.erin)


@pytest.fixture
def scene():
    return Scene()


def keys(agreement):
    return [(clause.key, clause.in_force_until is None, clause.judge_at is not None) for clause in agreement.clauses.order_by("key")]


def test_from_the_form_to_clauses_that_are_judged(scene):
    consumer, producer = as_(scene.erin), as_(scene.cast.alice)
    said = {
        "consumer": f"team:{scene.team.pk}", "purpose": "Weekly report", "columns": [f"{scene.asset.pk}:net"], "pace": "1 d",
        "deadline": "08:00", "time_zone": "Europe/Berlin", "least_rows": "10", "most_missing": "5", "notice_days": "14",
    }  # fmt: skip
    assert consumer.post(f"/contracts/{scene.contract.pk}/agreements/new/", said).status_code == 302
    agreement = Agreement.objects.get()
    assert keys(agreement) == []
    producer.post(f"/agreements/{agreement.pk}/decide/", {"do": "approve"})
    agreement.refresh_from_db()
    assert agreement.state == "active"
    assert sorted(clause.property for clause in agreement.clauses.all()) == ["frequency", "nullValues", "rowCount", "timeOfAvailability"]
    assert not [clause.why_not for clause in agreement.clauses.all() if clause.why_not]
    page = consumer.get(f"/agreements/{agreement.pk}/").content.decode()
    assert "is there by 08:00 Europe/Berlin" in page
    assert Asset.objects.get(pk=scene.asset.pk).consumer_count == 1


def test_each_side_takes_only_its_own_steps(scene):
    agreement = scene.ask()
    assert as_(scene.erin).post(f"/agreements/{agreement.pk}/decide/", {"do": "approve"}).status_code == 403
    for person in (scene.cast.charlie, scene.cast.bob):  # who contributes to the producer's domain doesn't decide for it
        assert as_(person).get(f"/agreements/{agreement.pk}/").status_code == 404
        assert list(agreements_visible(person)) == []
    assert as_(scene.cast.charlie).post(f"/agreements/{agreement.pk}/decide/", {"do": "terminate", "reason": "x"}).status_code == 404


def test_it_waits_for_its_first_day_and_ends_after_its_last(scene):
    today = timezone.localdate()
    agreement = scene.ask(starts_on=today + timedelta(days=2), ends_on=today + timedelta(days=5))
    assert deciding.approve_agreement(agreement=agreement, person=scene.cast.alice).state == "approved"
    assert deciding.follow_calendar(today=today + timedelta(days=1)) == 0
    Agreement.objects.update(starts_on=today)
    assert deciding.follow_calendar(today=today) == 1
    assert keys(agreement) == [("sla/timeOfAvailability/orders", True, True)]
    assert deciding.follow_calendar(today=today + timedelta(days=6)) == 1
    agreement.refresh_from_db()
    assert (agreement.state, keys(agreement)) == ("expired", [("sla/timeOfAvailability/orders", False, False)])


def test_a_suspended_one_binds_nobody_and_resumes_with_the_same_clauses(scene):
    agreement = deciding.approve_agreement(agreement=scene.ask(), person=scene.cast.alice)
    deciding.suspend_agreement(agreement=agreement, reason="Move of the warehouse", person=scene.erin)
    assert keys(agreement) == [("sla/timeOfAvailability/orders", False, False)]
    deciding.resume_agreement(agreement=agreement, person=scene.erin)
    assert keys(agreement) == [("sla/timeOfAvailability/orders", True, True)]


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({"purpose": " "}, "what you need it for"),
        ({"columns": (ColumnUse(0, "net"),)}, "no column net"),
        ({"needs": {"slaProperties": [{"property": "timeOfAvailability", "value": "soon"}]}}, "soon"),
        ({"starts_on": timezone.localdate(), "ends_on": timezone.localdate() - timedelta(days=1)}, "ends after it starts"),
    ],
)
def test_what_can_not_be_agreed_on_says_why(scene, wish, why):
    with pytest.raises(CannotAgree, match=why):
        scene.ask(**wish)


def test_one_open_agreement_a_consumer(scene):
    agreement = scene.ask()
    with pytest.raises(CannotAgree, match="has an agreement"):
        scene.ask()
    deciding.reject_agreement(agreement=agreement, reason="Use the cleaned table", person=scene.cast.alice)
    assert scene.ask().state == "requested"


def test_nobody_signs_for_others(scene):
    with pytest.raises(CannotAgree, match="for yourself"):
        request_agreement(contract=scene.contract, consumer=ConsumerRef(team=scene.team), wish=Wish("x"), person=scene.cast.bob)


def test_a_consumer_that_lineage_shows_is_confirmed_by_one_click(scene):
    report = make_asset("report", columns=["net numeric"], owner_team=scene.team)
    job = make_job("build_report", owner_team=scene.team)
    link(scene.asset, report, job)
    feed(scene.asset.columns.get(path="net"), report.columns.get())
    data = {"asset": scene.asset.pk, "party": f"asset:{report.pk}"}
    assert as_(scene.erin).post(f"/contracts/{scene.contract.pk}/consumers/confirm/", data).status_code == 403
    as_(scene.cast.alice).post(f"/contracts/{scene.contract.pk}/consumers/confirm/", data)
    agreement = Agreement.objects.get()
    assert (agreement.consumer_asset, agreement.state, agreement.origin) == (report, "approved", "declared")
    assert [column.column_path for column in agreement.columns.all()] == ["net"]
    as_(scene.erin).post(f"/agreements/{agreement.pk}/decide/", {"do": "sign"})
    agreement.refresh_from_db()
    assert agreement.state == "active"
