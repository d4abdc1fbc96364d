"""Search over the API."""

from dataclasses import fields
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.assets import parameters
from catalog.api.callers import caller
from catalog.api.described import extend_schema
from catalog.search import Filters, find


class Search(APIView):
    """Find assets, columns, terms, jobs and people, the best first."""

    class Input(serializers.Serializer[Any]):
        """What is looked for."""

        q = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
        page = serializers.IntegerField(min_value=1, max_value=40, required=False, default=1)

    class Output(serializers.Serializer[Any]):
        """A page of hits. `total` is exact up to 10,000; then `is_capped` is true.

        `meant` is another spelling when little was found; `instead` the one that was searched for when nothing was.
        """

        class HitOutput(serializers.Serializer[Any]):
            """Something found; `why` says by what."""

            kind = serializers.CharField()
            id = serializers.IntegerField(source="ref")
            name = serializers.CharField()
            where = serializers.CharField(source="context")
            why = serializers.CharField()
            snippet = serializers.CharField()
            href = serializers.CharField()
            standing = serializers.CharField(source="asset.standing", default=None)
            fresh_at = serializers.DateTimeField(source="asset.fresh_at", default=None)
            rating = serializers.FloatField(source="asset.rating", default=None)
            owner = serializers.CharField(source="asset.owner_team.name", default=None)

        class FacetOutput(serializers.Serializer[Any]):
            """A way to narrow down, with how many would remain."""

            class ValueOutput(serializers.Serializer[Any]):
                """One choice."""

                value = serializers.CharField()
                words = serializers.CharField(source="label")
                count = serializers.IntegerField()

            name = serializers.CharField()
            values = ValueOutput(many=True)

        total = serializers.IntegerField()
        is_capped = serializers.BooleanField()
        meant = serializers.CharField()
        instead = serializers.CharField()
        facets = FacetOutput(many=True)
        results = HitOutput(many=True, source="hits")

    @extend_schema(parameters=[Input, *parameters(*(field.name for field in fields(Filters)))], responses=Output)
    def get(self, request: Request) -> Response:
        """Search."""
        asked = self.Input(data=request.query_params)
        asked.is_valid(raise_exception=True)
        q = " ".join(asked.validated_data["q"].split())
        found = find(q, Filters.read(request.query_params.dict()), person=caller(request), page=asked.validated_data["page"])
        return Response(self.Output(found).data)
