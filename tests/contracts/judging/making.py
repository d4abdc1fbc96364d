"""Promises, runs and days for the tests of judging: every maker has defaults, and what a test cares about it says."""

from datetime import UTC, datetime, timedelta
from itertools import count

from catalog.models import Asset
from contracts.actions.judging.due import judge_due
from contracts.actions.judging.recorded import judge_runs
from contracts.models import Clause, Contract, ContractVersion
from lineage.models import Job, Run
from tests.lineage.queries.makers import make_job, make_run, touch

DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
BY_EIGHT = {"value": "08:00", "grace": "15min"}
_numbers = count(1)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Give a moment, counted in days from a Monday's midnight."""
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def make_version(name: str = "orders", **fields: object) -> ContractVersion:
    """Make a contract with an active version."""
    number = next(_numbers)
    contract = Contract.objects.create(key=f"{name}-{number}", name=name, **fields)
    return ContractVersion.objects.create(
        contract=contract, number="1.0.0", state="active", api_version="v3.2.0", raw=b"", document={}, digest=b"", activated_at=MONDAY
    )


def make_clause(asset: Asset, name: str = "timeOfAvailability", terms: dict | None = None, **fields: object) -> Clause:
    """Make a promise in force since that Monday: there by eight every day, if nothing else is said."""
    kind = "cadence" if name in {"frequency", "timeOfAvailability"} else "service"
    usual = {"kind": kind, "in_force_from": MONDAY, "judge_at": MONDAY, "words": f"{asset.name} is there by 08:00 every day"}
    if "agreement" not in fields and "version" not in fields:
        fields["version"] = make_version(asset.name)
    key = fields.pop("key", f"sla/{name}/{asset.name}")
    return Clause.objects.create(asset=asset, property=name, key=key, terms=BY_EIGHT if terms is None else terms, **{**usual, **fields})


def deliver(asset: Asset, when: datetime, *, job: Job | None = None, state: str = "completed", judge: bool = True, **fields: object) -> Run:
    """Let a run write the asset and end at that time, and judge it."""
    number = next(_numbers)
    by = job or Job.objects.filter(name=f"build_{asset.name}").first() or make_job(f"build_{asset.name}")
    times = {"state_at": when, "started_at": when - timedelta(minutes=5), "first_event_at": when, "last_event_at": when, "ended_at": when}
    run = make_run(by, f"run-{number}", state=state, **{**times, **fields})
    touch(run, asset)
    if state == "completed":
        Asset.objects.filter(pk=asset.pk, fresh_at=None).update(fresh_at=when)
        Asset.objects.filter(pk=asset.pk, fresh_at__lt=when).update(fresh_at=when)
    if judge:
        judge_runs([run.pk])
    return run


def pass_time(until: datetime) -> None:
    """Let the due-loop look at that time."""
    judge_due(until)
