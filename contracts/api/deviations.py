"""REST: deviations, and acknowledging them."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import APIException, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.callers import acting, caller
from catalog.api.described import extend_schema
from contracts.actions.deviations import CannotAcknowledge, acknowledge_deviation
from contracts.models import Deviation
from contracts.models.clause import Clause, Severity
from contracts.queries.deviations import SIGNALS, DeviationFilter, deviation_page, find_deviations, select
from lineage.api.asking import one_of, whole
from lineage.api.listing import PAGE_PARAMETERS, answer, page_size, paged

KINDS = (*Clause.Kind.values, *dict(SIGNALS))


class CannotNow(APIException):
    """The deviation is not in a state for this."""

    status_code = 409
    default_code = "conflict"


class DeviationShape(serializers.ModelSerializer[Deviation]):
    """A deviation as lists show it."""

    namespace = serializers.CharField(source="asset.namespace.name")
    name = serializers.CharField(source="asset.name")
    kind = serializers.CharField(source="clause.kind", default="", help_text="Of the promise; empty where `signal` says what found it.")
    contract = serializers.CharField(source="version.contract.key", default="")
    version = serializers.CharField(source="version.number", default="")
    hits = serializers.IntegerField(source="hit_count")
    heirs = serializers.IntegerField(source="heir_count")
    acknowledged_by = serializers.CharField(source="acknowledged_by.handle", default="")

    class Meta:
        model = Deviation
        fields = (
            "id", "asset", "namespace", "name", "key", "kind", "signal", "contract", "version", "words", "severity", "distance", "unit", "evidence",
            "opened_at", "noted_at", "flaps", "acknowledged_at", "acknowledged_by", "resolved_at", "hits", "heirs",
        )  # fmt: skip


class DeviationsView(APIView):
    """Deviations, those opened last first."""

    @extend_schema(
        parameters=[
            OpenApiParameter("state", str, enum=["open", "resolved", "all"]),
            OpenApiParameter("severity", str, enum=Severity.values),
            OpenApiParameter("kind", str, enum=KINDS),
            OpenApiParameter("domain", str),
            OpenApiParameter("whose", str, enum=["mine", "hits"]),
            OpenApiParameter("q", str),
            OpenApiParameter("asset", int),
            *PAGE_PARAMETERS,
        ],
        responses=paged(DeviationShape(many=True), "DeviationPage"),
        operation_id="deviations_list",
    )
    def get(self, request: Request) -> Response:
        """List deviations."""
        chosen = DeviationFilter(
            state=one_of(request, "state", ("open", "resolved", "all")),
            severity=one_of(request, "severity", ("", *Severity.values)),
            kind=one_of(request, "kind", ("", *KINDS)),
            domain=request.query_params.get("domain", ""),
            whose=one_of(request, "whose", ("", "mine", "hits")),
            words=request.query_params.get("q", "")[:200],
            asset=whole(request, "asset", least=1),
        )
        page = find_deviations(chosen, caller(request), request.query_params.get("after", ""), page_size(request))
        return answer(request, DeviationShape(page.rows, many=True).data, page.older)


class DeviationView(APIView):
    """One deviation."""

    @extend_schema(responses=DeviationShape, operation_id="deviations_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """Show one deviation."""
        found = get_object_or_404(select(DeviationFilter(state="all"), caller(request)), pk=pk)
        return Response(DeviationShape(found).data)


class AcknowledgeView(APIView):
    """Looking after a deviation."""

    @extend_schema(request=None, responses=DeviationShape, operation_id="deviations_acknowledge")
    def post(self, request: Request, pk: int) -> Response:
        """Acknowledge it."""
        person = caller(request)
        found = get_object_or_404(select(DeviationFilter(state="all"), person), pk=pk)
        if not person.pk:
            raise PermissionDenied("Only a person, or a key that acts for one, can look after a deviation.")
        page = deviation_page(found, person)
        if not page.may_acknowledge and found.acknowledged_at is None and found.resolved_at is None:
            raise PermissionDenied("You need to be a contributor of its domain, or hit by it.")
        try:
            with acting(request):
                acknowledge_deviation(deviation=found, person=person)
        except CannotAcknowledge as error:
            raise CannotNow(str(error)) from error
        return Response(DeviationShape(select(DeviationFilter(state="all"), person).get(pk=pk)).data)
