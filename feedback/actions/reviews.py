"""Reviews: rating an asset, changing one's mind, finding one helpful, the steward's reply."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.db.models import Avg, Count, F, Q
from django.utils import timezone

from catalog import audit
from catalog.actions.rate_assets import set_rating
from catalog.models import Asset, Person
from feedback.models import HelpfulVote, Review
from feedback.models.review import ASPECTS
from feedback.queries.standing import is_owner, major_version, verified_by

# With fewer ratings of the current major version than this, those of earlier ones count as well.
ENOUGH = 3


class CannotReview(Exception):
    """The review can't be taken; the message says why."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """Stars (1 to 5), words, and stars for single aspects (accurate, on_time, understandable, complete)."""

    stars: int
    text: str = ""
    aspects: Mapping[str, int | None] = field(default_factory=dict)


@transaction.atomic
def write_review(*, author: Person, asset: Asset, opinion: Opinion) -> Review:
    """Rate an asset, or change what one said: one review a person. The old words stay in the audit log. Raises CannotReview."""
    if is_owner(author, asset):
        raise CannotReview("You answer for this asset, so you can't rate it. Reply to reviews, or answer questions instead.")
    _check(opinion)
    said = {
        "stars": opinion.stars, "text": opinion.text.strip(), "rated_version": major_version(asset), "verified_by": verified_by(author, asset),
        **{aspect: opinion.aspects.get(aspect) for aspect in ASPECTS},
    }  # fmt: skip
    review, is_new = Review.objects.select_for_update(no_key=True).get_or_create(asset=asset, author=author, defaults=said)
    if is_new:
        audit.record(verb="review.written", target=asset, after={"stars": opinion.stars})
    else:
        old = {"stars": review.stars, "text": review.text}
        Review.objects.filter(pk=review.pk).update(edited_at=timezone.now(), **said)
        review.refresh_from_db()
        audit.record(verb="review.edited", target=asset, before=old, after={"stars": opinion.stars, "text": said["text"]})
    count_rating(asset)
    return review


def _check(opinion: Opinion) -> None:
    given = [opinion.stars, *(stars for stars in opinion.aspects.values() if stars is not None)]
    if any(not 1 <= stars <= 5 for stars in given):  # noqa: PLR2004  # five stars
        raise CannotReview("Give one to five stars.")


@transaction.atomic
def take_back_review(*, review: Review) -> None:
    """Remove one's own review."""
    audit.record(verb="review.taken_back", target=review.asset, before={"stars": review.stars, "text": review.text})
    asset = review.asset
    review.delete()
    count_rating(asset)


def count_rating(asset: Asset) -> None:
    """Set the asset's mean: of the current major version's ratings, or of all while these are fewer than three."""
    Asset.objects.select_for_update(no_key=True).only("pk").get(pk=asset.pk)  # whoever rates at the same time counts after us
    shown = Review.objects.shown().filter(asset=asset)
    current = Q(rated_version=major_version(asset))
    counted = shown.aggregate(now=Count("pk", filter=current), all=Count("pk"), mean_now=Avg("stars", filter=current), mean=Avg("stars"))
    is_enough = counted["now"] >= ENOUGH
    mean = counted["mean_now"] if is_enough else counted["mean"]
    rating = None if mean is None else Decimal(str(mean)).quantize(Decimal("0.01"))
    set_rating(asset_id=asset.pk, rating=rating, count=counted["now"] if is_enough else counted["all"])


@transaction.atomic
def vote_helpful(*, review: Review, person: Person) -> bool:
    """Find a review helpful, or take that back; gives whether it is now found helpful. One's own can't be."""
    if review.author_id == person.pk:
        raise CannotReview("Others decide whether your review is helpful.")
    vote, is_new = HelpfulVote.objects.get_or_create(review=review, person=person)
    change = 1 if is_new else -HelpfulVote.objects.filter(pk=vote.pk).delete()[0]  # none is left where a double click was faster
    Review.objects.filter(pk=review.pk).update(helpful_count=F("helpful_count") + change)
    audit.record(verb="review.voted" if is_new else "review.unvoted", target=review.asset)
    return is_new


@transaction.atomic
def reply_to_review(*, review: Review, text: str, person: Person) -> None:
    """Answer a review as the asset's steward; an empty text takes the answer back."""
    words = text.strip()
    at = timezone.now() if words else None
    Review.objects.filter(pk=review.pk).update(reply=words, replied_at=at, replied_by=person if words else None)
    audit.record(verb="review.replied", target=review.asset, before={"reply": review.reply}, after={"reply": words})
