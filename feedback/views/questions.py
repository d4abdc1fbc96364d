"""Asking about an asset: search first, then ask; answers, and what becomes documentation."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from catalog.models import Asset, Person, Role
from catalog.queries import asset_frame
from catalog.views.access import person_of, require
from feedback.actions import questions as acts
from feedback.forms.reviews import QuestionForm
from feedback.models import Answer, Question
from feedback.queries.questions import STATES, WHOSE, questions
from feedback.queries.reviews import questions_of
from feedback.views.reviews import may_reply

SIMILAR = 5
PAGE = 25


@require_safe
def all_questions(request: HttpRequest) -> HttpResponse:
    """List questions: `state` (open ones by default), `whose` (those on what one answers for by default)."""
    state, whose = request.GET.get("state", ""), request.GET.get("whose", "")
    state, whose = state if state in STATES else "open", whose if whose in WHOSE else "mine"
    listed = Paginator(questions(person_of(request), state, whose), PAGE).get_page(request.GET.get("page"))
    return render(
        request, "feedback/all_questions.html", {"page": listed, "state": state, "whose": whose, "states": STATES, "choices": WHOSE}
    )


def asset_ask(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Offer what was asked before (`q`), then take a question."""
    person = person_of(request)
    frame = asset_frame(asset_id, person)
    columns = list(frame.asset.columns.filter(is_current=True).order_by("ordinal").values_list("path", flat=True))
    words = request.GET.get("q", "").strip()
    initial = {"text": words, "column_path": request.GET.get("column", "")}
    form = QuestionForm(request.POST or None, initial=initial, columns=columns)
    if request.method == "POST" and form.is_valid():
        try:
            question = acts.ask(author=person, asset=frame.asset, **form.cleaned_data)
        except acts.CannotAsk as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Asked. Whoever answers for it, and those who know, can answer now.")
            return redirect(f"{reverse('asset-reviews', args=[asset_id])}#question-{question.pk}")
    page = {"frame": frame, "tab": "asset-reviews", "form": form, "words": words, "similar": questions_of(frame.asset, words)[:SIMILAR]}
    return render(request, "feedback/ask.html", page, status=422 if form.is_bound else 200)


@require_POST
def question_answer(request: HttpRequest, question_id: int) -> HttpResponse:
    """Answer a question; anybody who sees the asset may."""
    person, question = _seen(request, question_id)
    _do(request, lambda: acts.answer(author=person, question=question, text=request.POST.get("text", "")[:10_000]))
    return _back(question)


@require_POST
def question_reword(request: HttpRequest, question_id: int) -> HttpResponse:
    """Change the words of one's own question."""
    person, question = _seen(request, question_id)
    if question.author_id != person.pk:
        raise PermissionDenied("Only its author rewords a question.")
    _do(request, lambda: acts.reword(what=question, text=request.POST.get("text", "")[:2_000]))
    return _back(question)


@require_POST
def question_promote(request: HttpRequest, question_id: int) -> HttpResponse:
    """Write the accepted answer into the documentation (contributors)."""
    person, question = _seen(request, question_id)
    require(person, Role.CONTRIBUTOR, question.asset.domain)
    if _do(request, lambda: acts.promote_answer(question=question)):
        messages.success(request, "It is in the documentation now.")
    return _back(question)


@require_POST
def answer_accept(request: HttpRequest, answer_id: int) -> HttpResponse:
    """Accept an answer: whoever asked, or who answers for the asset."""
    person, given = _given(request, answer_id)
    if person.pk != given.question.author_id and not may_reply(person, given.question.asset):
        raise PermissionDenied("Whoever asked accepts the answer, or who answers for the asset.")
    _do(request, lambda: acts.accept_answer(given=given, person=person))
    return _back(given.question)


@require_POST
def answer_reword(request: HttpRequest, answer_id: int) -> HttpResponse:
    """Change the words of one's own answer."""
    person, given = _given(request, answer_id)
    if given.author_id != person.pk:
        raise PermissionDenied("Only its author rewords an answer.")
    _do(request, lambda: acts.reword(what=given, text=request.POST.get("text", "")[:10_000]))
    return _back(given.question)


def _seen(request: HttpRequest, question_id: int) -> tuple[Person, Question]:
    person = person_of(request)
    asked = Question.objects.shown().filter(asset__in=Asset.objects.visible_to(person)).select_related("asset__domain")
    return person, get_object_or_404(asked, pk=question_id)


def _given(request: HttpRequest, answer_id: int) -> tuple[Person, Answer]:
    person = person_of(request)
    seen = Answer.objects.filter(hidden_at=None, question__hidden_at=None, question__asset__in=Asset.objects.visible_to(person))
    return person, get_object_or_404(seen.select_related("question__asset__domain"), pk=answer_id)


def _do(request: HttpRequest, act: Callable[[], object]) -> bool:
    try:
        act()
    except acts.CannotAsk as error:
        messages.error(request, str(error))
        return False
    return True


def _back(question: Question) -> HttpResponse:
    return redirect(f"{reverse('asset-reviews', args=[question.asset_id])}#question-{question.pk}")
