"""Complaints about what people wrote, and what a moderator does about it."""

from django.db import transaction
from django.utils import timezone

from catalog import audit
from catalog.models import Asset, Person
from feedback.actions.reviews import count_rating
from feedback.models import AbuseReport, Answer, Question, Review

Words = Review | Question | Answer


class CannotModerate(Exception):
    """It can't be complained about or decided; the message says why."""


def asset_of(words: Words) -> Asset:
    """Give the asset that a review, question or answer is about."""
    return words.question.asset if isinstance(words, Answer) else words.asset


def words_of(complaint: AbuseReport) -> Words:
    """Give what a complaint is about; the database lets none be about nothing."""
    words = complaint.review or complaint.question or complaint.answer
    if words is None:
        raise CannotModerate("What it was about is gone.")
    return words


@transaction.atomic
def complain(*, words: Words, person: Person, reason: str) -> AbuseReport:
    """Tell the moderators that something should not stand there. Saying it twice is once."""
    if not reason.strip():
        raise CannotModerate("Say in a few words what is wrong with it.")
    field = type(words).__name__.lower()
    open_one = AbuseReport.objects.filter(**{field: words.pk}, person=person, decided_at=None).first()
    if open_one is not None:
        return open_one
    made = AbuseReport.objects.create(**{field: words}, person=person, reason=reason.strip())
    audit.record(verb="abuse.reported", target=asset_of(words), after={field: words.pk})
    return made


@transaction.atomic
def decide_complaint(*, complaint: AbuseReport, hide: bool, person: Person) -> None:
    """Hide what was complained about, or let it stand; all open complaints about it are settled with it."""
    words = words_of(complaint)
    if AbuseReport.objects.select_for_update().get(pk=complaint.pk).decided_at:
        raise CannotModerate("This is decided already.")
    field = type(words).__name__.lower()
    now = timezone.now()
    AbuseReport.objects.filter(**{field: words.pk}, decided_at=None).update(decided_at=now, decided_by=person, was_hidden=hide)
    if hide:
        told = {"hidden_reason": complaint.reason} if isinstance(words, Review) else {}
        type(words)._default_manager.filter(pk=words.pk).update(hidden_at=now, hidden_by=person, **told)  # noqa: SLF001 - the same for all three
    asset = asset_of(words)
    audit.record(verb="words.hidden" if hide else "words.kept", target=asset, after={field: words.pk, "reason": complaint.reason})
    if isinstance(words, Review):
        count_rating(asset)


@transaction.atomic
def show_again(*, complaint: AbuseReport) -> None:
    """Show what was hidden because of a complaint."""
    words = words_of(complaint)
    field = type(words).__name__.lower()
    told = {"hidden_reason": ""} if isinstance(words, Review) else {}
    type(words)._default_manager.filter(pk=words.pk).update(hidden_at=None, hidden_by=None, **told)  # noqa: SLF001 - the same for all three
    AbuseReport.objects.filter(**{field: words.pk}, was_hidden=True).update(was_hidden=False)
    audit.record(verb="words.shown_again", target=asset_of(words), after={field: words.pk})
    if isinstance(words, Review):
        count_rating(words.asset)
