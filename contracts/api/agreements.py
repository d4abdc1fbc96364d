"""REST: agreements: ask for one, list one's own, take a step."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.callers import acting, caller
from catalog.api.described import extend_schema
from catalog.models import Person
from contracts.actions.agreements.amending import propose_amendment
from contracts.actions.agreements.requesting import CannotAgree, ColumnUse, Wish, request_agreement
from contracts.actions.agreements.stepping import STEPS, may_step, sides_of, take_step
from contracts.api.callers import Conflict, visible_contract
from contracts.api.emitting import Agreements as ContractAgreementsAsOaas
from contracts.models import Agreement, AgreementColumn, Amendment, Clause, SignOff
from contracts.models.agreement import AgreementState
from contracts.queries.agreements import agreements_visible, consumer_called
from contracts.queries.amendments import amendments_of


class AgreementColumnOutput(serializers.ModelSerializer[AgreementColumn]):
    """A column relied on."""

    class Meta:
        model = AgreementColumn
        fields = ("asset", "column_path", "use", "as_type")


class AgreementOutput(serializers.ModelSerializer[Agreement]):
    """An agreement. `consumer_kind` is team, person, job or asset; `is_broken`: one of its own promises is, now."""

    contract_name = serializers.CharField(source="contract.name")
    consumer = serializers.CharField(source="__str__")
    consumer_kind = serializers.SerializerMethodField()
    columns = AgreementColumnOutput(many=True)
    requested_by = serializers.SlugRelatedField[Any](slug_field="handle", read_only=True)
    decided_by = serializers.SlugRelatedField[Any](slug_field="handle", read_only=True)
    signed = serializers.SerializerMethodField()
    is_broken = serializers.BooleanField()

    class Meta:
        model = Agreement
        fields = (
            "id", "contract", "contract_name", "consumer", "consumer_kind", "origin", "state", "purpose", "needs", "columns", "starts_on", "ends_on",
            "reassess_on", "notice_days", "requested_at", "requested_by", "decided_at", "decided_by", "reason", "ended_at", "signed", "is_broken",
        )  # fmt: skip

    def get_consumer_kind(self, agreement: Agreement) -> str:
        """Say which of the four it is."""
        kinds = ("team", "person", "job", "asset")
        return next(kind for kind in kinds if getattr(agreement, f"consumer_{kind}_id") is not None)

    def get_signed(self, agreement: Agreement) -> dict[str, str]:
        """Give who signed, by side."""
        return {sign.side: sign.person.handle for sign in agreement.sign_offs.all()}


class AgreementClauseOutput(serializers.ModelSerializer[Clause]):
    """What was agreed, and how it stands."""

    class Meta:
        model = Clause
        fields = (
            "id",
            "asset",
            "key",
            "kind",
            "property",
            "column_path",
            "words",
            "verdict",
            "verdict_at",
            "verdict_note",
            "in_force_from",
            "in_force_until",
        )


class AmendmentOutput(serializers.ModelSerializer[Amendment]):
    """New terms that one `side` proposed; `before` are those that held then."""

    proposed_by = serializers.SlugRelatedField[Any](slug_field="handle", read_only=True)
    decided_by = serializers.SlugRelatedField[Any](slug_field="handle", read_only=True)

    class Meta:
        model = Amendment
        fields = (
            "id", "side", "state", "before", "terms", "message", "proposed_at", "proposed_by", "decided_at", "decided_by", "reason",
        )  # fmt: skip


class AgreementDetailOutput(AgreementOutput):
    """An agreement with its own clauses, and every amendment that was proposed, newest first."""

    clauses = AgreementClauseOutput(many=True)
    amendments = serializers.SerializerMethodField()

    class Meta(AgreementOutput.Meta):
        fields = (*AgreementOutput.Meta.fields, "clauses", "amendments")  # type: ignore[assignment]  # a longer tuple

    @extend_schema_field(AmendmentOutput(many=True))
    def get_amendments(self, agreement: Agreement) -> Any:
        """Give them in order."""
        return AmendmentOutput([shown.amendment for shown in amendments_of(agreement)], many=True).data


def _somebody(request: Request) -> Person:
    person = caller(request)
    if not person.pk:
        raise PermissionDenied("This key has no person behind it. Use one that somebody made.")
    return person


def _seen(request: Request, pk: int) -> Agreement:
    return get_object_or_404(agreements_visible(_somebody(request)), pk=pk)


class AgreementsList(ListAPIView[Agreement]):
    """Agreements one is a party of."""

    serializer_class = AgreementOutput
    queryset = Agreement.objects.none()

    def get_queryset(self) -> QuerySet[Agreement]:
        """Find those of the caller: as a consumer, and on contracts they steward."""
        found, told = agreements_visible(_somebody(self.request)), self.request.query_params
        if told.get("state") in AgreementState.values:
            found = found.filter(state=told["state"])
        number = told.get("contract", "")
        return found.filter(contract=int(number) if number.isdecimal() and len(number) < len("9" * 18) else None) if number else found

    @extend_schema(parameters=[OpenApiParameter("state", str, enum=AgreementState.values), OpenApiParameter("contract", int)])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List them, newest first; `state` and `contract` narrow."""
        return super().get(request, *args, **kwargs)


