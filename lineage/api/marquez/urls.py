"""The addresses of Marquez's reading routes, exactly as its clients call them."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import PathConverter

from lineage.api.marquez import counting, graph, reading


class SpaceConverter(PathConverter):
    """A namespace: it may hold slashes (`postgres://host:5432`), which arrive decoded; the shortest that fits is taken."""

    regex = ".+?"


register_converter(SpaceConverter, "space")

marquez: list[URLPattern] = [
    path("column-lineage", graph.ColumnLineageView.as_view(), name="marquez-column-lineage"),
    path("namespaces", reading.NamespacesView.as_view(), name="marquez-namespaces"),
    path("namespaces/<space:namespace>/datasets", reading.DatasetsView.as_view(), name="marquez-datasets"),
    path(
        "namespaces/<space:namespace>/datasets/<path:dataset>/versions",
        reading.DatasetVersionsView.as_view(),
        name="marquez-dataset-versions",
    ),
    path("namespaces/<space:namespace>/datasets/<path:dataset>", reading.DatasetView.as_view(), name="marquez-dataset"),
    path("namespaces/<space:namespace>/jobs", reading.NamespaceJobsView.as_view(), name="marquez-namespace-jobs"),
    path("namespaces/<space:namespace>/jobs/<path:job>/runs", reading.JobRunsView.as_view(), name="marquez-job-runs"),
    path("namespaces/<space:namespace>/jobs/<path:job>", reading.JobView.as_view(), name="marquez-job"),
    path("namespaces/<path:namespace>", reading.NamespaceView.as_view(), name="marquez-namespace"),
    path("jobs", reading.JobsView.as_view(), name="marquez-jobs"),
    path("jobs/runs/<str:run_id>/facets", reading.RunFacetsView.as_view(), name="marquez-run-facets"),
    path("jobs/runs/<str:run_id>", reading.RunView.as_view(), name="marquez-run"),
    path("events/lineage", reading.EventsView.as_view(), name="marquez-events"),
    path("tags", reading.TagsView.as_view(), name="marquez-tags"),
    path("stats/<slug:subject>", counting.StatsView.as_view(), name="marquez-stats"),
    # With its trailing slash the address is Marquez's alone: its web interface asks there. Without one it is the catalog's search.
    path("search/", counting.SearchView.as_view(), name="marquez-search"),
]
