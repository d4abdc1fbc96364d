"""Following: an asset, one of its columns, a domain, a term, a case, a search; and stopping."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from catalog import audit
from catalog.models import Asset, Domain, Person, Term
from feedback.alerting import REASONS
from feedback.models import Case, Follow

# Every reason an asset, domain or term can be followed for: the same as none chosen.
ALL = {"late", "deviation", "breaking_change", "new_version", "answer"}


class CannotFollow(Exception):
    """It can't be followed; the message says why."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What is followed: exactly one of these; a column goes with its asset."""

    asset: Asset | None = None
    column_path: str = ""
    domain: Domain | None = None
    term: Term | None = None
    case: Case | None = None
    search: str = ""

    def lookup(self) -> dict[str, Any]:
        """Give the fields of its row."""
        return {
            "asset": self.asset, "column_path": self.column_path, "domain": self.domain, "term": self.term, "case": self.case, "search": self.search
        }  # fmt: skip

    def __str__(self) -> str:
        """Say it."""
        if self.column_path:
            return f"{self.asset} · {self.column_path}"
        return str(self.asset or self.domain or self.term or self.case or f"Search: {self.search}")


@transaction.atomic
def follow(*, person: Person, thing: Thing, reasons: Sequence[str] = ()) -> Follow:
    """Follow a thing for some reasons, or all (none given); following again changes the reasons. Raises CannotFollow."""
    unknown = [reason for reason in reasons if reason not in REASONS]
    if unknown:
        raise CannotFollow(f"Choose from: {', '.join(REASONS)}.")
    if thing.column_path and thing.asset and not thing.asset.columns.filter(path=thing.column_path).exists():
        raise CannotFollow(f"{thing.asset} has no column {thing.column_path}.")
    wanted = [] if set(reasons) >= ALL else list(reasons)
    made, is_new = Follow.objects.update_or_create(person=person, **thing.lookup(), defaults={"reasons": wanted})
    audit.record(verb="follow.begun" if is_new else "follow.changed", target=made, name=str(thing), after={"reasons": wanted})
    return made


@transaction.atomic
def unfollow(*, follow: Follow) -> None:
    """Stop following."""
    thing = Thing(follow.asset, follow.column_path, follow.domain, follow.term, follow.case, follow.search)
    audit.record(verb="follow.ended", target=follow, name=str(thing))
    follow.delete()
