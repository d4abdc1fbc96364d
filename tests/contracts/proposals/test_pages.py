"""Proposals over pages and REST: who may do what, and what each may read."""

import pytest

from catalog.models import Membership, Team
from contracts.models import ChangeProposal
from contracts.queries.change_asked import Asked, Form
from contracts.views.change_address import pack
from tests.contracts.change.making import agree, document, make_orders, publish, reads
from tests.people import as_, make_cast, make_person

pytestmark = pytest.mark.django_db

NEXT = document("2.0.0", drop=["amount"])


class Stage:
    """Alice's contract, dora's team relies on the amount."""

    def __init__(self):
        self.cast = make_cast()
        self.orders = make_orders(domain=self.cast.domain)
        contract = publish(document(), self.orders).contract
        team = Team.objects.create(slug="finance", name="Finance")
        self.dora = make_person("dora")
        Membership.objects.create(team=team, person=self.dora)
        agree(contract, team, ["amount"], asset=self.orders, needs={"latency": {"value": 6, "unit": "h"}})
        reads(self.orders, "marts.sales", {"amount": ("identity", "total decimal(10,2)")})

    def open(self):
        sent = {"p": pack(Asked(Form.CONTRACT, NEXT)), "asset": self.orders.pk, "message": "cents go away"}
        answer = as_(self.cast.bob).post("/proposals/new/", sent)
        self.proposal = ChangeProposal.objects.get()
        assert answer["Location"] == self.address
        return self

    @property
    def address(self):
        return f"/proposals/{self.proposal.pk}/"

    def shown(self, person):
        return as_(person).get(self.address).content.decode().replace("<wbr>", "")


def test_the_story_from_verdict_to_publication():
    stage = Stage().open()
    dora, alice = as_(stage.dora), as_(stage.cast.alice)
    row = stage.proposal.acknowledgements.get(consumer="Finance")
    dora.post(f"{stage.address}answer/", {"answer_of": row.pk, "answer": "blocked", "comment": "month end"})
    alice.post(f"{stage.address}step/", {"step": "publish"})
    stage.proposal.refresh_from_db()
    assert stage.proposal.state == "open"
    assert "“month end”" in stage.shown(stage.cast.alice) and "Publish by force" in stage.shown(stage.cast.alice)
    alice.post(f"{stage.address}step/", {"step": "publish", "reason": "the law"})
    stage.proposal.refresh_from_db()
    assert stage.proposal.state == "published" and "Published by force" in stage.shown(stage.dora)


def test_a_consumer_reads_and_answers_only_its_own():
    stage = Stage().open()
    theirs, hers = stage.shown(stage.dora), stage.proposal.acknowledgements.get(consumer="marts.sales")
    assert "Your answer" in theirs and "marts.sales" not in theirs and "1 more consumer was asked" in theirs
    assert as_(stage.dora).post(f"{stage.address}answer/", {"answer_of": hers.pk, "answer": "ok"}).status_code == 404
    assert "Finance" not in stage.shown(stage.cast.charlie)


@pytest.mark.parametrize(
    ("who", "step", "status"),
    [("bob", "publish", 403), ("bob", "withdraw", 302), ("charlie", "withdraw", 403), ("alice", "reject", 302), ("alice", "burn", 404)],
)
def test_steps_need_their_role(who, step, status):
    stage = Stage().open()
    assert as_(getattr(stage.cast, who)).post(f"{stage.address}step/", {"step": step, "reason": "so"}).status_code == status


def test_only_contributors_open_proposals():
    stage = Stage()
    sent = {"p": pack(Asked(Form.CONTRACT, NEXT)), "asset": stage.orders.pk}
    assert as_(stage.cast.charlie).post("/proposals/new/", sent).status_code == 403
    assert not ChangeProposal.objects.exists()


def test_a_proposal_of_a_hidden_contract_is_not_there():
    stage = Stage().open()
    type(stage.cast.domain).objects.update(is_restricted=True)
    assert as_(stage.cast.charlie).get(stage.address).status_code == 404
    assert as_(stage.cast.charlie).get(f"/api/v1/proposals/{stage.proposal.pk}").status_code == 404


def test_the_list_tells_what_waits_for_whom():
    stage = Stage().open()
    assert "waits for you" in as_(stage.dora).get("/proposals/?mine=1").content.decode()
    assert "Nothing waits for you" in as_(stage.cast.charlie).get("/proposals/?mine=1").content.decode()


def test_rest_opens_answers_and_ends_a_proposal():
    stage = Stage()
    alice, dora = as_(stage.cast.alice), as_(stage.dora)
    made = alice.post("/api/v1/proposals", {"contract": NEXT}, "application/json")
    pk = made.json()["id"]
    assert made.status_code == 201 and made.json()["verdict"] == "no" and made.json()["asked"] == 2
    said = dora.post(f"/api/v1/proposals/{pk}/answers", {"answer": "migrating", "ready_by": "2999-01-01"}, "application/json").json()
    assert [(row["consumer"], row["answer"]) for row in said["answers"]] == [("Finance", "migrating")] and said["hidden"] == 1
    refused = alice.post(f"/api/v1/proposals/{pk}/state", {"state": "published"}, "application/json")
    assert refused.status_code == 409 and "Finance (migrating)" in refused.json()["error"]["message"]
    assert dora.post(f"/api/v1/proposals/{pk}/state", {"state": "withdrawn"}, "application/json").status_code == 403
    done = alice.post(f"/api/v1/proposals/{pk}/state", {"state": "published", "reason": "the law"}, "application/json").json()
    assert done["state"] == "published" and dora.get("/api/v1/proposals?mine=1").json()["results"] == []


def test_rest_refuses_an_answer_that_is_not_the_callers():
    stage = Stage().open()
    sent = {"answer": "ok", "id": stage.proposal.acknowledgements.get(consumer="marts.sales").pk}
    assert as_(stage.dora).post(f"/api/v1/proposals/{stage.proposal.pk}/answers", sent, "application/json").status_code == 400


def test_the_assets_page_tells_of_a_breaking_change_until_it_is_decided():
    stage = Stage().open()
    page = f"/assets/{stage.orders.pk}/"
    assert "A breaking change is proposed" in as_(stage.cast.charlie).get(page).content.decode()
    as_(stage.cast.bob).post(f"{stage.address}step/", {"step": "withdraw"})
    assert "is proposed" not in as_(stage.cast.charlie).get(page).content.decode()


def test_news_of_an_asset_one_may_not_see_are_none():
    stage = Stage().open()
    type(stage.cast.domain).objects.update(is_restricted=True)
    assert as_(stage.cast.charlie).get(f"/assets/{stage.orders.pk}/news/").status_code == 204


def test_home_tells_of_changes_that_wait_for_an_answer():
    stage = Stage().open()
    assert "Changes that wait for you" in as_(stage.dora).get("/").content.decode()
    assert "Changes that wait for you" not in as_(stage.cast.charlie).get("/").content.decode()
