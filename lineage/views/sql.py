"""The SQL page: paste a query and see what it reads, writes and makes of which column."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from catalog.models import Person
from catalog.views.access import person_of
from lineage.actions.record_sql import CannotRecordSql, record_sql
from lineage.forms import SqlForm
from lineage.models import Job
from lineage.queries.sql_answer import SqlAnswer, sql_answer
from lineage.views.sql_drawing import CONFIDENCE, columns_of, picture_of, statements_of

# How an outcome is shown: the state it looks like, and its words.
SHOWN = {"failed": ("failed", "not understood"), "degraded": ("at_risk", "tables only"), "ok": ("kept", "understood")}


@require_http_methods(["GET", "HEAD", "POST"])
def sql_page(request: HttpRequest) -> HttpResponse:
    """Show the form, and below it what the text means."""
    person = person_of(request)
    form = SqlForm(person, request.POST) if request.method == "POST" else SqlForm(person, _asked(request, person) or None)
    facts: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        answer = sql_answer(form.question(), person)
        if request.method == "POST" and "record" in request.POST and _record(request, form, answer, person):
            return redirect("jobs")
        facts |= _facts(answer)
    return render(request, "lineage/sql.html", facts)


def _asked(request: HttpRequest, person: Person) -> dict[str, str]:
    """Read the address: a job whose SQL to show, or a short text."""
    number = request.GET.get("job", "")
    if number.isascii() and number.isdigit() and len(number) < 19:  # noqa: PLR2004 - a bigint's digits
        job = get_object_or_404(Job.objects.visible_to(person).select_related("namespace"), pk=int(number))
        statement = job.statements.order_by("-last_seen_at", "pk").first()
        if statement is None:
            return {}
        return {"sql": statement.text, "dialect": statement.dialect, "job_namespace": job.namespace.name, "job_name": job.name}
    return (
        {name: request.GET[name] for name in ("sql", "dialect", "space", "inside") if request.GET.get(name)}
        if request.GET.get("sql")
        else {}
    )


def _facts(answer: SqlAnswer) -> dict[str, Any]:
    statements = statements_of(answer)
    outcomes = answer.outcomes
    return {
        "answer": answer,
        "statements": statements,
        "columns": columns_of(answer, statements),
        "picture": picture_of(answer),
        "outcomes": [(state, outcomes[word], label) for word, (state, label) in SHOWN.items() if word in outcomes],
        "confidence": [(word, answer.confidence[word], CONFIDENCE[word]) for word in CONFIDENCE if word in answer.confidence],
        "unknown": [str(table.table) for table in answer.tables if table.asset is None and table.table.kind == "table"],
    }


def _record(request: HttpRequest, form: SqlForm, answer: SqlAnswer, person: Person) -> bool:
    said = form.cleaned_data
    try:
        record_sql(answer=answer, namespace=said["job_namespace"], name=said["job_name"], person=person, now=timezone.now())
    except CannotRecordSql as error:
        form.add_error("job_name", str(error))
        return False
    messages.success(request, f"Recorded as the lineage of the job {said['job_name']}; its edges appear in a moment.")
    return True
