"""The steward's card, what one wrote oneself, and whether one follows a page."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client

from feedback.models import Answer, Case, Follow, Question, Review, WorkHours
from feedback.queries.steward import Usual, steward_times
from tests.make import make_asset
from tests.people import make_cast

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)  # weekdays from nine to five, where nobody says otherwise


@pytest.fixture
def cast(db):
    return make_cast(is_restricted=True)


@pytest.fixture
def asset(cast):
    return make_asset("secret.orders", domain=cast.domain, steward=cast.alice)


def page(person, address: str) -> str:
    client = Client()
    client.force_login(person)
    return client.get(address).content.decode()


def at(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)


def case(asset, opened: float, replied: float | None = None, solved: float | None = None, **fields) -> Case:
    times = {"opened_at": at(opened), "first_reply_at": replied and at(replied), "solved_at": solved and at(solved)}
    return Case.objects.create(asset=asset, title="Wrong", **times, **fields)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "under a minute"), (1, "1 minute"), (59, "59 minutes"), (60, "1 hour"), (90, "1.5 hours"), (24 * 60, "24 hours")],
)
def test_a_usual_time_reads_as_people_say_it(minutes: int, words: str) -> None:
    assert Usual(timedelta(minutes=minutes), 3).words == words


def test_times_are_medians_in_working_hours_and_count_what_they_are_of(cast, asset) -> None:
    case(asset, 10, replied=11, solved=34)  # an hour; Monday ten to Tuesday ten: eight working hours
    case(asset, 10, replied=13)  # three
    case(asset, 10, replied=10.5, assignee=cast.bob)  # another's
    case(asset, 10)  # waits still: no time yet
    question = Question.objects.create(asset=asset, author=cast.bob, text="Net?", asked_at=at(10))
    Answer.objects.create(question=question, author=cast.alice, text="Yes", answered_at=at(12))  # two
    found = steward_times(cast.alice.pk, cast.bob, now=at(100))
    assert (found.reply, found.fix) == (Usual(timedelta(hours=2), 3), Usual(timedelta(hours=8), 1))


def test_the_domains_own_hours_count(cast, asset) -> None:
    WorkHours.objects.create(domain=cast.domain, weekdays=[1, 2, 3, 4, 5, 6, 7], opens=time(0), closes=time(23, 59))
    case(asset, 10, replied=18)
    assert steward_times(cast.alice.pk, cast.bob, now=at(100)).reply.words == "8 hours"


def test_what_one_may_not_see_does_not_count_and_an_old_case_neither(cast, asset) -> None:
    case(asset, 10, replied=11)
    assert steward_times(cast.alice.pk, cast.charlie, now=at(100)).reply == Usual(None, 0)
    assert steward_times(cast.alice.pk, cast.bob, now=at(24 * 400)).reply.n == 0


def test_the_rail_and_the_persons_page_show_the_stewards_times(cast, asset) -> None:
    assert "no cases yet" in page(cast.bob, f"/assets/{asset.pk}/")
    now = datetime.now(UTC)
    Case.objects.create(asset=asset, title="Wrong", opened_at=now - timedelta(days=3), first_reply_at=now)
    for address in (f"/assets/{asset.pk}/", f"/people/{cast.alice.pk}/"):
        assert "one so far" in page(cast.bob, address)


def test_ones_account_lists_what_one_wrote(cast, asset) -> None:
    Review.objects.create(asset=asset, author=cast.bob, stars=4)
    Question.objects.create(asset=asset, author=cast.bob, text="Is it net?")
    mine = page(cast.bob, "/me/")
    assert "4 of 5 stars" in mine and "Is it net?" in mine and "no answer yet" in mine
    assert "Is it net?" not in page(cast.alice, "/me/")


def test_a_page_says_that_one_follows_and_one_press_ends_it(cast, asset) -> None:
    client = Client()
    client.force_login(cast.bob)
    assert "press to stop" not in page(cast.bob, f"/assets/{asset.pk}/")
    client.post(f"/assets/{asset.pk}/follow/", {"reasons": ["late"]})
    client.post("/follow/domain/sales/", {"reasons": ["late"]})
    assert 'aria-pressed="true"' in page(cast.bob, "/domains/sales/")
    assert 'aria-pressed="true"' in page(cast.bob, f"/assets/{asset.pk}/") and "press to stop" not in page(
        cast.alice, f"/assets/{asset.pk}/"
    )
    ended = client.post(f"/follows/{Follow.objects.get(asset=asset).pk}/end/", {"back": "1"})
    assert ended.headers["Location"] == f"/assets/{asset.pk}/" and Follow.objects.count() == 1
    for address in (f"/follow-state/asset/{asset.pk}/", "/follow-state/domain/sales/", "/follow-state/odd/1/", "/follow-state/term/x/"):
        outsider = Client()
        outsider.force_login(cast.charlie)
        assert outsider.get(address).status_code == 404
