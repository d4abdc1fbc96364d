"""Where the lineage room's pages and API live; config mounts `pages` at the root and `api` under /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from lineage.api import events as api_events
from lineage.api import graph as api_graph
from lineage.api import imports as api_imports
from lineage.api import ingest
from lineage.api import jobs as api_jobs
from lineage.api import runs as api_runs
from lineage.api import sql as api_sql
from lineage.api.marquez.urls import marquez
from lineage.views import (
    asset_queries,
    asset_runs,
    asset_strip,
    column_hints,
    events,
    impact,
    import_sources,
    imports,
    jobs,
    lineage,
    names,
    runs,
    sql,
    together,
)

pages: list[URLPattern | URLResolver] = [
    path("assets/<int:asset_id>/lineage/", lineage.asset_lineage, name="asset-lineage"),
    path("assets/<int:asset_id>/lineage/impact/", impact.asset_impact, name="asset-impact"),
    path("assets/<int:asset_id>/lineage/impact.csv", impact.asset_impact_csv, name="asset-impact-csv"),
    path("assets/<int:asset_id>/runs/", asset_runs.asset_runs, name="asset-runs"),
    path("assets/<int:asset_id>/strip/", asset_strip.asset_strip, name="asset-strip"),
    path("assets/<int:asset_id>/together/", together.asset_together, name="asset-together"),
    path("assets/<int:asset_id>/column-hints/", column_hints.asset_column_hints, name="asset-column-hints"),
    path("assets/<int:asset_id>/column-hints/accept/", column_hints.column_hints_accept, name="column-hints-accept"),
    path("assets/<int:asset_id>/names/", names.asset_names, name="asset-names"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("runs/", runs.runs, name="runs"),
    path("runs/day/", runs.runs_day, name="runs-day"),
    path("runs/<int:pk>/", runs.run, name="run"),
    path("sql/", sql.sql_page, name="sql"),
    path("assets/<int:asset_id>/queried/", asset_queries.asset_queried, name="asset-queries"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/<slug:kind>/", imports.import_new, name="import-new"),
    path("imports/<int:pk>/", imports.import_shown, name="import"),
    path("imports/<int:pk>/source/", import_sources.source_new, name="source-new"),
    path("imports/<int:pk>/<slug:decision>/", imports.import_decide, name="import-decide"),
    path("sources/<int:pk>/<slug:decision>/", import_sources.source_decide, name="source-decide"),
    path("connections/", import_sources.connections, name="connections"),
    path("connections/<int:pk>/remove/", import_sources.connection_remove, name="connection-remove"),
    path("events/", events.events, name="events"),
    path("events/problems/", events.event_problems, name="event-problems"),
    path("events/<int:pk>/", events.event, name="event"),
    path("events/<int:pk>/redrive/", events.event_redrive, name="event-redrive"),
]

api: list[URLPattern | URLResolver] = [
    path("lineage", ingest.lineage, name="api-lineage"),
    path("lineage/batch", ingest.batch, name="api-lineage-batch"),
    path("lineage/jobs", api_jobs.JobsView.as_view(), name="api-jobs"),
    path("lineage/jobs/<int:pk>", api_jobs.JobView.as_view(), name="api-job"),
    path("sql/lineage", api_sql.SqlLineageView.as_view(), name="api-sql-lineage"),
    path("lineage/impact", api_graph.ImpactView.as_view(), name="api-impact"),
    path("lineage/path", api_graph.PathView.as_view(), name="api-path"),
    path("lineage/root-cause", api_graph.RootCauseView.as_view(), name="api-root-cause"),
    path("assets/<int:pk>/lineage", api_graph.AssetLineageView.as_view(), name="api-asset-lineage"),
    path("columns/<int:pk>/lineage", api_graph.ColumnLineageView.as_view(), name="api-column-lineage"),
    path("runs", api_runs.RunsView.as_view(), name="api-runs"),
    path("runs/<int:pk>", api_runs.RunView.as_view(), name="api-run"),
    path("imports", api_imports.ImportsView.as_view(), name="api-imports"),
    path("imports/<int:pk>", api_imports.ImportView.as_view(), name="api-import"),
    path("imports/<int:pk>/<slug:decision>", api_imports.ImportDecisionView.as_view(), name="api-import-decide"),
    path("events", api_events.EventsView.as_view(), name="api-events"),
    path("events/<int:pk>", api_events.EventView.as_view(), name="api-event"),
    path("event-problems", api_events.EventProblemsView.as_view(), name="api-event-problems"),
    *marquez,
]
