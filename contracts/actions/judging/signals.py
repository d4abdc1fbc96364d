"""Signals: what a data test or a control chart found where no promise is broken. Each is a deviation without a clause, and closes by itself.

What is open is compared with what tests and charts say now, so that it is right in any order of arrival, and telling it twice changes
nothing. A promise that is broken by the same measure speaks for itself: one finding is one deviation.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from catalog import bulk
from contracts.actions.judging.standing import refresh_standing
from contracts.clauses.measures import Promised, covers

# A test that could not run says nothing of the data: what it found before stays found. While a chart learns it alarms nobody.
# What is measured by a test of ours is the test's to judge: its chart alarms only through it. The other side of a balance may be secret.
FOUND = """
SELECT 'test/' || t.id, t.asset_id, t.column_path, '', t.name, t.severity, t.name,
    CASE WHEN d.is_restricted AND d.id IS DISTINCT FROM a.domain_id THEN 'it is unlike what it is held against' ELSE t.last_words END,
    t.last_at, NULL::float8, t.last_outcome = 'failed'
FROM contracts_datatest t JOIN catalog_asset a ON a.id = t.asset_id
    LEFT JOIN catalog_asset s ON s.id = t.source_id LEFT JOIN catalog_domain d ON d.id = s.domain_id
WHERE t.asset_id = ANY(%s) AND t.state = 'active' AND t.last_outcome IN ('failed', 'error')
UNION ALL
SELECT 'chart/' || c.id, c.asset_id, c.column_path, c.metric, c.test, '', replace(coalesce(nullif(c.test, ''), c.metric), '_', ' ')
    || CASE WHEN c.column_path = '' THEN '' ELSE ' of ' || c.column_path END, c.last_words, c.last_at, c.last_value, true
FROM contracts_controlchart c WHERE c.asset_id = ANY(%s) AND c.state = 'alarming'
AND NOT EXISTS (SELECT FROM contracts_datatest t WHERE t.asset_id = c.asset_id AND t.name = c.test)
"""
NEWEST = """
SELECT DISTINCT ON (signal) id, asset_id, signal, opened_at, resolved_at, severity, words FROM contracts_deviation
WHERE asset_id = ANY(%s) AND signal <> '' ORDER BY signal, opened_at DESC, id DESC
"""
CLAUSES = """
SELECT asset_id, property, column_path, key, terms::text, verdict FROM contracts_clause
WHERE asset_id = ANY(%s) AND kind IN ('quality', 'balance') AND in_force_until IS NULL
"""
# When it was over: when the test passed, when the chart was calm; else now (paused, deleted, promised since).
OVER = """
SELECT 'test/' || id, last_at FROM contracts_datatest WHERE asset_id = ANY(%s) AND state = 'active' AND last_outcome <> 'failed'
UNION ALL SELECT 'chart/' || id, last_at FROM contracts_controlchart WHERE asset_id = ANY(%s) AND state <> 'alarming'
"""
CLOSE = """
UPDATE contracts_deviation d SET resolved_at = greatest(d.opened_at, v.at) FROM (VALUES %s) v(id, at) WHERE d.id = v.id AND d.resolved_at IS NULL
"""
OPEN = """
INSERT INTO contracts_deviation (asset_id, key, signal, words, severity, evidence, opened_at, flaps)
SELECT asset, key, signal, words, severity, evidence::jsonb, at, 0 FROM json_to_recordset(%s::json)
    AS v(asset bigint, key text, signal text, words text, severity text, evidence text, at timestamptz)
