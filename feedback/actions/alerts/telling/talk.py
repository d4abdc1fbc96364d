"""Questions, answers and reviews: who asked hears the answer, who answers for the asset hears the question."""

from datetime import datetime

from feedback.actions.alerts.queueing import Told, tell
from feedback.actions.alerts.telling.wording import asset_of, place
from feedback.models import Answer, Question, Review
from feedback.queries.audience import Audience, answering_for, followers


def question(row: int, what: str, now: datetime) -> None:
    """Tell those who answer for the asset that somebody asks."""
    del what
    found = Question.objects.shown().select_related("author").filter(pk=row).first()
    if found is None:
        return
    asset = asset_of(found.asset_id)
    heard = Audience()
    heard.add("review", answering_for(asset))
    heard.leave_out([found.author_id])
    text = f"{found.author}: {found.text}"
    tell(
        Told(f"question/{found.pk}", f"A question about {asset}", text, place("asset-reviews", asset.pk), now, heard, asset=asset), now=now
    )


def answer(row: int, what: str, now: datetime) -> None:
    """Tell who asked, and who follows the asset for answers, that there is one."""
    del what
    found = Answer.objects.select_related("author", "question").filter(pk=row, hidden_at=None).first()
    if found is None:
        return
    asset = asset_of(found.question.asset_id)
    heard = Audience()
    heard.add("answer", [found.question.author_id])
    heard.add("answer", followers(asset, "answer") if found.question.hidden_at is None else ())
    heard.leave_out([found.author_id])
    text = f"{found.author}: {found.text}"
    path = place("asset-reviews", asset.pk)
    tell(Told(f"question/{found.question_id}", f"An answer about {asset}", text, path, now, heard, asset=asset), now=now)


def review(row: int, what: str, now: datetime) -> None:
    """Tell the steward of a review, and its author of the reply."""
    found = Review.objects.shown().select_related("author", "replied_by").filter(pk=row).first()
    if found is None:
        return
    asset = asset_of(found.asset_id)
    heard = Audience()
    if what == "replied":
        heard.add("answer", [found.author_id])
        title, text = f"A reply to your review of {asset}", f"{found.replied_by or 'The steward'}: {found.reply}"
    else:
        heard.add("review", answering_for(asset))
        heard.leave_out([found.author_id])
        title, text = f"{found.stars} of 5 stars for {asset}", f"{found.author}: {found.text}" if found.text else f"By {found.author}."
    tell(Told(f"review/{found.pk}", title, text, place("asset-reviews", asset.pk), now, heard, asset=asset), now=now)
