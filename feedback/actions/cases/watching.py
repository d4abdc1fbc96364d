"""What moves cases without a person: the producer's next good run, a promise broken again, a clock that struck."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from contracts.models import Deviation
from feedback.actions.cases.deciding import reopen_case
from feedback.actions.cases.moving import lock, note
from feedback.models import Case, CaseDeviation, CaseEntry
from feedback.models.case import ENDED, CaseState
from lineage.models import Run
from lineage.models.run import Direction, RunState

BATCH = 200


@transaction.atomic
def link_good_runs(run_ids: Collection[int]) -> None:
    """Link the producer's next good run to the cases that wait for it: the handler resolves with one click. A run step."""
    waiting = Case.objects.filter(state=CaseState.WAITING_PRODUCER, sent_up_at__isnull=False)
    by_asset: dict[int, list[Case]] = {}
    for case in waiting:
        by_asset.setdefault(case.asset_id, []).append(case)
    if not by_asset:
        return
    good = Run.objects.filter(pk__in=run_ids, state=RunState.COMPLETED, datasets__direction=Direction.OUTPUT, datasets__asset__in=by_asset)
    for run_id, ended_at, asset_id in good.values_list("pk", "ended_at", "datasets__asset_id").order_by("ended_at", "pk"):
        for case in by_asset[asset_id]:
            if ended_at and case.sent_up_at and ended_at > case.sent_up_at:
                _link(case.pk, run_id, ended_at)


def _link(case_id: int, run_id: int, ended_at: datetime) -> None:
    case = lock(case_id)
    if case.state != CaseState.WAITING_PRODUCER or case.fixed_by_run_id is not None:
        return  # the first good run is the one that fixed it
    case.fixed_by_run_id = run_id
    note(case, CaseEntry.Kind.LINKED, None, "The producer's next run succeeded.", facts={"run": run_id, "at": ended_at.isoformat()})
    case.save()


@transaction.atomic
def reopen_regressed(now: datetime) -> None:
    """Reopen cases whose promise is broken again, and hang deviations on the open case of their clause. A watch step.

    A deviation belongs to the newest case that had one of the same clause on the same asset.
    """
    del now
    past = CaseDeviation.objects.filter(deviation__asset=OuterRef("asset"), deviation__key=OuterRef("key")).order_by("-joined_at", "-pk")
    # Only those that a case has known before and nobody declined: the rest stays loose for good, and must not fill the batch each second.
    loose = Deviation.objects.open().filter(case_deviations=None).annotate(before=Subquery(past.values("case")[:1]))
    known = loose.filter(before__in=Case.objects.exclude(state=CaseState.DECLINED)).order_by("pk")
    cases = dict(known.values_list("pk", "before")[:BATCH])
    for deviation in Deviation.objects.filter(pk__in=cases).select_related("clause").order_by("pk"):
        earlier = Case.objects.select_related("duplicate_of").get(pk=cases[deviation.pk])
        case = earlier.duplicate_of or earlier
        CaseDeviation.objects.get_or_create(deviation=deviation, defaults={"case": case})
        if case.state in ENDED or (case.state == CaseState.TO_VERIFY and case.fixed_at and deviation.opened_at > case.fixed_at):
            reopen_case(case=case, reason=_broken_again(deviation), person=None, is_regressed=True)


def _broken_again(deviation: Deviation) -> str:
    """Say it to the reporters, who read the story; what others agreed concerns these alone."""
    is_private = deviation.clause is not None and deviation.clause.agreement_id is not None
    return "A promise about it is broken again." if is_private else f"Broken again: {deviation.words}"


@transaction.atomic
def escalate_late(now: datetime) -> None:
    """Mark cases whose clock has struck, once. A watch step."""
    struck = Q(reply_due_at__lt=now) | Q(solve_due_at__lt=now)
    late = Case.objects.open().filter(struck, is_escalating=False, paused_at=None)
    for case_id in late.values_list("pk", flat=True)[:BATCH]:
        case = lock(case_id)
        if case.is_escalating:
            continue
        case.is_escalating = True
        which = "First reply" if case.reply_due_at and case.reply_due_at < now else "Solution"
        CaseEntry.objects.create(
            case=case, kind=CaseEntry.Kind.STATE, text=f"{which} is overdue.", is_internal=True, facts={"escalating": True}
        )
        case.save()
