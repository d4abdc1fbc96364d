"""The lineage room, as Django sees it."""

from django.apps import AppConfig


class LineageConfig(AppConfig):
    """What happened, as it was reported."""

    name = "lineage"
