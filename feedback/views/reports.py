"""Reporting a problem, and what became of one's own reports."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from catalog.asked import number
from catalog.models import Asset, Person
from catalog.queries import asset_frame
from catalog.views.access import person_of
from feedback.actions.cases.moving import CannotMoveCase
from feedback.actions.cases.reporting import About, CannotReport, Said, report_problem
from feedback.actions.cases.resolving import confirm_report
from feedback.forms.cases import ReportForm
from feedback.models import Case, Report, Review
from feedback.queries.cases import cases_of, my_reports, open_cases_near, runs_writing

PAGE = 25


def asset_report(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Offer the report form and take what was sent. `column`, `run`, `kind` and `review` in the address fill it in."""
    person = person_of(request)
    frame = asset_frame(asset_id, person)
    form = _form(request, frame.asset, person)
    if request.method == "POST" and form.is_valid():
        report = _reported(request, form, frame.asset, person)
        if report is not None:
            messages.success(request, "Reported. You will hear here what becomes of it.")
            return redirect("case", report.case_id)
    near = open_cases_near(frame.asset, person)[:5]
    page = {"frame": frame, "tab": "asset-cases", "form": form, "near": near, "review": request.GET.get("review", "")}
    return render(request, "feedback/problem.html", page, status=422 if form.is_bound else 200)


def _form(request: HttpRequest, asset: Asset, person: Person) -> ReportForm:
    columns = list(asset.columns.filter(is_current=True).order_by("ordinal").values_list("path", flat=True))
    initial = {"kind": request.GET.get("kind", "wrong"), "column_path": request.GET.get("column", ""), "run_id": request.GET.get("run", "")}
    if review := _review(request.GET.get("review", ""), asset, person):
        initial["text"] = review.text  # said once is enough
    return ReportForm(request.POST or None, initial=initial, columns=columns, runs=runs_writing(asset, person))


def _review(asked: str, asset: Asset, person: Person) -> Review | None:
    return Review.objects.filter(pk=number(asked), author=person, asset=asset).first() if asked else None


def _reported(request: HttpRequest, form: ReportForm, asset: Asset, person: Person) -> Report | None:
    """Take the report, or put into the form why it can't be taken."""
    said = form.cleaned_data
    try:
        return report_problem(
            reporter=person,
            asset=asset,
            about=About(said["column_path"], said["run_id"], said["row_filter"]),
            said=Said(said["kind"], said["text"], said["evidence"]),
            review=_review(request.POST.get("review", ""), asset, person),
        )
    except CannotReport as error:
        form.add_error(None, str(error))
        return None


@require_POST
def case_join(request: HttpRequest, case_id: int) -> HttpResponse:
    """Add one's voice to an open case: "I see it, too"."""
    person = person_of(request)
    case = get_object_or_404(Case.objects.visible_to(person).select_related("asset"), pk=case_id)
    asset = get_object_or_404(Asset.objects.visible_to(person), pk=number(request.POST.get("asset", "")) or case.asset_id)
    first = case.reports.order_by("reported_at").first()
    said = Said(first.kind if first else Report.Kind.WRONG, request.POST.get("text", "").strip() or "I see it, too.")
    try:
        report_problem(reporter=person, asset=asset, said=said, case=case)
    except CannotReport as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "You are on it now: you will hear what becomes of it.")
    return redirect("case", case_id)


@require_POST
def report_confirm(request: HttpRequest, report_id: int) -> HttpResponse:
    """Take a reporter's "looks right now", or their no."""
    person = person_of(request)
    report = get_object_or_404(Report, pk=report_id, reporter=person)
    looks_right = request.POST.get("looks") == "right"
    try:
        confirm_report(report=report, looks_right=looks_right, person=person, text=request.POST.get("text", ""))
    except CannotMoveCase as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Thank you: noted." if looks_right else "Reopened. Thank you for looking.")
    return redirect("case", report.case_id)


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """List one's own reports."""
    listed = Paginator(my_reports(person_of(request)), PAGE).get_page(request.GET.get("page"))
    return render(request, "feedback/my_reports.html", {"page": listed})


@require_safe
def asset_cases(request: HttpRequest, asset_id: int) -> HttpResponse:
    """List the cases on an asset, or reported on it."""
    person = person_of(request)
    frame = asset_frame(asset_id, person)
    listed = Paginator(cases_of(frame.asset, person), PAGE).get_page(request.GET.get("page"))
    page = {"frame": frame, "tab": "asset-cases", "page": listed, "report_url": reverse("asset-report", args=[asset_id])}
    return render(request, "feedback/asset_cases.html", page)
