"""REST: imports, begun by upload or by connection, confirmed, discarded, undone; what they said is in their answers."""

from typing import Any

import orjson
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import APIException, NotFound, PermissionDenied, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.callers import acting, caller
from catalog.api.described import extend_schema
from lineage.actions.importing.starting import CannotImport, Wanted, confirm_import, discard_import, may_import, start_import
from lineage.actions.importing.undoing import CannotUndo, undo_import
from lineage.import_forms import DIALECTS, PEOPLE, as_one_upload
from lineage.models import Connection, Import, ImportKind
from lineage.queries.imports import import_page


class NotNow(APIException):
    """The import is in no state for that."""

    status_code = 409
    default_code = "not_now"


class ImportShape(serializers.ModelSerializer[Import]):
    """An import and how far it is; `counts` is {word: number}."""

    by = serializers.SlugRelatedField[Any](slug_field="handle", read_only=True)
    progress = serializers.SerializerMethodField()

    class Meta:
        model = Import
        fields: tuple[str, ...] = (
            "id",
            "label",
            "kind",
            "state",
            "content_name",
            "by",
            "created_at",
            "finished_at",
            "progress",
            "counts",
            "reason",
        )

    def get_progress(self, found: Import) -> dict[str, int]:
        """Say how much of what is being done now is done."""
        return {"done": found.done, "total": found.total}


class SettingsInput(serializers.Serializer[Any]):
    """What sources don't tell by themselves; the kinds take what concerns them (docs/guides/imports.md)."""

    namespace = serializers.CharField(required=False, max_length=500)
    dialect = serializers.ChoiceField(choices=DIALECTS, required=False, allow_blank=True)
    database = serializers.CharField(required=False, max_length=500)
    schema = serializers.CharField(required=False, max_length=500)
    jobs = serializers.CharField(required=False, max_length=500)
    repository = serializers.URLField(required=False)
    variables = serializers.DictField(required=False)
    with_runs = serializers.BooleanField(required=False)
    people = serializers.ChoiceField(choices=PEOPLE, required=False)
    schemas = serializers.CharField(required=False, max_length=2_000)
    except_schemas = serializers.CharField(required=False, max_length=2_000)


class ImportsView(ListAPIView[Import]):
    """Imports, newest first, and how one begins."""

    serializer_class = ImportShape
    queryset = Import.objects.none()
    parser_classes = (MultiPartParser, JSONParser)

    class Input(serializers.Serializer[Any]):
        """An import: `files` (multipart; several become one) or the name of a `connection`. `preview`: wait for a confirmation."""

        kind = serializers.ChoiceField(choices=ImportKind.choices)
        label = serializers.CharField(max_length=120)  # type: ignore[assignment]  # DRF takes declared fields off the class
        settings = serializers.JSONField(required=False, default=dict)
        files = serializers.ListField(child=serializers.FileField(), required=False, default=list)
        connection = serializers.SlugRelatedField[Any](
            slug_field="name", queryset=Connection.objects.all(), required=False, default=None, allow_null=True
        )
        preview = serializers.BooleanField(default=False)

    def get_queryset(self) -> QuerySet[Import]:
        """Find the caller's imports; administrators' are all."""
        return (
            Import.objects.visible_to(caller(self.request))
            .defer("content", "proposal", "skipped")
            .select_related("by")
            .order_by("-created_at", "-pk")
        )

    @extend_schema(
        request={"multipart/form-data": Input, "application/json": Input}, responses={202: ImportShape}, operation_id="imports_create"
    )
    def post(self, request: Request) -> Response:
        """Begin an import; poll its address until `state` is done, proposed or failed."""
        wanted = self.Input(data=request.data)
        wanted.is_valid(raise_exception=True)
        said = wanted.validated_data
        person = caller(request)
        _require(request, said["kind"])
        settings = _settings(said["settings"])
        files = [(file.name or "upload", file.read()) for file in said["files"]]
        name, content = as_one_upload(files) if files else ("", None)
        asked = Wanted(said["kind"], said["label"], settings, content, name, said["connection"], needs_confirming=said["preview"])
        try:
            with acting(request):
                found = start_import(wanted=asked, person=person if person.pk else None)
        except CannotImport as error:
            raise ValidationError({"files": str(error)}) from error
        address = request.build_absolute_uri(reverse("api-import", args=[found.pk]))
        return Response(ImportShape(found).data, status=202, headers={"Location": address})


class ImportView(APIView):
    """One import."""

    @extend_schema_serializer(component_name="ImportDetail")
    class Output(ImportShape):
        """An import with what it changes (names of assets that the caller may not see are left out) and what it skipped, with reasons."""

        changes = serializers.ListField(child=serializers.DictField())
        skipped = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))

        class Meta(ImportShape.Meta):
            fields = (*ImportShape.Meta.fields, "changes", "skipped")

    @extend_schema(responses=Output, operation_id="imports_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """Show one import."""
        found = _find(request, pk)
        page = import_page(found, caller(request))
        changes = [
            {"kind": entry.kind, "state": entry.state, "namespace": entry.namespace, "name": entry.name, "columns": list(entry.changes)}
            for entry in page.entries
        ]
        return Response({**ImportShape(found).data, "changes": changes, "skipped": found.skipped})


class ImportDecisionView(APIView):
    """Confirm, discard or undo an import."""

    @extend_schema(request=None, responses={200: ImportShape}, operation_id="imports_decide")
    def post(self, request: Request, pk: int, decision: str) -> Response:
        """Decide; 409 where it is too early or too late for that."""
        found = _find(request, pk)
        _require(request, found.kind)
        if decision not in _DECISIONS:
            raise NotFound("One can confirm, discard or undo an import.")
        try:
            with acting(request):
                _DECISIONS[decision](found)
        except (CannotImport, CannotUndo) as error:
            raise NotNow(str(error)) from error
        return Response(ImportShape(_find(request, pk)).data)


_DECISIONS: dict[str, Any] = {
    "confirm": lambda found: confirm_import(found=found),
    "discard": lambda found: discard_import(found=found),
    "undo": lambda found: undo_import(found=found, now=timezone.now()),
}


def _find(request: Request, pk: int) -> Import:
    return get_object_or_404(Import.objects.visible_to(caller(request)).defer("content").select_related("by"), pk=pk)


def _require(request: Request, kind: str) -> None:
    if not may_import(caller(request), kind):
        who = "administrators" if kind == ImportKind.DATABASE else "team leads and administrators"
        raise PermissionDenied(f"Only {who} may import this.")


def _settings(told: Any) -> dict[str, Any]:
    """Check settings; in a multipart form they come as one JSON text."""
    if isinstance(told, str):
        try:
            told = orjson.loads(told or "{}")
        except orjson.JSONDecodeError as error:
            raise ValidationError({"settings": f"This is no JSON: {error}."}) from error
    checked = SettingsInput(data=told)
    checked.is_valid(raise_exception=True)
    return dict(checked.validated_data)
