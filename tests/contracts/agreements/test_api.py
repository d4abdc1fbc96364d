"""Agreements over REST: asking, deciding, and who may read what."""

import pytest

from catalog.models import Membership, Person, Team
from contracts.models import Agreement
from tests.contracts.store.making import in_force, make_orders
from tests.people import as_, make_cast, make_person

pytestmark = pytest.mark.django_db


class Scene:
    """Alice's orders are under contract; erin's team wants to rely on them."""

    def __init__(self) -> None:
        self.cast = make_cast()
        self.asset = make_orders(self.cast, columns=["id bigint", "amount numeric"])
        self.contract = in_force(self.cast).contract
        self.erin = make_person("erin")
        self.team = Team.objects.create(slug="analysts", name="Analysts")
        Membership.objects.create(team=self.team, person=self.erin)
        self.address = f"/api/v1/contracts/{self.contract.pk}/agreements"

    def ask(self, person: Person, **more: object) -> object:
        needs = {"slaProperties": [{"property": "timeOfAvailability", "value": "07:00 UTC"}]}
        columns = [{"asset": self.asset.pk, "path": "amount", "use": "stores", "as_type": "numeric(10,2)"}]
        body = {"consumer": f"team:{self.team.pk}", "purpose": "Forecast", "needs": needs, "columns": columns, **more}
        return as_(person).post(self.address, body, content_type="application/json")


def test_asked_for_approved_and_read_by_its_parties_only() -> None:
    scene = Scene()
    answer = scene.ask(scene.erin)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["state"], made["consumer_kind"], made["signed"]) == ("requested", "team", {"consumer": "erin"})
    address = f"/api/v1/agreements/{made['id']}"
    assert as_(scene.erin).post(f"{address}/state", {"do": "approve"}, content_type="application/json").status_code == 403
    after = as_(scene.cast.alice).post(f"{address}/state", {"do": "approve"}, content_type="application/json").json()
    assert (after["state"], [clause["property"] for clause in after["clauses"]]) == ("active", ["timeOfAvailability"])
    assert as_(scene.cast.charlie).get(address).status_code == 404
    assert as_(scene.cast.charlie).get("/api/v1/agreements").json()["results"] == []
    assert [row["id"] for row in as_(scene.erin).get("/api/v1/agreements?state=active").json()["results"]] == [made["id"]]
    assert as_(scene.erin).get(f"/api/v1/agreements?contract={scene.contract.pk + 1}").json()["results"] == []


def test_a_step_that_can_not_be_taken_says_why() -> None:
    scene = Scene()
    address = f"/api/v1/agreements/{scene.ask(scene.erin).json()['id']}/state"
    alice = as_(scene.cast.alice)
    assert alice.post(address, {"do": "reject"}, content_type="application/json").status_code == 409
    alice.post(address, {"do": "reject", "reason": "Use the cleaned table"}, content_type="application/json")
    answer = alice.post(address, {"do": "approve"}, content_type="application/json")
    assert answer.status_code == 409
    assert "can't become approved" in answer.content.decode()


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"consumer": "team:999999"}, 400),
        ({"consumer": "job:x"}, 400),
        ({"columns": [{"asset": 1, "path": "nothing"}]}, 409),
        ({"needs": {"slaProperties": [{"property": "timeOfAvailability", "value": "soon"}]}}, 409),
        ({"notice_days": -1}, 400),
    ],
)
def test_what_can_not_be_asked_for_is_refused(more: dict[str, object], status: int) -> None:
    scene = Scene()
    assert scene.ask(scene.erin, **more).status_code == status
    assert scene.ask(scene.cast.bob).status_code == 409
    assert not Agreement.objects.exists()
