"""What no text can hold is refused in words, wherever it was sent."""

import pytest
from django.test import Client

from feedback.models import Question
from tests.make import make_asset
from tests.people import make_cast


@pytest.mark.django_db
def test_a_nul_character_is_refused_in_words_and_breaks_nothing():
    cast = make_cast()
    question = Question.objects.create(asset=make_asset(domain=cast.domain), author=cast.bob, text="?")
    client = Client()
    client.force_login(cast.alice)
    answer = client.get("/api/v1/search?tag=%00")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unwritable")
    assert client.get("/search/?q=x&tag=a%00").status_code == 400
    refused = client.post(f"/questions/{question.pk}/answer/", {"text": "a\0"})
    assert (refused.status_code, question.answers.count()) == (400, 0)
    assert b"holds a character that no text can hold" in refused.content
