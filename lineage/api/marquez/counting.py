"""Marquez's counts for its dashboard: `GET stats/…?period=DAY|WEEK`, and its search."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Model, Q, QuerySet
from django.db.models.functions import TruncDay, TruncHour
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.models import Asset, Namespace
from lineage.api.asking import caller, one_of, whole
from lineage.api.marquez.nodeid import dataset_id, job_id
from lineage.api.marquez.reading import marquez
from lineage.api.marquez.shapes import stamp
from lineage.models import Event, Job

_PERIOD = OpenApiParameter("period", str, enum=["DAY", "WEEK"])
_TYPES = {"start": "START", "complete": "COMPLETE", "fail": "FAIL", "abort": "ABORT"}
_SEARCHED = 100


def _slots(period: str) -> tuple[list[datetime], timedelta]:
    """Give the starts of the period's slots, oldest first: 24 hours, or 7 days."""
    now = timezone.now()
    if period == "DAY":
        newest, step, count = now.replace(minute=0, second=0, microsecond=0), timedelta(hours=1), 24
    else:
        newest, step, count = now.replace(hour=0, minute=0, second=0, microsecond=0), timedelta(days=1), 7
    return [newest - step * back for back in range(count - 1, -1, -1)], step


class StatsView(APIView):
    """GET stats/{lineage-events, jobs, datasets, sources}."""

    @marquez(parameters=[_PERIOD], operation_id="marquez_stats", responses={200: {"type": "array", "items": {"type": "object"}}})
    def get(self, request: Request, subject: str) -> Response:
        """Count a subject by hour of the last day, or by day of the last week; all but events are running totals."""
        slots, step = _slots(one_of(request, "period", ("DAY", "WEEK")))
        if subject == "lineage-events":
            return Response(_events(slots, step))
        rows: dict[str, QuerySet[Any]] = {
            "jobs": Job.objects.visible_to(caller(request)),
            "datasets": Asset.objects.visible_to(caller(request)),
            "sources": Namespace.objects.all(),
        }
        if subject not in rows:
            raise NotFound("Statistics are kept of lineage-events, jobs, datasets and sources.")
        return Response(_totals(rows[subject], slots, step))


def _events(slots: list[datetime], step: timedelta) -> list[dict[str, Any]]:
    cut = TruncHour if step < timedelta(days=1) else TruncDay
    counts = {name: Count("pk", filter=Q(event_type__iexact=word)) for name, word in _TYPES.items()}
    found = (
        Event.objects.filter(received_at__gte=slots[0])
        .annotate(slot=cut("received_at", tzinfo=slots[0].tzinfo))
        .values("slot")
        .annotate(**counts)
    )
    told: dict[datetime, dict[str, Any]] = {row["slot"]: dict(row) for row in found}
    return [{**_interval(slot, step), **{name: told.get(slot, {}).get(name, 0) for name in _TYPES}} for slot in slots]


def _totals(rows: QuerySet[Model], slots: list[datetime], step: timedelta) -> list[dict[str, Any]]:
    known = rows.aggregate(**{f"n{at}": Count("pk", filter=Q(first_seen_at__lt=slot + step)) for at, slot in enumerate(slots)})
    return [{**_interval(slot, step), "count": known[f"n{at}"]} for at, slot in enumerate(slots)]


def _interval(slot: datetime, step: timedelta) -> dict[str, Any]:
    return {"startInterval": stamp(slot), "endInterval": stamp(slot + step)}


class SearchView(APIView):
    """GET search/: Marquez's, which its web interface calls with a trailing slash; without one the address is the catalog's own."""

    @marquez(
        parameters=[
            OpenApiParameter("q", str),
            OpenApiParameter("filter", str),
            OpenApiParameter("limit", int),
            OpenApiParameter("namespace", str),
        ],
        operation_id="marquez_search",
    )
    def get(self, request: Request) -> Response:
        """Find datasets and jobs whose names hold the words."""
        text, space = request.query_params.get("q", "").strip(), request.query_params.get("namespace", "")
        kind, limit = request.query_params.get("filter", "").upper(), whole(request, "limit", 10, most=_SEARCHED) or 0
        found: list[dict[str, Any]] = []
        narrowed = Q(name__icontains=text) & (Q(namespace__name=space) if space else Q())
        if kind != "JOB":
            assets = Asset.objects.visible_to(caller(request)).filter(narrowed).select_related("namespace").order_by("name")[:limit]
            found += [_hit("DATASET", one, dataset_id(one.namespace.name, one.name)) for one in assets]
        if kind != "DATASET":
            jobs = Job.objects.visible_to(caller(request)).filter(narrowed).select_related("namespace").order_by("name")[:limit]
            found += [_hit("JOB", one, job_id(one.namespace.name, one.name)) for one in jobs]
        results = sorted(found, key=lambda hit: str(hit["name"]))[:limit]
        return Response({"totalCount": len(results), "results": results})


def _hit(kind: str, one: Asset | Job, node: str) -> dict[str, Any]:
    return {"type": kind, "name": one.name, "updatedAt": stamp(one.last_seen_at), "namespace": one.namespace.name, "nodeId": node}
