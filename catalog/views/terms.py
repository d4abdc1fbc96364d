"""The glossary: every term, one term, writing and relating them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from catalog.actions.terms import CannotDefine, CannotMap, Wanted, change_term, define_term, delete_term, map_terms, unmap_terms
from catalog.actions.undo import is_past
from catalog.asked import number
from catalog.auth import may
from catalog.forms import TermForm
from catalog.models import AuditEntry, Domain, Person, Role, Term, TermMapping
from catalog.queries import domains_where, term_page
from catalog.views.access import person_of, require
from catalog.views.form_page import form_page

PER_PAGE = 50
VERSIONS = 50
FILTERS = ("q", "domain", "state")


def terms(request: HttpRequest) -> HttpResponse:
    """List the terms somebody may see, the same word of different domains beneath each other."""
    person = person_of(request)
    chosen = {name: request.GET.get(name, "").strip()[:120] for name in FILTERS if request.GET.get(name, "").strip()}
    linked = Count("links", filter=Q(links__is_declined=False))
    found = Term.objects.visible_to(person).for_listing().annotate(link_count=linked)
    if words := chosen.get("q"):
        found = found.filter(Q(name__icontains=words) | Q(definition__icontains=words) | Q(words__overlap=[words.lower()]))
    if domain := chosen.get("domain"):
        found = found.filter(domain__slug=domain)
    if (state := chosen.get("state")) in Term.State.values:
        found = found.filter(state=state)
    page = Paginator(found.order_by("name", "domain__name"), PER_PAGE).get_page(request.GET.get("page"))
    listed = {
        "page": page,
        "chosen": chosen,
        "domains": Domain.objects.visible_to(person).order_by("name"),
        "states": Term.State.choices,
        "may_define": domains_where(person, Role.CONTRIBUTOR).exists(),
    }
    return render(request, "catalog/terms.html", listed)


def term(request: HttpRequest, term_id: int) -> HttpResponse:
    """Show what a term means here and elsewhere, what bears it, and how its wording came to be."""
    person = person_of(request)
    page = term_page(term_id, person)
    entries = (
        AuditEntry.objects.filter(target_kind="term", target_id=str(term_id)).select_related("actor", "api_key").order_by("-at", "-pk")
    )
    others = Term.objects.visible_to(person).exclude(pk=term_id).select_related("domain").order_by("name", "domain__name")[:500]
    listed = [(entry, page.may_edit and is_past(entry=entry, thing=page.term, columns={})) for entry in entries[:VERSIONS]]
    shown = {"page": page, "term": page.term, "entries": listed, "kinds": TermMapping.Kind.choices}
    return render(request, "catalog/term.html", {**shown, "others": others if page.may_edit else ()})


def term_new(request: HttpRequest) -> HttpResponse:
    """Define a term in a domain one contributes to."""
    person = person_of(request)
    domains = domains_where(person, Role.CONTRIBUTOR)
    if not domains.exists():
        raise PermissionDenied("Terms belong to domains: you need to be a contributor of one. Ask one of its owners.")
    start = {"name": request.GET.get("name", ""), "domain": domains.filter(slug=request.GET.get("domain", "")).first()}
    form = TermForm(request.POST or None, initial=start, domains=domains, may_settle=False)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = define_term(domain=data["domain"], wanted=_wanted(form))
        except CannotDefine as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, f"{made} is defined in {made.domain}.")
            return redirect("term", made.pk)
    return _form_page(request, form, "New term", "")


def _wanted(form: TermForm, state: str = Term.State.DRAFT) -> Wanted:
    data = form.cleaned_data
    return Wanted(data["name"], data["definition"], data["synonyms"], data.get("state") or state, data["owner"])


def _form_page(request: HttpRequest, form: TermForm, heading: str, back: str) -> HttpResponse:
    return form_page(request, form, heading=heading, back="terms", back_to=back)


def _editable(person: Person, term_id: int, role: Role = Role.CONTRIBUTOR) -> Term:
    found = get_object_or_404(Term.objects.visible_to(person).for_listing(), pk=term_id)
    require(person, role, found.domain)
    return found


def term_edit(request: HttpRequest, term_id: int) -> HttpResponse:
    """Change a term; its stewards settle its state."""
    person = person_of(request)
    found = _editable(person, term_id)
    start = {field: getattr(found, field) for field in ("name", "definition", "state", "owner")}
    start["synonyms"] = ", ".join(found.synonyms)
    may_settle = may(person, Role.STEWARD, found.domain)
    form = TermForm(request.POST or None, initial=start, domains=Domain.objects.none(), may_settle=may_settle, has_domain=True)
    if request.method == "POST" and form.is_valid():
        try:
            change_term(term=found, wanted=_wanted(form, found.state))
        except CannotDefine as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, "Saved.")
            return redirect("term", term_id)
    return _form_page(request, form, f"Change {found} in {found.domain}", reverse("term", args=[term_id]))


@require_POST
def term_delete(request: HttpRequest, term_id: int) -> HttpResponse:
    """Drop a term (stewards)."""
    found = _editable(person_of(request), term_id, Role.STEWARD)
    delete_term(term=found)
    messages.success(request, f"{found} is gone from {found.domain}; the audit log keeps its wording.")
    return redirect("terms")


@require_POST
def term_map(request: HttpRequest, term_id: int) -> HttpResponse:
    """Say what a term is to another."""
    person = person_of(request)
    found = _editable(person, term_id)
    other = get_object_or_404(Term.objects.visible_to(person).select_related("domain"), pk=number(request.POST.get("other", "")))
    try:
        mapping = map_terms(term=found, other=other, kind=request.POST.get("kind", ""), note=request.POST.get("note", ""))
    except CannotMap as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{found} in {found.domain} {mapping.get_kind_display()} {other} in {other.domain}.")
    return redirect("term", term_id)


@require_POST
def term_unmap(request: HttpRequest, mapping_id: int) -> HttpResponse:
    """Take a relation back; who may change either side may."""
    person = person_of(request)
    seen = Term.objects.visible_to(person)
    mapping = get_object_or_404(
        TermMapping.objects.select_related("term__domain", "other__domain"), pk=mapping_id, term__in=seen, other__in=seen
    )
    if not may(person, Role.CONTRIBUTOR, mapping.other.domain):
        require(person, Role.CONTRIBUTOR, mapping.term.domain)
    unmap_terms(mapping=mapping)
    messages.success(request, "They are no longer compared.")
    return redirect("term", mapping.term_id)
