"""Kills under load, more of them than the test suite has time for."""

from tests.benchmarks.targets import Measured, Target, part
from tests.durability.killing import longest_silence, storm, wait_until_projected
from tests.durability.tree import running_tree

LOST = Target("accepted events lost or doubled in the storm of kills", "", 0, 0, less=True)
WRONG = Target("answers other than 2xx and 503 with Retry-After in it", "", 0, 0, less=True)
SILENCE = Target("longest time without an accepted event in it", "s", 3, 1, less=True)


@part("kills")
def kills(*, quick: bool) -> list[Measured]:
    """Kill everything, again and again."""
    with running_tree() as tree:
        killed, seen = storm(tree, kills_wanted=50 if quick else 200, supervisor_kills=1 if quick else 5)
        wait_until_projected(tree, 120)
        with tree.connect() as session, session.cursor() as cursor:
            cursor.execute("SELECT encode(digest, 'hex') FROM lineage_event")
            kept = [digest for (digest,) in cursor.fetchall()]
    lost = len(seen.acknowledged.keys() - set(kept)) + len(kept) - len(set(kept))
    told = f"{len(killed.at)} kills, {len(seen.acknowledged):,} accepted, {seen.statuses[503]} times 503"
    return [Measured(LOST, (lost,), told), Measured(WRONG, (len(seen.wrong),)), Measured(SILENCE, (longest_silence(seen),))]
