"""Re-drive: try again to record events that failed, after what failed them was mended."""

from collections.abc import Sequence

import zstandard
from django.db import transaction

from catalog import audit, bulk
from lineage.actions.projecting.log import Entry
from lineage.actions.projecting.projector import Projector, alone
from lineage.models import EventProblem, ProjectionCursor

FAILED = """
SELECT e.xid, e.id, e.received_at, e.digest, e.body FROM lineage_event e
JOIN lineage_eventproblem p ON p.event_id = e.id AND p.received_at = e.received_at AND p.severity = 'failure' AND p.resolved_at IS NULL
WHERE e.id = ANY(%s) ORDER BY e.xid, e.id
"""


def redrive(*, event_ids: Sequence[int]) -> int:
    """Record failed events again, each by itself; returns how many are recorded now. Those that fail again say so anew."""
    inflate = zstandard.ZstdDecompressor().decompress
    recorded = 0
    with alone(), transaction.atomic():
        for xid, event_id, received_at, digest, body in bulk.ask(FAILED, list(event_ids)):
            problems = EventProblem.objects.filter(event_id=event_id, severity=EventProblem.Severity.FAILURE)
            attempts = sum(problems.values_list("attempts", flat=True))
            Projector().fold([Entry(xid, event_id, received_at, bytes(digest), inflate(bytes(body)))])
            if sum(problems.values_list("attempts", flat=True)) == attempts:
                bulk.run("UPDATE lineage_eventproblem SET resolved_at = now() WHERE event_id = %s AND severity = 'failure'", event_id)
                recorded += 1
        bulk.run("UPDATE lineage_projectioncursor SET generation = generation + 1 WHERE name = 'projector'")
        audit.record(
            verb="events.redriven",
            target=ProjectionCursor.objects.get(name="projector"),
            after={"events": list(event_ids), "recorded": recorded},
        )
    return recorded
