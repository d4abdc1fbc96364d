"""Teams: the list, one with its members and assets, making and changing them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from catalog.actions.teams import add_member, change_team, create_team, remove_member
from catalog.forms import MemberForm, TeamForm, what_is_wrong
from catalog.models import Asset, Membership, Person, Team
from catalog.views.access import person_of, require_administrator
from catalog.views.form_page import form_page

SHOWN = 20
FIELDS = ("name", "description", "contact")


def leads(person: Person, team: Team) -> bool:
    """Say whether somebody may change the team."""
    return person.is_administrator or Membership.objects.filter(team=team, person=person, is_lead=True).exists()


def _require_lead(person: Person, team: Team) -> None:
    if not leads(person, team):
        raise PermissionDenied(f"Only who leads {team} may change it.")


def teams(request: HttpRequest) -> HttpResponse:
    """Show every team."""
    found = Team.objects.annotate(member_count=Count("memberships", distinct=True), asset_count=Count("assets", distinct=True)).order_by(
        "name"
    )
    return render(request, "catalog/teams.html", {"teams": found})


def team(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one team: who is in it, what it answers for."""
    person = person_of(request)
    found = get_object_or_404(Team, slug=slug)
    assets = Asset.objects.visible_to(person).present().for_listing().filter(owner_team=found)
    page = {
        "team": found,
        "memberships": found.memberships.select_related("person").order_by("-is_lead", "person__name"),
        "assets": assets.order_by("-usage", "id")[:SHOWN],
        "asset_count": assets.count(),
        "domains": found.domains.visible_to(person).order_by("name"),
        "may_lead": leads(person, found),
    }
    return render(request, "catalog/team.html", page)


def team_new(request: HttpRequest) -> HttpResponse:
    """Found a team (administrators); the founder leads it."""
    person = person_of(request)
    require_administrator(person)
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = create_team(lead=person, **form.cleaned_data)
        messages.success(request, f"The team {made} is founded; you lead it.")
        return redirect("team", made.slug)
    return form_page(request, form, heading="New team", back="teams")


def team_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a team (its leads)."""
    found = get_object_or_404(Team, slug=slug)
    _require_lead(person_of(request), found)
    form = TeamForm(request.POST or None, team=found, initial={field: getattr(found, field) for field in FIELDS})
    if request.method == "POST" and form.is_valid():
        change_team(team=found, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("team", slug)
    return form_page(request, form, heading=f"Change {found}", back="teams")


@require_POST
def member_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Take somebody in."""
    found = get_object_or_404(Team, slug=slug)
    _require_lead(person_of(request), found)
    form = MemberForm(request.POST)
    if form.is_valid():
        somebody: Person = form.cleaned_data["handle"]
        add_member(team=found, person=somebody, is_lead=form.cleaned_data["is_lead"])
        messages.success(request, f"{somebody} is in the team.")
    else:
        messages.error(request, what_is_wrong(form))
    return redirect("team", slug)


@require_POST
def member_remove(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Let somebody leave."""
    found = get_object_or_404(Membership.objects.select_related("team", "person"), pk=membership_id)
    _require_lead(person_of(request), found.team)
    remove_member(membership=found)
    messages.success(request, f"{found.person} has left the team.")
    return redirect("team", found.team.slug)
