"""REST: the gate, for pipelines: may this asset be read, may this run go on."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.callers import caller
from catalog.api.described import extend_schema
from contracts.queries.gate import PURPOSES, find_asset, gate
from lineage.api.asking import one_of


class GateView(APIView):
    """Whether an asset's promises hold well enough to read it, or to go on after writing it."""

    class Output(serializers.Serializer[Any]):
        """The answer. `verdict` is yes, no or unknown; `deviations` are those behind the reasons."""

        class Reason(serializers.Serializer[Any]):
            """Why, for machines and people."""

            code = serializers.ChoiceField(["broken", "inherited", "dropped", "warning", "at_risk", "no_promise", "not_judged"])
            words = serializers.CharField()
            deviation = serializers.IntegerField(allow_null=True)
            since = serializers.DateTimeField(allow_null=True)
            steps = serializers.IntegerField()

        asset = serializers.IntegerField(source="asset.pk")
        name = serializers.CharField(source="asset.name")
        namespace = serializers.CharField(source="asset.namespace.name")
        purpose = serializers.ChoiceField(PURPOSES)
        verdict = serializers.ChoiceField(["yes", "no", "unknown"])
        standing = serializers.CharField(source="asset.standing")
        note = serializers.CharField(source="asset.standing_note")
        fresh_at = serializers.DateTimeField(source="asset.fresh_at", allow_null=True)
        reasons = Reason(many=True)
        deviations = serializers.ListField(child=serializers.IntegerField())

    @extend_schema(
        parameters=[
            OpenApiParameter("asset", str, "path", description="Its number, or namespace/name."),
            OpenApiParameter("purpose", str, enum=PURPOSES, description="`continue` leaves lateness out: a late run should go on."),
            OpenApiParameter("columns", str, description="Only what concerns these columns (commas between) or the asset as a whole."),
        ],
        responses=Output,
        operation_id="gate",
    )
    def get(self, request: Request, asset: str) -> Response:
        """Answer at once: yes, no or unknown, and why."""
        purpose = one_of(request, "purpose", PURPOSES)
        columns = frozenset(part.strip() for part in request.query_params.get("columns", "").split(",") if part.strip())
        found = find_asset(asset, caller(request))
        if found is None:
            raise Http404("There is no such asset, or it is in a domain you have no role in. Name it by its number, or as namespace/name.")
        answer = gate(found, caller(request), purpose=purpose, columns=columns)
        told = self.Output({**_plain(answer), "deviations": [one.deviation for one in answer.reasons if one.deviation]})
        return Response(told.data)


def _plain(answer: Any) -> dict[str, Any]:
    return {name: getattr(answer, name) for name in ("asset", "purpose", "verdict", "reasons")}
