"""The home page: search first, then what is worth a look; on the first day, how to begin. The top room may read everything."""

import json
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from catalog.models import Asset, Person
from feedback.queries.home import first_event, shelves
from lineage.models import Event

LOOPBACK = {"127.0.0.1", "::1"}
SCHEMA = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """What to type on the first day, as one copies it, and the event that came of it."""

    settings: str
    command: str
    needs_key: bool
    event: Event | None


def home(request: HttpRequest) -> HttpResponse:
    """Show the shelves to whoever is signed in."""
    assert isinstance(request.user, Person)  # noqa: S101  # LoginRequiredMiddleware lets nobody else through
    filled = shelves(request.user, now=timezone.now())
    # Who sees nothing because they have no role yet is told whom to ask, not how to connect a pipeline.
    is_shut_out = not filled.asset_count and Asset.objects.exists()
    first = None if filled.asset_count or is_shut_out else first_steps(request, request.user)
    return render(request, "feedback/home.html", {"shelves": filled, "first": first, "is_shut_out": is_shut_out})


def send_events(request: HttpRequest) -> HttpResponse:
    """Say how to send events, for whoever comes after the first day."""
    assert isinstance(request.user, Person)  # noqa: S101  # as above
    origin = f"{request.scheme}://{request.get_host()}"
    gate = f"curl -H 'Authorization: Bearer prv_…' '{origin}/api/v1/gate/postgres://shop:5432/shop.public.orders?purpose=read'"
    return render(request, "feedback/send_events.html", {"first": first_steps(request, request.user), "gate": gate})


def first_event_arrived(request: HttpRequest) -> HttpResponse:
    """Say whether an event has come, as the piece of the page that asks again."""
    assert isinstance(request.user, Person)  # noqa: S101  # as above
    return render(request, "feedback/first_event.html", {"event": first_event(request.user)})


def first_steps(request: HttpRequest, person: Person) -> FirstSteps:
    """Write the commands for the address by which this page was asked for."""
    origin = f"{request.scheme}://{request.get_host()}"
    needs_key = not (settings.INGEST_OPEN_ON_LOOPBACK and request.META.get("REMOTE_ADDR") in LOOPBACK)
    lines = [f"export OPENLINEAGE_URL={origin}", *(["export OPENLINEAGE_API_KEY=prv_…"] if needs_key else [])]
    bearer = " -H 'Authorization: Bearer prv_…'" if needs_key else ""
    command = f"curl {origin}/api/v1/lineage -H 'Content-Type: application/json'{bearer} -d '{sample_event()}'"
    return FirstSteps("\n".join(lines), command, needs_key, first_event(person))


def sample_event() -> str:
    """Write a small event that every server understands: one job that reads an asset and writes another."""
    event = {
        "eventType": "COMPLETE",
        "eventTime": timezone.now().isoformat(timespec="seconds"),
        "producer": "https://github.com/OpenLineage/OpenLineage/first-steps",
        "schemaURL": SCHEMA,
        "run": {"runId": str(uuid.uuid4())},
        "job": {"namespace": "first-steps", "name": "load_orders"},
        "inputs": [{"namespace": "shop", "name": "orders"}],
        "outputs": [{"namespace": "warehouse", "name": "orders"}],
    }
    return json.dumps(event)
