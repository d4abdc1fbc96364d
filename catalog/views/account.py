"""Signing in and out, one's own account, the theme, and the very first administrator."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from catalog.actions.people import CannotSetUp, change_password, set_up
from catalog.forms import PasswordChange, PersonForm
from catalog.models import Membership, Person
from catalog.views.access import person_of

BACKEND = "django.contrib.auth.backends.ModelBackend"
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
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for handle and password; in the demo, offer its people."""
    if request.user.is_authenticated:
        return redirect(onward(request))
    handle, refusal = request.POST.get("handle", ""), ""
    if request.method == "POST":
        person = authenticate(request, username=handle, password=request.POST.get("password", ""))
        if person is not None:
            login(request, person)
            return redirect(onward(request))
        refusal = "Handle and password don't match, or the account is closed. An administrator can set a new password."
    elif not Person.objects.exists():
        return redirect("set-up")
    cast = Person.objects.filter(is_demo=True, is_active=True).order_by("-is_administrator", "name") if settings.DEMO else ()
    page = {"cast": cast, "handle": handle, "refusal": refusal, "next": onward(request)}
    return render(request, "catalog/sign_in.html", page, status=422 if refusal else 200)


@login_not_required
@require_POST
def play(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people without a password; only they, and only while the demo is on."""
    if not settings.DEMO:
        raise PermissionDenied("The demo is off here.")
    person = get_object_or_404(Person, handle=request.POST.get("handle"), is_demo=True, is_active=True)
    login(request, person, backend=BACKEND)
    return redirect(onward(request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign-in")


@login_not_required
def set_up_first(request: HttpRequest) -> HttpResponse:
    """Make the first administrator, from this very machine only, while nobody exists."""
    if Person.objects.exists():
        return redirect("sign-in")
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
            return redirect("sign-in")
        else:
            login(request, person, backend=BACKEND)
            return redirect("home")
    return render(request, "catalog/set_up.html", {"form": form}, status=422 if form.is_bound else 200)


def _is_from_here(request: HttpRequest) -> bool:
    """Say whether the request comes from this machine and through no proxy, under a name that no web page elsewhere can use."""
    came_straight = not settings.BEHIND_TLS and not any(header in request.META for header in FORWARDED)
    named_here = request.get_host().rpartition(":")[0] in LOOPBACK_NAMES or request.get_host() in LOOPBACK_NAMES
    return came_straight and named_here and request.META.get("REMOTE_ADDR") in LOOPBACK


def me(request: HttpRequest) -> HttpResponse:
    """Show who one is, and change the password."""
    person = person_of(request)
    form = PasswordChange(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not person.check_password(form.cleaned_data["current"]):
            form.add_error("current", "This is not your current password.")
        else:
            try:
                change_password(person=person, password=form.cleaned_data["new"])
            except ValidationError as error:
                form.add_error("new", error)
            else:
                update_session_auth_hash(request, person)
                messages.success(request, "Your password is changed.")
                return redirect("me")
    memberships = Membership.objects.filter(person=person).select_related("team").order_by("team__name")
    roles = person.domain_roles.select_related("domain").order_by("domain__name")
    page = {"form": form, "memberships": memberships, "roles": roles}
    return render(request, "catalog/me.html", page, status=422 if form.is_bound and form.errors else 200)


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
