"""What the people of Kettle & Co think of their data, and ask about it: told through the real actions, then put back in time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from catalog import audit
from catalog.models import Asset, Person
from config.demo.landscape import KETTLE
from config.demo.people import Staff
from feedback.actions import questions as asking
from feedback.actions.reviews import Opinion, reply_to_review, vote_helpful, write_review
from feedback.models import Answer, Case, Question, Review

# title of the asset, who, stars, days ago, words, stars for (accurate, on_time, understandable, complete), 0 for none
REVIEWS = (
    ("Revenue by day", "charlie", 2, 7, "Half of a day was missing when I closed the week.", (2, 3, 4, 1)),
    ("Revenue by day", "alice", 5, 30, "Matches what the shop shows, to the cent.", (5, 4, 5, 5)),
    ("Revenue by day", "grace", 4, 21, "Clear columns. I wish it had the channel.", (4, 4, 5, 3)),
    ("Orders", "hugo", 4, 26, "Reliable; refunds are booked a day late.", (4, 5, 3, 4)),
    ("Orders", "grace", 5, 18, "My starting point for everything about customers.", (5, 5, 4, 5)),
    ("Orders", "emil", 4, 12, "", (4, 4, 0, 4)),
    ("Orders", "charlie", 5, 9, "The description told me which rows to take.", (5, 0, 5, 0)),
    ("Month-end", "hugo", 4, 33, "Good enough to close the books with.", (4, 3, 5, 5)),
    ("Month-end", "dana", 3, 15, "Late on the first of the month, twice this year.", (4, 2, 4, 4)),
    ("Margin by day", "hugo", 3, 20, "Delivery charges are in some weeks and not in others.", (2, 4, 2, 3)),
    ("Margin by day", "alice", 4, 14, "", (4, 4, 3, 4)),
    ("Deliveries", "grace", 4, 24, "Good for how long a parcel takes.", (4, 4, 4, 4)),
    ("Deliveries", "emil", 4, 8, "", (4, 5, 4, 4)),
    ("Exchange rates", "alice", 2, 3, "The bank's page is down again.", (5, 1, 5, 5)),
    ("Exchange rates", "hugo", 4, 37, "Same as the bank's.", (5, 3, 5, 5)),
)
HELPFUL = (
    ("Revenue by day", "charlie", ("emil", "grace", "alice")),
    ("Orders", "charlie", ("grace", "hugo")),
    ("Month-end", "dana", ("hugo",)),
)
REPLIES = (
    ("Month-end", "dana", "emil", "The first of the month waits for the bank's rates. We asked them for a feed."),
    ("Revenue by day", "grace", "emil", "The channel comes with the next version."),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and its answers as (who, words); the last is the accepted one where `is_settled`."""

    asset: str
    who: str
    days_ago: int
    text: str
    answers: tuple[tuple[str, str], ...] = ()
    is_settled: bool = True
    is_documented: bool = False


QUESTIONS = (
    Asked(
        "Orders",
        "charlie",
        20,
        "Are cancelled orders in here?",
        (("alice", "Yes, with status cancelled; leave them out for revenue."),),
        is_documented=True,
    ),
    Asked(
        "Orders",
        "hugo",
        11,
        "Which day counts: placed or paid?",
        (("bob", "Placed."), ("alice", "placed_on; payments have their own table.")),
    ),
    Asked("Revenue by day", "grace", 16, "Is VAT in or out?", (("emil", "Out. The VAT return has it by country."),)),
    Asked("Revenue by day", "charlie", 5, "From which year on is it complete?", (("hugo", "I think from 2023."),), is_settled=False),
    Asked("Margin by day", "grace", 4, "Does the cost include packaging?"),
    Asked("Deliveries", "hugo", 13, "Working days or calendar days?", (("farah", "Calendar days."),)),
    Asked("Exchange rates", "emil", 10, "Noon or closing rates?", (("farah", "Closing, as the bank publishes them."),), is_settled=False),
    Asked("Month-end", "alice", 6, "May I show it outside the company?"),
)


@transaction.atomic
def tell_reviews(staff: Staff, as_of: datetime) -> None:
    """Write the reviews and questions once. Whoever answers for an asset by now is left out, as the actions would refuse them."""
    if Review.objects.filter(author__is_demo=True).exists():
        return
    assets = {asset.title: asset for asset in _assets()}
    for title, handle, stars, days, text, aspects in REVIEWS:
        _review(assets[title], staff.people[handle], Opinion(stars, text, _aspects(aspects)), as_of - timedelta(days=days))
    _react(assets, staff)
    for asked in QUESTIONS:
        _question(asked, assets[asked.asset], staff, as_of)
    solved = Case.objects.filter(reports__asset=assets["Revenue by day"], outcome="fixed").first()
    Review.objects.filter(asset=assets["Revenue by day"], author=staff.people["charlie"]).update(case=solved)


def _react(assets: dict[str, Asset], staff: Staff) -> None:
    """Have reviews found helpful and replied to."""
    for title, author, voters in HELPFUL:
        for review in Review.objects.filter(asset=assets[title], author=staff.people[author]):
            for voter in voters:
                vote_helpful(review=review, person=staff.people[voter])
    for title, author, steward, words in REPLIES:
        for review in Review.objects.filter(asset=assets[title], author=staff.people[author]).select_related("asset"):
            reply_to_review(review=review, text=words, person=staff.people[steward])


def _assets() -> list[Asset]:
    wanted = {row[0] for row in REVIEWS} | {asked.asset for asked in QUESTIONS}
    rows = Asset.objects.select_related("domain", "owner_team", "steward")
    return list(rows.filter(title__in=wanted, namespace__name__in=KETTLE.spaces))


def _aspects(stars: tuple[int, ...]) -> dict[str, int | None]:
    return {name: given or None for name, given in zip(("accurate", "on_time", "understandable", "complete"), stars, strict=True)}


def _review(asset: Asset, author: Person, opinion: Opinion, at: datetime) -> None:
    if asset.steward_id == author.pk or author.memberships.filter(team=asset.owner_team_id).exists():
        return
    with audit.acting(audit.Actor(person=author)):
        review = write_review(author=author, asset=asset, opinion=opinion)
    Review.objects.filter(pk=review.pk).update(written_at=at)


def _question(asked: Asked, asset: Asset, staff: Staff, as_of: datetime) -> None:
    at = as_of - timedelta(days=asked.days_ago)
    author = staff.people[asked.who]
    with audit.acting(audit.Actor(person=author)):
        question = asking.ask(author=author, asset=asset, text=asked.text)
    Question.objects.filter(pk=question.pk).update(asked_at=at)
    for hours, (who, words) in enumerate(asked.answers, start=2):
        given = asking.answer(author=staff.people[who], question=question, text=words)
        Answer.objects.filter(pk=given.pk).update(answered_at=at + timedelta(hours=hours))
        if asked.is_settled and hours == len(asked.answers) + 1:
            asking.accept_answer(given=given, person=author)
    if asked.is_documented:
        asking.promote_answer(question=question)
