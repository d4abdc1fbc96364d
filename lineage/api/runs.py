"""REST: runs."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.described import extend_schema
from lineage.api.asking import caller, one_of, when, whole
from lineage.api.listing import PAGE_PARAMETERS, answer, page_size, paged
from lineage.api.shapes import RunShape, TouchedShape
from lineage.models import Run
from lineage.models.run import RunState
from lineage.queries.concealing import conceal_errors
from lineage.queries.runs import RunFilter, find_runs, run_page


class RunsView(APIView):
    """Runs, newest first."""

    @extend_schema(
        parameters=[OpenApiParameter(name, str) for name in ("job", "namespace", "submitter", "since", "until")]
        + [
            OpenApiParameter("state", str, enum=RunState.values),
            OpenApiParameter("job_id", int),
            OpenApiParameter("asset", int),
            *PAGE_PARAMETERS,
        ],
        responses=paged(RunShape(many=True), "RunPage"),
        operation_id="runs_list",
    )
    def get(self, request: Request) -> Response:
        """List runs."""
        state = one_of(request, "state", ("", *RunState.values))
        said = {name: request.query_params.get(name, "") for name in ("job", "namespace", "submitter")}
        chosen = RunFilter(
            states=(state,) if state else (),
            job_id=whole(request, "job_id", least=1),
            asset_id=whole(request, "asset", least=1),
            since=when(request, "since"),
            until=when(request, "until"),
            **said,
        )
        page = find_runs(chosen, caller(request), request.query_params.get("after", ""), page_size(request))
        conceal_errors(page.rows, caller(request))
        return answer(request, RunShape(page.rows, many=True).data, page.older)


class RunView(APIView):
    """One run."""

    @extend_schema_serializer(component_name="RunDetail")
    class Output(RunShape):
        """A run with what it touched and how it failed."""

        stack_trace = serializers.CharField()
        inputs = TouchedShape(many=True)
        outputs = TouchedShape(many=True)
        children = RunShape(many=True)
        events = serializers.ListField(child=serializers.IntegerField())

        class Meta(RunShape.Meta):
            fields = (*RunShape.Meta.fields, "stack_trace", "inputs", "outputs", "children", "events")  # type: ignore[assignment]  # a longer tuple

    @extend_schema(responses=Output, operation_id="runs_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """Show one run."""
        run = get_object_or_404(Run.objects.visible_to(caller(request)).select_related("job__namespace"), pk=pk)
        page = run_page(run, caller(request))
        facts: dict[str, Any] = {**RunShape(run).data, "stack_trace": run.stack_trace}
        if page.hides_facets:  # an error message may name what the caller may not see
            facts |= {"error": "", "stack_trace": ""}
        facts["inputs"] = TouchedShape(page.inputs, many=True).data
        facts["outputs"] = TouchedShape(page.outputs, many=True).data
        conceal_errors(page.children, caller(request))
        facts["children"] = RunShape(page.children, many=True).data
        return Response({**facts, "events": [event.pk for event in page.events]})
