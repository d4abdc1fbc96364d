"""Marquez's reading routes: namespaces, datasets, jobs, runs, raw events, tags."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import F, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.described import extend_schema
from catalog.models import Asset, AssetTag, Namespace, Person, SchemaVersion
from lineage.api.asking import caller, one_of, when, whole
from lineage.api.marquez.finding import asset_named, datasets_shaped, job_named, jobs_shaped
from lineage.api.marquez.shapes import dataset_shape, namespace_shape, run_shape, stamp
from lineage.models import Event, Job, Run
from lineage.queries.events import assets_named, body_of, newest_facets, parsed

LIMIT = 100
MOST = 1_000
PAGING = [OpenApiParameter("limit", int), OpenApiParameter("offset", int)]
_STATES = {"NEW": ["unknown"], "RUNNING": ["started", "running"], "COMPLETED": ["completed"], "FAILED": ["failed"], "ABORTED": ["aborted"]}


Method = TypeVar("Method", bound=Callable[..., Response])


def marquez(**said: Any) -> Callable[[Method], Method]:
    """Describe one of Marquez's routes; its shapes are Marquez's to document."""
    described: Callable[[Method], Method] = extend_schema(**{"responses": OpenApiTypes.OBJECT, "tags": ["marquez"], **said})
    return described


def window(request: Request) -> slice:
    """Read `limit` and `offset`."""
    offset = whole(request, "offset", 0, most=10_000_000) or 0
    return slice(offset, offset + (whole(request, "limit", LIMIT, most=MOST) or 0))


class NamespacesView(APIView):
    """GET namespaces."""

    @marquez(parameters=PAGING, operation_id="marquez_namespaces")
    def get(self, request: Request) -> Response:
        """List namespaces by name."""
        return Response({"namespaces": [namespace_shape(one) for one in Namespace.objects.order_by("name")[window(request)]]})


class NamespaceView(APIView):
    """GET namespaces/{namespace}."""

    @marquez(operation_id="marquez_namespace")
    def get(self, request: Request, namespace: str) -> Response:
        """Give one namespace."""
        del request
        found = Namespace.objects.filter(name=namespace).first()
        if found is None:
            raise NotFound(f"Namespace '{namespace}' not found.")
        return Response(namespace_shape(found))


class DatasetsView(APIView):
    """GET namespaces/{namespace}/datasets."""

    @marquez(parameters=PAGING, operation_id="marquez_datasets")
    def get(self, request: Request, namespace: str) -> Response:
        """List a namespace's datasets by name."""
        assets = Asset.objects.visible_to(caller(request)).filter(namespace__name=namespace).select_related("namespace")
        return Response({"datasets": datasets_shaped(list(assets.order_by("name")[window(request)])), "totalCount": assets.count()})


class DatasetView(APIView):
    """GET namespaces/{namespace}/datasets/{dataset}."""

    @marquez(operation_id="marquez_dataset")
    def get(self, request: Request, namespace: str, dataset: str) -> Response:
        """Give one dataset, by any of its names."""
        asset = asset_named(namespace, dataset, caller(request))
        facets = {facet.name: facet.content.value for facet in asset.facets.select_related("content") if facet.content}
        return Response({**datasets_shaped([asset])[0], "facets": facets})


class DatasetVersionsView(APIView):
    """GET namespaces/{namespace}/datasets/{dataset}/versions: the versions of its schema, newest first."""

    @marquez(parameters=PAGING, operation_id="marquez_dataset_versions")
    def get(self, request: Request, namespace: str, dataset: str) -> Response:
        """List the versions."""
        asset = asset_named(namespace, dataset, caller(request))
        versions = SchemaVersion.objects.filter(asset=asset).order_by("-last_seen_at", "-pk")
        return Response({"versions": [_version(asset, one) for one in versions[window(request)]], "totalCount": versions.count()})


def _version(asset: Asset, version: SchemaVersion) -> dict[str, Any]:
    fields = [{"name": path, "type": kind or None, "tags": [], "description": said or None} for path, kind, said, *_ in version.columns]
    said = {**dataset_shape(asset, []), "fields": fields, "createdAt": stamp(version.first_seen_at), "lifecycleState": None}
    return {
        **said,
        "version": bytes(version.fingerprint).hex(),
        "createdByRun": {"id": version.first_run_id} if version.first_run_id else None,
    }


JOB_FILTERS = [*PAGING, OpenApiParameter("lastRunStates", str, enum=list(_STATES))]


class JobsView(APIView):
    """GET jobs."""

    @marquez(parameters=JOB_FILTERS, operation_id="marquez_jobs")
    def get(self, request: Request) -> Response:
        """List jobs, the latest seen first."""
        return self.listed(request, Job.objects.visible_to(caller(request)))

    def listed(self, request: Request, jobs: QuerySet[Job]) -> Response:
        """Answer a page of these jobs."""
        jobs = jobs.select_related("namespace", "parent", "latest_run")
        states = [state for said in request.query_params.getlist("lastRunStates") for state in _STATES.get(said, [said])]
        if states:
            jobs = jobs.filter(latest_run__state__in=states)
        rows = jobs.order_by(F("last_seen_at").desc(nulls_last=True), "pk")[window(request)]
        return Response({"jobs": jobs_shaped(rows, caller(request)), "totalCount": jobs.count()})


