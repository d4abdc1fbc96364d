"""Contracts: list them, bring documents in, give them back as they came."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.callers import caller
from catalog.api.described import extend_schema
from contracts.actions.drafting import Origin, key_of, readable, save_draft
from contracts.api.callers import answering, domain_called, problem_as_dict, require_new_or_known, visible_contract, visible_version
from contracts.api.raw import BODY, YAML, RawParser, body_of
from contracts.models import Contract, ContractVersion
from contracts.odcs import upgrade, write
from contracts.queries.contracts import FILTERS, contracts_visible, current_of, narrowed
from contracts.queries.domains import domain_named

AS_LATEST = "3.2.0"


class ContractVersionOutput(serializers.ModelSerializer[ContractVersion]):
    """A version, without its document. `digest` is the SHA-256 of its bytes; `object_count` of its objects `bound_count` are bound."""

    digest = serializers.SerializerMethodField()
    created_by = serializers.SlugRelatedField[Any](slug_field="handle", read_only=True)
    object_count = serializers.IntegerField(read_only=True)
    bound_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = ContractVersion
        fields = (
            *("id", "number", "state", "api_version", "digest", "environment", "note", "created_at", "created_by", "proposed_at"),
            *("activated_at", "deprecated_at", "retired_at", "object_count", "bound_count"),
        )

    def get_digest(self, version: ContractVersion) -> str:
        """Write it in hexadecimal."""
        return bytes(version.digest).hex()


class ContractOutput(serializers.ModelSerializer[Contract]):
    """A contract. `version` and `state` are those of the version that speaks for it: the active one, else the newest words."""

    domain = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    owner_team = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    steward = serializers.SlugRelatedField[Any](slug_field="handle", read_only=True)
    version = serializers.SerializerMethodField()
    state = serializers.SerializerMethodField()
    versions = ContractVersionOutput(many=True)

    class Meta:
        model = Contract
        fields = (
            *("id", "key", "name", "domain", "owner_team", "steward", "source", "source_path", "created_at"),
            *("version", "state", "versions"),
        )

    def get_version(self, contract: Contract) -> str:
        """Give its number."""
        current = current_of(contract)
        return current.number if current else ""

    def get_state(self, contract: Contract) -> str:
        """Give its state."""
        current = current_of(contract)
        return current.state if current else ""


PARAMETERS = [OpenApiParameter(name, str) for name in FILTERS]


class Contracts(ListAPIView[Contract]):
    """Contracts the caller may see; a new document becomes a draft."""

    serializer_class = ContractOutput
    parser_classes = [RawParser]
    queryset = Contract.objects.none()

    def get_queryset(self) -> QuerySet[Contract]:
        """Narrow down: `q`, `key` (ODCS id), `domain`, `team`, `state`, `asset` (number), `source`."""
        return narrowed(contracts_visible(caller(self.request)), self.request.query_params.dict()).order_by("name", "pk")

    @extend_schema(parameters=PARAMETERS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List contracts with their versions, by name."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="contracts_draft",
        request=BODY,
        responses={200: ContractOutput, 201: ContractOutput},
        parameters=[OpenApiParameter(name, str) for name in ("domain", "source", "path", "environment", "note")],
    )
    def post(self, request: Request) -> Response:
        """Keep a document (the body, YAML or JSON) as a draft of the version it names; the same bytes again change nothing.

        201 when something changed, 200 when not; 422 names each problem with its line; 409 when that version has been active.
        """
        raw, told = body_of(request), request.query_params
        with answering(request):
            document = readable(raw)
            domain = domain_called(request, told.get("domain", "")) or domain_named(document)
            require_new_or_known(request, key_of(document), domain)
            source = Contract.Source.FOLDER if told.get("source") == Contract.Source.FOLDER else Contract.Source.API
            origin = Origin(
                person=caller(request) if caller(request).pk else None,
                domain=domain,
                source=source,
                source_path=told.get("path", "")[:1000],
                note=told.get("note", "")[:1000],
                environment=told.get("environment", "")[:40],
            )
            drafted = save_draft(raw=raw, origin=origin)
        answer = {
            **ContractOutput(visible_contract(request, drafted.version.contract_id)).data,
            "drafted": drafted.version.number,
            "is_changed": drafted.is_changed,
            "warnings": [problem_as_dict(problem) for problem in drafted.warnings],
        }
        return Response(answer, status=201 if drafted.is_changed else 200)


class ContractDetail(APIView):
    """One contract."""

    @extend_schema(operation_id="contract_retrieve", responses=ContractOutput)
    def get(self, request: Request, pk: int) -> Response:
        """Give a contract and its versions."""
        return Response(ContractOutput(visible_contract(request, pk)).data)


class ContractRaw(APIView):
    """A contract's document."""

    @extend_schema(
        operation_id="contract_raw",
        responses={(200, "application/json"): OpenApiTypes.OBJECT, (200, YAML): {"type": "string", "format": "binary"}},
        parameters=[OpenApiParameter("version", str), OpenApiParameter("as", str, enum=[AS_LATEST])],
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        """Give the document byte for byte as it came (`version`, else the one that speaks); `as=3.2.0` writes it anew in that version."""
        version = visible_version(request, pk, request.query_params.get("version", ""))
        raw = bytes(version.raw)
        if request.query_params.get("as") == AS_LATEST:
            raw = write(upgrade(version.document).value)
        is_json = raw.lstrip()[:1] == b"{"
        answer = HttpResponse(raw, content_type="application/json" if is_json else f"{YAML}; charset=utf-8")
        answer["ETag"] = f'"{bytes(version.digest).hex()}"'
        name = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in version.contract.key)[:100]
        answer["Content-Disposition"] = f'attachment; filename="{name}.odcs.{"json" if is_json else "yaml"}"'
        return answer
