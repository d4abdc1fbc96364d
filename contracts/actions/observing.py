"""Observations that no event told: posted by a pipeline, or measured by our own data tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from catalog import bulk
from contracts.actions.charting import Seen, follow

# The digest is empty: no event told it, so a rebuild from the event log leaves it alone.
UPSERT = """
INSERT INTO lineage_observation
    (asset_id, column_path, metric, test, subject, value, passed, severity, expected, actual, observed_at, event_digest)
SELECT asset, path, metric, test, subject, value, passed, severity, expected, actual, at, '' FROM json_to_recordset(%s::json)
    AS v(asset bigint, path text, metric text, test text, subject text, value float8, passed boolean, severity text, expected text, actual text,
    at timestamptz)
ON CONFLICT (asset_id, column_path, metric, test, subject) DO UPDATE SET
    value = excluded.value, passed = excluded.passed, severity = excluded.severity, expected = excluded.expected, actual = excluded.actual,
    observed_at = excluded.observed_at
WHERE lineage_observation.event_digest = ''
    AND (lineage_observation.value, lineage_observation.passed, lineage_observation.severity, lineage_observation.expected,
    lineage_observation.actual, lineage_observation.observed_at)
    IS DISTINCT FROM (excluded.value, excluded.passed, excluded.severity, excluded.expected, excluded.actual, excluded.observed_at)
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Observed:
    """One measured number or test result about an asset. `subject` says what it belongs to (a run id); empty: its time."""

    asset: int
    metric: str
    at: datetime
    column_path: str = ""
    test: str = ""
    subject: str = ""
    value: float | None = None
    size: float | None = None
    passed: bool | None = None
    severity: str = ""
    expected: str = ""
    actual: str = ""

    @property
    def key(self) -> tuple[int, str, str, str, str]:
        """Give what makes it one and the same when it is told again."""
        return (self.asset, self.column_path, self.metric, self.test, self.subject or self.at.isoformat())


@transaction.atomic
def record_observations(observed: Sequence[Observed]) -> int:
    """Keep observations and let charts read them; returns how many were news. The same told again changes nothing; the last of a key wins."""
    newest = {one.key: one for one in observed}
    rows = [
        {
            "asset": one.asset, "path": one.column_path, "metric": one.metric, "test": one.test, "subject": key[-1], "value": one.value,
            "passed": one.passed, "severity": one.severity, "expected": one.expected, "actual": one.actual, "at": one.at,
        }
        for key, one in sorted(newest.items())
    ]  # fmt: skip
    kept = bulk.write_documents(UPSERT, rows)
    follow(
        Seen((one.asset, one.column_path, one.metric, one.test), key[-1], one.at, one.value, one.size)
        for key, one in newest.items()
        if one.value is not None
    )
    return len(kept)
