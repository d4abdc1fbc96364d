"""What other people see of somebody's answers, and what one wrote oneself: pieces of the pages of people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.models import Asset, Person
from catalog.views.access import person_of
from feedback.models import Question, Review
from feedback.queries.steward import steward_times

SHOWN = 5


@require_safe
def times(request: HttpRequest, person_id: int) -> HttpResponse:
    """Say how soon a steward usually replies and fixes."""
    found = steward_times(person_id, person_of(request), now=timezone.now())
    if not (found.reply.n or found.fix.n):
        get_object_or_404(Person, pk=person_id, is_active=True)
    return render(request, "feedback/steward_times.html", {"times": found})


@require_safe
def my_words(request: HttpRequest) -> HttpResponse:
    """List one's own newest reviews and questions."""
    person = person_of(request)
    seen = Asset.objects.visible_to(person)
    reviews = Review.objects.shown().filter(author=person, asset__in=seen).select_related("asset").order_by("-written_at")
    questions = Question.objects.shown().filter(author=person, asset__in=seen).select_related("asset").prefetch_related("answers")
    page = {"reviews": reviews[:SHOWN], "questions": questions.order_by("-asked_at")[:SHOWN]}
    return render(request, "feedback/my_words.html", page)
