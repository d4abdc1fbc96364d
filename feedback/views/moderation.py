"""Complaints about reviews, questions and answers: making one, and the moderators' desk."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from catalog.auth import may
from catalog.models import Asset, Person, Role
from catalog.views.access import person_of
from feedback.actions.moderation import CannotModerate, Words, asset_of, complain, decide_complaint, show_again, words_of
from feedback.models import Answer, Question, Review
from feedback.queries.reviews import complaints, complaints_to_decide

PAGE = 25
DONE = {"hide": "Hidden.", "show": "It is shown again."}


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
    """Show the complaints one decides; `show=hidden`: what is hidden because of one, to be shown again."""
    hidden = request.GET.get("show") == "hidden"
    listed = Paginator(complaints_to_decide(person_of(request), hidden=hidden), PAGE).get_page(request.GET.get("page"))
    rows = [(row, words := words_of(row), asset_of(words)) for row in listed]
    return render(request, "feedback/moderation.html", {"page": listed, "rows": rows, "hidden": hidden})


@require_POST
def complaint_decide(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Hide it, let it stand, or show it again (`do`)."""
    person = person_of(request)
    complaint = get_object_or_404(complaints(person), pk=complaint_id)
    if not may(person, Role.STEWARD, asset_of(words_of(complaint)).domain):
        raise PermissionDenied("Only stewards of the asset's domain moderate.")
    do = request.POST.get("do")
    try:
        if do == "show":
            show_again(complaint=complaint)
        else:
            decide_complaint(complaint=complaint, hide=do == "hide", person=person)
        messages.success(request, DONE.get(do or "", "It stays."))
    except CannotModerate as error:
        messages.error(request, str(error))
    return redirect("moderation")
