"""Pages of data tests: the estate, those of an asset, one test; writing, running and deciding about them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from catalog.models import Asset, Person, Role
from catalog.queries import asset_frame
from catalog.views.access import person_of, require
from contracts.actions.testing import CannotTest, change_test, decide_test, delete_test, propose_tests, run_test, write_test
from contracts.actions.testing.proposing import connection_of
from contracts.forms.tests import DataTestFilter, DataTestForm, said_of
from contracts.models import DataTest, DataTestResult, DataTestState
from contracts.queries.testing import coverage, data_test_page, find_tests

PAGE_SIZE = 40


@require_safe
def tests(request: HttpRequest) -> HttpResponse:
    """List tests, how much is tested, and what isn't."""
    person = person_of(request)
    form = DataTestFilter(request.GET)
    form.is_valid()
    found = find_tests(person, form.cleaned_data)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    facts = {"page": page, "form": form, "coverage": coverage(person), "is_narrowed": any(form.cleaned_data.values())}
    return render(request, "contracts/tests.html", facts)


@require_safe
def asset_tests(request: HttpRequest, asset_id: int) -> HttpResponse:
    """List the tests of an asset, proposed ones first for its steward."""
    person = person_of(request)
    frame = asset_frame(asset_id, person)
    found = DataTest.objects.visible_to(person).filter(asset=asset_id).select_related("asset", "source")
    listed = list(found.exclude(state=DataTestState.DECLINED).order_by("kind", "name"))
    facts = {
        "frame": frame, "tab": "asset-charts", "connection": connection_of(frame.asset),
        "proposed": [test for test in listed if test.state == DataTestState.PROPOSED],
        "kept": [test for test in listed if test.state != DataTestState.PROPOSED],
    }  # fmt: skip
    return render(request, "contracts/asset_tests.html", facts)


@require_POST
def propose(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Propose tests from the asset's lineage and newest profile."""
    person = person_of(request)
    asset = _asset(person, asset_id)
    require(person, Role.CONTRIBUTOR, asset.domain)
    count = propose_tests(asset=asset, person=person)
    said = f"{count} test{'s' if count != 1 else ''} proposed." if count else "Nothing new to propose."
    messages.success(
        request, said if connection_of(asset) else "No connection reaches this asset; an administrator adds one under Imports."
    )
    return redirect("asset-tests", asset_id)


def _asset(person: Person, asset_id: int) -> Asset:
    return get_object_or_404(Asset.objects.visible_to(person).select_related("domain", "namespace"), pk=asset_id)


def write(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Write a test for an asset."""
    person = person_of(request)
    asset = _asset(person, asset_id)
    require(person, Role.STEWARD, asset.domain)
    first = {"connection": connection_of(asset), "kind": "business", "severity": "error", "tolerance_unit": "percent"}
    form = DataTestForm(request.POST or None, initial=first, assets=Asset.objects.visible_to(person))
    if request.method == "POST" and form.is_valid():
        try:
            test = write_test(asset=asset, wish=form.wish(), person=person)
        except CannotTest as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Kept. Run it to see what comes out.")
            return redirect("test", test.pk)
    return _form_page(request, form, asset, f"A test of {asset}")


def _form_page(request: HttpRequest, form: DataTestForm, asset: Asset, title: str) -> HttpResponse:
    facts = {"frame": asset_frame(asset.pk, person_of(request)), "tab": "asset-charts", "form": form, "title": title}
    return render(request, "contracts/test_form.html", facts, status=422 if form.is_bound else 200)


def _test(request: HttpRequest, pk: int) -> DataTest:
    joined = DataTest.objects.visible_to(person_of(request)).select_related(
        "asset__domain", "asset__namespace", "source__namespace", "connection", "source_connection", "created_by"
    )
    return get_object_or_404(joined, pk=pk)


@require_safe
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a test: what it asks, what it expects, what came of it."""
    found = _test(request, pk)
    person = person_of(request)
    facts = {"frame": asset_frame(found.asset_id, person), "tab": "asset-charts", "test": found, "shown": data_test_page(found)}
    return render(request, "contracts/test.html", facts)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a test."""
    person = person_of(request)
    found = _test(request, pk)
    require(person, Role.STEWARD, found.asset.domain)
    form = DataTestForm(request.POST or None, initial=said_of(found), assets=Asset.objects.visible_to(person))
    if request.method == "POST" and form.is_valid():
        try:
            change_test(test=found, wish=form.wish())
        except CannotTest as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Changed.")
            return redirect("test", pk)
    return _form_page(request, form, found.asset, f"Change “{found.name}”")


@require_POST
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Run a test now and wait for it."""
    person = person_of(request)
    found = _test(request, pk)
    require(person, Role.CONTRIBUTOR, found.asset.domain)
    result = run_test(test=found, trigger=DataTestResult.Trigger.HAND, by=person, environment=request.POST.get("environment", "")[:40])
    say: Any = messages.success if result.outcome in {"passed", "learning"} else messages.error
    say(request, f"{result.get_outcome_display()}: {result.words}")
    return redirect("test", pk)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept, decline, pause, resume or delete a test."""
    person = person_of(request)
    found = _test(request, pk)
    require(person, Role.STEWARD, found.asset.domain)
    decision = request.POST.get("decision", "")
    if decision == "delete":
        delete_test(test=found)
        messages.success(request, f"“{found.name}” is deleted; what it observed stays.")
        return redirect("asset-tests", found.asset_id)
    try:
        decide_test(test=found, decision=decision)
    except CannotTest as error:
        messages.error(request, str(error))
    return redirect(
        "asset-tests" if decision in {"accept", "decline"} else "test", found.asset_id if decision in {"accept", "decline"} else pk
    )
