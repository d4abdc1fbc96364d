"""The addresses of Marquez's reading routes, exactly as its clients call them.

A namespace may hold slashes (`postgres://host:5432`), which arrive decoded; the shortest namespace that fits is taken.
"""

from django.urls import URLPattern, re_path

from lineage.api.marquez import counting, graph, reading

_SPACE = r"^namespaces/(?P<namespace>.+?)"

marquez: list[URLPattern] = [
    re_path(r"^column-lineage$", graph.ColumnLineageView.as_view(), name="marquez-column-lineage"),
    re_path(r"^namespaces/?$", reading.NamespacesView.as_view(), name="marquez-namespaces"),
    re_path(_SPACE + r"/datasets/?$", reading.DatasetsView.as_view(), name="marquez-datasets"),
    re_path(_SPACE + r"/datasets/(?P<dataset>.+)/versions/?$", reading.DatasetVersionsView.as_view(), name="marquez-dataset-versions"),
    re_path(_SPACE + r"/datasets/(?P<dataset>.+)$", reading.DatasetView.as_view(), name="marquez-dataset"),
    re_path(_SPACE + r"/jobs/?$", reading.JobsView.as_view(), name="marquez-namespace-jobs"),
    re_path(_SPACE + r"/jobs/(?P<job>.+)/runs/?$", reading.JobRunsView.as_view(), name="marquez-job-runs"),
    re_path(_SPACE + r"/jobs/(?P<job>.+)$", reading.JobView.as_view(), name="marquez-job"),
    re_path(_SPACE + r"$", reading.NamespacesView.as_view(), name="marquez-namespace"),
    re_path(r"^jobs/?$", reading.JobsView.as_view(), name="marquez-jobs"),
    re_path(r"^jobs/runs/(?P<run_id>[^/]+)/facets$", reading.RunFacetsView.as_view(), name="marquez-run-facets"),
    re_path(r"^jobs/runs/(?P<run_id>[^/]+)$", reading.RunView.as_view(), name="marquez-run"),
    re_path(r"^events/lineage$", reading.EventsView.as_view(), name="marquez-events"),
    re_path(r"^tags/?$", reading.TagsView.as_view(), name="marquez-tags"),
    re_path(r"^stats/(?P<subject>[a-z-]+)$", counting.StatsView.as_view(), name="marquez-stats"),
    # With its trailing slash the address is Marquez's alone: its web interface asks there. Without one it is the catalog's search.
    re_path(r"^search/$", counting.SearchView.as_view(), name="marquez-search"),
]
