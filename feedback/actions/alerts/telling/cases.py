"""Cases: opened, spoken about, moved. Reporters hear answers; handlers and followers hear everything that is public."""

from datetime import datetime

from feedback.actions.alerts.queueing import Event, Told, happen, tell
from feedback.actions.alerts.telling.wording import asset_of, place
from feedback.alerting import Step
from feedback.models import Case, CaseEntry, Follow
from feedback.models.case import ENDED, CaseState
from feedback.queries.audience import Audience, answering_for, seeing

SEVERITIES = {"high": "error", "normal": "warning", "low": "info"}
SILENT = {CaseEntry.Kind.ASKED, CaseEntry.Kind.JOINED, CaseEntry.Kind.CONFIRMED}


def opened(row: int, what: str, now: datetime) -> None:
    """Tell those who handle it that a case was opened."""
    del what
    found = Case.objects.filter(pk=row).first()
    if found is None:
        return
    asset = asset_of(found.asset_id)
    first = found.reports.select_related("reporter").order_by("pk").first()
    heard = _handlers(found)
    heard.leave_out([first.reporter_id if first else None])
    text = f"{first.reporter}: {first.text}" if first else ""
    facts = {"Asset": str(asset), **({"Column": found.column_path} if found.column_path else {}), "Severity": found.get_severity_display()}
    severity = SEVERITIES.get(found.severity, "warning")
    told = Told(f"case/{found.pk}", found.title, text, place("case", found.pk), found.opened_at, heard, Step.OPENED, severity, facts, asset)
    tell(told, now=now)
    happen(Event("case.opened", f"case/{found.pk}/opened", found.opened_at, _described(found), asset))


def _described(case: Case) -> dict[str, object]:
    return {
        "case": case.pk, "title": case.title, "severity": case.severity, "column": case.column_path, "outcome": case.outcome,
        "fixed_in_version": case.fixed_in_version, "fixed_in_commit": case.fixed_in_commit, "url": place("case", case.pk),
    }  # fmt: skip


def _handlers(case: Case) -> Audience:
    heard = Audience()
    heard.add("case", [case.assignee_id] if case.assignee_id else answering_for(asset_of(case.asset_id)), [case.team_id])
    return heard


def entry(row: int, what: str, now: datetime) -> None:
    """Tell of a line of a case's story; what is internal only its handlers hear."""
    del what
    line = CaseEntry.objects.select_related("case", "author").filter(pk=row).first()
    if line is None or line.kind in SILENT:
        return
    case, asset = line.case, asset_of(line.case.asset_id)
    moved_to = line.facts.get("to", "") if line.kind == CaseEntry.Kind.STATE else ""
    handlers, reporters = _handlers(case), Audience()
    if not line.is_internal:
        # A reporter sees their case even where its asset, after it was sent up, is hidden from them.
        reporters.add("answer", case.reports.values_list("reporter_id", flat=True))
        following = Follow.objects.filter(case=case).values_list("person_id", flat=True)
        handlers.add("case", seeing(asset, [pk for pk in following if pk not in reporters.people]))
    handlers.leave_out([*reporters.people, line.author_id])
    reporters.leave_out([line.author_id])
    step = Step.RESOLVED if moved_to in ENDED else Step.NOTE
    text, path = _words(line, str(moved_to)), place("case", case.pk)
    for heard, seen in ((handlers, asset), (reporters, None)):
        if heard.people or heard.teams:
            tell(Told(f"case/{case.pk}", case.title, text, path, line.at, heard, step, asset=seen), now=now)
    if moved_to == CaseState.SOLVED:
        happen(Event("case.solved", f"case/{case.pk}/solved/{line.pk}", line.at, _described(case), asset))


def _words(line: CaseEntry, moved_to: str) -> str:
    said = f"{line.author}: {line.text}" if line.author and line.text else line.text
    if moved_to == CaseState.TO_VERIFY:
        return f"{said}\nDoes it look right now?".strip()
    if moved_to:
        return f"{CaseState(moved_to).label}. {said}".strip() if moved_to in CaseState.values else said
    return said or line.get_kind_display() + "."
