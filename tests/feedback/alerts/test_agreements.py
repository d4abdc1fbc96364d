"""Who hears of an agreement: whoever must sign that they must, whoever asked the answer; nobody of what they did themselves."""

import pytest
from django.utils import timezone

from contracts.actions.agreements.amending import propose_amendment
from contracts.actions.agreements.requesting import Wish, confirm_consumer
from contracts.actions.agreements.stepping import take_step
from contracts.queries.parties import ConsumerRef
from feedback.actions.alerts.spreading import spread
from feedback.models import Delivery, News, Notice
from tests.contracts.agreements.test_agreements import Scene
from tests.feedback.alerts.making import channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    made = Scene()
    News.objects.all().delete()
    return made


def words(person):
    """What somebody's notices say, unread ones only; reads them."""
    spread(timezone.now())
    told = list(Notice.objects.filter(person=person, read_at=None).values_list("words", flat=True))
    Notice.objects.filter(person=person).update(read_at=timezone.now())
    return told


def test_the_producer_hears_of_a_request_and_who_asked_of_the_answer(scene, receiver):
    channel(scene.erin, "webhook", receiver.url)
    agreement = scene.ask()
    assert words(scene.cast.alice) == ["Analysts asks for an agreement on Orders\nWeekly report\nIt waits for your answer."]
    assert words(scene.erin) == words(scene.cast.charlie) == []
    take_step(agreement=agreement, step="approve", reason="", person=scene.cast.alice)
    assert words(scene.erin) == ["The agreement of Analysts on Orders is in force"]
    assert words(scene.cast.alice) == []
    assert Delivery.objects.count() == 1, "approved and in force is one message"
    take_step(agreement=agreement, step="terminate", reason="The shop closes", person=scene.cast.alice)
    assert words(scene.erin) == ["The agreement of Analysts on Orders is terminated\nThe shop closes"]


def test_a_consumer_confirmed_by_the_producer_hears_that_it_is_asked_to_sign(scene):
    agreement = confirm_consumer(contract=scene.contract, consumer=ConsumerRef(team=scene.team), columns=(), person=scene.cast.alice)
    [said] = words(scene.erin)
    assert said.startswith("Orders puts the agreement of Analysts on Orders forward") and "waits for your signature" in said
    assert words(scene.cast.alice) == []
    take_step(agreement=agreement, step="sign", reason="", person=scene.erin)
    assert words(scene.cast.alice) == ["The agreement of Analysts on Orders is in force"] and words(scene.erin) == []


@pytest.mark.parametrize(("step", "said"), [("accept", "agreed to"), ("decline", "declined")])
def test_new_terms_are_put_before_the_other_side_and_answered_to_their_proposer(scene, step, said):
    agreement = scene.ask()
    take_step(agreement=agreement, step="approve", reason="", person=scene.cast.alice)
    words(scene.erin)
    propose_amendment(agreement=agreement, wish=Wish("Daily report"), side="consumer", message="It moved.", person=scene.erin)
    assert words(scene.cast.alice) == [
        "Erin proposes new terms for the agreement of Analysts on Orders\nIt moved.\nThe terms of now hold until you sign."
    ]
    assert words(scene.erin) == []
    take_step(agreement=agreement, step=step, reason="Too early", person=scene.cast.alice)
    [answer] = words(scene.erin)
    assert answer.startswith(f"Alice {said} the new terms for the agreement of Analysts on Orders") and words(scene.cast.alice) == []


def test_a_restricted_contract_is_told_to_its_people_only(scene):
    type(scene.cast.domain).objects.update(is_restricted=True)
    agreement = scene.ask()
    assert len(words(scene.cast.alice)) == 1
    take_step(agreement=agreement, step="reject", reason="No", person=scene.cast.alice)
    assert words(scene.erin) == []
