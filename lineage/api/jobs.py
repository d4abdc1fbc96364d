"""REST: jobs. They live under `lineage/jobs`, because Marquez's clients expect their own shape at `jobs` (docs/guides/lineage.md)."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.described import extend_schema
from lineage.api.asking import caller, one_of, whole
from lineage.api.listing import PAGE_PARAMETERS, answer, page_size, paged
from lineage.api.shapes import JobShape, SideShape
from lineage.models import Job
from lineage.models.run import RunState
from lineage.queries.jobs import JobFilter, find_jobs, job_page

MOST_PAGES = 10_000


class JobsView(APIView):
    """Jobs, the latest seen first."""

    @extend_schema(
        parameters=[OpenApiParameter(name, str) for name in ("q", "namespace", "integration")]
        + [OpenApiParameter("state", str, enum=RunState.values), *PAGE_PARAMETERS],
        responses=paged(JobShape(many=True), "JobPage"),
        operation_id="jobs_list",
    )
    def get(self, request: Request) -> Response:
        """List jobs; `after` is a page's number here."""
        asked = {name: request.query_params.get(name, "") for name in ("namespace", "integration")}
        chosen = JobFilter(text=request.query_params.get("q", ""), state=one_of(request, "state", ("", *RunState.values)), **asked)
        number = whole(request, "after", 1, least=1, most=MOST_PAGES) or 1
        page = find_jobs(chosen, caller(request), number, page_size(request))
        return answer(request, JobShape(page.rows, many=True).data, str(number + 1) if page.has_more else "")


class JobView(APIView):
    """One job."""

    @extend_schema_serializer(component_name="JobDetail")
    class Output(JobShape):
        """A job with what it reads and writes."""

        reads = SideShape(many=True)
        writes = SideShape(many=True)
        sql = serializers.CharField()
        edge_count = serializers.IntegerField()

        class Meta(JobShape.Meta):
            fields = (*JobShape.Meta.fields, "reads", "writes", "sql", "edge_count")  # type: ignore[assignment]  # a longer tuple

    @extend_schema(responses=Output, operation_id="jobs_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """Show one job."""
        job = get_object_or_404(Job.objects.visible_to(caller(request)).for_listing(), pk=pk)
        page = job_page(job, caller(request))
        facts: dict[str, Any] = dict(JobShape(job).data)
        facts["reads"] = SideShape(page.reads, many=True).data
        facts["writes"] = SideShape(page.writes, many=True).data
        return Response({**facts, "sql": page.sql, "edge_count": page.edge_count})
