"""Marquez's graphs: `GET lineage` and `GET column-lineage`."""

from collections.abc import Iterable
from typing import Any, cast

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.described import extend_schema
from catalog.models import Asset, Column, Person
from lineage.api.asking import caller, flag, whole
from lineage.api.marquez.finding import HIDDEN_NAMESPACE, asset_of, datasets_shaped, job_of, jobs_shaped
from lineage.api.marquez.nodeid import NodeId, UnreadableNodeId, dataset_id, field_id, job_id, parse
from lineage.models import ColumnEdge, Job, JobDataset
from lineage.models.run import Direction
from lineage.queries.column_walk import walk_columns
from lineage.queries.labels import HIDDEN_NAME, hidden_domains
from lineage.queries.steps import Way
from lineage.queries.walk import walk

DEPTH = 20
HIDDEN_JOB = "Hidden job"
NODE_ID = OpenApiParameter("nodeId", str, required=True, description="dataset:NAMESPACE:NAME or job:NAMESPACE:NAME")
DEPTH_SAID = OpenApiParameter("depth", int, description=f"Steps in each direction ({DEPTH}).")


def node_asked(request: Request) -> NodeId:
    """Read the node id."""
    try:
        return parse(request.query_params.get("nodeId", ""))
    except UnreadableNodeId as error:
        raise ValidationError({"nodeId": str(error)}) from error


class LineageView(APIView):
    """The graph of datasets and jobs around a node: what is upstream of it and what is downstream, never mere siblings."""

    @extend_schema(parameters=[NODE_ID, DEPTH_SAID], responses=OpenApiTypes.OBJECT, operation_id="marquez_lineage")
    def get(self, request: Request) -> Response:
        """Give the graph in Marquez's shape."""
        person = caller(request)
        node = node_asked(request)
        depth = whole(request, "depth", DEPTH, most=100)
        if node.kind == "job":
            job = job_of(node, person)
            sides = list(JobDataset.objects.filter(job=job, is_shown=True).values_list("asset_id", "direction"))
            above = walk([asset for asset, side in sides if side == Direction.INPUT], up=depth)
            below = walk([asset for asset, side in sides if side == Direction.OUTPUT], down=depth)
            return Response({"graph": _graph({*above.levels, *below.levels}, [job.pk], person)})
        asset, _ = asset_of(node, person)
        return Response({"graph": _graph(set(walk([asset.pk], up=depth, down=depth).levels), [], person)})


def _graph(assets: set[int], jobs: Iterable[int], person: Person | None) -> list[dict[str, Any]]:
    """Write the nodes: the assets, and the jobs that lead from one to another, fill one from nothing, or only read one.

    What this person may not see is masked, not left out: else what is upstream of it would hang in the air.
    """
    sides = list(
        JobDataset.objects.filter(Q(asset_id__in=assets) | Q(job_id__in=list(jobs)), is_shown=True).values_list(
            "job_id", "asset_id", "direction"
        )
    )
    hidden = hidden_domains(person)
    rows = list(Asset.objects.filter(pk__in=assets).select_related("namespace").order_by("pk"))
    ids = {asset.pk: _dataset_node_id(asset, hidden) for asset in rows}
    shaped = dict(
        zip(
            [row.pk for row in rows if row.domain_id not in hidden],
            datasets_shaped([r for r in rows if r.domain_id not in hidden]),
            strict=True,
        )
    )
    touching = {job for job, _, _ in sides}
    job_rows = list(
        Job.objects.visible_to(person).filter(pk__in=touching).select_related("namespace", "parent", "latest_run").order_by("pk")
    )
    masked = sorted(touching - {job.pk for job in job_rows})
    job_ids = {job.pk: job_id(job.namespace.name, job.name) for job in job_rows}
    job_ids |= {job: job_id(HIDDEN_NAMESPACE, f"{HIDDEN_JOB} {job}") for job in masked}
    edges = {(ids[a], job_ids[j]) if d == Direction.INPUT else (job_ids[j], ids[a]) for j, a, d in sides if a in ids and j in job_ids}
    nodes = [(ids[asset.pk], "DATASET", shaped.get(asset.pk) or _hidden_data(asset.pk)) for asset in rows]
    nodes += [(job_ids[job.pk], "JOB", data) for job, data in zip(job_rows, jobs_shaped(job_rows, person), strict=True)]
    nodes += [(job_ids[job], "JOB", _hidden_job(job)) for job in masked]
    return _with_edges(nodes, edges)


