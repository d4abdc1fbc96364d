"""What people reported at Kettle & Co in the last weeks, and what became of it: told through the real actions, then put back in time."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Model

from catalog import audit
from catalog.models import Asset, Person
from config.demo.landscape import KETTLE
from config.demo.people import Staff
from feedback.actions.cases import deciding
from feedback.actions.cases.reporting import About, Said, report_problem
from feedback.actions.cases.resolving import Resolution, confirm_report, resolve_case
from feedback.actions.cases.sending import send_upstream
from feedback.actions.desk import write_template
from feedback.models import Case, Report
from lineage.models import Run
from lineage.models.run import RunState

CASE_TIMES = (
    "opened_at",
    "first_reply_at",
    "paused_at",
    "last_spoke_at",
    "fixed_at",
    "solved_at",
    "sent_up_at",
)
DUE_TIMES = ("reply_due_at", "solve_due_at")
# How long after the report each further word of a story is said.
PACE = tuple(timedelta(minutes=minutes) for minutes in (0, 18, 52, 75, 1_530, 1_640))
REPORT_TIMES = ("reported_at", "asked_at", "agreed_at", "refused_at")


@transaction.atomic
def tell_cases(staff: Staff, as_of: datetime) -> None:
    """Tell each story once: solved end to end, waiting for its reporter, declined, new, an idea."""
    del as_of
    if Report.objects.filter(reporter__is_demo=True).exists():
        return
    cast = _Cast(staff)
    for days, story in ((6, _payments), (3, _which_country), (12, _closed_on_sunday), (0, _unclear_margin), (2, _by_hour)):
        _put_back(story(cast), timedelta(days=days, hours=2))
    with audit.acting(audit.Actor(person=cast.emil)):
        domain = staff.domains["finance"]
        write_template(domain=domain, name="Looking into it", text="Thank you, {{reporter}}. We look into {{asset}} and tell you here.")


class _Cast:
    """Who takes part, and the assets it is about."""

    def __init__(self, staff: Staff) -> None:
        people = staff.people
        self.alice, self.bob, self.emil = people["alice"], people["bob"], people["emil"]
        self.grace, self.hugo = people["grace"], people["hugo"]

    @staticmethod
    def asset(title: str) -> Asset:
        """Find an asset by its plain-language name."""
        assets = Asset.objects.select_related("domain", "owner_team", "steward")
        return assets.get(title=title, namespace__name__in=KETTLE.spaces)


def _as(person: Person, act: Callable[[], object]) -> None:
    with audit.acting(audit.Actor(person=person)):
        act()


def _report(person: Person, asset: Asset, kind: str, text: str, column: str = "") -> Report:
    with audit.acting(audit.Actor(person=person)):
        return report_problem(reporter=person, asset=asset, said=Said(kind, text), about=About(column))


def _payments(cast: _Cast) -> Case:
    """Solved end to end: reported on the revenue, caused by a load that failed, fixed by its next run, confirmed."""
    report = _report(
        cast.hugo, cast.asset("Revenue by day"), "missing", "Yesterday's revenue is half of what the tills say.", "revenue_eur"
    )
    case = report.case
    _as(cast.emil, lambda: deciding.accept_case(case=case, person=cast.emil))
    _as(cast.emil, lambda: deciding.say(case=case, text="Thank you, Hugo. The load of the payments failed last night.", person=cast.emil))
    loaded = cast.asset("Payments, as loaded")
    _as(cast.emil, lambda: send_upstream(case=case, to=loaded, person=cast.emil, message="Timed out; please load again."))
    again = (
        Run.objects.filter(datasets__asset=loaded, datasets__direction="output", state=RunState.COMPLETED)
        .order_by("-started_at")[5:6]
        .first()
    )
    answer = "Loaded again with a longer timeout: all payments of that day are there, and revenue follows."
    fixed = Resolution("fixed", answer, "Timeout is 15 minutes now.", again.pk if again else None, commit="4e1f7a2")
    _as(cast.bob, lambda: resolve_case(case=case, resolution=fixed, person=cast.bob))
    _as(cast.hugo, lambda: confirm_report(report=report, looks_right=True, person=cast.hugo, text="Matches the tills to the cent."))
    return case


def _which_country(cast: _Cast) -> Case:
    """Waiting for its reporter: nobody can say without knowing more, and the clocks stand still."""
    case = _report(cast.grace, cast.asset("Orders"), "wrong", "The number of orders looks too high.").case
    _as(cast.alice, lambda: deciding.accept_case(case=case, person=cast.alice))
    _as(cast.alice, lambda: deciding.say(case=case, text="Compared with what, and for which country?", person=cast.alice, asks=True))
    return case


def _closed_on_sunday(cast: _Cast) -> Case:
    """Declined, with a reason its reporter can live with."""
    case = _report(cast.hugo, cast.asset("Orders"), "missing", "No orders at all on the evening of the sale's last day.").case
    _as(cast.alice, lambda: deciding.decline_case(case=case, reason="The shop was closed for maintenance from six on.", person=cast.alice))
    return case


def _unclear_margin(cast: _Cast) -> Case:
    """New: waits in the queue."""
    return _report(cast.grace, cast.asset("Margin by day"), "unclear", "Is the margin before or after delivery charges?", "margin_eur").case


def _by_hour(cast: _Cast) -> Case:
    """An idea, accepted."""
    case = _report(cast.hugo, cast.asset("Revenue by day"), "idea", "By the hour would help on sale days.").case
    _as(cast.emil, lambda: deciding.accept_case(case=case, person=cast.emil))
    return case


def _put_back(case: Case, by: timedelta) -> None:
    """Move a story into the past, and let its words come one after the other: it was told in one breath just now."""
    told = list(case.entries.order_by("at", "pk"))
    moments = [entry.at for entry in told] or [case.opened_at]  # nobody has said a word yet

    def then(moment: datetime) -> datetime:
        step = min(range(len(moments)), key=lambda number: abs(moments[number] - moment))
        return moment - by + PACE[min(step, len(PACE) - 1)]

    rows: list[tuple[Model, Sequence[str]]] = [(case, CASE_TIMES), *((report, REPORT_TIMES) for report in case.reports.all())]
    for row, names in (*rows, *((entry, ("at",)) for entry in told)):
        row.refresh_from_db()
        said = [name for name in names if getattr(row, name)]
        for name in said:
            setattr(row, name, then(getattr(row, name)))
        row.save(update_fields=said)
    Case.objects.filter(pk=case.pk).update(**{name: F(name) - by for name in DUE_TIMES})
