"""REST: whether a change may be made."""

import json
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.callers import caller
from catalog.api.described import extend_schema
from catalog.models import ApiKey, Asset
from contracts.compatibility.changes import Change
from contracts.queries.change import CanIChange, Row, can_i_change_all
from contracts.queries.change_asked import Asked, Form, asset_called, questions
from contracts.queries.change_offers import UnreadableProposal

_LONGEST = 4_000_000
_COLOURS = {"yes": "#1a7f37", "no": "#b42318", "unknown": "#57606a"}


class MayAsk(BasePermission):
    """Somebody signed in, or a key that may read: asking changes nothing, though it is posted."""

    message = "Sign in, or send a key with the scope read."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Check the key's scope, or that somebody is signed in."""
        del view
        if isinstance(request.auth, ApiKey):
            return "read" in request.auth.scopes
        return bool(request.user and request.user.is_authenticated)


class ReasonOutput(serializers.Serializer[Any]):
    """Why: `effect` is breaks, unknown or notice; `code` the kind of change; `column` and `what` its subject."""

    effect = serializers.CharField()
    code = serializers.CharField()
    column = serializers.CharField()
    what = serializers.CharField()
    words = serializers.CharField()


class JudgedChange(serializers.Serializer[Any]):
    """One change with the direction of the promise: tightens, loosens, both, none, undetermined."""

    code = serializers.CharField()
    direction = serializers.CharField()
    column = serializers.CharField()
    what = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    words = serializers.CharField()


class ConsumerVerdict(serializers.Serializer[Any]):
    """One consumer's verdict. `evidence`: declared, parsed, reported; `coverage`: whether its columns are listed, the whole asset, unknown."""

    asset = serializers.IntegerField()
    key = serializers.CharField()
    consumer = serializers.CharField()
    kind = serializers.CharField()
    ask = serializers.CharField()
    through = serializers.CharField()
    agreement = serializers.IntegerField(allow_null=True)
    environment = serializers.CharField(help_text="Of the consumer's namespace: prod, test …; empty where not said.")
    evidence = serializers.CharField()
    coverage = serializers.CharField()
    is_provisional = serializers.BooleanField()
    verdict = serializers.ChoiceField(["yes", "no", "unknown"])
    reasons = ReasonOutput(many=True)


class CanIChangeView(APIView):
    """Asking whether a change may be made."""

    permission_classes = [MayAsk]

    class Input(serializers.Serializer[Any]):
        """What is to change, in exactly one form.

        `asset`: its number, `namespace/name` or name; a contract in force may be asked about without it. `contract`: an ODCS document as text.
        `schema`: a list of {name, type, required}. `sql`: CREATE or ALTER TABLE, with `dialect` where the platform doesn't tell.
        `observed`: true asks whether the columns seen last keep what is promised.
        """

        asset = serializers.CharField(required=False, default="", allow_blank=True, max_length=2_000)
        contract = serializers.CharField(required=False, max_length=_LONGEST, trim_whitespace=False)
        schema = serializers.JSONField(required=False)
        sql = serializers.CharField(required=False, max_length=_LONGEST, trim_whitespace=False)
        dialect = serializers.CharField(required=False, default="", allow_blank=True, max_length=40)
        observed = serializers.BooleanField(required=False, default=False)

    class Output(serializers.Serializer[Any]):
        """The answer; `exit_code` is what a command should end with: 0 yes, 1 no, 2 unknown."""

        verdict = serializers.ChoiceField(["yes", "no", "unknown"])
        exit_code = serializers.IntegerField()
        counts = serializers.DictField(child=serializers.IntegerField())
        compatibility = serializers.DictField()
        missing = serializers.ListField(child=serializers.CharField(), help_text="Columns it is about that aren't known, in words.")
        changes = JudgedChange(many=True)
        rows = ConsumerVerdict(many=True)
        pages = serializers.ListField(child=serializers.CharField())

    @extend_schema(operation_id="can_i_change", request=Input, responses=Output)
    def post(self, request: Request) -> Response:
        """Judge a proposed change for everybody who relies on the asset; nothing is kept."""
        told = self.Input(data=request.data)
        told.is_valid(raise_exception=True)
        return Response(as_dict(_answer(request, told.validated_data)))


