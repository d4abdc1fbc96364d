"""PostgreSQL, the web server, the projector and the supervisor are killed at least fifty times under load: no accepted event is lost."""

import pytest

from tests.durability.killing import longest_silence, seconds_until_accepted, storm, wait_until_projected
from tests.durability.tree import Tree, running_tree

pytestmark = pytest.mark.slow

KILLS = 53
BACK_WITHIN_SECONDS = 3.0


def ask(tree: Tree, sql: str) -> list[tuple[object, ...]]:
    """Run one query in the tree's database."""
    with tree.connect() as session, session.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def test_no_accepted_event_is_lost_or_doubled_whatever_is_killed() -> None:
    with running_tree() as tree:
        kills, seen = storm(tree, kills_wanted=KILLS, supervisor_kills=1)
        wait_until_projected(tree, 60)
        waits = seconds_until_accepted(kills, seen)
        print(
            f"\n{len(kills.at)} kills {dict(kills.counts)}; {len(seen.acknowledged)} events accepted; answers {dict(seen.statuses)}; "
            f"{seen.broken} broken connections; longest silence {longest_silence(seen):.2f} s; longest waits {[(round(wait, 2), what) for wait, what in waits[:6]]}"
        )
        assert len(kills.at) >= 50
        assert seen.wrong == []
        kept = [digest for (digest,) in ask(tree, "SELECT encode(digest, 'hex') FROM lineage_event")]
        assert len(kept) == len(set(kept))
        assert set(seen.acknowledged) - set(kept) == set()
        assert ask(tree, "SELECT code, message FROM lineage_eventproblem WHERE severity = 'failure'") == []
        states = dict(ask(tree, "SELECT run_id, state FROM lineage_run"))
        wanted = {
            run: "completed" if kind == "COMPLETE" else "started"
            for run, kind in sorted(seen.acknowledged.values(), key=lambda told: told[1], reverse=True)
        }
        assert {run: (state, states.get(run)) for run, state in wanted.items() if states.get(run) != state} == {}
        assert ask(tree, DANGLING) == [(0,)]
        assert max(waits[0][0], longest_silence(seen)) < BACK_WITHIN_SECONDS, (longest_silence(seen), waits[:6])


DANGLING = """
SELECT count(*) FROM lineage_edge e LEFT JOIN catalog_asset s ON s.id = e.source_id LEFT JOIN catalog_asset t ON t.id = e.target_id
LEFT JOIN lineage_job j ON j.id = e.job_id WHERE s.id IS NULL OR t.id IS NULL OR (e.job_id IS NOT NULL AND j.id IS NULL)
"""
