"""REST: data tests, their results, running them; profiles."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.callers import acting, caller, require_role
from catalog.api.described import extend_schema
from catalog.auth import may
from catalog.models import Asset, Role
from contracts.actions.testing import CannotTest, Wish, decide_test, delete_test, run_test, write_test
from contracts.models import DataTest, DataTestKind, DataTestResult, DataTestState, Severity
from contracts.models.testing import Outcome
from contracts.queries.testing import find_tests
from lineage.models import Connection


class DataTestOutput(serializers.ModelSerializer[DataTest]):
    """A data test with what came of it last."""

    asset = serializers.IntegerField(source="asset_id")
    source = serializers.IntegerField(source="source_id", allow_null=True)  # type: ignore[assignment]  # the API's word, not the field's
    connection = serializers.SlugRelatedField[Any](slug_field="name", read_only=True)

    class Meta:
        model = DataTest
        fields = (
            *(
                "id",
                "name",
                "asset",
                "source",
                "column_path",
                "kind",
                "connection",
                "sql",
                "source_sql",
                "terms",
                "variables",
                "environment",
            ),
            *("severity", "state", "proposed_from", "on_arrival", "every_minutes", "last_outcome", "last_at", "last_words"),
        )

    def to_representation(self, instance: DataTest) -> dict[str, Any]:
        """Leave the SQL to contributors of the asset's domain: it may name assets that others may not see."""
        told = super().to_representation(instance)
        request = self.context.get("request")
        known: dict[int | None, bool] = vars(self.root).setdefault("may_read_sql", {})
        domain = instance.asset.domain
        if request is not None and instance.asset.domain_id not in known:
            known[instance.asset.domain_id] = may(caller(request), Role.CONTRIBUTOR, domain)
        if not known.get(instance.asset.domain_id, request is None):
            told.update(sql="", source_sql="", variables={})
        return told


class DataTestInput(serializers.Serializer[Any]):
    """A new test. `terms`: operator and value; for balances tolerance, unit, direction and against."""

    asset = serializers.IntegerField(min_value=1)
    name = serializers.CharField(max_length=120)
    kind = serializers.ChoiceField(choices=DataTestKind.choices)
    connection = serializers.SlugRelatedField[Any](
        slug_field="name", queryset=Connection.objects.all(), required=False, default=None, allow_null=True
    )
    sql = serializers.CharField(max_length=50_000)
    terms = serializers.DictField(required=False, default=dict)
    column_path = serializers.CharField(required=False, default="", allow_blank=True, max_length=1_000)
    source = serializers.IntegerField(required=False, default=None, allow_null=True, min_value=1)  # type: ignore[assignment]  # as above
    source_sql = serializers.CharField(required=False, default="", allow_blank=True, max_length=50_000)
    variables = serializers.DictField(child=serializers.DictField(), required=False, default=dict)
    environment = serializers.CharField(required=False, default="", allow_blank=True, max_length=40)
    severity = serializers.ChoiceField(choices=Severity.choices, required=False, default=Severity.ERROR)
    on_arrival = serializers.BooleanField(required=False, default=False)
    every_minutes = serializers.IntegerField(required=False, default=None, allow_null=True, min_value=5)


class DataTestResultOutput(serializers.ModelSerializer[DataTestResult]):
    """What came of one time; an error says nothing about the data."""

    class Meta:
        model = DataTestResult
        fields = ("at", "outcome", "value", "other", "words", "seconds", "environment", "trigger", "run_id")