class Badge(APIView):
    """The answer as a picture."""

    permission_classes = [MayAsk]

    @extend_schema(
        operation_id="can_i_change_badge",
        parameters=[OpenApiParameter("asset", str, required=True)],
        responses={(200, "image/svg+xml"): {"type": "string"}},
    )
    def get(self, request: Request) -> HttpResponse:
        """Draw whether the columns seen last keep what is promised to everybody."""
        asset = asset_of(request, request.query_params.get("asset", ""))
        verdict = can_i_change_all(questions(asset, Asked(Form.OBSERVED), caller(request)), caller(request)).answer.value
        return HttpResponse(
            badge("fits its readers", verdict), content_type="image/svg+xml", headers={"Cache-Control": "private, max-age=60"}
        )


def badge(label: str, verdict: str) -> str:
    """Draw a small label: words, not colour alone."""
    left, right = 7 * len(label) + 12, 7 * len(verdict) + 14
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label="{label}: {verdict}">'
        f'<title>{label}: {verdict}</title><rect width="{left}" height="20" fill="#444c56"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{_COLOURS[verdict]}"/>'
        f'<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="12" text-anchor="middle">'
        f'<text x="{left / 2:g}" y="14">{label}</text><text x="{left + right / 2:g}" y="14">{verdict}</text></g></svg>'
    )


def _answer(request: Request, told: dict[str, Any]) -> CanIChange:
    forms = [form for form in Form if told.get(form.value) not in (None, False)]
    if len(forms) != 1:
        raise ValidationError({"contract": "Send exactly one of contract, schema, sql, or observed: true."})
    value = told[forms[0].value]
    text = value if isinstance(value, str) else json.dumps(value) if forms[0] is Form.SCHEMA else ""
    asset = asset_of(request, told["asset"]) if told["asset"] else None
    try:
        return can_i_change_all(questions(asset, Asked(forms[0], text, told["dialect"]), caller(request)), caller(request))
    except UnreadableProposal as error:
        raise ValidationError({forms[0].value: [str(error)]}) from error


def asset_of(request: Request, name: str) -> Asset:
    """Find an asset that the caller may see, by number or name; else 404."""
    found = asset_called(name, caller(request))
    if found is None:
        raise NotFound(f"There is no asset {name[:200]!r}, several are called so, or it is in a domain you have no role in.")
    return found


def as_dict(found: CanIChange) -> dict[str, Any]:
    """Give the answer as JSON."""
    return {
        "verdict": found.answer.value,
        "exit_code": found.exit_code,
        "counts": found.counts,
        "compatibility": {"mode": found.modes.name, "backward": found.modes.backward, "forward": found.modes.forward},
        "missing": list(found.missing),
        "changes": [change_as_dict(change) for change in found.changes],
        "rows": [_row(row) for row in found.rows],
        "pages": [reverse("asset-change", args=[about.asset.pk]) for about in found.assets],
    }


def change_as_dict(change: Change) -> dict[str, str]:
    """Give one change as JSON."""
    return {**{name: getattr(change, name) for name in ("column", "what", "before", "after", "words")},
            "code": change.code.value, "direction": change.direction.value}  # fmt: skip


def reasons_as_dicts(row: Row) -> list[dict[str, str]]:
    """Give the reasons of a row as JSON."""
    return [
        {"effect": reason.effect.value, "code": reason.code, "column": reason.column, "what": reason.what, "words": reason.words}
        for reason in row.reasons
    ]


def _row(row: Row) -> dict[str, Any]:
    party, consumer = row.relying.party, row.relying.consumer
    return {
        "asset": row.asset.pk,
        "key": party.key,
        "consumer": party.name,
        "kind": party.kind,
        "ask": party.ask,
        "through": party.through,
        "agreement": party.agreement,
        "environment": party.environment,
        "evidence": consumer.evidence.value,
        "coverage": consumer.coverage.value,
        "is_provisional": row.relying.is_provisional,
        "verdict": row.answer.value,
        "reasons": reasons_as_dicts(row),
    }