class NamespaceJobsView(JobsView):
    """GET namespaces/{namespace}/jobs."""

    @marquez(parameters=JOB_FILTERS, operation_id="marquez_namespace_jobs")
    def get(self, request: Request, namespace: str) -> Response:  # type: ignore[override] # its address names the namespace
        """List a namespace's jobs, the latest seen first."""
        return self.listed(request, Job.objects.visible_to(caller(request)).filter(namespace__name=namespace))


class JobView(APIView):
    """GET namespaces/{namespace}/jobs/{job}."""

    @marquez(operation_id="marquez_job")
    def get(self, request: Request, namespace: str, job: str) -> Response:
        """Give one job with its newest runs."""
        found = job_named(namespace, job, caller(request))
        runs = Run.objects.filter(job=found).order_by("-first_event_at")[:10]
        return Response({**jobs_shaped([found], caller(request))[0], "latestRuns": [run_shape(run) for run in runs]})


class JobRunsView(APIView):
    """GET namespaces/{namespace}/jobs/{job}/runs."""

    @marquez(parameters=PAGING, operation_id="marquez_job_runs")
    def get(self, request: Request, namespace: str, job: str) -> Response:
        """List a job's runs, newest first."""
        runs = Run.objects.filter(job=job_named(namespace, job, caller(request))).order_by("-first_event_at", "pk")
        return Response({"runs": [run_shape(run) for run in runs[window(request)]], "totalCount": runs.count()})


class RunView(APIView):
    """GET jobs/runs/{id}."""

    @marquez(operation_id="marquez_run")
    def get(self, request: Request, run_id: str) -> Response:
        """Give one run."""
        return Response(run_shape(run_named(run_id, caller(request))))


def run_named(run_id: str, person: Person | None) -> Run:
    """Find a run that this person may see by OpenLineage's id; the oldest row where two jobs claim it."""
    run = Run.objects.visible_to(person).filter(run_id=run_id).select_related("job__namespace").order_by("pk").first()
    if run is None:
        raise NotFound(f"Run '{run_id}' not found.")
    return run


class RunFacetsView(APIView):
    """GET jobs/runs/{id}/facets?type=run|job."""

    @marquez(parameters=[OpenApiParameter("type", str, enum=["run", "job"])], operation_id="marquez_run_facets")
    def get(self, request: Request, run_id: str) -> Response:
        """Give the facets that a run's events told; none where they name an asset that the caller may not see."""
        run = run_named(run_id, caller(request))
        side = one_of(request, "type", ("run", "job"))
        known = run.datasets.values("asset_id")
        seen = Asset.objects.visible_to(caller(request)).filter(pk__in=known).count() == known.distinct().count()
        return Response({"runId": run.run_id, "facets": newest_facets(run, side) if seen else {}})


class EventsView(APIView):
    """GET events/lineage: raw run events."""

    @marquez(
        parameters=[
            *PAGING,
            OpenApiParameter("before", str),
            OpenApiParameter("after", str),
            OpenApiParameter("sortDirection", str, enum=["desc", "asc"]),
        ],
        operation_id="marquez_events",
    )
    def get(self, request: Request) -> Response:
        """List raw events by the time they tell; those that name assets the caller may not see are left out of the page."""
        events = Event.objects.visible_to(caller(request)).filter(kind="run")
        before, after = when(request, "before"), when(request, "after")
        events = events.filter(event_time__lt=before) if before else events
        events = events.filter(event_time__gte=after) if after else events
        order = "" if one_of(request, "sortDirection", ("desc", "asc")) == "asc" else "-"
        rows = events.order_by(f"{order}event_time", f"{order}pk")[window(request)]
        documents = [parsed(body_of(event)) for event in rows]
        person = caller(request)
        shown = [
            one
            for one in documents
            if one is not None and (_sees_all(person) or not any(label.is_hidden for label in assets_named(one, person)))
        ]
        return Response({"events": shown, "totalCount": events.count()})


def _sees_all(person: Any) -> bool:
    return person is not None and person.is_administrator


class TagsView(APIView):
    """GET tags."""

    @marquez(parameters=PAGING, operation_id="marquez_tags")
    def get(self, request: Request) -> Response:
        """List the tags in use."""
        keys = (
            AssetTag.objects.filter(asset__in=Asset.objects.visible_to(caller(request)))
            .values_list("key", flat=True)
            .distinct()
            .order_by("key")
        )
        return Response({"tags": [{"name": key, "description": None} for key in keys[window(request)]]})
