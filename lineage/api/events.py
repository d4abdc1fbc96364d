"""REST: the event log and its problems."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.described import extend_schema
from lineage.api.asking import caller, flag, one_of, when
from lineage.api.listing import PAGE_PARAMETERS, answer, page_size, paged
from lineage.api.shapes import AssetShape, EventShape, ProblemShape, RunShape
from lineage.models import Event
from lineage.models.event import EventProblem
from lineage.queries.concealing import conceal_errors, conceal_messages
from lineage.queries.events import EventFilter, event_page, find_events, find_problems

SEVERITIES = ("", *EventProblem.Severity.values)
KINDS = ("", "run", "job", "dataset")


class EventsView(APIView):
    """The event log, newest first."""

    @extend_schema(
        parameters=[OpenApiParameter(name, str) for name in ("event_type", "job", "run_id", "since", "until")]
        + [OpenApiParameter("kind", str, enum=KINDS[1:]), OpenApiParameter("severity", str, enum=SEVERITIES[1:]), *PAGE_PARAMETERS],
        responses=paged(EventShape(many=True), "EventPage"),
        operation_id="events_list",
    )
    def get(self, request: Request) -> Response:
        """List events, without their bodies."""
        said = {name: request.query_params.get(name, "") for name in ("event_type", "job", "run_id")}
        chosen = EventFilter(
            kind=one_of(request, "kind", KINDS),
            severity=one_of(request, "severity", SEVERITIES),
            since=when(request, "since"),
            until=when(request, "until"),
            **said,
        )
        page = find_events(chosen, caller(request), request.query_params.get("after", ""), page_size(request))
        return answer(request, EventShape(page.rows, many=True).data, page.older)


class EventView(APIView):
    """One event."""

    @extend_schema_serializer(component_name="EventDetail")
    class Output(EventShape):
        """An event with its exact text (null when it names an asset that the caller may not see) and what it led to."""

        body = serializers.CharField(allow_null=True)
        problems = ProblemShape(many=True)
        runs = RunShape(many=True)
        assets = AssetShape(many=True)

        class Meta(EventShape.Meta):
            fields = (*EventShape.Meta.fields, "body", "problems", "runs", "assets")  # type: ignore[assignment]  # a longer tuple

    @extend_schema(responses=Output, operation_id="events_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """Show one event as it came."""
        event = Event.objects.visible_to(caller(request)).filter(pk=pk).first()
        if event is None:
            raise NotFound("There is no such event; it may have aged out of the log.")
        page = event_page(event, caller(request))
        conceal_errors(page.runs, caller(request))
        conceal_messages(page.problems, caller(request))
        facts: dict[str, Any] = {**EventShape(event).data, "body": page.body}
        facts["problems"] = ProblemShape(page.problems, many=True).data
        facts["runs"] = RunShape(page.runs, many=True).data
        return Response({**facts, "assets": AssetShape(page.assets, many=True).data})


class EventProblemsView(APIView):
    """Warnings and failures of events, newest first."""

    @extend_schema(
        parameters=[
            OpenApiParameter("severity", str, enum=SEVERITIES[1:]),
            OpenApiParameter("code", str),
            OpenApiParameter("solved", bool, description="Those that a re-drive solved, too."),
            *PAGE_PARAMETERS,
        ],
        responses=paged(ProblemShape(many=True), "EventProblemPage"),
        operation_id="event_problems_list",
    )
    def get(self, request: Request) -> Response:
        """List problems."""
        page = find_problems(
            caller(request),
            severity=one_of(request, "severity", SEVERITIES),
            code=request.query_params.get("code", ""),
            is_open=not flag(request, "solved"),
            cursor=request.query_params.get("after", ""),
            size=page_size(request),
        )
        conceal_messages(page.rows, caller(request))
        return answer(request, ProblemShape(page.rows, many=True).data, page.older)
