"""REST: posting observations in bulk, and reading control charts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from math import isfinite
from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.callers import acting, caller
from catalog.api.described import extend_schema
from catalog.auth import may
from catalog.models import Asset, AssetName, Person, Role
from contracts.actions.observing import Observed, record_observations
from contracts.actions.quality import judge_observed
from contracts.models import ChartPoint, ChartState, ControlChart
from contracts.queries.charts import chart_page

MOST = 5_000


class ObservationInput(serializers.Serializer[Any]):
    """One measured number, or one test's result. The asset is named by its number, or by namespace and name."""

    asset = serializers.IntegerField(min_value=1, required=False)
    namespace = serializers.CharField(required=False)
    name = serializers.CharField(required=False)
    column = serializers.CharField(required=False, default="", allow_blank=True, max_length=1_000)
    metric = serializers.CharField(max_length=60, default="assertion")
    test = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)
    value = serializers.FloatField(required=False, allow_null=True, default=None)
    size = serializers.FloatField(
        required=False, allow_null=True, default=None, min_value=0, help_text="What a count is out of, for shares."
    )
    passed = serializers.BooleanField(required=False, allow_null=True, default=None)
    severity = serializers.CharField(required=False, default="", allow_blank=True, max_length=10)
    expected = serializers.CharField(required=False, default="", allow_blank=True, max_length=2_000)
    actual = serializers.CharField(required=False, default="", allow_blank=True, max_length=2_000)
    at = serializers.DateTimeField()
    subject = serializers.CharField(required=False, default="", allow_blank=True, max_length=300, help_text="A run id; empty: its time.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for an asset, and for something said about it."""
        if "asset" not in attrs and not ("namespace" in attrs and "name" in attrs):
            raise serializers.ValidationError({"asset": "Name the asset by its number, or by namespace and name."})
        numbers = (attrs["value"], attrs["size"])
        if any(number is not None and not isfinite(number) for number in numbers):
            raise serializers.ValidationError({"value": "Must be a finite number."})
        if attrs["value"] is None and attrs["passed"] is None:
            raise serializers.ValidationError({"value": "Give a value, or say with `passed` whether a test held."})
        if attrs["at"] > timezone.now() + timedelta(days=1):
            raise serializers.ValidationError({"at": "Lies in the future."})
        return attrs


class RejectedOutput(serializers.Serializer[Any]):
    """An observation that was not kept."""

    index = serializers.IntegerField(help_text="Its place in the list, from 0.")
    fields_wrong = serializers.DictField(help_text="What is wrong, by field.")


class ObservationsOutput(serializers.Serializer[Any]):
    """What became of a list of observations."""

    received = serializers.IntegerField()
    news = serializers.IntegerField(help_text="Those that changed something; the same told again changes nothing.")
    rejected = RejectedOutput(many=True)


@dataclass(slots=True)
class _Assets:
    """The assets a list speaks of, found at once, with whether the caller may write to each."""

    person: Person
    by_key: dict[int | tuple[str, str], Asset]
    allowed: dict[int | None, bool]

    def find(self, told: dict[str, Any]) -> Asset:
        """Give the asset; raises ValidationError where there is none to see, or nothing to write."""
        asset = self.by_key.get(told["asset"] if "asset" in told else (told["namespace"], told["name"]))
        if asset is None:
            raise ValidationError({"asset": ["There is no such asset."]})
        if asset.domain_id not in self.allowed:
            self.allowed[asset.domain_id] = may(self.person, Role.CONTRIBUTOR, asset.domain)
        if not self.allowed[asset.domain_id]:
            raise ValidationError({"asset": ["You need to be a contributor of its domain to post observations."]})
        return asset


def _assets(person: Person, told: list[dict[str, Any]]) -> _Assets:
    numbers = {one["asset"] for one in told if "asset" in one}
    names = {(one["namespace"], one["name"]) for one in told if "asset" not in one}
    visible = Asset.objects.visible_to(person).select_related("domain")
    found: dict[int | tuple[str, str], Asset] = dict(visible.in_bulk(numbers))
    if names:
        either = Q(namespace__name__in={space for space, _ in names}, name__in={name for _, name in names})
        rows = AssetName.objects.filter(either, asset__in=visible).select_related("asset__domain", "namespace")
        found |= {(row.namespace.name, row.name): row.asset for row in rows}
    return _Assets(person, found, {})


class ObservationsView(APIView):
    """Measured numbers and test results from pipelines."""

    @extend_schema(
        request=ObservationInput(many=True),
        responses={201: ObservationsOutput, 207: ObservationsOutput, 422: ObservationsOutput},
        operation_id="observations_post",
    )
    def post(self, request: Request) -> Response:
        """Keep up to 5,000 observations: 201 where all were good, 207 where some were, 422 where none was. Told again, nothing changes."""
        body = request.data if isinstance(request.data, list) else [request.data]
        if not 1 <= len(body) <= MOST:
            raise ValidationError({"body": f"Send 1 to {MOST:,} observations."})
        rejected: list[dict[str, Any]] = []
        read: list[tuple[int, dict[str, Any]]] = []
        for index, item in enumerate(body):
            form = ObservationInput(data=item)
            if form.is_valid():
                read.append((index, form.validated_data))
            else:
                rejected.append({"index": index, "fields_wrong": form.errors})
        assets = _assets(caller(request), [told for _, told in read])
        good: list[Observed] = []
        for index, told in read:
            try:
                good.append(_observed(assets.find(told), told))
            except ValidationError as error:
                rejected.append({"index": index, "fields_wrong": error.detail})
        with acting(request):
            news = record_observations(good) if good else 0
            judge_observed(sorted({one.asset for one in good}))
        status = HTTPStatus.CREATED if not rejected else HTTPStatus.MULTI_STATUS if good else HTTPStatus.UNPROCESSABLE_ENTITY
        rejected.sort(key=lambda one: one["index"])
        return Response({"received": len(body), "news": news, "rejected": rejected}, status=status)


def _observed(asset: Asset, told: dict[str, Any]) -> Observed:
    words = {word: told[word] for word in ("metric", "test", "value", "size", "passed", "severity", "expected", "actual", "at", "subject")}
    return Observed(asset=asset.pk, column_path=told["column"], **words)


class ChartOutput(serializers.ModelSerializer[ControlChart]):
    """A control chart as it stands."""

    asset = serializers.IntegerField(source="asset_id")

    class Meta:
        model = ControlChart
        fields: tuple[str, ...] = (
            *("id", "asset", "column_path", "metric", "test", "method", "scale", "season", "state"),
            *("since", "since_reason", "last_at", "last_value", "last_words", "point_count"),
        )


class PointOutput(serializers.ModelSerializer[ChartPoint]):
    """A point as it was judged."""

    class Meta:
        model = ChartPoint
        fields = (
            *("subject", "observed_at", "value", "size", "phase", "charted", "center", "lower", "upper", "average", "z"),
            *("signals", "notes", "is_alarm", "excluded_reason"),
        )


class ChartDetailOutput(ChartOutput):
    """A chart with its newest points and what it knows, in sentences."""

    said = serializers.ListField(child=serializers.CharField())
    points = PointOutput(many=True)

    class Meta(ChartOutput.Meta):
        fields = (*ChartOutput.Meta.fields, "said", "points")


class ChartsView(ListAPIView[ControlChart]):
    """Control charts, by asset and state."""

    serializer_class = ChartOutput
    queryset = ControlChart.objects.none()

    @extend_schema(
        parameters=[OpenApiParameter("asset", int), OpenApiParameter("state", str, enum=ChartState.values)], operation_id="charts_list"
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List charts."""
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        """Find the charts the caller may see."""
        found = ControlChart.objects.visible_to(caller(self.request)).defer("memory").order_by("pk")
        asset, state = self.request.query_params.get("asset", ""), self.request.query_params.get("state", "")
        if asset:
            found = found.filter(asset=int(asset)) if asset.isascii() and asset.isdigit() and len(asset) < 19 else found.none()  # noqa: PLR2004 - bigint
        return found.filter(state=state) if state else found


class ChartView(APIView):
    """One control chart."""

    @extend_schema(
        parameters=[OpenApiParameter("until", datetime, description="Points before this time; the newest ninety if not given.")],
        responses=ChartDetailOutput,
        operation_id="charts_retrieve",
    )
    def get(self, request: Request, pk: int) -> Response:
        """Show one chart with up to ninety points, newest first."""
        chart = get_object_or_404(ControlChart.objects.visible_to(caller(request)), pk=pk)
        until = serializers.DateTimeField().run_validation(request.query_params["until"]) if "until" in request.query_params else None
        shown = chart_page(chart, until)
        points = PointOutput([row.point for row in shown.rows], many=True).data
        return Response({**ChartOutput(chart).data, "said": shown.said, "points": points})
