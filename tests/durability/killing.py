"""Kills, one after the other, of every kind of process there is; and how long nothing was accepted after each."""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import psutil

from tests.durability.clients import Clients, Seen
from tests.durability.tree import Tree

BACK_SECONDS = 20.0
PAUSE_SECONDS = 0.15


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
        "stem": lambda: tree.service("stem"),
        "projector": lambda: tree.service("projector"),
        "watcher": lambda: tree.service("watcher"),
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


def kill_in_turn(tree: Tree, clients: Clients, count: int, kills: Kills) -> None:
    """Kill so many processes, each kind in turn, the next one a moment after events are accepted again."""
    whats = list(targets(tree))
    for turn in range(count):
        deadline = time.monotonic() + BACK_SECONDS
        while not kill(tree, whats[turn % len(whats)], kills):
            assert time.monotonic() < deadline, f"there is no {whats[turn % len(whats)]} to kill:\n{tree.words()}"
            time.sleep(0.02)
        while not clients.accepted_since(kills.at[-1][0]):
            assert time.monotonic() < deadline, f"nothing was accepted for {BACK_SECONDS:.0f} s:\n{tree.words()}"
            time.sleep(0.02)
        time.sleep(PAUSE_SECONDS)


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


def storm(tree: Tree, *, kills_wanted: int, supervisor_kills: int) -> tuple[Kills, Seen]:
    """Post from eight clients while everything is killed again and again."""
    clients, kills = Clients(tree.port), Kills()
    clients.start()
    try:
        for turn in range(supervisor_kills + 1):
            kill_in_turn(tree, clients, (kills_wanted - supervisor_kills) // (supervisor_kills + 1), kills)
            if turn < supervisor_kills:
                kill_supervisor(tree, kills)
        time.sleep(0.5)
    finally:
        seen = clients.finish()
    return kills, seen
