"""Reviews on an asset's page: reading, writing, voting, replying."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from catalog.auth import may
from catalog.forms import what_is_wrong
from catalog.models import Asset, Person, Role
from catalog.queries import asset_frame
from catalog.views.access import person_of
from feedback.actions import reviews as acts
from feedback.forms.reviews import ReviewForm
from feedback.models import Review
from feedback.models.review import ASPECTS
from feedback.queries.reviews import ORDERS, opinions, questions_of
from feedback.queries.standing import is_owner

LOW = 2  # stars at which something is probably wrong
QUESTIONS = 50


@require_safe
def asset_reviews(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Show an asset's reviews and questions."""
    person = person_of(request)
    frame = asset_frame(asset_id, person)
    found = opinions(frame.asset, person, request.GET.dict())
    mine = found.mine
    initial = {"stars": str(mine.stars), "text": mine.text, **{a: str(getattr(mine, a) or "") for a in ASPECTS}} if mine else {}
    page = {
        "frame": frame, "tab": "asset-reviews", "found": found, "form": ReviewForm(initial=initial), "orders": ORDERS,
        "questions": questions_of(frame.asset)[:QUESTIONS], "may_reply": may_reply(person, frame.asset),
    }  # fmt: skip
    return render(request, "feedback/reviews.html", page)


def may_reply(person: Person, asset: Asset) -> bool:
    """Say whether somebody speaks for an asset: its owners, and the stewards of its domain."""
    return is_owner(person, asset) or may(person, Role.STEWARD, asset.domain)


@require_POST
def review_write(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Take a review; few stars lead on to reporting what is wrong."""
    person = person_of(request)
    asset = get_object_or_404(Asset.objects.visible_to(person).select_related("domain"), pk=asset_id)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        messages.error(request, what_is_wrong(form))
        return redirect("asset-reviews", asset_id)
    try:
        review = acts.write_review(author=person, asset=asset, opinion=form.opinion())
    except acts.CannotReview as error:
        messages.error(request, str(error))
        return redirect("asset-reviews", asset_id)
    if review.stars <= LOW and review.case_id is None:
        messages.success(request, "Thank you. Shall somebody look at what is wrong? Report it here, and you get an answer.")
        return redirect(f"{reverse('asset-report', args=[asset_id])}?review={review.pk}")
    messages.success(request, "Thank you: your review stands.")
    return redirect("asset-reviews", asset_id)


@require_POST
def review_take_back(request: HttpRequest, review_id: int) -> HttpResponse:
    """Remove one's own review."""
    review = get_object_or_404(Review.objects.select_related("asset"), pk=review_id, author=person_of(request))
    acts.take_back_review(review=review)
    messages.success(request, "Your review is gone.")
    return redirect("asset-reviews", review.asset_id)


@require_POST
def review_vote(request: HttpRequest, review_id: int) -> HttpResponse:
    """Find a review helpful, or not any more."""
    person, review = _seen(request, review_id)
    try:
        acts.vote_helpful(review=review, person=person)
    except acts.CannotReview as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('asset-reviews', args=[review.asset_id])}#review-{review.pk}")


@require_POST
def review_reply(request: HttpRequest, review_id: int) -> HttpResponse:
    """Answer a review for the asset."""
    person, review = _seen(request, review_id)
    if not may_reply(person, review.asset):
        raise PermissionDenied("Only those who answer for the asset reply to reviews.")
    acts.reply_to_review(review=review, text=request.POST.get("text", "")[:5_000], person=person)
    return redirect(f"{reverse('asset-reviews', args=[review.asset_id])}#review-{review.pk}")


def _seen(request: HttpRequest, review_id: int) -> tuple[Person, Review]:
    person = person_of(request)
    reviews = Review.objects.shown().filter(asset__in=Asset.objects.visible_to(person)).select_related("asset__domain")
    return person, get_object_or_404(reviews, pk=review_id)
