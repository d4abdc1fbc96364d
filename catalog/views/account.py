"""One's own account, the demo's people, the theme, and the very first administrator."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from catalog.actions.people import CannotSetUp, Profile, change_profile, end_sessions, note_sign_in, set_up
from catalog.forms import PersonForm, ProfileForm
from catalog.models import DomainRole, Membership, Person
from catalog.views.access import person_of

THEME_SECONDS = 365 * 86_400
LOOPBACK = {"127.0.0.1", "::1"}
LOOPBACK_NAMES = {"localhost", "127.0.0.1", "[::1]"}
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


def onward(request: HttpRequest) -> str:
    """Give the address to go on to: `next`, if it is one of ours."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return target if ours else reverse("home")


@login_not_required
@require_POST
def play(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people without a password; only they, and only while the demo is on."""
    if not settings.DEMO:
        raise PermissionDenied("The demo is off here.")
    person = get_object_or_404(Person, handle=request.POST.get("handle"), is_demo=True, is_active=True)
    login(request, person)
    note_sign_in(person=person, way="demo")
    return redirect(onward(request))


@login_not_required
def set_up_first(request: HttpRequest) -> HttpResponse:
    """Make the first administrator, from this very machine only, while nobody exists."""
    if Person.objects.exists():
        return redirect("account_login")
    if not _is_from_here(request):
        raise PermissionDenied("Nobody is set up yet. Open this page on the server itself, or run: python manage.py createsuperuser")
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            person = set_up(handle=data["handle"], name=data["name"], email=data["email"], password=data["password"])
        except ValidationError as error:
            form.add_error("password", error)
        except CannotSetUp:
            return redirect("account_login")
        else:
            login(request, person)
            return redirect("home")
    return render(request, "catalog/set_up.html", {"form": form}, status=422 if form.is_bound else 200)


def _is_from_here(request: HttpRequest) -> bool:
    """Say whether the request comes from this machine and through no proxy, under a name that no web page elsewhere can use."""
    came_straight = not settings.BEHIND_TLS and not any(header in request.META for header in FORWARDED)
    named_here = request.get_host().rpartition(":")[0] in LOOPBACK_NAMES or request.get_host() in LOOPBACK_NAMES
    return came_straight and named_here and request.META.get("REMOTE_ADDR") in LOOPBACK


def me(request: HttpRequest) -> HttpResponse:
    """Show who one is, and take what one says of oneself."""
    person = person_of(request)
    initial = {"name": person.name, "title": person.title, "time_zone": person.time_zone, "dates": person.dates}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        change_profile(person=person, profile=Profile(**form.cleaned_data))
        messages.success(request, "Your profile is changed.")
        return redirect("me")
    memberships = Membership.objects.filter(person=person).select_related("team").order_by("team__name")
    page = {"form": form, "memberships": memberships, "roles": roles_of(person), "may_mail": bool(settings.SMTP_URL)}
    return render(request, "catalog/me.html", page, status=422 if form.is_bound else 200)


def roles_of(person: Person) -> list[DomainRole]:
    """Give somebody's roles, their own and those of their teams, by domain."""
    mine = Q(person=person) | Q(team__memberships__person=person)
    return list(DomainRole.objects.filter(mine).select_related("domain", "team").order_by("domain__name", "pk").distinct())


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End one's sessions on every other device."""
    person = person_of(request)
    end_sessions(person=person)
    update_session_auth_hash(request, person)
    messages.success(request, "You are signed out everywhere but here.")
    return redirect("me")


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or neither (the system decides) in a cookie."""
    response = redirect(onward(request))
    choice = request.POST.get("theme", "")
    if choice in {"light", "dark"}:
        response.set_cookie("theme", choice, max_age=THEME_SECONDS, samesite="Lax", secure=request.is_secure(), httponly=True)
    else:
        response.delete_cookie("theme")
    return response
