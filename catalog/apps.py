"""The catalog room, as Django sees it."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """What exists, and who answers for it."""

    name = "catalog"
