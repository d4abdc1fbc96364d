"""Fold what events measured or tested into observations; the newest of a kind within its run wins."""

from collections.abc import Sequence

from catalog import bulk
from lineage.actions.projecting.log import Told
from lineage.actions.projecting.memory import Memory, Order
from lineage.openlineage.words import ObservationSpec

UPSERT = """
INSERT INTO lineage_observation
    (asset_id, column_path, metric, test, subject, value, passed, severity, expected, actual, observed_at, event_digest)
SELECT asset, path, metric, test, subject, value, passed, severity, expected, actual, at, decode(digest, 'hex') FROM json_to_recordset(%s::json)
    AS v(asset bigint, path text, metric text, test text, subject text, value float8, passed boolean, severity text, expected text, actual text,
    at timestamptz, digest text)
ON CONFLICT (asset_id, column_path, metric, test, subject) DO UPDATE SET
    value = excluded.value, passed = excluded.passed, severity = excluded.severity, expected = excluded.expected, actual = excluded.actual,
    observed_at = excluded.observed_at, event_digest = excluded.event_digest
WHERE (excluded.observed_at, excluded.event_digest) > (lineage_observation.observed_at, lineage_observation.event_digest)
"""

ObservationKey = tuple[int, str, str, str, str]


def observe(batch: Sequence[Told], memory: Memory) -> None:
    """Keep the observations of a batch."""
    newest: dict[ObservationKey, tuple[Order, ObservationSpec]] = {}
    for told in batch:
        run = told.event.run
        subject = run.run_id if run else told.order.at.isoformat()
        for dataset, order in told.datasets():
            for spec in dataset.observations:
                if spec.value is None and spec.passed is None:
                    continue
                key = (memory.names[dataset.ref], spec.column or "", spec.metric[:60], spec.test, subject)
                if key not in newest or newest[key][0] < order:
                    newest[key] = (order, spec)
    rows = [
        {
            "asset": asset,
            "path": path,
            "metric": metric,
            "test": test,
            "subject": subject,
            "value": spec.value,
            "passed": spec.passed,
            "severity": spec.severity[:10],
            "expected": spec.expected,
            "actual": spec.actual,
            "at": order.at,
            "digest": order.digest.hex(),
        }
        for (asset, path, metric, test, subject), (order, spec) in sorted(newest.items())
    ]
    bulk.write_documents(UPSERT, rows)
