"""How a domain's desk works: targets, hours, rota, replies."""

from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from catalog.forms import what_is_wrong
from catalog.models import Domain, Person, Role
from catalog.views.access import person_of, require
from feedback.actions import desk as acts
from feedback.actions.cases.moving import hours_of, target_hours
from feedback.forms.cases import HoursForm, TargetForm, TemplateForm, TurnForm
from feedback.models import ReplyTemplate, RotaTurn
from feedback.models.case import Severity

WEEK = timedelta(days=6)  # the last day counts, too


def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how a domain's desk works, and take changes (its stewards)."""
    domain = _stewarded(request, slug)
    parts: dict[str, tuple[type, Callable[[Domain, dict[str, object]], None]]] = {
        "target": (TargetForm, _target),
        "hours": (HoursForm, _hours),
        "turn": (TurnForm, _turn),
        "template": (TemplateForm, _template),
    }
    part = request.POST.get("part", "")
    if request.method == "POST" and part in parts:
        form_class, act = parts[part]
        form = form_class(request.POST)
        if form.is_valid() and _done(request, lambda: act(domain, form.cleaned_data)):
            messages.success(request, "Saved.")
        elif form.errors:
            messages.error(request, what_is_wrong(form))
        return redirect("desk", slug)
    return render(request, "feedback/desk.html", _page(domain))


def _page(domain: Domain) -> dict[str, object]:
    hours = hours_of(domain)
    today = timezone.now().astimezone(ZoneInfo(hours.zone)).date()
    initial = {
        "time_zone": hours.zone, "weekdays": sorted(hours.weekdays), "opens": hours.opens, "closes": hours.closes,
        "holidays": "\n".join(sorted(day.isoformat() for day in hours.holidays)),
    }  # fmt: skip
    return {
        "domain": domain,
        "targets": [(severity, label, *target_hours(domain, severity)) for severity, label in Severity.choices],
        "target_form": TargetForm(),
        "hours": hours,
        "days": ", ".join(label for day, label in HoursForm.WEEKDAYS if day in hours.weekdays),
        "hours_form": HoursForm(initial=initial),
        "turns": RotaTurn.objects.filter(domain=domain, ends_on__gte=today).select_related("person").order_by("starts_on"),
        "turn_form": TurnForm(initial={"starts_on": today, "ends_on": today + WEEK}),
        "templates": ReplyTemplate.objects.filter(domain=domain).order_by("name"),
        "template_form": TemplateForm(),
    }


def _target(domain: Domain, said: dict[str, object]) -> None:
    acts.set_target(
        domain=domain,
        severity=str(said["severity"]),
        reply_hours=float(str(said["reply_hours"])),
        solve_hours=float(str(said["solve_hours"])),
    )


def _hours(domain: Domain, said: dict[str, object]) -> None:
    try:
        holidays = tuple(date.fromisoformat(line.strip()) for line in str(said.pop("holidays")).splitlines() if line.strip())
    except ValueError as error:
        raise acts.CannotSetDesk(f"Write holidays as 2026-12-25, one a line: {error}.") from error
    weekdays = said.pop("weekdays")
    acts.set_hours(domain=domain, day=acts.WorkDay(weekdays=tuple(weekdays), holidays=holidays, **said))  # type: ignore[arg-type] # cleaned by HoursForm


def _turn(domain: Domain, said: dict[str, object]) -> None:
    acts.give_turn(domain=domain, **said)  # type: ignore[arg-type] # cleaned by TurnForm


def _template(domain: Domain, said: dict[str, object]) -> None:
    acts.write_template(domain=domain, name=str(said["name"]), text=str(said["text"]))


def _done(request: HttpRequest, act: Callable[[], None]) -> bool:
    try:
        act()
    except acts.CannotSetDesk as error:
        messages.error(request, str(error))
        return False
    return True


def _stewarded(request: HttpRequest, slug: str) -> Domain:
    person: Person = person_of(request)
    domain = get_object_or_404(Domain.objects.visible_to(person), slug=slug)
    require(person, Role.STEWARD, domain)
    return domain


@require_POST
def turn_take(request: HttpRequest, turn_id: int) -> HttpResponse:
    """Take a turn back."""
    turn = get_object_or_404(RotaTurn.objects.select_related("domain", "person"), pk=turn_id)
    _stewarded(request, turn.domain.slug)
    acts.take_turn(turn=turn)
    return redirect("desk", turn.domain.slug)


@require_POST
def template_drop(request: HttpRequest, template_id: int) -> HttpResponse:
    """Forget a reply."""
    template = get_object_or_404(ReplyTemplate.objects.select_related("domain"), pk=template_id, domain__isnull=False)
    domain = _stewarded(request, template.domain.slug if template.domain else "")
    acts.drop_template(template=template)
    return redirect("desk", domain.slug)
