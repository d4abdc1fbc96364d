"""REST: who relies on an asset."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.callers import caller
from catalog.api.described import extend_schema
from contracts.api.change import asset_of
from contracts.queries.consumers import Relying, consumers_of


class UseOutput(serializers.Serializer[Any]):
    """One use of a column: reads, filters, stores, casts or computes; `as_type` is the type it goes into."""

    column = serializers.CharField()
    how = serializers.CharField()
    as_type = serializers.CharField()
    into = serializers.CharField()


class ConsumerOutput(serializers.Serializer[Any]):
    """A consumer with what it uses. `coverage`: listed (these columns), whole (all), unknown (nobody knows which)."""

    key = serializers.CharField()
    consumer = serializers.CharField()
    kind = serializers.CharField()
    ask = serializers.CharField()
    through = serializers.CharField()
    evidence = serializers.CharField()
    coverage = serializers.CharField()
    is_provisional = serializers.BooleanField()
    needs = serializers.ListField(child=serializers.CharField())
    uses = UseOutput(many=True)


class Consumers(APIView):
    """Who relies on an asset."""

    @extend_schema(
        operation_id="assets_consumers",
        parameters=[OpenApiParameter("column", str, many=True, description="Keep those who use this column, or might.")],
        responses=ConsumerOutput(many=True),
    )
    def get(self, request: Request, pk: int) -> Response:
        """List agreements first, then whoever lineage shows; what an agreement needs is told to its two sides."""
        columns = request.query_params.getlist("column")
        found = consumers_of(asset_of(request, str(pk)), caller(request), columns or None)
        return Response([_row(row) for row in found])


def _row(row: Relying) -> dict[str, Any]:
    party, consumer = row.party, row.consumer
    return {
        **{name: getattr(party, name) for name in ("key", "kind", "ask", "through")},
        "consumer": party.name,
        "evidence": consumer.evidence.value,
        "coverage": consumer.coverage.value,
        "is_provisional": row.is_provisional,
        "needs": [need.words for need in consumer.needs] if party.may_read else [],
        "uses": [{"column": use.column, "how": use.how.value, "as_type": use.as_type, "into": use.into} for use in consumer.uses],
    }
