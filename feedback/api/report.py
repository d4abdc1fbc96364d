"""REST: the DataOps report."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.described import extend_schema
from feedback.api.cases import signed_in
from feedback.queries.report import WEEKS, Asked, Number, report


class NumberOutput(serializers.Serializer[Any]):
    """A number: `share` in percent of `total` rows, `median_seconds` over them, or just their count."""

    week = serializers.DateField(allow_null=True)
    total = serializers.IntegerField()
    part = serializers.IntegerField(allow_null=True)
    share = serializers.FloatField(allow_null=True)
    median_seconds = serializers.FloatField(allow_null=True)


class FigureOutput(serializers.Serializer[Any]):
    """A measure over all weeks and week by week; `rows` is the page that lists what was counted."""

    key = serializers.CharField()
    name = serializers.CharField()
    rows = serializers.CharField()
    all = NumberOutput()
    weeks = NumberOutput(many=True)


class DataOpsReport(APIView):
    """The report on production, data, answering and working together, as far as the caller may see."""

    class Output(serializers.Serializer[Any]):
        """The report."""

        since = serializers.DateTimeField()
        tested = serializers.IntegerField()
        testable = serializers.IntegerField()
        within_budget = serializers.IntegerField()
        budgets = serializers.IntegerField()
        figures = FigureOutput(many=True)

    @extend_schema(
        parameters=[OpenApiParameter("weeks", int, enum=WEEKS), OpenApiParameter("domain", str), OpenApiParameter("team", str)],
        responses=Output,
        operation_id="dataops_report",
    )
    def get(self, request: Request) -> Response:
        """Give the report."""
        page = report(signed_in(request), Asked.read(request.query_params.dict()), timezone.now())
        figures = [
            {
                "key": figure.measure.key,
                "name": figure.measure.label,
                "rows": figure.number.href,
                "all": _said(figure.number, None),
                "weeks": [_said(number, timezone.localtime(week).date().isoformat()) for week, number in figure.weeks],
            }
            for _, figures in page.groups
            for figure in figures
        ]
        tested, budgets = (figure.number for figure in page.standing)
        counted = {"tested": tested.part, "testable": tested.total, "within_budget": budgets.part, "budgets": budgets.total}
        return Response({"since": page.since.isoformat(), **counted, "figures": figures})


def _said(number: Number, week: str | None) -> dict[str, Any]:
    median = number.median.total_seconds() if number.median is not None else None
    return {"week": week, "total": number.total, "part": number.part, "share": number.share, "median_seconds": median}
