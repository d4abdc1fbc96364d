"""Sending a case upstream: to the asset and the job where the cause is believed to be."""

from django.db import transaction
from django.utils import timezone

from catalog import audit
from catalog.models import Asset, Person
from feedback.actions.cases.moving import CannotMoveCase, lock, move, note
from feedback.models import Case, CaseEntry
from feedback.models.case import CaseState
from lineage.models import Job, JobDataset
from lineage.models.run import Direction
from lineage.queries.labels import labels
from lineage.queries.walk import UnknownPathError, path_between


@transaction.atomic
def send_upstream(*, case: Case, to: Asset, person: Person, message: str = "") -> None:
    """Move a case to the asset upstream where its cause is believed to be, and to whoever answers for that asset and its job.

    The path is kept with the story. Raises CannotMoveCase when no lineage leads from there to here.
    """
    case = lock(case.pk)
    try:
        path = path_between(to.pk, case.asset_id)
    except UnknownPathError as error:
        raise CannotMoveCase(f"No lineage leads from {to} to {case.asset}: {error}") from error
    job = producing_job(to)
    names = labels(path, None)
    before = case.asset
    case.asset, case.job, case.column_path = to, job, ""
    case.team = (job.owner_team if job else None) or to.owner_team or case.team
    case.assignee = to.steward
    case.sent_up_at = timezone.now()
    move(case, CaseState.WAITING_PRODUCER)
    facts = {
        "from": before.pk,
        "to": to.pk,
        "job": job.pk if job else None,
        "path": [{"asset": pk, "name": names[pk].short} for pk in path if pk in names],
    }
    note(case, CaseEntry.Kind.SENT_UP, person, message.strip(), facts=facts)
    case.save()
    audit.record(verb="case.sent_upstream", target=case, before={"asset": str(before)}, after={"asset": str(to), "job": str(job or "")})


def producing_job(asset: Asset) -> Job | None:
    """Give the job that writes an asset; of several the one seen last."""
    writes = JobDataset.objects.filter(asset=asset, direction=Direction.OUTPUT, is_shown=True).order_by("-last_seen_at", "job_id")
    first = writes.select_related("job__owner_team").first()
    return first.job if first else None
