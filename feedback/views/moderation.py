"""Complaints about reviews, questions and answers: making one, and the moderators' desk."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from catalog.auth import may
from catalog.models import Asset, Person, Role
from catalog.views.access import person_of
from feedback.actions.moderation import CannotModerate, Words, asset_of, complain, decide_complaint
from feedback.models import AbuseReport, Answer, Question, Review
from feedback.queries.reviews import complaints

SHOWN = 100


def _words(person: Person, kind: str, number: int) -> Words:
    """Find what is complained about, among what this person sees."""
    seen = Asset.objects.visible_to(person)
    found: Words | None = None
    if kind == "review":
        found = Review.objects.filter(asset__in=seen, pk=number).select_related("asset").first()
    elif kind == "question":
        found = Question.objects.filter(asset__in=seen, pk=number).select_related("asset").first()
    elif kind == "answer":
        found = Answer.objects.filter(question__asset__in=seen, pk=number).select_related("question__asset").first()
    if found is None:
        raise Http404("There is nothing like that, or not for your eyes.")
    return found


@require_POST
def abuse_report(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Complain about a review, question or answer."""
    person = person_of(request)
    words = _words(person, kind, number)
    try:
        complain(words=words, person=person, reason=request.POST.get("reason", "")[:1_000])
    except CannotModerate as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Told to the moderators. Thank you.")
    return redirect("asset-reviews", asset_of(words).pk)


@require_safe
def moderation(request: HttpRequest) -> HttpResponse:
    """Show the complaints one may decide."""
    person = person_of(request)
    rows = [row for row in complaints(person)[:SHOWN] if _may_decide(person, row)]
    return render(
        request, "feedback/moderation.html", {"complaints": [(row, row.review or row.question or row.answer, _asset(row)) for row in rows]}
    )


@require_POST
def complaint_decide(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Hide it, or let it stand."""
    person = person_of(request)
    complaint = get_object_or_404(complaints(person), pk=complaint_id)
    if not _may_decide(person, complaint):
        raise PermissionDenied("Only stewards of the asset's domain moderate.")
    hide = request.POST.get("do") == "hide"
    decide_complaint(complaint=complaint, hide=hide, person=person)
    messages.success(request, "Hidden." if hide else "It stays.")
    return redirect("moderation")


def _asset(complaint: AbuseReport) -> Asset:
    words = complaint.review or complaint.question or complaint.answer
    if words is None:
        raise Http404("What it was about is gone.")
    return asset_of(words)


def _may_decide(person: Person, complaint: AbuseReport) -> bool:
    return may(person, Role.STEWARD, _asset(complaint).domain)
