"""Hooks: where outgoing events go, what was sent there, and sending again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from catalog.asked import number
from catalog.models import Person
from catalog.views.access import person_of
from feedback.actions.alerts import hooks as acts
from feedback.alerting.envelope import TYPES
from feedback.forms.alerts import HookForm
from feedback.models import Happening, Hook
from feedback.queries.hooks import hooks_of

PAGE = 25
SHOWN = 10


def hooks(request: HttpRequest) -> HttpResponse:
    """List hooks and make one; its key is on the answering page and nowhere else."""
    person = person_of(request)
    form = HookForm(request.POST or None, person=person)
    made, key = None, ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            wanted = acts.Wanted(said["types"], said["assets"])
            made, key = acts.make_hook(name=said["name"], url=said["url"], person=person, team=said["team"], wanted=wanted)
            form = HookForm(person=person)
        except acts.CannotMakeHook as error:
            form.add_error(None, str(error))
    rows = hooks_of(person).select_related("team", "made_by").order_by("name", "pk")
    page = {"hooks": rows, "form": form, "made": made, "key": key, "types": TYPES}
    answer = render(request, "feedback/hooks.html", page, status=422 if form.is_bound else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def hook(request: HttpRequest, hook_id: int) -> HttpResponse:
    """Show one hook: what it wants, what was sent, and what happened lately, to be sent again."""
    person = person_of(request)
    found = get_object_or_404(hooks_of(person).select_related("team", "made_by"), pk=hook_id)
    sent = found.deliveries.select_related("happening").order_by("-queued_at", "pk")
    recent = _recent(found, person)[:SHOWN]
    page = {"hook": found, "page": Paginator(sent, PAGE).get_page(request.GET.get("page")), "recent": recent}
    return render(request, "feedback/hook.html", page)


def _recent(found: Hook, person: Person) -> "list[Happening]":
    rows = Happening.objects.visible_to(person).order_by("-noted_at", "pk")
    if found.types:
        rows = rows.filter(type__in=found.types)
    if found.assets:
        rows = rows.filter(asset_id__in=found.assets)
    return list(rows[:SHOWN])


@require_POST
def hook_do(request: HttpRequest, hook_id: int) -> HttpResponse:
    """Try a hook, switch it on again, remove it, or send it a happening (`do`)."""
    person = person_of(request)
    found = get_object_or_404(hooks_of(person), pk=hook_id)
    do = request.POST.get("do")
    if do == "remove":
        acts.remove_hook(hook=found)
        messages.success(request, f"“{found}” is gone.")
        return redirect("hooks")
    if do == "try":
        acts.try_hook(hook=found)
        messages.success(request, "A test event is on its way; its result stands below.")
    elif do == "on":
        acts.switch_on(hook=found)
        messages.success(request, "It is called again.")
    elif do == "replay":
        happening = get_object_or_404(Happening.objects.visible_to(person), pk=number(request.POST.get("happening", "")))
        try:
            acts.replay(hook=found, happening=happening)
            messages.success(request, f"{happening.type} is on its way again.")
        except acts.CannotMakeHook as error:
            messages.error(request, str(error))
    return redirect("hook", hook_id)
