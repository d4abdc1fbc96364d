"""API keys: one's own and one's teams', made here and revoked here."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from catalog.actions.keys import create_key, revoke_key
from catalog.forms import KeyForm
from catalog.models import ApiKey, Person, Team
from catalog.views.access import person_of


def keys_of(person: Person) -> QuerySet[ApiKey]:
    """Give the keys somebody may see and revoke: their own, those of teams they lead, all for administrators."""
    if person.is_administrator:
        return ApiKey.objects.all()
    led = Team.objects.filter(memberships__person=person, memberships__is_lead=True)
    return ApiKey.objects.filter(Q(created_by=person) | Q(team__in=led))


def keys(request: HttpRequest) -> HttpResponse:
    """List keys and make one; its secret is on the answering page and nowhere else."""
    person = person_of(request)
    teams = Team.objects.order_by("name") if person.is_administrator else Team.objects.filter(memberships__person=person).order_by("name")
    form = KeyForm(request.POST or None, teams=teams)
    made, secret = None, ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        expires_at = timezone.now() + timedelta(days=int(data["expires"])) if data["expires"] else None
        made, secret = create_key(name=data["name"], scopes=data["scopes"], person=person, team=data["team"], expires_at=expires_at)
        form = KeyForm(teams=teams)
    known = keys_of(person).select_related("team", "created_by").order_by(F("revoked_at").desc(nulls_first=True), "-created_at")
    page = {
        "keys": known,
        "form": form,
        "made": made,
        "secret": secret,
        "now": timezone.now(),
        "origin": request.build_absolute_uri("/")[:-1],
    }
    response = render(request, "catalog/keys.html", page, status=422 if form.is_bound else 200)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def revoke(request: HttpRequest, key_id: int) -> HttpResponse:
    """Close a key for good."""
    key = get_object_or_404(keys_of(person_of(request)), pk=key_id)
    revoke_key(key=key, at=timezone.now())
    messages.success(request, f"{key.name} is revoked; whatever used it gets 401 from now on.")
    return redirect("keys")
