"""Where the lineage room's pages and API live; config mounts `pages` at the root and `api` under /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from lineage.views import events, jobs, runs

pages: list[URLPattern | URLResolver] = [
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("runs/", runs.runs, name="runs"),
    path("runs/day/", runs.runs_day, name="runs-day"),
    path("runs/<int:pk>/", runs.run, name="run"),
    path("events/", events.events, name="events"),
    path("events/problems/", events.event_problems, name="event-problems"),
    path("events/<int:pk>/", events.event, name="event"),
]

api: list[URLPattern | URLResolver] = [
    # The ingest routes come first: path("lineage", ingest.lineage, name="api-lineage"), path("lineage/batch", ingest.batch, name="api-lineage-batch")
]
