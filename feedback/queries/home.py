"""What stands on the shelves of the home page."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import RawSQL

from catalog.models import Asset, Domain, Person, Team
from catalog.models.asset import AssetQuerySet, Standing
from catalog.queries.lists import viewed_lately
from contracts.queries.slots import kept_between
from feedback.queries.shelves import Shelf, my_shelves
from lineage.models import Event, Run
from lineage.models.run import RunState
from lineage.queries.concealing import conceal_errors

SHOWN = 5
DOMAINS = 8
DAY = timedelta(days=1)
LATELY = timedelta(days=7)
READ = 100  # failures looked through; a job that fails every minute may crowd out others

# Active runs that have taken more than twice the median of their job's last 20 completed runs; five of those make a habit.
# A run silent for two days is lost rather than long.
LONG = """
SELECT r.id FROM lineage_run r CROSS JOIN LATERAL (
  SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY last.duration) AS usual, count(*) AS known FROM (
    SELECT p.duration FROM lineage_run p WHERE p.job_id = r.job_id AND p.state = 'completed' AND p.duration IS NOT NULL
    ORDER BY p.first_event_at DESC LIMIT 20) AS last) AS habit
WHERE r.state IN ('started', 'running') AND r.last_event_at > %s - interval '2 days'
  AND habit.known >= 5 AND %s - r.started_at > 2 * habit.usual
"""


@dataclass(frozen=True, slots=True)
class Promises:
    """How promises stand now, over the assets somebody may see; `wrong` lists the broken ones first.

    `came` of the `due` deliveries of the last 24 hours came on time.
    """

    kept: int
    at_risk: int
    broken: int
    wrong: list[Asset]
    came: int = 0
    due: int = 0


@dataclass(frozen=True, slots=True)
class Shelves:
    """Everything the home page shows; `asset_count` is zero on the first day."""

    domains: list[Domain]
    most_used: list[Asset]
    new: list[Asset]
    delivered: list[Asset]
    failed: list[Run]
    long: list[Run]
    mine: list[Asset]
    my_teams: list[Team]
    viewed: list[Asset]
    promises: Promises
    my_shelves: list[Shelf]
    asset_count: int


def shelves(person: Person, *, now: datetime) -> Shelves:
    """Fill the shelves with what this person may see; eighteen queries at most, each bounded."""
    assets = Asset.objects.visible_to(person).present().for_listing()
    my_teams = list(Team.objects.filter(memberships__person=person).order_by("name"))
    came, due = kept_between(person, now - DAY, now)
    domains = Domain.objects.visible_to(person).annotate(asset_count=Count("assets", filter=Q(assets__is_dropped=False)))
    return Shelves(
        domains=list(domains.order_by("-asset_count", "name")[:DOMAINS]),
        most_used=list(assets.filter(usage__gt=0).order_by("-usage", "id")[:SHOWN]),
        new=list(assets.order_by(F("first_seen_at").desc(nulls_last=True), "-id")[:SHOWN]),
        delivered=list(assets.filter(fresh_at__isnull=False).order_by(F("fresh_at").desc(nulls_last=True))[:SHOWN]),
        failed=failed_lately(now, person),
        long=list(running_long(now, person).order_by("started_at")[:SHOWN]),
        mine=list(assets.filter(Q(steward=person) | Q(owner_team__in=my_teams)).order_by("-usage", "id")[:SHOWN]),
        my_teams=my_teams,
        viewed=viewed_lately(person, SHOWN),
        promises=replace(promises(assets), came=came, due=due),
        my_shelves=my_shelves(person, now),
        asset_count=Asset.objects.visible_to(person).present().count(),
    )


def promises(assets: AssetQuerySet) -> Promises:
    """Count how promises stand, and list those that don't hold; one query, two where one is broken."""
    counts = dict(assets.exclude(standing=Standing.UNKNOWN).order_by().values_list("standing").annotate(n=Count("id")))
    at_risk, broken = counts.get(Standing.AT_RISK, 0), counts.get(Standing.BROKEN, 0)
    wrong = assets.filter(standing__in=[Standing.AT_RISK, Standing.BROKEN]).order_by("-standing", "-usage", "id")
    listed = list(wrong[:SHOWN]) if at_risk or broken else []  # "broken" comes before "at_risk" from the end of the alphabet
    return Promises(counts.get(Standing.KEPT, 0), at_risk, broken, listed)


def failed_lately(now: datetime, person: Person) -> list[Run]:
    """Give the newest failure of each job within a week, newest first; `job.latest_run` tells whether it works again.

    A run that failed because one of its parts did (same error) is left out: the part says more.
    """
    seen = Run.objects.visible_to(person).for_listing().select_related("job__latest_run")
    failed = list(seen.filter(state=RunState.FAILED, first_event_at__gt=now - LATELY).order_by("-first_event_at")[:READ])
    told = {(run.parent_run_id, run.error) for run in failed}
    newest = {run.job_id: run for run in reversed(failed) if (run.run_id, run.error) not in told}
    shown = sorted(newest.values(), key=lambda run: run.first_event_at, reverse=True)[:SHOWN]
    conceal_errors(shown, person)
    return shown


def first_event(person: Person) -> Event | None:
    """Give the newest event, for those who may see it; on the first day that is the first one."""
    return Event.objects.visible_to(person).defer("body", "digest").order_by("-pk").first()


def running_long(now: datetime, person: Person) -> QuerySet[Run]:
    """Give active runs that take much longer than their job usually does."""
    return Run.objects.visible_to(person).for_listing().filter(pk__in=RawSQL(LONG, (now, now)))  # noqa: S611  # constant text, values as parameters
