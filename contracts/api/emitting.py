"""Contracts in Bitol's standards for other tools, and the environments their variables are filled for."""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.callers import caller
from catalog.api.described import extend_schema
from catalog.auth import may
from catalog.models import Role
from contracts.actions.environments import set_environment
from contracts.api.callers import answering, visible_contract, visible_version
from contracts.models import Environment
from contracts.queries.contracts import agreements_seen
from contracts.queries.standards import agreements_as_oaas, results_of


class Results(APIView):
    """How a contract stands."""

    @extend_schema(operation_id="contract_results", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, pk: int) -> Response:
        """Give how every clause of the version that speaks stands, as ObservabilityResults (OORS v0.1.0)."""
        return Response(results_of(visible_version(request, pk), now=timezone.now()))


class Agreements(APIView):
    """Who relies on a contract."""

    @extend_schema(operation_id="contract_agreements", responses={200: {"type": "array", "items": {"type": "object"}}})
    def get(self, request: Request, pk: int) -> Response:
        """Give agreements as AccessAgreement documents (OAAS v0.9.0): all for contributors of its domain, else the caller's own."""
        contract = visible_contract(request, pk)
        person = caller(request)
        is_producer = may(person, Role.CONTRIBUTOR, contract.domain)
        found = agreements_seen(contract, person, is_producer=is_producer)
        return Response(agreements_as_oaas(found, visible_version(request, pk)))


class EnvironmentOutput(serializers.ModelSerializer[Environment]):
    """An environment and the values of its variables."""

    class Meta:
        model = Environment
        fields = ("name", "variables", "is_default")


class Environments(APIView):
    """Environments."""

    class Input(serializers.Serializer[Any]):
        """A name, its values, and whether it counts where nobody says which."""

        name = serializers.CharField(max_length=40)
        variables = serializers.DictField(child=serializers.CharField(max_length=2000, allow_blank=True))
        is_default = serializers.BooleanField(required=False, default=False)

    @extend_schema(operation_id="environments_list", responses=EnvironmentOutput(many=True))
    def get(self, request: Request) -> Response:
        """List environments."""
        caller(request)
        return Response(EnvironmentOutput(Environment.objects.order_by("name"), many=True).data)

    @extend_schema(operation_id="environments_set", request=Input, responses=EnvironmentOutput)
    def put(self, request: Request) -> Response:
        """Make or change an environment (administrators). What is in force keeps the values it was filled with."""
        if not caller(request).is_administrator:
            raise PermissionDenied("Only administrators set environments.")
        wanted = self.Input(data=request.data)
        wanted.is_valid(raise_exception=True)
        with answering(request):
            made = set_environment(**wanted.validated_data)
        return Response(EnvironmentOutput(made).data)
