"""One case: its story, and what its handlers do about it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from catalog.forms import what_is_wrong
from catalog.models import Asset, Person
from catalog.views.access import person_of
from feedback.actions.cases import deciding
from feedback.actions.cases.moving import CannotMoveCase
from feedback.actions.cases.resolving import Resolution, resolve_case
from feedback.actions.cases.sending import send_upstream
from feedback.auth import may_handle
from feedback.forms.cases import DecideForm, ResolveForm, SayForm
from feedback.models import Case, ReplyTemplate
from feedback.models.case import Outcome, Severity
from feedback.queries.cases import CasePage, case_page, near_upstream, run_words, runs_writing
from feedback.wording import filled
from lineage.models import Run

Said = Mapping[str, Any]


@require_safe
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show a case."""
    person = person_of(request)
    found = case_page(case_id, person, now=timezone.now())
    page = {"page": found, "say": SayForm(), "severities": Severity.choices, "entries": found.entries}
    if found.may_handle:
        page["resolve"] = ResolveForm(initial=_suggested(found), runs=_runs(found.case, person))
        page["upstream"] = near_upstream(found.case.asset, person)
        page["decide"] = DecideForm()
        page["templates"] = _templates(found)
    return render(request, "feedback/case.html", page)


def _suggested(found: CasePage) -> dict[str, Any]:
    """Fill in what is known of the fix: the run that was linked, and words about it."""
    if found.run is None:
        return {"outcome": Outcome.FIXED, "version": ""}
    words = f"Fixed: the run of {found.run.job.name} that ended {found.run.ended_at:%d %b %Y, %H:%M} brought the right data."
    return {"outcome": Outcome.FIXED, "run_id": found.run.pk, "public_answer": words}


def _runs(case: Case, person: Person) -> list[tuple[str, str]]:
    """Offer the runs that may have fixed it: the newest ones of its asset, and the one that was linked."""
    offered = runs_writing(case.asset, person)
    if case.fixed_by_run_id is None or str(case.fixed_by_run_id) in dict(offered):
        return offered
    linked = Run.objects.visible_to(person).filter(pk=case.fixed_by_run_id).select_related("job")
    return [*((str(run.pk), run_words(run)) for run in linked), *offered]


def _templates(found: CasePage) -> list[tuple[str, str]]:
    """Give the desk's replies with their blanks filled."""
    first = found.reports[0] if found.reports else None
    words = {
        "reporter": str(first.reporter) if first else "",
        "asset": str(found.case.asset),
        "run": str(found.run) if found.run else "",
    }
    mine = ReplyTemplate.objects.filter(domain=found.case.asset.domain) | ReplyTemplate.objects.filter(domain=None)
    return [(template.name, filled(template.text, words)) for template in mine.order_by("name")]


@require_POST
def case_say(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say something on a case: its reporters and handlers may."""
    person = person_of(request)
    found = case_page(case_id, person, now=timezone.now())
    if not (found.may_handle or found.mine):
        raise PermissionDenied("Only those who reported it and its handlers talk here. Join the case first.")
    form = SayForm(request.POST)
    if not form.is_valid():
        messages.error(request, what_is_wrong(form))
        return redirect("case", case_id)
    said = form.cleaned_data
    internal, asks = said["is_internal"] and found.may_handle, said["asks"] and found.may_handle
    _do(request, lambda: deciding.say(case=found.case, text=said["text"], person=person, is_internal=internal, asks=asks))
    return redirect("case", case_id)


@require_POST
def case_resolve(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say what came of it."""
    person, found = _handled(request, case_id)
    form = ResolveForm(request.POST, runs=_runs(found, person))
    if not form.is_valid():
        messages.error(request, what_is_wrong(form))
        return redirect("case", case_id)
    if _do(request, lambda: resolve_case(case=found, resolution=Resolution(**form.cleaned_data), person=person)):
        messages.success(request, "Answered. Whoever reported it is asked whether it looks right now.")
    return redirect("case", case_id)


@require_POST
def case_decide(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take one decision."""
    person, found = _handled(request, case_id)
    form = DecideForm(request.POST)
    if not form.is_valid():
        messages.error(request, what_is_wrong(form))
    elif _do(request, lambda: decide(found, person, form.cleaned_data)):
        messages.success(request, DONE[form.cleaned_data["do"]])
    return redirect("case", case_id)


DONE = {
    "accept": "Accepted: it is yours.",
    "decline": "Declined; its reporters read why.",
    "snooze": "Put off.",
    "assign": "Handed over.",
    "severity": "Severity changed; the clocks follow.",
    "merge": "Merged.",
    "reopen": "Reopened.",
    "send_up": "Sent upstream.",
}


def decide(case: Case, person: Person, said: Said) -> None:
    """Do what was decided about one case. Raises CannotMoveCase."""
    acts: dict[str, Callable[[], None]] = {
        "accept": lambda: deciding.accept_case(case=case, person=person),
        "decline": lambda: deciding.decline_case(case=case, reason=said["reason"], person=person),
        "snooze": lambda: _snooze(case, person, said),
        "assign": lambda: deciding.assign_case(case=case, to=said["to"], person=person),
        "severity": lambda: deciding.set_severity(case=case, severity=said["severity"], person=person),
        "merge": lambda: deciding.merge_case(case=case, into=_other(person, said["case"]), person=person),
        "reopen": lambda: deciding.reopen_case(case=case, reason=said["reason"], person=person),
        "send_up": lambda: send_upstream(case=case, to=_asset(person, said["asset"]), person=person, message=said["reason"]),
    }
    acts[said["do"]]()


def _snooze(case: Case, person: Person, said: Said) -> None:
    if said["until"] is None:
        raise CannotMoveCase("Say until when.")
    deciding.snooze_case(case=case, until=said["until"], person=person)


def _other(person: Person, number: int | None) -> Case:
    other = Case.objects.visible_to(person).select_related("asset__domain").filter(pk=number or 0).first()
    if other is None or not may_handle(person, other):
        raise CannotMoveCase(f"There is no case {number or ''} that you may handle.")
    return other


def _asset(person: Person, number: int | None) -> Asset:
    asset = Asset.objects.visible_to(person).filter(pk=number or 0).first()
    if asset is None:
        raise CannotMoveCase("Choose the asset upstream to send it to.")
    return asset


def _handled(request: HttpRequest, case_id: int) -> tuple[Person, Case]:
    person = person_of(request)
    found = get_object_or_404(Case.objects.visible_to(person).select_related("asset__domain"), pk=case_id)
    if not may_handle(person, found):
        raise PermissionDenied("Only stewards of its domain, the team it is with and its assignee decide about a case.")
    return person, found


def _do(request: HttpRequest, act: Callable[[], None]) -> bool:
    """Act, or say why not."""
    try:
        act()
    except CannotMoveCase as error:
        messages.error(request, str(error))
        return False
    return True
