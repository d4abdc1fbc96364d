"""Reports and cases for machines: a pipeline may report, read, and say what fixed it."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.callers import acting, caller
from catalog.api.described import extend_schema
from catalog.asked import LARGEST, number
from catalog.models import Asset, Person
from feedback.actions.cases.moving import CannotMoveCase
from feedback.actions.cases.reporting import About, CannotReport, Said, report_problem
from feedback.actions.cases.resolving import Resolution, resolve_case
from feedback.auth import may_handle
from feedback.models import Case, Report
from feedback.models.case import CaseQuerySet, CaseState, Outcome
from feedback.queries.candidates import candidate_causes

FACTS = (
    "id", "title", "state", "severity", "column_path", "outcome", "public_answer", "fixed_by_run_id", "fixed_in_version", "fixed_in_commit",
    "is_regressed", "is_escalating", "opened_at", "first_reply_at", "reply_due_at", "solve_due_at", "fixed_at", "solved_at",
)  # fmt: skip


class CaseOutput(serializers.ModelSerializer[Case]):
    """A case."""

    asset = serializers.PrimaryKeyRelatedField[Any](read_only=True)
    job = serializers.PrimaryKeyRelatedField[Any](read_only=True)
    assignee = serializers.SlugRelatedField[Any](slug_field="handle", read_only=True)

    class Meta:
        model = Case
        fields = (*FACTS, "asset", "job", "assignee")


def signed_in(request: Request) -> Person:
    """Give a caller who is somebody: reports and answers have an author."""
    person = caller(request)
    if person.pk is None:
        raise PermissionDenied("This key belongs to nobody any more; make a new one.")
    return person


class Reports(APIView):
    """Report a problem."""

    class Input(serializers.Serializer[Any]):
        """What is wrong, and where."""

        asset = serializers.IntegerField()
        kind = serializers.ChoiceField(choices=Report.Kind.choices)
        text = serializers.CharField(max_length=5_000)
        column = serializers.CharField(required=False, default="", allow_blank=True)
        run = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=LARGEST)
        row_filter = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)
        evidence = serializers.CharField(required=False, default="", allow_blank=True, max_length=2_000)

    @extend_schema(operation_id="problem_report", request=Input, responses={201: CaseOutput})
    def post(self, request: Request) -> Response:
        """Open a case with this report."""
        said = self.Input(data=request.data)
        said.is_valid(raise_exception=True)
        words = said.validated_data
        person = signed_in(request)
        asset = get_object_or_404(Asset.objects.visible_to(person).select_related("domain", "owner_team", "steward"), pk=words["asset"])
        about = About(words["column"], words["run"], words["row_filter"])
        try:
            with acting(request):
                report = report_problem(
                    reporter=person, asset=asset, about=about, said=Said(words["kind"], words["text"], words["evidence"])
                )
        except CannotReport as error:
            raise ValidationError({"detail": str(error)}) from error
        return Response(CaseOutput(report.case).data, status=status.HTTP_201_CREATED)


@extend_schema(parameters=[OpenApiParameter("state", str, enum=CaseState.values), OpenApiParameter("asset", int)])
class Cases(ListAPIView[Case]):
    """List cases, newest first: `state`, `asset` (number)."""

    serializer_class = CaseOutput

    def get_queryset(self) -> CaseQuerySet:
        """Narrow down what the caller may see."""
        cases = Case.objects.visible_to(caller(self.request)).select_related("assignee").order_by("-opened_at", "-pk")
        asked = self.request.query_params
        if asked.get("state") in CaseState.values:
            cases = cases.filter(state=asked["state"])
        if asset := asked.get("asset"):
            cases = cases.filter(asset=number(asset))
        return cases


class CaseDetail(APIView):
    """One case."""

    class Input(serializers.Serializer[Any]):
        """What came of it."""

        outcome = serializers.ChoiceField(choices=[choice for choice in Outcome.choices if choice[0] != Outcome.DUPLICATE])
        public_answer = serializers.CharField(max_length=10_000)
        internal_note = serializers.CharField(required=False, default="", allow_blank=True)
        run_id = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=LARGEST)
        version = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)
        commit = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)

    @extend_schema(operation_id="case_retrieve", responses=CaseOutput)
    def get(self, request: Request, case_id: int) -> Response:
        """Give one case."""
        return Response(CaseOutput(_visible(request, case_id)).data)

    @extend_schema(operation_id="case_resolve", request=Input, responses=CaseOutput)
    def post(self, request: Request, case_id: int) -> Response:
        """Say what came of it, as its handler: a pipeline that fixed something can tell which run did."""
        case = _visible(request, case_id)
        person = signed_in(request)
        if not may_handle(person, case):
            raise PermissionDenied("Only stewards of its domain, the team it is with and its assignee resolve a case.")
        said = self.Input(data=request.data)
        said.is_valid(raise_exception=True)
        try:
            with acting(request):
                resolve_case(case=case, resolution=Resolution(**said.validated_data), person=person)
        except CannotMoveCase as error:
            raise ValidationError({"detail": str(error)}) from error
        return Response(CaseOutput(_visible(request, case_id)).data)


class CandidateOutput(serializers.Serializer[Any]):
    """A candidate cause; `path` holds asset numbers from there to here."""

    kind = serializers.CharField()
    asset = serializers.IntegerField(source="asset.pk")
    words = serializers.CharField()
    at = serializers.DateTimeField()
    distance = serializers.IntegerField()
    by_column = serializers.BooleanField()
    score = serializers.FloatField()
    run = serializers.IntegerField(allow_null=True)
    path = serializers.SerializerMethodField()

    def get_path(self, candidate: Any) -> list[int]:
        """List the way."""
        return [label.pk for label in candidate.path]


class CaseCandidates(APIView):
    """What upstream may have caused a case."""

    @extend_schema(operation_id="case_candidates", responses=CandidateOutput(many=True))
    def get(self, request: Request, case_id: int) -> Response:
        """Rank failed runs, broken promises, schema changes and other cases upstream."""
        case = _visible(request, case_id)
        found = candidate_causes(case.asset, case.column_path, caller(request), now=timezone.now(), besides=case.pk)
        return Response(CandidateOutput(found, many=True).data)


def _visible(request: Request, case_id: int) -> Case:
    return get_object_or_404(Case.objects.visible_to(caller(request)).select_related("asset__domain", "assignee"), pk=case_id)
