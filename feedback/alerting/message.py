"""What is told, before it takes a channel's form."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, Self

# Why somebody hears of something: what they can choose, and mute.
REASONS: dict[str, str] = {
    "late": "Something I follow, use or answer for is late",
    "deviation": "Another promise about it is broken",
    "breaking_change": "A change is proposed that may break consumers",
    "new_version": "A new version of its contract is in force",
    "agreement": "An agreement of mine is asked for, waits for a signature, changed or ended",
    "answer": "Somebody answered me",
    "case": "A case I follow or handle moved",
    "review": "Somebody reviewed or asked about what I answer for",
    "stage": "What I answer for lost what its stage asks for",
    "access": "Access is asked for, given or ended",
    "search": "A search I follow finds something new",
    "channel": "A channel of mine stopped working",
    "report": "I asked for the weekly report",
}


class Step(StrEnum):
    """How far a matter has come: what PagerDuty calls trigger, acknowledge, resolve."""

    OPENED = "opened"
    UPDATED = "updated"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    NOTE = "note"  # news without an end: an answer, a new version


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a digest."""

    title: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Message:
    """Plain words for one receiver. `matter` names the thread; `url` is absolute; `at` an ISO time; `why` says why they hear of it."""

    matter: str
    title: str
    text: str
    url: str
    at: str
    step: str = Step.NOTE
    severity: str = "info"
    why: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    items: tuple[Item, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Give it as stored with a delivery."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` gave; unknown keys are left out, so that older rows stay readable."""
        known = {entry.name for entry in fields(cls)}
        read = cls(**{name: value for name, value in stored.items() if name in known and name != "items"})
        return replace(read, items=tuple(Item(**item) for item in stored.get("items", ())))


def shortened(text: str, most: int) -> str:
    """Cut a text to so many characters, and show that it was cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def digest(messages: list[Message], *, url: str, at: str) -> Message:
    """Gather what waited into one message: of each matter the newest word, in the order in which the matters first spoke."""
    newest: dict[str, Message] = {}
    for message in messages:
        newest[message.matter] = message
    items = tuple(Item(message.title, message.text, message.url) for message in newest.values())
    count = len(items)
    title = f"{count} {'thing' if count == 1 else 'things'} since your last digest"
    return Message("digest", title, "", url, at, items=items, why="You asked to hear in a digest.")
