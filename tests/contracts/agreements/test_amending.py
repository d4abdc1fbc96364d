"""An agreement is amended: one side proposes, the other signs; until then the old terms hold."""

import pytest

from contracts.actions.agreements.requesting import CannotAgree
from contracts.actions.agreements.stepping import take_step
from contracts.models import Agreement, Amendment, Clause
from contracts.queries.amendments import changes
from tests.contracts.agreements.test_agreements import Scene, as_

pytestmark = pytest.mark.django_db
PROPOSED = {"message": "The report moved", "purpose": "Daily report", "deadline": "07:00", "time_zone": "UTC", "notice_days": 10}


@pytest.fixture
def scene():
    scene = Scene()
    scene.agreement = scene.ask()
    take_step(agreement=scene.agreement, step="approve", reason="", person=scene.cast.alice)
    scene.address = f"/agreements/{scene.agreement.pk}/"
    return scene


def in_force(scene):
    return list(Clause.objects.filter(agreement=scene.agreement, in_force_until=None).values_list("terms__value", flat=True))


def test_the_old_terms_hold_until_the_other_side_signs_the_new(scene):
    kept = Clause.objects.get(agreement=scene.agreement)
    form = as_(scene.erin).get(f"{scene.address}amend/").content.decode()
    assert 'value="08:00"' in form
    answer = as_(scene.erin).post(f"{scene.address}amend/", {**PROPOSED, "columns": [f"{scene.asset.pk}:net", f"{scene.asset.pk}:id"]})
    assert answer.status_code == 302
    assert in_force(scene) == ["08:00 UTC"]
    page = as_(scene.cast.alice).get(scene.address).content.decode()
    for words in ("Proposed change", "The report moved", "Weekly report", "Daily report", "Agree to the change"):
        assert words in page
    as_(scene.erin).post(f"{scene.address}decide/", {"do": "accept"})
    assert in_force(scene) == ["08:00 UTC"], "who proposed it can't sign for the other side"
    as_(scene.cast.alice).post(f"{scene.address}decide/", {"do": "accept"})
    assert in_force(scene) == ["07:00 UTC"]
    agreement = Agreement.objects.get(pk=scene.agreement.pk)
    assert (agreement.purpose, agreement.notice_days, agreement.state) == ("Daily report", 10, "active")
    assert {sign.side: sign.person.handle for sign in agreement.sign_offs.all()} == {"producer": "alice", "consumer": "erin"}
    kept.refresh_from_db()
    assert (kept.in_force_until is None, kept.terms["value"]) == (False, "08:00 UTC"), "its history stays"
    assert "Changes before" in as_(scene.erin).get(scene.address).content.decode()


def test_the_producer_proposes_too_and_the_consumer_declines_with_a_reason(scene):
    as_(scene.cast.alice).post(f"{scene.address}amend/", {**PROPOSED, "deadline": "10:00"})
    again = as_(scene.cast.alice).post(f"{scene.address}amend/", {**PROPOSED, "deadline": "11:00"})
    assert "There is a proposal already" in again.content.decode()
    as_(scene.erin).post(f"{scene.address}decide/", {"do": "decline", "reason": "The board meets at nine"})
    assert (in_force(scene), Amendment.objects.get().reason) == (["08:00 UTC"], "The board meets at nine")
    with pytest.raises(CannotAgree, match="nothing to decide"):
        take_step(agreement=scene.agreement, step="accept", reason="", person=scene.erin)


def test_over_rest_and_only_by_its_sides(scene):
    address = f"/api/v1{scene.address.rstrip('/')}"
    body = {"purpose": "Weekly report", "needs": {"slaProperties": [{"property": "frequency", "value": 1, "unit": "d"}]}, "notice_days": 5}
    assert as_(scene.cast.charlie).post(f"{address}/amendment", body, content_type="application/json").status_code == 404
    assert as_(scene.erin).post(f"{address}/amendment", {**body, "side": "producer"}, content_type="application/json").status_code == 403
    made = as_(scene.erin).post(f"{address}/amendment", body, content_type="application/json")
    assert (made.status_code, made.json()["amendments"][0]["state"]) == (201, "open")
    assert as_(scene.erin).post(f"{address}/state", {"do": "accept"}, content_type="application/json").status_code == 403
    after = as_(scene.cast.alice).post(f"{address}/state", {"do": "accept"}, content_type="application/json").json()
    assert [clause["property"] for clause in after["clauses"] if clause["in_force_until"] is None] == ["frequency"]
    assert (after["columns"], after["notice_days"]) == ([], 5)


def test_a_suspension_after_an_amendment_brings_back_the_new_terms_only(scene):
    as_(scene.erin).post(f"{scene.address}amend/", {**PROPOSED, "pace": "1 d"})
    as_(scene.cast.alice).post(f"{scene.address}decide/", {"do": "accept"})
    for step in ("suspend", "resume"):
        take_step(agreement=scene.agreement, step=step, reason="a freeze", person=scene.erin)
    assert sorted(map(str, in_force(scene))) == ["07:00 UTC", "1"]


def test_a_difference_is_told_in_words():
    terms = {"purpose": "Report", "needs": {}, "columns": [], "ends_on": None, "reassess_on": None, "notice_days": 30}
    column = {"asset": 1, "path": "net", "use": "stores", "as_type": "numeric(10,2)"}
    late = {"slaProperties": [{"property": "timeOfAvailability", "value": "07:00 UTC"}]}
    told = list(changes(terms, {**terms, "needs": late, "columns": [column], "ends_on": "2027-01-31", "notice_days": 1}))
    assert [(row.what, row.before, row.after) for row in told[:3]] == [
        ("Until", "further notice", "31 Jan 2027"),
        ("Notice", "30 days", "1 day"),
        ("Columns", "all", "net (stores numeric(10,2))"),
    ]
    assert told[3].before == "as offered to all"
    assert "07:00" in told[3].after
