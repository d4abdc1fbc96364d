"""Where the lineage room's pages and API live; config mounts `pages` at the root and `api` under /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from lineage.api import ingest
from lineage.views import asset_runs, events, impact, jobs, lineage, names, runs

pages: list[URLPattern | URLResolver] = [
    path("assets/<int:asset_id>/lineage/", lineage.asset_lineage, name="asset-lineage"),
    path("assets/<int:asset_id>/lineage/impact/", impact.asset_impact, name="asset-impact"),
    path("assets/<int:asset_id>/lineage/impact.csv", impact.asset_impact_csv, name="asset-impact-csv"),
    path("assets/<int:asset_id>/runs/", asset_runs.asset_runs, name="asset-runs"),
    path("assets/<int:asset_id>/names/", names.asset_names, name="asset-names"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("runs/", runs.runs, name="runs"),
    path("runs/day/", runs.runs_day, name="runs-day"),
    path("runs/<int:pk>/", runs.run, name="run"),
    path("events/", events.events, name="events"),
    path("events/problems/", events.event_problems, name="event-problems"),
    path("events/<int:pk>/", events.event, name="event"),
    path("events/<int:pk>/redrive/", events.event_redrive, name="event-redrive"),
]

api: list[URLPattern | URLResolver] = [
    path("lineage", ingest.lineage, name="api-lineage"),
    path("lineage/batch", ingest.batch, name="api-lineage-batch"),
]
