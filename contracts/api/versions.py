"""Versions of a contract: what they say, their state, what they bind, what changed."""

from collections.abc import Callable, Iterable
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.callers import caller, require_role
from catalog.api.described import extend_schema
from catalog.models import Asset, Role
from contracts.actions.binding import bind_object
from contracts.actions.drafting import discard_draft
from contracts.actions.publishing import activate_version, deprecate_version, propose_version, retire_version, withdraw_version
from contracts.api.callers import Conflict, answering, require_hand, visible_version
from contracts.api.contracts import ContractVersionOutput
from contracts.models import Clause, ContractVersion
from contracts.models.contract import VersionState
from contracts.odcs.comparing import Change
from contracts.queries.contracts import difference, predecessor_of
from contracts.standards import difference_document


class ContractVersionDetailOutput(ContractVersionOutput):
    """A version with its document, what it binds, and what Provender does not act on."""

    objects = serializers.SerializerMethodField()

    class Meta:
        model = ContractVersion
        fields = (*ContractVersionOutput.Meta.fields[:-2], "objects", "ignored", "document")

    def get_objects(self, version: ContractVersion) -> list[dict[str, Any]]:
        """List the objects of the schema with the assets they are."""
        rows = version.objects_bound.order_by("pk")
        return [{"object": row.object_name, "asset": row.asset_id, "is_chosen": row.is_chosen} for row in rows]


class VersionDetail(APIView):
    """One version."""

    @extend_schema(operation_id="contract_version_retrieve", responses=ContractVersionDetailOutput)
    def get(self, request: Request, pk: int, number: str) -> Response:
        """Give a version with its document."""
        return Response(ContractVersionDetailOutput(visible_version(request, pk, number)).data)

    @extend_schema(operation_id="contract_version_discard", responses={204: None})
    def delete(self, request: Request, pk: int, number: str) -> Response:
        """Discard a draft (contributors); the contract goes with its last version."""
        version = visible_version(request, pk, number)
        require_hand(request, version.contract, Role.CONTRIBUTOR)
        with answering(request):
            discard_draft(version=version)
        return Response(status=204)


STEPS: dict[str, Callable[[ContractVersion], ContractVersion]] = {
    VersionState.DRAFT: lambda version: withdraw_version(version=version),
    VersionState.PROPOSED: lambda version: propose_version(version=version),
    VersionState.DEPRECATED: lambda version: deprecate_version(version=version),
    VersionState.RETIRED: lambda version: retire_version(version=version),
}


class VersionStep(APIView):
    """A version's state."""

    class Input(serializers.Serializer[Any]):
        """Where it shall go; `environment` fills its variables when it is activated."""

        state = serializers.ChoiceField(VersionState.choices)
        environment = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)

    @extend_schema(operation_id="contract_version_state", request=Input, responses=ContractVersionDetailOutput)
    def post(self, request: Request, pk: int, number: str) -> Response:
        """Propose, withdraw (state draft), activate, deprecate or retire. Stewards of all it binds activate; contributors propose."""
        version = visible_version(request, pk, number)
        wanted = self.Input(data=request.data)
        wanted.is_valid(raise_exception=True)
        state = wanted.validated_data["state"]
        require_hand(request, version.contract, Role.CONTRIBUTOR if state in {"draft", "proposed"} else Role.STEWARD)
        if state != version.state:
            with answering(request):
                self._move(request, version, state, wanted.validated_data["environment"])
        return Response(ContractVersionDetailOutput(visible_version(request, pk, number)).data)

    def _move(self, request: Request, version: ContractVersion, state: str, environment: str) -> None:
        if state == VersionState.ACTIVE:
            activate_version(version=version, person=caller(request), environment=environment)
            return
        STEPS[state](version)


class VersionBinding(APIView):
    """What an object of a version is."""

    class Input(serializers.Serializer[Any]):
        """An object's name, and the asset's number; none unbinds."""

        object = serializers.CharField(max_length=1000)
        asset = serializers.IntegerField(allow_null=True)

    @extend_schema(operation_id="contract_version_bind", request=Input, responses=ContractVersionDetailOutput)
    def put(self, request: Request, pk: int, number: str) -> Response:
        """Choose the asset that an object is (stewards of the contract's and the asset's domain)."""
        version = visible_version(request, pk, number)
        require_hand(request, version.contract, Role.STEWARD)
        wanted = self.Input(data=request.data)
        wanted.is_valid(raise_exception=True)
        asset = None
        if wanted.validated_data["asset"] is not None:
            asset = get_object_or_404(Asset.objects.visible_to(caller(request)), pk=wanted.validated_data["asset"])
            require_role(request, Role.STEWARD, asset.domain)
        with answering(request):
            bind_object(version=version, object_name=wanted.validated_data["object"], asset=asset)
        return Response(ContractVersionDetailOutput(visible_version(request, pk, number)).data)


class ChangeOutput(serializers.Serializer[Any]):
    """One difference; `what` is added, removed or changed, `where` its place in the contract's own names, `impact` major, minor or patch."""

    what = serializers.CharField()
    section = serializers.CharField()
    path = serializers.CharField()
    where = serializers.CharField()
    before = serializers.JSONField()
    after = serializers.JSONField()
    words = serializers.CharField()
    impact = serializers.CharField()


def changes_as_dicts(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Give changes as JSON."""
    names = ("section", "path", "where", "before", "after", "words")
    return [
        {"what": change.what.value, "impact": change.impact.value, **{name: getattr(change, name) for name in names}} for change in changes
    ]


class VersionDiff(APIView):
    """What a version changes."""

    @extend_schema(
        operation_id="contract_version_diff",
        responses=ChangeOutput(many=True),
        parameters=[OpenApiParameter("against", str), OpenApiParameter("as", str, enum=["omds"])],
    )
    def get(self, request: Request, pk: int, number: str) -> Response:
        """Compare with another version (`against`, else the one before it); `as=omds` answers a MetadataDifference."""
        version = visible_version(request, pk, number)
        against = request.query_params.get("against", "")
        before = visible_version(request, pk, against) if against else predecessor_of(version)
        if before is None:
            raise Conflict("There is no version before it to compare with.")
        found = difference(before, version)
        if request.query_params.get("as") == "omds":
            return Response(difference_document(before.document, version.document, found.changes))
        return Response(
            {
                "before": before.number,
                "after": version.number,
                "suggested_version": found.suggested,
                "changes": changes_as_dicts(found.changes),
            }
        )


class ClauseOutput(serializers.ModelSerializer[Clause]):
    """A promise and how it stands. `why_not`: why nobody can evaluate it."""

    class Meta:
        model = Clause
        fields = (
            *("id", "asset", "key", "kind", "property", "column_path", "words", "terms", "severity", "why_not", "in_force_from"),
            *("in_force_until", "verdict", "verdict_at", "verdict_note"),
        )


class VersionClauses(APIView):
    """A version's clauses."""

    @extend_schema(operation_id="contract_version_clauses", responses=ClauseOutput(many=True))
    def get(self, request: Request, pk: int, number: str) -> Response:
        """List what a version promises, by asset and key; none before it was activated."""
        version = visible_version(request, pk, number)
        return Response(ClauseOutput(version.clauses.order_by("asset_id", "key"), many=True).data)
