"""People: everybody's own page; for administrators who is in, adding them, letting them out."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from catalog.actions.people import CannotChangePerson, add_person, change_standing, keys_left_by
from catalog.forms import PersonForm
from catalog.models import Asset, Domain, Person, Term
from catalog.views.access import person_of, require_administrator

SHOWN = 20


def people(request: HttpRequest) -> HttpResponse:
    """List everybody and take new ones."""
    require_administrator(person_of(request))
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_person(**form.cleaned_data)
        except ValidationError as error:
            form.add_error("password", error)
        else:
            messages.success(request, f"{made} can sign in as {made.handle}.")
            return redirect("people")
    everybody = Person.objects.prefetch_related("memberships__team").order_by("-is_active", "name")
    return render(request, "catalog/people.html", {"people": everybody, "form": form}, status=422 if form.is_bound else 200)


def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show somebody: their teams, their roles in domains one may see, what they answer for."""
    viewer = person_of(request)
    somebody = get_object_or_404(Person, pk=person_id, is_active=True)
    assets = Asset.objects.visible_to(viewer).present().for_listing().filter(steward=somebody)
    page = {
        "somebody": somebody,
        "memberships": somebody.memberships.select_related("team").order_by("team__name"),
        "roles": somebody.domain_roles.filter(domain__in=Domain.objects.visible_to(viewer))
        .select_related("domain")
        .order_by("domain__name"),
        "assets": assets.order_by("-usage", "id")[:SHOWN],
        "asset_count": assets.count(),
        "terms": Term.objects.visible_to(viewer).filter(owner=somebody).select_related("domain").order_by("name")[:SHOWN],
    }
    return render(request, "catalog/person.html", page)


@require_POST
def standing(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let somebody in or out, make them an administrator or not."""
    require_administrator(person_of(request))
    somebody = get_object_or_404(Person, pk=person_id)
    wanted = {
        "is_active": request.POST.get("active", "1" if somebody.is_active else "0") == "1",
        "is_administrator": request.POST.get("administrator", "1" if somebody.is_administrator else "0") == "1",
    }
    try:
        change_standing(person=somebody, **wanted)
    except CannotChangePerson as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{somebody} is changed.")
        left = 0 if wanted["is_active"] else keys_left_by(somebody)
        if left:
            keys = "A key they made still posts" if left == 1 else f"{left} keys they made still post"
            messages.warning(
                request, f"{keys} events, so that no pipeline stops. They are marked on the page of API keys: revoke what nobody needs."
            )
    return redirect("people")
