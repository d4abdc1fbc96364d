"""Write when column edges were last seen, by their ids: all that is new about most of them."""

from catalog import bulk
from lineage.actions.projecting.memory import Memory

SEEN_AGAIN = """
UPDATE lineage_columnedge e SET last_seen_at = v.last FROM json_to_recordset(%s::json) AS v(id bigint, last timestamptz)
WHERE e.id = v.id AND e.last_seen_at < v.last
"""


def write_seen_again(memory: Memory) -> None:
    """Write when column edges were last seen. PostgreSQL checks all references of a row that its own transaction wrote before: rarely is better."""
    bulk.write_documents(SEEN_AGAIN, [{"id": edge, "last": at} for edge, at in sorted(memory.seen_again.items())])
    memory.seen_again = {}
