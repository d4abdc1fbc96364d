"""Which runs there were in the forty days before a moment: a pure function of the landscape and that moment."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import NAMESPACE_URL, uuid5

from config.demo.landscape.incidents import INCIDENTS, LATE_ATTEMPTS, LATE_NOW, Incident
from config.demo.landscape.spaces import PRODUCER
from config.demo.landscape.words import ALWAYS, HOURLY, PLANNED, WEEKDAYS, WEEKLY, Job, Landscape, Timetable

DAYS = 40
# By this hour the day's work is done, so before it the last whole day is yesterday.
SETTLED_HOUR = 8
MONDAY, SATURDAY = 0, 5
# Before any day: what was never dropped.
NEVER = -DAYS
# The shop sells most at the weekend; the whole grows by a fifth of a percent a day.
WEEKDAY_FACTORS = (0.92, 0.90, 0.95, 1.00, 1.08, 1.25, 1.14)
GROWTH = 0.002
INCIDENTS_BY_RUN = {(incident.job, incident.days_ago): incident for incident in INCIDENTS}


@dataclass(frozen=True, slots=True)
class DemoRun:
    """One execution. `ended` None: it goes on. `volume` is how much there was to do, 1.0 on a normal day; `days_ago` counts nominal days."""

    job: Job
    run_id: str
    nominal: datetime
    started: datetime
    ended: datetime | None
    days_ago: int
    volume: float
    parent_id: str = ""
    root_id: str = ""
    submitter: str = ""
    incident: Incident | None = None

    @property
    def went_well(self) -> bool:
        """Tell whether it completed."""
        return self.ended is not None and self.incident is None


def settled_day(now: datetime) -> date:
    """Give the newest day whose daily work should be done."""
    return (now - timedelta(hours=SETTLED_HOUR)).date()


def runs_before(now: datetime, landscape: Landscape) -> list[DemoRun]:
    """Give all runs that started in the forty days before `now` (aware UTC, a full hour), by start; one that ends later goes on."""
    plan = Plan(now, landscape)
    leaves = [run for job in landscape.jobs if job.timetable for run in plan.runs_of(job)]
    runs = [*leaves, *plan.parents_of(leaves)]
    return sorted((_as_of(run, now) for run in runs if run.started < now), key=lambda run: (run.started, run.run_id))


def _as_of(run: DemoRun, now: datetime) -> DemoRun:
    if run.ended is None or run.ended <= now:
        return run
    return replace(run, ended=None, incident=None)


def run_id(job: Job, nominal: datetime, attempt: int = 0) -> str:
    """Name a run, always the same: twice is once."""
    return str(uuid5(NAMESPACE_URL, f"{PRODUCER}{job.key}/{nominal.isoformat()}/{attempt}"))


class Plan:
    """The calendar of one landscape, seen from `now`."""

    def __init__(self, now: datetime, landscape: Landscape) -> None:
        """Count days back from the settled one."""
        self.now = now
        self.today = settled_day(now)
        self.jobs = {job.key: job for job in landscape.jobs}
        self.dropped = {asset.key: asset.dropped_days_ago for asset in landscape.assets if asset.dropped_days_ago is not None}

    def runs_of(self, job: Job) -> Iterator[DemoRun]:
        """Give the runs of a job with times of its own."""
        if job.timetable is None or job.timetable.rhythm == PLANNED:
            return
        stopped = max((self.dropped.get(key, NEVER) for key in job.writes), default=NEVER)
        for nominal in self._occasions(job.timetable):
            days_ago = (self.today - nominal.date()).days
            if days_ago > stopped:
                yield from self._attempts(job, nominal, days_ago)

    def _occasions(self, timetable: Timetable) -> Iterator[datetime]:
        """Give the nominal times of a timetable, oldest first, up to now."""
        if timetable.rhythm == ALWAYS:
            yield datetime.combine(self.today - timedelta(days=DAYS), time(timetable.hour), UTC)
            return
        for back in range(min(timetable.since_days, DAYS) - 1, -2, -1):
            day = self.today - timedelta(days=back)
            if not _is_run_on(day, timetable.rhythm):
                continue
            hours = range(24) if timetable.rhythm == HOURLY else (timetable.hour,)
            yield from (datetime.combine(day, time(hour, timetable.minute), UTC) for hour in hours)

    def _attempts(self, job: Job, nominal: datetime, days_ago: int) -> Iterator[DemoRun]:
        """Give the run for a nominal time, its failed attempt before it where there was one, or nothing while the rates are missing."""
        if job.needs_fx and days_ago <= 0:
            yield from self._late_attempts(job, nominal, days_ago)
            return
        run = self._run(job, nominal, days_ago)
        incident = INCIDENTS_BY_RUN.get((job.key, days_ago))
        if incident is None:
            yield run
            return
        yield self._failing(run, incident)
        if incident.again_after is not None:
            yield self._again(run, incident, incident.again_after)

    def _late_attempts(self, job: Job, nominal: datetime, days_ago: int) -> Iterator[DemoRun]:
        if job.key != LATE_NOW.job or days_ago < 0:
            return
        for attempt, (minutes, took) in enumerate(LATE_ATTEMPTS):
            run = self._run(job, nominal, days_ago)
            yield self._failing(self._again(run, LATE_NOW, minutes) if attempt else run, LATE_NOW, took)

    def _again(self, run: DemoRun, incident: Incident, minutes: float) -> DemoRun:
        """Give the second attempt, which somebody started by hand."""
        after = timedelta(minutes=minutes)
        ended = run.ended and run.ended + after
        return replace(run, run_id=run_id(run.job, run.nominal, 1), started=run.started + after, ended=ended, submitter=incident.again_by)

    def _run(self, job: Job, nominal: datetime, days_ago: int) -> DemoRun:
        chance = Random(f"{job.key}/{nominal.isoformat()}")  # noqa: S311 - the same every time is the point
        volume = volume_of(nominal, days_ago, chance)
        started = nominal + timedelta(seconds=round(abs(chance.gauss(12, 20)), 3))
        took = timedelta(minutes=round(job.minutes * volume**0.5 * chance.lognormvariate(0, 0.12), 4))
        is_endless = job.timetable is not None and job.timetable.rhythm == ALWAYS
        parent = self.jobs.get(job.parent)
        day = datetime.combine(nominal.date(), time(), UTC)
        parent_id = run_id(parent, day) if parent else ""
        root = self.jobs.get(parent.parent) if parent else None
        root_id = run_id(root, day) if root else parent_id
        ended = None if is_endless else started + took
        return DemoRun(job, run_id(job, nominal), nominal, started, ended, days_ago, volume, parent_id, root_id)

    def _failing(self, run: DemoRun, incident: Incident, took: float = 0.0) -> DemoRun:
        ended = run.started + timedelta(minutes=took) if took else run.ended
        return replace(run, ended=ended, volume=0.0, incident=incident)

    def parents_of(self, leaves: list[DemoRun]) -> Iterator[DemoRun]:
        """Give the runs around runs, innermost first: each as long as what it holds, and failed if one of its jobs didn't succeed in the end."""
        runs = leaves
        while runs:
            families: dict[str, list[DemoRun]] = {}
            for run in runs:
                if run.parent_id:
                    families.setdefault(run.parent_id, []).append(run)
            runs = [self._around(family) for family in families.values()]
            yield from runs

    def _around(self, family: list[DemoRun]) -> DemoRun:
        first = family[0]
        job = self.jobs[first.job.parent]
        nominal = datetime.combine(first.nominal.date(), time(), UTC)
        last_word = {run.job.key: run.incident for run in sorted(family, key=lambda run: run.started)}
        failed = next((incident for incident in last_word.values() if incident), None)
        started = min(run.started for run in family) - timedelta(seconds=20)
        ended = max(run.ended for run in family if run.ended) + timedelta(seconds=15)
        grand = self.jobs.get(job.parent)
        above = run_id(grand, nominal) if grand else ""
        return DemoRun(job, run_id(job, nominal), nominal, started, ended, first.days_ago, first.volume, above, above, incident=failed)


def _is_run_on(day: date, rhythm: str) -> bool:
    if rhythm == WEEKLY:
        return day.weekday() == MONDAY
    return rhythm != WEEKDAYS or day.weekday() < SATURDAY


def volume_of(nominal: datetime, days_ago: int, chance: Random) -> float:
    """Say how much there was to do at that time, 1.0 on a normal day a month ago: growth, the weekday, chance."""
    grown = 1 + GROWTH * (DAYS - days_ago)
    return grown * WEEKDAY_FACTORS[nominal.weekday()] * chance.lognormvariate(0, 0.05)
