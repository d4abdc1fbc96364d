"""Fold the SQL that events carry into the statements of their jobs."""

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from psycopg2 import Binary

from catalog import bulk
from lineage.actions.projecting.log import Told
from lineage.actions.projecting.memory import Memory, Seen, Sight, widened

# A job that runs more different statements keeps those of the least digests: which these are doesn't hang on the order of arrival.
MOST_STATEMENTS = 2_000
MOST_CHARACTERS = 1_000_000
MOST_SUMS = 2_000
DIALECT_CHARACTERS = 40

WRITE = """
INSERT INTO lineage_statement (job_id, digest, dialect, text, first_seen_at, last_seen_at) VALUES %s
ON CONFLICT (job_id, digest) DO UPDATE SET first_seen_at = least(lineage_statement.first_seen_at, excluded.first_seen_at),
    last_seen_at = greatest(lineage_statement.last_seen_at, excluded.last_seen_at),
    text = CASE WHEN sha256(convert_to(excluded.text, 'UTF8')) < sha256(convert_to(lineage_statement.text, 'UTF8'))
        THEN excluded.text ELSE lineage_statement.text END
"""
CROWDED = """
DELETE FROM lineage_statement WHERE id IN (
    SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY job_id ORDER BY digest) AS place FROM lineage_statement WHERE job_id = ANY(%s)) x
    WHERE place > %s
)
"""


class Changed(NamedTuple):
    """A statement to write: of texts with one fingerprint, the one of the least sum stands for all."""

    dialect: str
    seen: Seen
    summed: bytes
    text: str


def fold_statements(batch: Sequence[Told], memory: Memory) -> set[int]:
    """Keep the SQL of the batch's jobs; returns the jobs with a statement that is new or newly seen."""
    changed: dict[tuple[int, bytes], Changed] = {}
    for told in batch:
        job = told.event.job
        if job is None or not job.sql or len(job.sql) > MOST_CHARACTERS:
            continue
        dialect = job.sql_dialect[:DIALECT_CHARACTERS]
        digest, summed = _digests(job.sql, dialect, memory)
        key = (memory.jobs[job.ref].id, digest)
        known = memory.sql_texts.get(key)
        wider = widened(known.seen if known else None, told.order.at)
        if known and not wider and summed >= known.summed:
            continue
        memory.sql_texts[key] = now = Sight(
            wider or (known.seen if known else Seen(told.order.at, told.order.at)), min(summed, known.summed) if known else summed
        )
        before = changed.get(key)
        text = job.sql if before is None or summed < before.summed else before.text
        changed[key] = Changed(dialect, now.seen, summed if before is None else min(summed, before.summed), text)
    _write(changed)
    jobs = {job for job, _ in changed}
    if memory.sql_jobs is not None:
        memory.sql_jobs |= jobs
    return jobs


def _digests(text: str, dialect: str, memory: Memory) -> tuple[bytes, bytes]:
    """Sum up a text: what it is told apart by, and the sum of it as it is. The reader gives repeated facets as one object."""
    known = memory.sql_sums.get(id(text))
    if known is None or known[1] != dialect:
        if len(memory.sql_sums) >= MOST_SUMS:
            memory.sql_sums.clear()
        # SQL comes to few projectors in few events: what reads it is loaded with the first of them, not at start (it takes 25 MB).
        from lineage.sql import fingerprint

        known = memory.sql_sums[id(text)] = (text, dialect, fingerprint(text, dialect), sha256(text.encode()).digest())
    return known[2], known[3]


def _write(changed: dict[tuple[int, bytes], Changed]) -> None:
    if not changed:
        return
    bulk.write(
        WRITE,
        [
            (job, Binary(digest), told.dialect, told.text, told.seen.first, told.seen.last)
            for (job, digest), told in sorted(changed.items(), key=lambda item: item[0])
        ],
    )
    bulk.run(CROWDED, sorted({job for job, _ in changed}), MOST_STATEMENTS)