class AgreementDetail(APIView):
    """One agreement."""

    @extend_schema(operation_id="agreement_retrieve", responses=AgreementDetailOutput)
    def get(self, request: Request, pk: int) -> Response:
        """Give one with its clauses; to its parties only."""
        return Response(AgreementDetailOutput(_seen(request, pk)).data)


class AgreementStep(APIView):
    """An agreement's state."""

    class Input(serializers.Serializer[Any]):
        """The step, and why where it needs a reason."""

        do = serializers.ChoiceField(STEPS)
        reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=5_000)

    @extend_schema(operation_id="agreement_state", request=Input, responses=AgreementDetailOutput)
    def post(self, request: Request, pk: int) -> Response:
        """Approve or reject (producer), sign (consumer), suspend, resume or terminate (either); accept, decline or withdraw an amendment.

        409 says why it can't be.
        """
        found, person = _seen(request, pk), _somebody(request)
        wanted = self.Input(data=request.data)
        wanted.is_valid(raise_exception=True)
        step = wanted.validated_data["do"]
        if not may_step(step, found, person):
            raise PermissionDenied("That step is the other side's.")
        try:
            with acting(request):
                take_step(agreement=found, step=step, reason=wanted.validated_data["reason"], person=person)
        except CannotAgree as error:
            raise Conflict(str(error)) from error
        return Response(AgreementDetailOutput(_seen(request, pk)).data)


class Wanted(serializers.Serializer[Any]):
    """What is needed; `needs` in ODCS's words, as agreements give them."""

    class Column(serializers.Serializer[Any]):
        """A column relied on; `use` binds the type more when it stores or casts."""

        asset = serializers.IntegerField()
        path = serializers.CharField(max_length=1_000)
        use = serializers.ChoiceField(AgreementColumn.Use.choices, required=False, default=AgreementColumn.Use.READS)
        as_type = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)

    class Needs(serializers.Serializer[Any]):
        """Deadlines and rules of one's own; none: the producer's offer holds."""

        slaProperties = serializers.ListField(child=serializers.DictField(), required=False, default=list, max_length=50)  # noqa: N815 - ODCS's word
        quality = serializers.ListField(child=serializers.DictField(), required=False, default=list, max_length=200)

    purpose = serializers.CharField(max_length=5_000)
    columns = Column(many=True, required=False, default=list)
    needs = Needs(required=False)
    ends_on = serializers.DateField(required=False, default=None, allow_null=True)
    reassess_on = serializers.DateField(required=False, default=None, allow_null=True)
    notice_days = serializers.IntegerField(required=False, default=30, min_value=0, max_value=3_650)


def _wish(told: dict[str, Any]) -> Wish:
    """Make a wish of what was sent."""
    columns = tuple(ColumnUse(row["asset"], row["path"], row["use"], row["as_type"]) for row in told.pop("columns"))
    needs = {name: list(rows) for name, rows in told.pop("needs", {}).items()}
    return Wish(columns=columns, needs=needs, **told)


class AgreementAmendment(APIView):
    """New terms for an agreement."""

    class Input(Wanted):
        """All terms as they are to be: what is left out is gone. `side` where one acts for both."""

        message = serializers.CharField(required=False, default="", allow_blank=True, max_length=5_000)
        side = serializers.ChoiceField(SignOff.Side.choices, required=False)

    @extend_schema(operation_id="agreement_amend", request=Input, responses={201: AgreementDetailOutput})
    def post(self, request: Request, pk: int) -> Response:
        """Propose new terms; the old ones hold until the other side takes the step `accept`. 409 says why it can't be."""
        found, person = _seen(request, pk), _somebody(request)
        wanted = self.Input(data=request.data)
        wanted.is_valid(raise_exception=True)
        told = dict(wanted.validated_data)
        sides = sides_of(found, person)
        side = told.pop("side", sides[0] if sides else "")
        if side not in sides:
            raise PermissionDenied("You don't act for that side of it.")
        try:
            with acting(request):
                propose_amendment(agreement=found, side=side, message=told.pop("message"), wish=_wish(told), person=person)
        except CannotAgree as error:
            raise Conflict(str(error)) from error
        return Response(AgreementDetailOutput(_seen(request, pk)).data, status=201)


class ContractAgreements(ContractAgreementsAsOaas):
    """Who relies on a contract, and asking to."""

    class Input(Wanted):
        """What is needed, and from when. `consumer`: `person` (oneself), `team:3`, `job:4`, `asset:5`."""

        consumer = serializers.CharField(max_length=40)
        starts_on = serializers.DateField(required=False, default=None, allow_null=True)

    @extend_schema(operation_id="agreement_request", request=Input, responses={201: AgreementDetailOutput})
    def post(self, request: Request, pk: int) -> Response:
        """Ask to rely on a contract; asking signs for the consumer, and the producer decides."""
        contract, person = visible_contract(request, pk), _somebody(request)
        wanted = self.Input(data=request.data)
        wanted.is_valid(raise_exception=True)
        told = dict(wanted.validated_data)
        consumer = consumer_called(told.pop("consumer"), person)
        if consumer is None:
            raise ValidationError({"consumer": ["No such consumer. Write `person`, `team:3`, `job:4` or `asset:5`."]})
        try:
            with acting(request):
                made = request_agreement(contract=contract, consumer=consumer, wish=_wish(told), person=person)
        except CannotAgree as error:
            raise Conflict(str(error)) from error
        return Response(AgreementDetailOutput(_seen(request, made.pk)).data, status=201)
