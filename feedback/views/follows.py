"""Following things, and the list of what one follows."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from catalog.asked import number
from catalog.models import Asset, Domain, Person, Term
from catalog.views.access import person_of
from feedback.actions.alerts.following import CannotFollow, Thing, follow, unfollow
from feedback.actions.alerts.upkeep import look_again
from feedback.alerting import REASONS
from feedback.forms.alerts import FollowForm
from feedback.models import Case, Follow

SEEN: dict[str, Callable[[str, Person], QuerySet[Any]]] = {
    "asset": lambda key, person: Asset.objects.visible_to(person).filter(pk=_number(key)),
    "domain": lambda key, person: Domain.objects.visible_to(person).filter(slug=key),
    "term": lambda key, person: Term.objects.visible_to(person).filter(pk=_number(key)),
    "case": lambda key, person: Case.objects.visible_to(person).filter(pk=_number(key)),
}


def _asset(request: HttpRequest, key: str, person: Person) -> Thing:
    asset = get_object_or_404(SEEN["asset"](key, person))
    return Thing(asset=asset, column_path=request.GET.get("column", "")[:500])


def _search(request: HttpRequest, key: str, person: Person) -> Thing:
    del key, person
    asked = {name: value for name, value in request.GET.items() if value and name not in {"page", "kind"}}
    if not asked:
        raise Http404
    return Thing(search=urlencode(asked)[:1_000])


FINDERS: dict[str, Callable[[HttpRequest, str, Person], Thing]] = {
    "asset": _asset,
    "domain": lambda _, key, person: Thing(domain=get_object_or_404(SEEN["domain"](key, person))),
    "term": lambda _, key, person: Thing(term=get_object_or_404(SEEN["term"](key, person))),
    "case": lambda _, key, person: Thing(case=get_object_or_404(SEEN["case"](key, person))),
    "search": _search,
}


def _number(key: str) -> int:
    if not (found := number(key)):
        raise Http404
    return found


def page_of(thing: Thing) -> str:
    """Give the address of what is followed."""
    if thing.asset:
        return reverse("asset-columns" if thing.column_path else "asset", args=[thing.asset.pk])
    if thing.domain:
        return reverse("domain", args=[thing.domain.slug])
    if thing.term:
        return reverse("term", args=[thing.term.pk])
    return reverse("case", args=[thing.case.pk]) if thing.case else f"{reverse('search')}?{thing.search}"


def asset_follow(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Follow an asset, or one of its columns (`column`)."""
    return follow_thing(request, "asset", str(asset_id))


def follow_thing(request: HttpRequest, kind: str, key: str = "") -> HttpResponse:
    """Ask for which reasons, and follow; a domain, term or case by its key, a search by its parameters."""
    person = person_of(request)
    if kind not in FINDERS:
        raise Http404
    thing = FINDERS[kind](request, key, person)
    before = Follow.objects.filter(person=person, **thing.lookup()).first()
    wanted = (before.reasons if before else []) or list(REASONS)
    form = FollowForm(request.POST or None, kind=kind, initial={"reasons": wanted})
    if request.method == "POST" and form.is_valid():
        try:
            made = follow(person=person, thing=thing, reasons=form.cleaned_data["reasons"])
        except CannotFollow as error:
            messages.error(request, str(error))
            return redirect("following")
        if made.search:
            look_again(follow=made, now=timezone.now())
        messages.success(request, f"You follow {thing}.")
        return redirect(page_of(thing))
    columns = thing.asset.columns.filter(is_current=True).order_by("ordinal").values_list("path", flat=True)[:300] if thing.asset else ()
    page = {"form": form, "thing": thing, "before": before, "back": page_of(thing), "columns": columns}
    return render(request, "feedback/follow.html", page, status=422 if form.is_bound else 200)


@require_safe
def following(request: HttpRequest) -> HttpResponse:
    """List what one follows and still may see."""
    person = person_of(request)
    visible = {
        "asset": Asset.objects.visible_to(person),
        "domain": Domain.objects.visible_to(person),
        "term": Term.objects.visible_to(person),
        "case": Case.objects.visible_to(person),
    }
    seen = (Q(**{kind: None}) | Q(**{f"{kind}__in": rows}) for kind, rows in visible.items())
    rows = Follow.objects.filter(*seen, person=person).select_related("asset", "domain", "term", "case").order_by("-since")
    listed = [(row, thing := _thing(row), page_of(thing)) for row in rows[:500]]
    return render(request, "feedback/following.html", {"rows": listed})


def _thing(row: Follow) -> Thing:
    return Thing(row.asset, row.column_path, row.domain, row.term, row.case, row.search)


@require_safe
def follow_state(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Say on a thing's page whether one follows it: one query."""
    person = person_of(request)
    if kind not in SEEN:
        raise Http404
    mine = Follow.objects.filter(person=person, column_path="", **{kind: OuterRef("pk")}).values("pk")
    found = SEEN[kind](key, person).values_list(Subquery(mine[:1])).first()
    if found is None:
        raise Http404
    return render(request, "feedback/follow_state.html", {"followed": found[0], "kind": kind, "key": key})


@require_POST
def follow_end(request: HttpRequest, follow_id: int) -> HttpResponse:
    """Stop following; `back` returns to the thing's page."""
    found = get_object_or_404(Follow, pk=follow_id, person=person_of(request))
    thing = _thing(found)
    unfollow(follow=found)
    messages.success(request, f"You no longer follow {thing}.")
    return redirect(page_of(thing) if request.POST.get("back") else "following")
