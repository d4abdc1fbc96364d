"""REST: proposals of changes, and the answers to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.callers import acting, caller, require_role
from catalog.api.described import extend_schema
from catalog.models import Person, Role
from contracts.actions.drafting import Origin, save_draft
from contracts.actions.proposals import CannotPropose, answer_proposal, open_proposal
from contracts.actions.proposals_ending import publish_proposal, reject_proposal, withdraw_proposal
from contracts.api.callers import Conflict, answering, require_new_or_known
from contracts.models import Acknowledgement, ChangeProposal, ContractVersion
from contracts.odcs import Unreadable, read
from contracts.queries.contracts import contracts_visible
from contracts.queries.proposals import ProposalPage, proposal_page, proposals_visible

_ANSWERS = [Acknowledgement.Answer.OK.value, Acknowledgement.Answer.MIGRATING.value, Acknowledgement.Answer.BLOCKED.value]
_ENDS = [ChangeProposal.State.PUBLISHED.value, ChangeProposal.State.WITHDRAWN.value, ChangeProposal.State.REJECTED.value]


@contextmanager
def _proposing(request: Request) -> Iterator[Person]:
    """Do what is inside as the caller, who must be a person: answers and proposals have somebody behind them."""
    person = caller(request)
    if not person.pk:
        raise PermissionDenied("This key has no person behind it. Use one that somebody made.")
    try:
        with acting(request):
            yield person
    except CannotPropose as error:
        raise Conflict(str(error)) from error


class ProposalOutput(serializers.ModelSerializer[ChangeProposal]):
    """A proposal in a list, with how many were asked, have answered and are blocked."""

    contract = serializers.IntegerField(source="version.contract_id")
    contract_name = serializers.CharField(source="version.contract.name")
    version = serializers.CharField(source="version.number")
    replaces = serializers.SlugRelatedField[Any](slug_field="number", read_only=True)
    opened_by = serializers.SlugRelatedField[Any](slug_field="handle", read_only=True)
    changes = serializers.JSONField(source="reasons")
    asked = serializers.IntegerField()
    answered = serializers.IntegerField()
    blocked = serializers.IntegerField()
    waiting_for_me = serializers.IntegerField()

    class Meta:
        model = ChangeProposal
        fields = (
            "id", "contract", "contract_name", "version", "replaces", "state", "verdict", "changes", "message", "opened_at", "opened_by",
            "notice_until", "decided_at", "force_reason", "asked", "answered", "blocked", "waiting_for_me",
        )  # fmt: skip


class AnswerOutput(serializers.Serializer[Any]):
    """One consumer's answer; `answer` is waiting, ok, migrating or blocked."""

    id = serializers.IntegerField()
    consumer = serializers.CharField()
    agreement = serializers.IntegerField(allow_null=True)
    verdict = serializers.CharField()
    reasons = serializers.JSONField()
    answer = serializers.CharField()
    ready_by = serializers.DateField(allow_null=True)
    comment = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)
    is_mine = serializers.BooleanField()


class ProposalDetailOutput(ProposalOutput):
    """A proposal with the answers that the caller may see; `hidden`: how many more were asked."""

    answers = AnswerOutput(many=True)
    hidden = serializers.IntegerField()

    class Meta(ProposalOutput.Meta):
        fields = (*ProposalOutput.Meta.fields, "answers", "hidden")  # type: ignore[assignment]  # a longer tuple


