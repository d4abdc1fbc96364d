"""Lists of assets over the API; a key of a pipeline has none: lists are people's."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.actions.lists import CannotList, create_list, list_asset, unlist_asset
from catalog.api.callers import acting, caller
from catalog.api.described import extend_schema
from catalog.models import Asset, AssetList, Person, Team
from catalog.queries.lists import list_page, lists_of


class ListOutput(serializers.ModelSerializer[AssetList]):
    """A list; `team` is whom it is shared with."""

    owner = serializers.SlugRelatedField[Any](slug_field="handle", read_only=True)
    team = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    asset_count = serializers.IntegerField()

    class Meta:
        model = AssetList
        fields = ("id", "name", "description", "owner", "team", "asset_count", "created_at")


def _somebody(request: Request) -> Person:
    person = caller(request)
    if not person.pk:
        raise PermissionDenied("Lists are people's: sign in, or use a key somebody made.")
    return person


class Lists(ListAPIView[AssetList]):
    """List one's lists and those shared with one's teams; begin new ones."""

    serializer_class = ListOutput
    queryset = AssetList.objects.none()

    class Input(serializers.Serializer[Any]):
        """A new list."""

        name = serializers.CharField(max_length=120)
        description = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
        team = serializers.SlugRelatedField[Any](
            slug_field="slug", queryset=Team.objects.all(), required=False, default=None, allow_null=True
        )

    def get_queryset(self) -> QuerySet[AssetList]:
        """Find the caller's."""
        return lists_of(caller(self.request))

    @extend_schema(request=Input, responses={201: ListOutput})
    def post(self, request: Request) -> Response:
        """Begin a list."""
        person = _somebody(request)
        wanted = self.Input(data=request.data)
        wanted.is_valid(raise_exception=True)
        try:
            with acting(request):
                made = create_list(person=person, **wanted.validated_data)
        except CannotList as error:
            raise serializers.ValidationError({"name": [str(error)]}) from error
        return Response(ListOutput(lists_of(person).get(pk=made.pk)).data, status=201)


class ListAssets(APIView):
    """What is on a list."""

    class Input(serializers.Serializer[Any]):
        """An asset by number, with a note."""

        asset = serializers.IntegerField()
        note = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)

    class Output(serializers.Serializer[Any]):
        """An asset on the list."""

        asset = serializers.IntegerField(source="asset_id")
        name = serializers.CharField(source="asset.name")
        title = serializers.CharField(source="asset.title")
        note = serializers.CharField()
        added_at = serializers.DateTimeField()

    @extend_schema(operation_id="list_assets", responses=Output(many=True))
    def get(self, request: Request, list_id: int) -> Response:
        """Give the assets on it that the caller may see."""
        return Response(self.Output(list_page(list_id, caller(request)).entries, many=True).data)

    @extend_schema(operation_id="list_assets_add", request=Input, responses={201: Output(many=True)})
    def post(self, request: Request, list_id: int) -> Response:
        """Put an asset on it."""
        person = _somebody(request)
        found = list_page(list_id, person).asset_list
        said = self.Input(data=request.data)
        said.is_valid(raise_exception=True)
        asset = get_object_or_404(Asset.objects.visible_to(person), pk=said.validated_data["asset"])
        try:
            with acting(request):
                list_asset(asset_list=found, asset=asset, person=person, note=said.validated_data["note"])
        except CannotList as error:
            raise serializers.ValidationError({"asset": [str(error)]}) from error
        return Response(self.Output(list_page(list_id, person).entries, many=True).data, status=201)


class ListAsset(APIView):
    """One asset on a list."""

    @extend_schema(operation_id="list_assets_remove", responses={204: None})
    def delete(self, request: Request, list_id: int, asset_id: int) -> Response:
        """Take it off."""
        person = _somebody(request)
        found = list_page(list_id, person).asset_list
        asset = get_object_or_404(Asset.objects.visible_to(person), pk=asset_id)
        with acting(request):
            unlist_asset(asset_list=found, asset=asset)
        return Response(status=204)