ON CONFLICT DO NOTHING
"""
AGAIN = """
UPDATE contracts_deviation d SET words = v.words, severity = v.severity, flaps = d.flaps + (d.resolved_at IS NOT NULL)::int, resolved_at = NULL
FROM (VALUES %s) v(id, words, severity) WHERE d.id = v.id
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What a test or chart says now. `is_new`: else it only keeps open what is open."""

    signal: str
    asset: int
    column: str
    metric: str
    test: str
    severity: str
    name: str
    said: str
    at: datetime
    value: float | None
    is_new: bool

    @property
    def words(self) -> str:
        """Say it with the name of the test or the measure."""
        return f"{self.name}: {self.said}"


@dataclass(frozen=True, slots=True)
class Known:
    """The newest deviation of a signal."""

    id: int
    asset: int
    signal: str
    opened_at: datetime
    resolved_at: datetime | None
    severity: str
    words: str


@transaction.atomic
def raise_signals(assets: Iterable[int]) -> set[int]:
    """Open, change and close the signals of assets by what their tests and charts say now; gives the assets with any change.

    A failed test has its own severity. A chart that alarms is a warning where a promise in force is about its measure, else it is for information.
    Queries: two where nothing is found.
    """
    listed = sorted(set(assets))
    if not listed:
        return set()
    known = {one.signal: one for one in (Known(*row) for row in bulk.ask(NEWEST, listed))}
    told = [Found(*row) for row in bulk.ask(FOUND, listed, listed)]
    wanted = _wanted(told)
    still = {one.signal for one in told if not one.is_new and one.signal in known} | wanted.keys()
    over = [one for one in known.values() if one.resolved_at is None and one.signal not in still]
    changed = _close(over) | _open(wanted.values(), known)
    refresh_standing(changed)
    return changed


def _wanted(told: Sequence[Found]) -> dict[str, tuple[Found, str]]:
    """Give what is to be open, with its severity: all but what a broken promise says already."""
    news = [one for one in told if one.is_new]
    clauses = _clauses({one.asset for one in news})
    wanted = {}
    for one in news:
        told_of = clauses.get(one.asset, ())
        about = [verdict for clause, verdict in told_of if covers(clause, column=one.column, metric=one.metric, test=one.test)]
        if "broken" not in about:
            wanted[one.signal] = (one, one.severity or ("warning" if about else "info"))
    return wanted


def _clauses(assets: set[int]) -> dict[int, list[tuple[Promised, str]]]:
    """Give the promises about measures with their verdicts, by asset."""
    import orjson  # a module of C code; only who judges needs it

    found: dict[int, list[tuple[Promised, str]]] = defaultdict(list)
    for asset, name, path, key, terms, verdict in bulk.ask(CLAUSES, sorted(assets)) if assets else ():
        found[asset].append(((name, path, key, orjson.loads(terms)), verdict))
    return found


def _close(over: Sequence[Known]) -> set[int]:
    if not over:
        return set()
    assets = {one.asset for one in over}
    ended = dict(bulk.ask(OVER, sorted(assets), sorted(assets)))
    now = timezone.now()
    bulk.write(CLOSE, sorted((one.id, ended.get(one.signal) or now) for one in over), template="(%s, %s::timestamptz)")
    return assets


def _open(wanted: Iterable[tuple[Found, str]], known: Mapping[str, Known]) -> set[int]:
    import orjson

    fresh, again, changed = [], [], set()
    for one, severity in wanted:
        before = known.get(one.signal)
        if before and before.resolved_at is None and (before.words, before.severity) == (one.words, severity):
            continue
        changed.add(one.asset)
        if before and (before.resolved_at is None or (one.at - before.resolved_at).total_seconds() <= settings.FLAP_SECONDS):
            again.append((before.id, one.words, severity))
        else:
            evidence = {name: told for name, told in (("column", one.column), ("observed", one.value)) if told not in ("", None)}
            fresh.append(
                {"asset": one.asset, "key": one.signal, "signal": one.signal, "words": one.words, "severity": severity,
                 "evidence": orjson.dumps(evidence).decode(), "at": one.at}
            )  # fmt: skip
    bulk.write(AGAIN, sorted(again))
    bulk.write_documents(OPEN, fresh)
    return changed
