"""The event log: raw events as they came, their problems, and what they led to."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import zstandard
from django.db.models import Q, QuerySet

from catalog.models import AssetName, Person
from lineage.models import Event, EventProblem, Job, Run
from lineage.queries.labels import AssetLabel, hidden_domains, label_of
from lineage.queries.paging import PAGE_SIZE, Page, key_after

# Larger bodies than this are not inflated for a page; the API gives them whole.
LARGEST_BODY = 100_000_000
FACET_EVENTS = 50


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events to list; empty fields don't narrow. `severity`: only events with such a problem."""

    kind: str = ""
    event_type: str = ""
    job: str = ""
    run_id: str = ""
    severity: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def apply(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """Narrow the events."""
        given: dict[str, Any] = {
            "kind": self.kind,
            "event_type__iexact": self.event_type,
            "job_name__icontains": self.job,
            "run_id": self.run_id,
            "received_at__gte": self.since,
            "received_at__lt": self.until,
        }
        events = events.filter(**{field: value for field, value in given.items() if value})
        if self.severity:
            events = events.filter(pk__in=EventProblem.objects.filter(severity=self.severity).values("event_id"))
        return events


@dataclass(frozen=True, slots=True)
class Line:
    """One line of pretty-printed JSON; `problem` is what was odd at that place, usually empty."""

    text: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class EventPage:
    """One event with what it led to. `body` is None when it names an asset that this person may not see."""

    event: Event
    body: str | None
    lines: tuple[Line, ...]
    problems: Sequence[EventProblem]
    job: Job | None
    runs: Sequence[Run]
    assets: tuple[AssetLabel, ...]


def find_events(chosen: EventFilter, person: Person | None, cursor: str = "", size: int = PAGE_SIZE) -> Page[Event]:
    """List events from new to old by their number; one query, no bodies."""
    events = chosen.apply(Event.objects.visible_to(person).defer("body", "digest"))
    start = key_after(cursor)
    if start is not None:
        events = events.filter(pk__lt=start)
    found = list(events.order_by("-pk")[: size + 1])
    return Page(found[:size], str(found[size - 1].pk) if len(found) > size else "", is_first=start is None)


def find_problems(
    person: Person | None, *, severity: str = "", code: str = "", is_open: bool = True, cursor: str = "", size: int = PAGE_SIZE
) -> Page[EventProblem]:
    """List problems from new to old by their number; `is_open` leaves out what a re-drive has solved."""
    problems = EventProblem.objects.visible_to(person).filter(**{k: v for k, v in {"severity": severity, "code": code}.items() if v})
    if is_open:
        problems = problems.filter(resolved_at=None)
    start = key_after(cursor)
    if start is not None:
        problems = problems.filter(pk__lt=start)
    found = list(problems.order_by("-pk")[: size + 1])
    return Page(found[:size], str(found[size - 1].pk) if len(found) > size else "", is_first=start is None)


def problems_of(events: Sequence[Event]) -> dict[int, list[EventProblem]]:
    """Give the problems of a page of events, by event."""
    found: dict[int, list[EventProblem]] = {}
    for problem in EventProblem.objects.filter(event_id__in=[event.pk for event in events]).order_by("pk"):
        found.setdefault(problem.event_id, []).append(problem)
    return found


def body_of(event: Event) -> str:
    """Inflate the exact text of an event."""
    return zstandard.ZstdDecompressor().decompress(bytes(event.body), max_output_size=LARGEST_BODY).decode("utf-8", "replace")


def event_page(event: Event, person: Person | None) -> EventPage:
    """Gather what the event's page shows."""
    text = body_of(event)
    document = parsed(text)
    assets = assets_named(document, person)
    problems = list(EventProblem.objects.filter(event_id=event.pk).order_by("pk"))
    job = Job.objects.filter(namespace__name=event.job_namespace, name=event.job_name).select_related("namespace").first()
    runs = (
        Run.objects.visible_to(person).for_listing().filter(run_id=event.run_id).order_by("pk")[:20] if event.run_id else Run.objects.none()
    )
    is_masked = any(asset.is_hidden for asset in assets)
    return EventPage(
        event=event,
        body=None if is_masked else text,
        lines=() if is_masked else marked_lines(document, problems, text),
        problems=problems,
        job=job,
        runs=list(runs),
        assets=assets,
    )


def parsed(text: str) -> Any:
    """Read JSON; None where the text is none (kept all the same, and listed as a failure)."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def pretty(value: Any) -> str:
    """Write JSON for reading."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def names_in(document: Any) -> set[tuple[str, str]]:
    """Give the (namespace, name) of every dataset an event names anywhere, in its facets too: masking must not miss one."""
    found: set[tuple[str, str]] = set()
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            namespace, name = value.get("namespace"), value.get("name")
            if isinstance(namespace, str) and isinstance(name, str):
                found.add((namespace, name))
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return found


def assets_named(document: Any, person: Person | None) -> tuple[AssetLabel, ...]:
    """Label the known assets an event names, masked where the person may not see them."""
    pairs = names_in(document)
    if not pairs:
        return ()
    known = AssetName.objects.filter(namespace__name__in={space for space, _ in pairs}, name__in={name for _, name in pairs})
    known = known.select_related("namespace", "asset__namespace", "asset__domain")
    hidden = hidden_domains(person)
    found = {one.asset_id: label_of(one.asset, hidden) for one in known if (one.namespace.name, one.name) in pairs}
    return tuple(sorted(found.values(), key=lambda label: (label.is_hidden, label.name)))


def marked_lines(document: Any, problems: Sequence[EventProblem], text: str) -> tuple[Line, ...]:
    """Pretty-print an event line by line, each line with the problem whose path ends there."""
    if document is None:
        return (Line(text),)
    told = {_steps(problem.path): problem.message for problem in problems if problem.path}
    return tuple(_pretty(document, "", (), told, ""))


def _steps(path: str) -> tuple[str, ...]:
    return tuple(step for step in path.replace("[", ".").replace("]", "").replace("/", ".").split(".") if step and step != "$")


def _pretty(value: Any, lead: str, path: tuple[str, ...], told: Mapping[tuple[str, ...], str], tail: str) -> list[Line]:
    indent = "  " * len(path)
    problem = told.get(path, "") if path else ""
    if not isinstance(value, dict | list) or not value:
        return [Line(f"{indent}{lead}{json.dumps(value, ensure_ascii=False)}{tail}", problem)]
    opens, closes, items = _parts(value)
    lines = [Line(f"{indent}{lead}{opens}", problem)]
    for number, (step, name, item) in enumerate(items, 1):
        lines += _pretty(item, name, (*path, step), told, "," if number < len(items) else "")
    return [*lines, Line(f"{indent}{closes}{tail}")]


def _parts(value: dict[str, Any] | list[Any]) -> tuple[str, str, list[tuple[str, str, Any]]]:
    """Give the brackets of an object or a list, and its items with their step in a path and their name."""
    if isinstance(value, dict):
        return "{", "}", [(key, f"{json.dumps(key, ensure_ascii=False)}: ", item) for key, item in value.items()]
    return "[", "]", [(str(index), "", item) for index, item in enumerate(value)]


def newest_facets(run: Run, side: str) -> dict[str, Any]:
    """Give the newest facet of each name that a run's events told.

    `side` is `run` or `job`. Read from the raw events, newest first; those that aged out of the log tell nothing any more.
    """
    told = Event.objects.filter(Q(run_id=run.run_id) & Q(job_name=run.job.name, job_namespace=run.job.namespace.name))
    found: dict[str, Any] = {}
    for event in told.order_by("-event_time", "-pk")[:FACET_EVENTS]:
        document = parsed(body_of(event))
        part = document.get(side) if isinstance(document, dict) else None
        facets = part.get("facets") if isinstance(part, dict) else None
        for name, value in facets.items() if isinstance(facets, dict) else ():
            found.setdefault(name, value)
    retracted = {name for name, value in found.items() if isinstance(value, dict) and value.get("_deleted") is True}
    return {name: found[name] for name in sorted(found) if name not in retracted}
