"""The demo from beginning to end: people, warehouse, events, what people say of them; and the marks that make it repeatable."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from catalog.models import Asset, AuditEntry, Person
from catalog.search import learn_words
from config.demo.agreements import make_agreements
from config.demo.cases import tell_cases
from config.demo.contracts import announce_change, publish_contracts
from config.demo.events import events_before
from config.demo.landscape import KETTLE
from config.demo.people import Staff, govern
from config.demo.posting import post
from config.demo.removing import remove_demo
from config.demo.reviews import tell_reviews
from config.demo.runs import settled_day
from config.demo.shop import furnish_shop
from config.demo.testing import ask_the_data
from config.demo.waiting import wait_for_projector
from config.demo.warehouse import build_warehouse
from lineage.actions.usage import count_usage

# What the people do with it, in this order. Each chapter finds out by itself what of it has been done, and does the rest.
CHAPTERS: tuple[tuple[str, Callable[[Staff, datetime], None]], ...] = (
    ("Words and lists", furnish_shop),
    ("Contracts", publish_contracts),
    ("Agreements", make_agreements),
    ("Announcements", announce_change),
    ("Data tests", ask_the_data),
    ("Cases", tell_cases),
    ("Reviews", tell_reviews),
)


class Mark(StrEnum):
    """What the audit log says of the demo."""

    BEGUN = "demo.begun"
    MADE = "demo.made"
    REMOVED = "demo.removed"


@dataclass(frozen=True, slots=True)
class Made:
    """What there is now. `as_of` is the hour that all times lead up to."""

    as_of: datetime
    events: int
    assets: int
    people: int


@dataclass(frozen=True, slots=True)
class Ears:
    """Who hears of progress: a step's name as it begins, its size, and each piece of it."""

    step: Callable[[str, int], None]
    piece: Callable[[], None]


def is_wanted_here() -> bool:
    """Say whether a Provender should get the demo by itself: nothing is in it, or an earlier attempt wasn't finished."""
    last = last_mark()
    if last is None:
        return not Person.objects.exists() and not Asset.objects.exists()
    return last.verb == Mark.BEGUN


def last_mark() -> AuditEntry | None:
    """Give the newest mark."""
    return AuditEntry.objects.filter(target_kind="demo").order_by("-at", "-pk").first()


def anchor(now: datetime) -> datetime:
    """Give the hour the landscape leads up to: the full hour before it was begun, so that made again it is the same."""
    begun = AuditEntry.objects.filter(target_kind="demo", verb=Mark.BEGUN).order_by("-at", "-pk").first()
    since = begun.at if begun and is_here() else now
    return since.replace(minute=0, second=0, microsecond=0)


def is_here() -> bool:
    """Say whether the landscape was made, or begun, and not removed since."""
    last = last_mark()
    return last is not None and last.verb != Mark.REMOVED


def make(url: str, *, key: str, now: datetime, ears: Ears) -> Made:
    """Make the landscape, or complete it; raises CannotPost and CannotWait, after which making it again goes on from there."""
    as_of = anchor(now)
    if not is_here():
        note(Mark.BEGUN)
    ears.step("People", 0)
    staff = Staff()
    staff.hire()
    ears.step("Warehouse", 0)
    build_warehouse(KETTLE, today=settled_day(as_of))
    events = events_before(as_of, KETTLE)
    ears.step("Events", len(events))
    post(events, url, ears.piece, key=key)
    ears.step("Lineage", 0)
    wait_for_projector()
    ears.step("Titles and owners", 0)
    assets = govern(staff, KETTLE)
    for title, chapter in CHAPTERS:
        ears.step(title, 0)
        chapter(staff, as_of)
    count_usage()
    learn_words()
    if (last := last_mark()) is None or last.verb != Mark.MADE:
        note(Mark.MADE)
    return Made(as_of, len(events), assets, len(staff.people))


def remove() -> None:
    """Take the demo away, and remember that it was: it doesn't come back by itself."""
    remove_demo(KETTLE)
    learn_words()
    note(Mark.REMOVED)


def note(mark: Mark) -> None:
    """Write a mark into the audit log."""
    AuditEntry.objects.create(verb=mark, target_kind="demo", target_id="kettle", target_name="Demo landscape")
