"""The sections of the application as the bar on top names them: a few beside the search, the rest under More. A room that isn't mounted has none."""

from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse

FIRST = (
    ("assets", "Catalog"),
    ("terms", "Glossary"),
    ("contracts", "Contracts"),
    ("runs", "Runs"),
    ("inbox", "Inbox"),
)
MORE = (
    ("domains", "Domains"),
    ("teams", "Teams"),
    ("jobs", "Jobs"),
    ("deviations", "Deviations"),
    ("can-i-change", "Can I change this?"),
    ("proposals", "Change proposals"),
    ("agreements", "Agreements"),
    ("slo", "Service levels"),
    ("charts", "Control charts"),
    ("tests", "Data tests"),
    ("report", "DataOps report"),
    ("questions", "Questions"),
    ("access-requests", "Access requests"),
    ("criteria", "Promotion criteria"),
    ("moderation", "Moderation"),
    ("sql", "Paste a query"),
    ("imports", "Imports"),
    ("send-events", "Send events"),
    ("events", "Event log"),
    ("hooks", "Outgoing events"),
    ("deliveries", "Deliveries"),
)


@dataclass(frozen=True, slots=True)
class Section:
    """One link of the bar."""

    href: str
    label: str

    @property
    def reach(self) -> str:
        """Give the slice of a page's address that equals this one's wherever the page belongs to the section."""
        return f":{len(self.href)}"


@cache
def sections() -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    """Give what stands beside the search, and what is under More; asked once, addresses don't change while we run."""
    return _mounted(FIRST), _mounted(MORE)


def _mounted(names: tuple[tuple[str, str], ...]) -> tuple[Section, ...]:
    found = []
    for name, label in names:
        try:
            found.append(Section(reverse(name), label))
        except NoReverseMatch:
            continue
    return tuple(found)
