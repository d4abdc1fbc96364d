"""Writing the audit log: who is acting is read from a context the request middleware sets, never passed through signatures."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from catalog.models import ApiKey, AuditEntry, Person


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, through which key, in which request; all empty for the application itself."""

    person: Person | None = None
    api_key: ApiKey | None = None
    request_id: str = ""


NOBODY = Actor()
_actor: ContextVar[Actor] = ContextVar("actor", default=NOBODY)


def actor() -> Actor:
    """Tell who acts now."""
    return _actor.get()


@contextmanager
def acting(who: Actor) -> Iterator[None]:
    """Let everything inside be recorded as done by `who`."""
    token = _actor.set(who)
    try:
        yield
    finally:
        _actor.reset(token)


def record(
    *, verb: str, target: Model, before: Mapping[str, Any] | None = None, after: Mapping[str, Any] | None = None, name: str = ""
) -> AuditEntry:
    """Write one row beside the change, in its transaction. `verb` is `<noun>.<past>`; before and after hold only what changed, JSON-able."""
    who = _actor.get()
    return AuditEntry.objects.create(
        verb=verb,
        actor=who.person,
        api_key=who.api_key,
        request_id=who.request_id,
        target_kind=target._meta.model_name or "",  # noqa: SLF001 - Django documents it as public
        target_id=str(target.pk),
        target_name=name or str(target),
        before=dict(before or {}),
        after=dict(after or {}),
    )
