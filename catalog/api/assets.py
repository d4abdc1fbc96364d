"""Assets, their columns and the versions of their schema."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.actions.describe import describe_asset
from catalog.api.callers import acting, caller, require_role
from catalog.api.described import extend_schema
from catalog.models import Asset, AssetTag, Column, Role, SchemaVersion
from catalog.models.asset import AssetQuerySet
from catalog.queries import FILTERS, ORDERS, filtered

WORDS = ("title", "purpose", "description")
FACTS = (
    "id", "name", "title", "purpose", "description", "reported_description", "kind", "lifecycle", "standing", "usage",
    "first_seen_at", "last_seen_at", "fresh_at", "dropped_at", "is_dropped", "best_for", "not_for", "conditions", "sensitivity",
    "certified_at", "importance", "views", "rating", "rating_count",
)  # fmt: skip


class AssetOutput(serializers.ModelSerializer[Asset]):
    """An asset."""

    namespace = serializers.CharField(source="namespace.name")
    platform = serializers.CharField(source="namespace.platform")
    domain = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    owner_team = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    steward = serializers.SlugRelatedField[Any](slug_field="handle", read_only=True)
    successor = serializers.PrimaryKeyRelatedField[Any](read_only=True)
    tags = serializers.SerializerMethodField(help_text="Tags of the asset itself, `key` or `key: value`.")

    class Meta:
        model = Asset
        fields = (*FACTS, "namespace", "platform", "domain", "owner_team", "steward", "successor", "tags")

    def get_tags(self, asset: Asset) -> list[str]:
        """List the asset's tags, not those of its columns."""
        return [str(tag) for tag in asset.tags.all()]


def visible_assets(request: Request) -> AssetQuerySet:
    """Give the assets the caller may see, joined with all an answer needs."""
    own_tags = Prefetch("tags", AssetTag.objects.filter(column=None).order_by("key", "value"))
    return Asset.objects.visible_to(caller(request)).for_listing().select_related("steward").prefetch_related(own_tags)


def parameters(*names: str) -> list[OpenApiParameter]:
    """Describe plain query parameters."""
    return [OpenApiParameter(name, str) for name in names]


@extend_schema(parameters=[*parameters(*FILTERS, "namespace", "name", "dropped"), OpenApiParameter("order", str, enum=list(ORDERS))])
class Assets(ListAPIView[Asset]):
    """List assets: `kind`, `platform`, `domain`, `team`, `lifecycle`, `namespace` (number), `name` (part of it), `dropped=1`, `order`."""

    serializer_class = AssetOutput

    def get_queryset(self) -> QuerySet[Asset]:
        """Narrow down and order as the page does."""
        chosen = self.request.query_params.dict()
        order = ORDERS.get(chosen.get("order", ""), ORDERS["used"])[1]
        return filtered(visible_assets(self.request), chosen).order_by(*order)


class AssetDetail(APIView):
    """One asset."""

    class Input(serializers.Serializer[Any]):
        """What people say of it; what is left out stays."""

        title = serializers.CharField(max_length=200, required=False, allow_blank=True)
        purpose = serializers.CharField(max_length=300, required=False, allow_blank=True)
        description = serializers.CharField(max_length=100_000, required=False, allow_blank=True)

    @extend_schema(operation_id="asset_retrieve", responses=AssetOutput)
    def get(self, request: Request, asset_id: int) -> Response:
        """Give one asset."""
        return Response(AssetOutput(get_object_or_404(visible_assets(request), pk=asset_id)).data)

    @extend_schema(operation_id="asset_describe", request=Input, responses=AssetOutput)
    def patch(self, request: Request, asset_id: int) -> Response:
        """Say what an asset is (contributors of its domain)."""
        asset = get_object_or_404(visible_assets(request), pk=asset_id)
        require_role(request, Role.CONTRIBUTOR, asset.domain)
        said = self.Input(data=request.data)
        said.is_valid(raise_exception=True)
        with acting(request):
            describe_asset(asset=asset, **{**{field: getattr(asset, field) for field in WORDS}, **said.validated_data})
        return Response(AssetOutput(get_object_or_404(visible_assets(request), pk=asset_id)).data)


class ColumnOutput(serializers.ModelSerializer[Column]):
    """A column; `ordinal` is its place in the current schema, null when it is no longer in it."""

    tags = serializers.SerializerMethodField()

    class Meta:
        model = Column
        fields = ("id", "path", "data_type", "ordinal", "is_current", "description", "reported_description", "tags")

    def get_tags(self, column: Column) -> list[str]:
        """List the column's tags."""
        return [str(tag) for tag in column.tags.all()]


class AssetColumns(ListAPIView[Column]):
    """List an asset's columns, current ones first in their order."""

    serializer_class = ColumnOutput
    queryset = Column.objects.none()

    def get_queryset(self) -> QuerySet[Column]:
        """Find them, or answer 404 when the asset is hidden."""
        asset = get_object_or_404(Asset.objects.visible_to(caller(self.request)), pk=self.kwargs["asset_id"])
        return asset.columns.prefetch_related("tags").order_by("-is_current", "ordinal", "path")


class VersionOutput(serializers.ModelSerializer[SchemaVersion]):
    """A version of the schema; `columns` are `[path, type, description]` in order."""

    class Meta:
        model = SchemaVersion
        fields = ("id", "columns", "first_seen_at", "last_seen_at", "first_run_id")


class AssetSchemaVersions(ListAPIView[SchemaVersion]):
    """List the versions of an asset's schema, newest first."""

    serializer_class = VersionOutput
    queryset = SchemaVersion.objects.none()

    def get_queryset(self) -> QuerySet[SchemaVersion]:
        """Find them, or answer 404 when the asset is hidden."""
        asset = get_object_or_404(Asset.objects.visible_to(caller(self.request)), pk=self.kwargs["asset_id"])
        return asset.schema_versions.order_by("-last_seen_at", "-id")
