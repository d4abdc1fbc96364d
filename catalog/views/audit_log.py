"""The audit log: who changed what, with filters."""

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.models import Asset, AuditEntry, Domain, Person
from catalog.views.access import person_of

PER_PAGE = 50


def entries_for(person: Person) -> QuerySet[AuditEntry]:
    """Give the entries somebody may read: administrators all, others what concerns assets and domains they see, and their own."""
    entries = AuditEntry.objects.select_related("actor", "api_key").order_by("-at", "-id")
    if person.is_administrator:
        return entries
    written = Cast("pk", TextField())  # the log keeps numbers as text
    closed_domains = Domain.objects.exclude(pk__in=Domain.objects.visible_to(person).values("pk"))
    hidden = Asset.objects.filter(domain__in=closed_domains).annotate(written=written).values("written")
    closed = closed_domains.annotate(written=written).values("written")
    open_to_all = (
        Q(target_kind="asset") & ~Q(target_id__in=hidden) | Q(target_kind="domain") & ~Q(target_id__in=closed) | Q(target_kind="team")
    )
    return entries.filter(open_to_all | Q(actor=person))


def filtered(entries: QuerySet[AuditEntry], *, who: str, verb: str, kind: str, target: str) -> QuerySet[AuditEntry]:
    """Narrow the log down by handle, verb (or its noun), kind and number of the target."""
    if who:
        entries = entries.filter(actor__handle__iexact=who)
    if verb:
        entries = entries.filter(verb__startswith=verb)
    if kind:
        entries = entries.filter(target_kind=kind)
    if target:
        entries = entries.filter(target_id=target)
    return entries


def audit_log(request: HttpRequest) -> HttpResponse:
    """List changes, newest first."""
    chosen = {name: request.GET.get(name, "").strip() for name in ("who", "verb", "kind", "target")}
    entries = filtered(entries_for(person_of(request)), **chosen)
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "catalog/audit.html", {"page": page, "chosen": chosen, "kinds": ("asset", "domain", "team", "person", "apikey")})
