"""Pages of deviations: the list, as a table for spreadsheets, one of them, and looking after it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from catalog.views.access import person_of
from catalog.views.tables import csv_rows
from contracts.actions.deviations import CannotAcknowledge, acknowledge_deviation, unacknowledge_deviation
from contracts.models import Deviation
from contracts.models.clause import Severity
from contracts.queries.causes import causes
from contracts.queries.deviations import (
    STATES,
    WHOSE,
    DeviationFilter,
    choices_of_kind,
    choices_of_severity,
    deviation_page,
    domains_for,
    find_deviations,
    select,
)
from lineage.views.visitor import query_with

CSV_HEAD = (
    "id", "asset", "namespace", "promise", "severity", "opened_at", "noted_at", "resolved_at", "distance", "unit", "flaps", "agreements_hit",
    "heirs", "words",
)  # fmt: skip
LONGEST = 200


def chosen_by(request: HttpRequest) -> DeviationFilter:
    """Read the filters from the address; words that mean nothing narrow nothing."""
    said = request.GET
    known = {"state": dict(STATES), "severity": dict(choices_of_severity()), "kind": dict(choices_of_kind()), "whose": dict(WHOSE)}
    words = {name: said.get(name, "") if said.get(name, "") in choices else "" for name, choices in known.items()}
    asset = said.get("asset", "")
    return DeviationFilter(
        state=words["state"] or "open",
        severity=words["severity"] if words["severity"] in Severity.values else "",
        kind=words["kind"],
        whose=words["whose"],
        domain=said.get("domain", "")[:LONGEST],
        words=said.get("q", "").strip()[:LONGEST],
        asset=int(asset) if asset.isascii() and asset.isdigit() and len(asset) < 19 else None,  # noqa: PLR2004 - bigint has 19 digits
    )


@require_safe
def deviations(request: HttpRequest) -> HttpResponse:
    """List deviations, those opened last first; open ones unless asked otherwise."""
    person = person_of(request)
    chosen = chosen_by(request)
    page = find_deviations(chosen, person, request.GET.get("after", ""))
    selects = (
        ("state", "State", STATES, chosen.state),
        ("severity", "Severity", choices_of_severity(), chosen.severity),
        ("kind", "What found it", choices_of_kind(), chosen.kind),
        ("whose", "Whose", WHOSE, chosen.whose),
        ("domain", "Domain", domains_for(person), chosen.domain),
    )
    facts = {
        "page": page, "chosen": chosen, "selects": selects,
        "pager": {"older": query_with(request, after=page.older) if page.older else "", "newest": "" if page.is_first else query_with(request, after="")},
        "csv": f"csv{query_with(request, after='')}",
    }  # fmt: skip
    return render(request, "contracts/deviations.html", facts)


@require_safe
def deviations_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Give the same list as CSV, all of it."""
    found = select(chosen_by(request), person_of(request)).order_by("-opened_at", "pk")
    rows = (
        (
            one.pk, one.asset.name, one.asset.namespace.name, one.key, one.severity, one.opened_at.isoformat(), one.noted_at.isoformat(),
            one.resolved_at.isoformat() if one.resolved_at else "", one.distance, one.unit, one.flaps, vars(one)["hit_count"],
            vars(one)["heir_count"], one.words,
        )
        for one in found.iterator(chunk_size=500)
    )  # fmt: skip
    return csv_rows("deviations.csv", CSV_HEAD, rows)


@require_safe
def deviation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one deviation: what was promised, the evidence, whom it hits, who inherits it, and what may be the cause."""
    person = person_of(request)
    found = get_object_or_404(select(DeviationFilter(state="all"), person), pk=pk)
    facts = {
        "page": deviation_page(found, person),
        "deviation": found,
        "causes": causes(found.asset_id, person) if found.resolved_at is None else (),
    }
    return render(request, "contracts/deviation.html", facts)


@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Look after a deviation; with `undo`, no longer."""
    person = person_of(request)
    found = get_object_or_404(Deviation.objects.visible_to(person).select_related("asset__domain", "clause"), pk=pk)
    try:
        if request.POST.get("undo"):
            _require_own(found, acknowledged_by=person.pk)
            unacknowledge_deviation(deviation=found)
        else:
            if not deviation_page(found, person).may_acknowledge and found.acknowledged_at is None and found.resolved_at is None:
                raise PermissionDenied("You need to be a contributor of its domain, or hit by it.")
            acknowledge_deviation(deviation=found, person=person)
            messages.success(request, "You look after it now; it stays open until its promise holds again.")
    except CannotAcknowledge as error:
        messages.error(request, str(error))
    return redirect("deviation", pk=pk)


def _require_own(deviation: Deviation, acknowledged_by: int) -> None:
    if deviation.acknowledged_by_id != acknowledged_by:
        raise PermissionDenied("Only who acknowledged it can take that back.")
