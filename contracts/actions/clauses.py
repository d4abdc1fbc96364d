"""Writing clauses as rows: each promise of a version for each asset it binds, from the time it is in force."""

from datetime import datetime

from django.utils import timezone

from catalog import bulk
from contracts.clauses import Clause as Promise
from contracts.clauses import clauses_of
from contracts.clauses.clause import Kind
from contracts.models import Clause, ContractVersion
from contracts.odcs import fill
from contracts.queries.environments import variables_of

# These are judged by the clock, too: the first look is due at once.
TIMED = (Kind.CADENCE, Kind.SERVICE)
# What goes on with a promise. It is in force since it was first made in these words, whichever version says it now: budgets and strips look back.
STANDING = ("in_force_from", "verdict", "verdict_at", "verdict_note", "judge_at", "evidence_at")
# Rows that hang on a clause and go on with the promise.
FOLLOWERS = ("slot", "verdict", "deviation")


def promises_of(version: ContractVersion) -> dict[str, list[Promise]]:
    """Give a version's promises by object, variables filled for its environment."""
    found: dict[str, list[Promise]] = {}
    for promise in clauses_of(fill(version.document, variables_of(version.environment)).value):
        found.setdefault(promise.object_name, []).append(promise)
    return found


def write_clauses(*, version: ContractVersion, predecessor: ContractVersion | None = None, at: datetime | None = None) -> int:
    """Make a version's clause rows match its document and bindings; returns how many are in force.

    Clauses of assets no longer bound close. A promise that the predecessor made in the same words keeps its standing, so that a new version
    doesn't blank what is known. `at` is when they come into force (now, if not said).
    """
    moment = at or timezone.now()
    promises = promises_of(version)
    wanted = {
        (row.asset_id, promise.key): promise
        for row in version.objects_bound.all()
        if row.asset_id is not None
        for promise in promises.get(row.object_name, [])
    }
    there = {(clause.asset_id, clause.key): clause for clause in version.clauses.filter(in_force_until=None)}
    _set_aside([clause for place, clause in there.items() if place not in wanted], moment)
    known = _clauses_of(predecessor)
    rows = [_row(version, place, promise, moment) for place, promise in wanted.items() if place not in there]
    Clause.objects.bulk_create(rows)
    _inherit(rows, known)
    return len(wanted)


def _clauses_of(version: ContractVersion | None) -> dict[tuple[int, str], Clause]:
    if version is None:
        return {}
    return {(clause.asset_id, clause.key): clause for clause in version.clauses.filter(in_force_until=None)}


def _row(version: ContractVersion, place: tuple[int, str], promise: Promise, moment: datetime) -> Clause:
    asset_id, key = place
    return Clause(
        version=version,
        asset_id=asset_id,
        key=key,
        kind=promise.kind.value,
        property=promise.property[:60],
        column_path=promise.column_path,
        terms=dict(promise.terms),
        words=promise.words,
        severity=promise.severity.value,
        why_not=promise.why_not,
        in_force_from=moment,
        judge_at=moment if promise.kind in TIMED and not promise.why_not else None,
    )


def _inherit(rows: list[Clause], known: dict[tuple[int, str], Clause]) -> None:
    """Let promises that go on in the same words keep their standing, and move their slots, verdicts and deviations to the new row."""
    pairs = [(known[place].pk, row) for row in rows if (place := (row.asset_id, row.key)) in known and known[place].terms == row.terms]
    for _, row in pairs:
        before = known[row.asset_id, row.key]
        for name in STANDING:
            setattr(row, name, getattr(before, name))
    Clause.objects.bulk_update([row for _, row in pairs], STANDING)
    for table in FOLLOWERS:
        sql = f"UPDATE contracts_{table} f SET clause_id = p.new FROM (VALUES %s) AS p (old, new) WHERE f.clause_id = p.old"
        bulk.write(sql, [(old, row.pk) for old, row in pairs])


def _set_aside(clauses: list[Clause], moment: datetime) -> None:
    """End clauses whose asset changed. A version says each key once, so they give theirs up and keep their history under another."""
    for clause in clauses:
        clause.key, clause.in_force_until, clause.judge_at = f"{clause.key}@{clause.pk}", moment, None
    Clause.objects.bulk_update(clauses, ["key", "in_force_until", "judge_at"])


def close_clauses(*, version: ContractVersion, at: datetime) -> int:
    """End a version's clauses; returns how many. Their rows stay as history; the due-loop ends what still deviates from them."""
    return version.clauses.filter(in_force_until=None).update(in_force_until=at, judge_at=None)