class Proposals(ListAPIView[ChangeProposal]):
    """List proposals, newest first; `state` and `mine=1` (those that wait for the caller's answer) narrow."""

    serializer_class = ProposalOutput

    class Input(serializers.Serializer[Any]):
        """A version kept as a draft (its number), or a whole document that becomes one."""

        version = serializers.IntegerField(required=False)
        contract = serializers.CharField(required=False, max_length=4_000_000, trim_whitespace=False)
        message = serializers.CharField(required=False, default="", allow_blank=True, max_length=10_000)

    def get_queryset(self) -> Any:
        """Find those the caller may see."""
        found = proposals_visible(caller(self.request), waiting=self.request.query_params.get("mine") in {"1", "true"})
        state = self.request.query_params.get("state", "")
        return found.filter(state=state) if state in ChangeProposal.State.values else found

    @extend_schema(parameters=[OpenApiParameter("state", str, enum=ChangeProposal.State.values), OpenApiParameter("mine", bool)])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List them."""
        return super().get(request, *args, **kwargs)

    @extend_schema(operation_id="proposals_open", request=Input, responses={201: ProposalDetailOutput})
    def post(self, request: Request) -> Response:
        """Open a proposal (contributors of the contract's domain): whom it affects is frozen."""
        told = self.Input(data=request.data)
        told.is_valid(raise_exception=True)
        version = _version(request, told.validated_data)
        require_role(request, Role.CONTRIBUTOR, version.contract.domain)
        with _proposing(request) as person:
            made = open_proposal(version=version, person=person, message=told.validated_data["message"])
        return Response(_detail(request, made.pk), status=201)


def _version(request: Request, told: dict[str, Any]) -> ContractVersion:
    if ("version" in told) == ("contract" in told):
        raise ValidationError({"version": "Send either version, the number of a draft, or contract, a document."})
    if "version" in told:
        seen = ContractVersion.objects.select_related("contract__domain").filter(
            contract__in=contracts_visible(caller(request)).values("pk")
        )
        return get_object_or_404(seen, pk=told["version"])
    raw = told["contract"].encode()
    try:
        document = read(raw)
    except Unreadable as error:
        raise ValidationError({"contract": str(error)}) from error
    require_new_or_known(request, document.text("id") or document.text("uuid"), None)
    with answering(request):
        return save_draft(raw=raw, origin=Origin(person=caller(request), source="api")).version


def _detail(request: Request, pk: int) -> dict[str, Any]:
    person = caller(request)
    proposal = proposals_visible(person).filter(pk=pk).first()
    if proposal is None:
        raise NotFound(f"There is no proposal {pk}, or it is not for you to see.")
    page = proposal_page(proposal, person, timezone.now())
    return {**ProposalOutput(proposal).data, "answers": _answers(page), "hidden": page.hidden}


def _answers(page: ProposalPage) -> list[dict[str, Any]]:
    return [
        {
            **{name: getattr(row.acknowledgement, name) for name in ("id", "verdict", "answer", "ready_by", "comment", "answered_at")},
            "agreement": row.acknowledgement.agreement_id,
            "consumer": row.consumer,
            "reasons": list(row.reasons),
            "is_mine": row.is_mine,
        }
        for row in page.answers
    ]


class ProposalDetail(APIView):
    """One proposal."""

    @extend_schema(operation_id="proposals_retrieve", responses=ProposalDetailOutput)
    def get(self, request: Request, pk: int) -> Response:
        """Give a proposal with the answers the caller may see."""
        return Response(_detail(request, pk))


class ProposalAnswers(APIView):
    """Answering."""

    class Input(serializers.Serializer[Any]):
        """An answer; `id` says for which consumer, where the caller answers for several."""

        id = serializers.IntegerField(required=False)
        answer = serializers.ChoiceField(_ANSWERS)
        ready_by = serializers.DateField(required=False, default=None, allow_null=True)
        comment = serializers.CharField(required=False, default="", allow_blank=True, max_length=10_000)

    @extend_schema(operation_id="proposals_answer", request=Input, responses=ProposalDetailOutput)
    def post(self, request: Request, pk: int) -> Response:
        """Answer for a consumer that the caller belongs to."""
        _detail(request, pk)
        told = self.Input(data=request.data)
        told.is_valid(raise_exception=True)
        said = dict(told.validated_data)
        with _proposing(request) as person:
            mine = Acknowledgement.objects.of_consumer(person).filter(proposal=pk)
            chosen = list(mine.filter(pk=said.pop("id")) if "id" in said else mine[:2])
            if len(chosen) != 1:
                raise ValidationError(
                    {"id": "Say for which consumer, by its id among answers." if chosen else "This answer is not yours to give."}
                )
            answer_proposal(acknowledgement=chosen[0], person=person, **said)
        return Response(_detail(request, pk))


class ProposalStep(APIView):
    """Ending a proposal."""

    class Input(serializers.Serializer[Any]):
        """Where it shall go. `reason`: why it is rejected, or published over objections."""

        state = serializers.ChoiceField(_ENDS)
        reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=10_000)

    @extend_schema(operation_id="proposals_end", request=Input, responses=ProposalDetailOutput)
    def post(self, request: Request, pk: int) -> Response:
        """Publish (stewards), withdraw (contributors) or reject (stewards)."""
        _detail(request, pk)
        told = self.Input(data=request.data)
        told.is_valid(raise_exception=True)
        state, reason = told.validated_data["state"], told.validated_data["reason"]
        proposal = ChangeProposal.objects.select_related("version__contract__domain").get(pk=pk)
        is_withdrawal = state == ChangeProposal.State.WITHDRAWN
        require_role(request, Role.CONTRIBUTOR if is_withdrawal else Role.STEWARD, proposal.version.contract.domain)
        with _proposing(request) as person:
            if is_withdrawal:
                withdraw_proposal(proposal=proposal, person=person)
            elif state == ChangeProposal.State.REJECTED:
                reject_proposal(proposal=proposal, person=person, reason=reason)
            else:
                publish_proposal(proposal=proposal, person=person, force_reason=reason)
        return Response(_detail(request, pk))
