"""The page of questions: what waits for an answer, first of all to who answers for the data."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalog.models import Domain
from feedback.models import Question
from tests.make import make_asset
from tests.people import make_cast

NOW = timezone.now()


@pytest.fixture
def cast(db):
    made = make_cast(is_restricted=True)
    other = Domain.objects.create(slug="other", name="Other")
    mine, open_to_all = make_asset("mine", domain=made.domain), make_asset("elsewhere", domain=other)
    for hours, (asset, text) in enumerate([(mine, "newest"), (mine, "oldest"), (mine, "answered"), (open_to_all, "theirs")]):
        Question.objects.create(asset=asset, author=made.bob, text=text, asked_at=NOW - timedelta(hours=hours))
    answered = Question.objects.get(text="answered")
    answered.answers.create(author=made.alice, text="!", accepted_at=NOW)
    Question.objects.get(text="oldest").answers.create(author=made.bob, text="perhaps")
    return made


def listed(person, query=""):
    client = Client()
    client.force_login(person)
    return [question.text for question in client.get(f"/questions/{query}").context["page"]]


def test_a_steward_sees_what_waits_longest_first(cast):
    assert listed(cast.alice) == ["oldest", "newest"]
    assert listed(cast.alice, "?state=answered") == ["answered"]
    assert listed(cast.alice, "?state=all&whose=all") == ["newest", "oldest", "answered", "theirs"]


def test_nobody_sees_questions_on_what_they_may_not_see(cast):
    assert listed(cast.charlie) == []
    assert listed(cast.charlie, "?state=all&whose=all") == ["theirs"]
