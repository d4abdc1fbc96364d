"""REST: the graph: around an asset or a column, impact, paths, root causes."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.described import extend_schema
from catalog.models import Asset, Column, Person
from lineage.api.asking import caller, flag, key, keys, one_of, when, whole
from lineage.api.shapes import AssetShape, ColumnGraphShape, GraphShape, ImpactShape, PathShape, RootCauseShape
from lineage.graph import GraphTooLargeError
from lineage.queries.cause import root_cause
from lineage.queries.column_walk import ColumnWalk, column_walk
from lineage.queries.impact import ImpactFilter, column_of, impact
from lineage.queries.labels import labels
from lineage.queries.scene import Asked, Scene, scene
from lineage.queries.steps import Way
from lineage.queries.walk import CAP, UnknownPathError, path_between

MOST_GIVEN = 100
DEEPEST = 100
AS_OF = OpenApiParameter("at", str, description="As of this time (ISO 8601); now when left out.")
STEPS = [OpenApiParameter("up", int, description="Steps upstream (1)."), OpenApiParameter("down", int, description="Steps downstream (1).")]


def seen_asset(pk: int, person: Person | None) -> int:
    """Check that the asset is there and may be seen."""
    if not Asset.objects.visible_to(person).filter(pk=pk).exists():
        raise NotFound(f"There is no asset {pk}, or it is in a domain you have no role in.")
    return pk


class AssetLineageView(APIView):
    """The graph around an asset."""

    @extend_schema(parameters=[*STEPS, AS_OF], responses=GraphShape, operation_id="assets_lineage")
    def get(self, request: Request, pk: int) -> Response:
        """Give the assets and edges around one asset."""
        person = caller(request)
        up, down = (whole(request, side, 1, most=DEEPEST) for side in ("up", "down"))
        facts = scene(Asked(seen_asset(pk, person), up, down, at=when(request, "at"), with_columns=False), person)
        return Response(GraphShape({"focus": pk, "is_capped": facts.is_capped, "nodes": _nodes(facts), "edges": facts.links}).data)


def _nodes(facts: Scene) -> list[dict[str, Any]]:
    return [
        {
            "asset": facts.labels[asset],
            "level": level,
            "status": facts.status(asset),
            "hidden_up": facts.hidden_up.get(asset, 0),
            "hidden_down": facts.hidden_down.get(asset, 0),
        }
        for asset, level in facts.levels.items()
    ]


class ColumnLineageView(APIView):
    """The path of a column."""

    @extend_schema(
        parameters=[OpenApiParameter("indirect", bool), OpenApiParameter("depth", int), AS_OF],
        responses=ColumnGraphShape,
        operation_id="columns_lineage",
    )
    def get(self, request: Request, pk: int) -> Response:
        """Give what a column is made from (levels below 0) and what depends on it (above 0)."""
        person = caller(request)
        column = Column.objects.filter(pk=pk, asset__in=Asset.objects.visible_to(person)).first()
        if column is None:
            raise NotFound(f"There is no column {pk}, or it is in a domain you have no role in.")
        asked: dict[str, Any] = {
            "indirect": flag(request, "indirect"),
            "depth": whole(request, "depth", least=1, most=DEEPEST),
            "at": when(request, "at"),
        }
        up, down = (column_walk(pk, column.asset_id, way, **asked) for way in Way)
        return Response(
            ColumnGraphShape({"column": pk, "is_capped": up.is_capped or down.is_capped, "nodes": _column_nodes(up, down, person)}).data
        )


def _column_nodes(up: ColumnWalk, down: ColumnWalk, person: Person | None) -> list[dict[str, Any]]:
    levels = {**{node: -level for node, level in up.levels.items()}, **down.levels}
    owners = {**up.asset_of, **down.asset_of}
    names = labels(set(owners.values()), person)
    paths = dict(Column.objects.filter(pk__in=[node for node in levels if node > 0]).values_list("pk", "path"))
    return [
        {
            "column": node if node > 0 and not names[owners[node]].is_hidden else None,
            "path": "" if names[owners[node]].is_hidden else paths.get(node, ""),
            "asset": names[owners[node]],
            "level": level,
        }
        for node, level in sorted(levels.items(), key=lambda item: (item[1], item[0]))
        if owners[node] in names
    ]


class ImpactView(APIView):
    """What an asset or a column affects."""

    @extend_schema(
        parameters=[
            OpenApiParameter("asset", int, required=True),
            OpenApiParameter("column", int),
            OpenApiParameter("direction", str, enum=["down", "up"]),
            OpenApiParameter("depth", int),
            OpenApiParameter("indirect", bool),
            *[OpenApiParameter(name, str) for name in ("kind", "domain", "q")],
            OpenApiParameter("limit", int, description=f"Rows, at most {CAP:,} (200)."),
            AS_OF,
        ],
        responses=ImpactShape,
        operation_id="lineage_impact",
    )
    def get(self, request: Request) -> Response:
        """List affected assets, nearest first."""
        person = caller(request)
        asset = seen_asset(key(request, "asset"), person)
        column = whole(request, "column", least=1)
        if column is not None and column_of(asset, column) is None:
            raise ValidationError({"column": f"Asset {asset} has no column {column}."})
        found = impact(
            asset,
            person,
            way=Way(one_of(request, "direction", ("down", "up"))),
            column=column,
            indirect=flag(request, "indirect"),
            depth=whole(request, "depth", least=1, most=DEEPEST),
            at=when(request, "at"),
            chosen=ImpactFilter(*(request.query_params.get(name, "") for name in ("kind", "domain", "q"))),
            limit=whole(request, "limit", 200, least=1, most=CAP) or CAP,
        )
        return Response(ImpactShape(found).data)


class PathView(APIView):
    """How one asset reaches another."""

    @extend_schema(
        parameters=[OpenApiParameter("source", int, required=True), OpenApiParameter("target", int, required=True), AS_OF],
        responses=PathShape,
        operation_id="lineage_path",
    )
    def get(self, request: Request) -> Response:
        """Give a shortest path downstream from `source` to `target`."""
        person = caller(request)
        source, target = (seen_asset(key(request, name), person) for name in ("source", "target"))
        try:
            found = path_between(source, target, at=when(request, "at"))
        except UnknownPathError as error:
            raise NotFound(str(error)) from error
        names = labels(found, person)
        return Response({"steps": len(found) - 1, "assets": AssetShape([names[pk] for pk in found if pk in names], many=True).data})


class RootCauseView(APIView):
    """What several late or failed assets share upstream."""

    @extend_schema(
        parameters=[OpenApiParameter("assets", str, required=True, description=f"1 to {MOST_GIVEN} keys, separated by commas.")],
        responses=RootCauseShape,
        operation_id="lineage_root_cause",
    )
    def get(self, request: Request) -> Response:
        """Find the one upstream asset that every path to all of them passes."""
        person = caller(request)
        given = keys(request, "assets", MOST_GIVEN)
        if Asset.objects.visible_to(person).filter(pk__in=given).count() != len(set(given)):
            raise Http404("Some of these assets don't exist, or are in domains you have no role in.")
        try:
            return Response(RootCauseShape(root_cause(given, person)).data)
        except GraphTooLargeError as error:
            raise ValidationError({"assets": str(error)}) from error
