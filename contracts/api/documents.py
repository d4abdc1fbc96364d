"""Documents that are nobody's yet: validate and compare without keeping anything."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.described import extend_schema
from contracts.api.callers import problem_as_dict
from contracts.api.change import MayAsk
from contracts.api.raw import BODY, RawParser, body_of
from contracts.api.versions import ChangeOutput, changes_as_dicts
from contracts.clauses import Clause, clauses_of
from contracts.odcs import Document, Problem, Unreadable, check, compare, fill, next_number, read
from contracts.queries.domains import ignored_here
from contracts.queries.environments import variables_of
from contracts.standards import difference_document


class ProblemOutput(serializers.Serializer[Any]):
    """Something wrong with a document: `path` like `schema[0].name`, `where` in the contract's own names, `line` from 1 (0: nowhere)."""

    path = serializers.CharField()
    where = serializers.CharField()
    line = serializers.IntegerField()
    message = serializers.CharField()
    severity = serializers.ChoiceField(["error", "warning"])


class PromiseOutput(serializers.Serializer[Any]):
    """A clause the document would make."""

    key = serializers.CharField()
    object_name = serializers.CharField()
    kind = serializers.CharField()
    property = serializers.CharField()
    column_path = serializers.CharField()
    words = serializers.CharField()
    terms = serializers.JSONField()
    severity = serializers.CharField()
    why_not = serializers.CharField()


class Checked(serializers.Serializer[Any]):
    """What there is to say about a document; `problems` holds errors and warnings."""

    valid = serializers.BooleanField()
    problems = ProblemOutput(many=True)
    ignored = serializers.ListField(child=serializers.DictField())
    clauses = PromiseOutput(many=True)


class Validate(APIView):
    """Checking a document."""

    permission_classes = [MayAsk]
    parser_classes = [RawParser]

    @extend_schema(operation_id="contracts_validate", request=BODY, responses=Checked, parameters=[OpenApiParameter("environment", str)])
    def post(self, request: Request) -> Response:
        """Check a document (the body) and say what it would promise; nothing is kept. 200 also for an invalid one."""
        raw = body_of(request)
        try:
            document = read(raw)
        except Unreadable as error:
            problem = Problem("", "", error.line, str(error))
            return Response({"valid": False, "problems": [problem_as_dict(problem)], "ignored": [], "clauses": []})
        return Response(checked(document, request.query_params.get("environment", "")))


def checked(document: Document, environment: str) -> dict[str, Any]:
    """Say all there is to say about a readable document; clauses only of a valid one."""
    problems = check(document)
    promises = clauses_of(fill(document.value, variables_of(environment)).value) if problems.is_valid else ()
    return {
        "valid": problems.is_valid,
        "problems": [problem_as_dict(problem) for problem in (*problems.errors, *problems.warnings)],
        "ignored": [{"path": item.path, "where": item.where, "why": item.why} for item in ignored_here(document)],
        "clauses": [_promise(promise) for promise in promises],
    }


def _promise(promise: Clause) -> dict[str, Any]:
    return {**asdict(promise), "terms": dict(promise.terms)}


class Diff(APIView):
    """Comparing two documents."""

    permission_classes = [MayAsk]

    class Input(serializers.Serializer[Any]):
        """Two documents as text."""

        before = serializers.CharField(max_length=4_000_000, trim_whitespace=False)
        after = serializers.CharField(max_length=4_000_000, trim_whitespace=False)

    @extend_schema(
        operation_id="contracts_diff", request=Input, responses=ChangeOutput(many=True), parameters=[OpenApiParameter("as", str)]
    )
    def post(self, request: Request) -> Response:
        """Compare two documents of any version of the standard; `as=omds` answers a MetadataDifference."""
        told = self.Input(data=request.data)
        told.is_valid(raise_exception=True)
        before, after = (_read(told.validated_data[name], name) for name in ("before", "after"))
        changes = compare(before.value, after.value)
        if request.query_params.get("as") == "omds":
            return Response(difference_document(before.value, after.value, changes))
        suggested = next_number(before.text("version"), changes)
        return Response({"suggested_version": suggested, "changes": changes_as_dicts(changes)})


def _read(text: str, name: str) -> Document:
    try:
        return read(text.encode())
    except Unreadable as error:
        raise ParseError(f"“{name}” can't be read. {error}") from error