class DataTestsView(ListAPIView[DataTest]):
    """Data tests."""

    serializer_class = DataTestOutput
    queryset = DataTest.objects.none()

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str),
            OpenApiParameter("kind", str, enum=DataTestKind.values),
            OpenApiParameter("outcome", str, enum=Outcome.values),
            OpenApiParameter("state", str, enum=DataTestState.values),
            OpenApiParameter("asset", int),
        ],
        operation_id="tests_list",
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List tests, what failed first."""
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[DataTest]:
        """Find the tests the caller may see."""
        asked = self.request.query_params
        found = find_tests(caller(self.request), {name: asked.get(name, "") for name in ("q", "kind", "outcome", "state")})
        asset = asked.get("asset", "")
        return found.filter(asset=int(asset)) if asset.isascii() and asset.isdigit() and len(asset) < 19 else found  # noqa: PLR2004 - bigint

    @extend_schema(request=DataTestInput, responses={201: DataTestOutput}, operation_id="tests_create")
    def post(self, request: Request) -> Response:
        """Write a test."""
        form = DataTestInput(data=request.data)
        form.is_valid(raise_exception=True)
        told = dict(form.validated_data)
        visible = Asset.objects.visible_to(caller(request)).select_related("domain")
        asset = get_object_or_404(visible, pk=told.pop("asset"))
        require_role(request, Role.STEWARD, asset.domain)
        source = told.pop("source")
        told["source"] = get_object_or_404(visible, pk=source) if source else None
        try:
            with acting(request):
                test = write_test(asset=asset, wish=Wish(**told), person=caller(request) if caller(request).pk else None)
        except CannotTest as error:
            raise ValidationError({"test": [str(error)]}) from error
        return Response(DataTestOutput(test, context={"request": request}).data, status=201)


class DataTestView(APIView):
    """One data test."""

    @extend_schema(responses=DataTestOutput, operation_id="tests_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """Show a test."""
        return Response(DataTestOutput(_test(request, pk), context={"request": request}).data)

    @extend_schema(responses={204: None}, operation_id="tests_delete")
    def delete(self, request: Request, pk: int) -> Response:
        """Delete a test with its results."""
        test = _test(request, pk)
        require_role(request, Role.STEWARD, test.asset.domain)
        with acting(request):
            delete_test(test=test)
        return Response(status=204)


class DataTestStateView(APIView):
    """Deciding about a test."""

    class Input(serializers.Serializer[Any]):
        """What to do."""

        decision = serializers.ChoiceField(choices=["accept", "decline", "pause", "resume"])

    @extend_schema(request=Input, responses=DataTestOutput, operation_id="tests_decide")
    def post(self, request: Request, pk: int) -> Response:
        """Accept, decline, pause or resume a test."""
        test = _test(request, pk)
        require_role(request, Role.STEWARD, test.asset.domain)
        form = self.Input(data=request.data)
        form.is_valid(raise_exception=True)
        with acting(request):
            decide_test(test=test, decision=form.validated_data["decision"])
        return Response(DataTestOutput(test, context={"request": request}).data)


class DataTestRunView(APIView):
    """Running a test."""

    class Input(serializers.Serializer[Any]):
        """Where to run it."""

        environment = serializers.CharField(required=False, default="", allow_blank=True, max_length=40)

    @extend_schema(request=Input, responses=DataTestResultOutput, operation_id="tests_run")
    def post(self, request: Request, pk: int) -> Response:
        """Run a test now and give what came of it; a failure and an error are answers, too."""
        test = _test(request, pk)
        require_role(request, Role.CONTRIBUTOR, test.asset.domain)
        form = self.Input(data=request.data)
        form.is_valid(raise_exception=True)
        person = caller(request)
        result = run_test(test=test, trigger=DataTestResult.Trigger.HAND, by=person if person.pk else None, **form.validated_data)
        return Response(DataTestResultOutput(result).data)


class DataTestResultsView(ListAPIView[DataTestResult]):
    """What came of a test, newest first."""

    serializer_class = DataTestResultOutput
    queryset = DataTestResult.objects.none()

    def get_queryset(self) -> QuerySet[DataTestResult]:
        """Find the results of a test the caller may see."""
        return _test(self.request, self.kwargs["pk"]).results.order_by("-at")


def _test(request: Request, pk: int) -> DataTest:
    visible = DataTest.objects.visible_to(caller(request)).select_related("asset__domain", "connection", "source", "source_connection")
    return get_object_or_404(visible, pk=pk)