def _with_edges(nodes: list[tuple[str, str, dict[str, Any]]], edges: set[tuple[str, str]]) -> list[dict[str, Any]]:
    into: dict[str, list[dict[str, str]]] = {}
    out: dict[str, list[dict[str, str]]] = {}
    for origin, destination in sorted(edges):
        edge = {"origin": origin, "destination": destination}
        into.setdefault(destination, []).append(edge)
        out.setdefault(origin, []).append(edge)
    return [
        {"id": key, "type": kind, "data": data, "inEdges": into.get(key, []), "outEdges": out.get(key, [])} for key, kind, data in nodes
    ]


def _dataset_node_id(asset: Asset, hidden: frozenset[int]) -> str:
    if asset.domain_id in hidden:
        return dataset_id(HIDDEN_NAMESPACE, f"{HIDDEN_NAME} {asset.pk}")
    return dataset_id(asset.namespace.name, asset.name)


def _hidden_data(asset: int) -> dict[str, Any]:
    name = f"{HIDDEN_NAME} {asset}"
    return {
        "id": {"namespace": HIDDEN_NAMESPACE, "name": name},
        "type": "DB_TABLE",
        "name": name,
        "namespace": HIDDEN_NAMESPACE,
        "fields": [],
        "tags": [],
    }


def _hidden_job(job: int) -> dict[str, Any]:
    name = f"{HIDDEN_JOB} {job}"
    return {
        "id": {"namespace": HIDDEN_NAMESPACE, "name": name},
        "type": "BATCH",
        "name": name,
        "simpleName": name,
        "namespace": HIDDEN_NAMESPACE,
        "inputs": [],
        "outputs": [],
        "latestRun": None,
        "latestRuns": [],
    }


class ColumnLineageView(APIView):
    """The graph of fields upstream of a field, or of all fields of a dataset; with what is downstream when asked."""

    @extend_schema(
        parameters=[NODE_ID, DEPTH_SAID, OpenApiParameter("withDownstream", bool)],
        responses=OpenApiTypes.OBJECT,
        operation_id="marquez_column_lineage",
    )
    def get(self, request: Request) -> Response:
        """Give the graph in Marquez's shape."""
        person = caller(request)
        node = node_asked(request)
        if node.kind == "job":
            raise ValidationError({"nodeId": "Ask for a dataset or a datasetField; jobs have no fields."})
        asset, rest = asset_of(node, person)
        columns = Column.objects.filter(asset=asset, is_current=True)
        starts = list((columns.filter(path=rest[0]) if rest else columns).values_list("pk", flat=True))
        if rest and not starts:
            raise NotFound(f"Field '{rest[0]}' not found in dataset '{asset.name}'.")
        depth = whole(request, "depth", DEPTH, most=100) or 0
        ways = list(Way) if flag(request, "withDownstream") else [Way.UP]
        reached = {column for way in ways for column in walk_columns(starts, asset.pk, way, depth=depth).levels}
        return Response({"graph": _fields(reached, person)})


def _fields(reached: set[int], person: Person | None) -> list[dict[str, Any]]:
    hidden = hidden_domains(person)
    seen = Column.objects.filter(pk__in=reached).exclude(asset__domain_id__in=hidden).select_related("asset__namespace").order_by("pk")
    columns = {column.pk: column for column in seen}
    ids = {pk: field_id(column.asset.namespace.name, column.asset.name, column.path) for pk, column in columns.items()}
    told = ColumnEdge.objects.filter(source_column_id__in=columns, target_column_id__in=columns, is_shown=True, kind="direct")
    inputs: dict[int, list[dict[str, Any]]] = {}
    edges = set()
    for edge in told.order_by("pk"):
        if edge.source_column_id is None or edge.target_column_id is None:
            continue
        source = columns[edge.source_column_id]
        inputs.setdefault(edge.target_column_id, []).append(
            {
                "namespace": source.asset.namespace.name,
                "dataset": source.asset.name,
                "field": source.path,
                "transformationDescription": edge.description or None,
                "transformationType": edge.subtype or None,
            }
        )
        edges.add((ids[edge.target_column_id], ids[edge.source_column_id]))
    return _with_edges([(ids[pk], "DATASET_FIELD", _field_data(column, inputs.get(pk, []))) for pk, column in columns.items()], edges)


def _field_data(column: Column, inputs: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "namespace": column.asset.namespace.name,
        "dataset": column.asset.name,
        "datasetVersion": None,
        "field": column.path,
        "fieldType": column.data_type or None,
        "transformationDescription": inputs[0]["transformationDescription"] if inputs else None,
        "transformationType": inputs[0]["transformationType"] if inputs else None,
        "inputFields": inputs,
    }


def lineage_graph(request: HttpRequest) -> HttpResponse:
    """Answer GET /api/v1/lineage; the ingest route hands it over."""
    answer = LineageView.as_view()(request)
    return cast("HttpResponse", answer)
