"""Where the lineage room's pages and API live; config mounts `pages` at the root and `api` under /api/v1/."""

from django.urls import URLPattern

pages: list[URLPattern] = []

api: list[URLPattern] = [
    # The ingest routes come first: path("lineage", ingest.lineage, name="api-lineage"), path("lineage/batch", ingest.batch, name="api-lineage-batch")
]
