"""Kills, one after the other, of every kind of process there is; and how long nothing was accepted after each."""

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import psutil

from tests.durability.clients import Clients, Seen
from tests.durability.tree import Tree

BACK_SECONDS = 20.0


@dataclass
class Kills:
    """What was killed when; `at` holds (monotonic time, what)."""

    at: list[tuple[float, str]] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        """Count the kills by what was killed."""
        return Counter(what for _, what in self.at)


def targets(tree: Tree) -> dict[str, Callable[[], psutil.Process]]:
    """Name what can be killed, and how it is found at that moment."""
    return {
        "web master": lambda: tree.service("web"),
        "backend": lambda: random.choice(tree.backends()),
        "projector": lambda: tree.service("projector"),
        "web worker": lambda: max(tree.service("web").children(), key=lambda child: child.num_threads()),
        "postmaster": tree.postmaster,
    }


def kill(tree: Tree, what: str, kills: Kills) -> bool:
    """Kill one process; False when there was none at that moment (it is just being started again)."""
    try:
        process = targets(tree)[what]()
        process.kill()
    except (psutil.Error, OSError, IndexError, ValueError):
        return False
    kills.at.append((time.monotonic(), what))
    return True


def kill_supervisor(tree: Tree, kills: Kills) -> float:
    """Kill the supervisor and start it again, as an operator or a service manager would; gives the seconds that took."""
    assert tree.process is not None
    tree.process.kill()
    tree.process.wait()
    kills.at.append((time.monotonic(), "supervisor"))
    return tree.start()


def kill_in_turn(tree: Tree, whats: Sequence[str], every: float, until: Callable[[Kills], bool], kills: Kills) -> None:
    """Kill each kind in turn, one every so many seconds."""
    turn = 0
    while not until(kills):
        due = time.monotonic() + every
        while not kill(tree, whats[turn % len(whats)], kills) and time.monotonic() < due + BACK_SECONDS:
            time.sleep(0.02)
        turn += 1
        time.sleep(max(0.0, due - time.monotonic()))


def seconds_until_accepted(kills: Kills, seen: Seen) -> list[tuple[float, str]]:
    """Give, for each kill, the seconds until a request that began after it was accepted, longest first."""
    good = sorted(seen.good)
    waits, place = [], 0
    for at, what in kills.at:
        while place < len(good) and good[place][0] < at:
            place += 1
        # Requests that began a little later may have ended earlier.
        ends = [end for began, end in good[place : place + 64] if began >= at]
        waits.append((min(ends) - at if ends else float("inf"), what))
    return sorted(waits, reverse=True)


def longest_silence(seen: Seen) -> float:
    """Give the longest time in seconds in which nothing at all was accepted, however many kills fell into it."""
    ends = sorted(end for _, end in seen.good)
    return max(later - earlier for earlier, later in pairwise(ends))


def wait_until_projected(tree: Tree, seconds: float) -> None:
    """Wait until the projector has caught up with the log."""
    deadline = time.monotonic() + seconds
    with tree.connect() as session, session.cursor() as cursor:
        session.autocommit = True
        while True:
            cursor.execute(
                "SELECT count(*) FROM lineage_event e JOIN lineage_projectioncursor c ON c.name = 'projector' WHERE (e.xid, e.id) > (c.xid, c.event_id)"
            )
            if (waiting := cursor.fetchone()[0]) == 0:
                return
            assert time.monotonic() < deadline, f"{waiting} events were never projected:\n{tree.words()}"
            time.sleep(0.1)


def storm(tree: Tree, *, kills_wanted: int, every: float, supervisor_kills: int) -> tuple[Kills, Seen]:
    """Post from eight clients while everything is killed again and again."""
    clients, kills = Clients(tree.port), Kills()
    clients.start()
    try:
        part = kills_wanted // (supervisor_kills + 1)
        for turn in range(supervisor_kills + 1):
            goal = len(kills.at) + part
            kill_in_turn(tree, list(targets(tree)), every, lambda done, goal=goal: len(done.at) >= goal, kills)  # type: ignore[misc]
            if turn < supervisor_kills:
                kill_supervisor(tree, kills)
        while len(kills.at) < kills_wanted:
            kill_in_turn(tree, ["web worker"], every, lambda done: len(done.at) >= kills_wanted, kills)
        time.sleep(1.0)
    finally:
        seen = clients.finish()
    return kills, seen
