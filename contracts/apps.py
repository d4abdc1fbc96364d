"""The contracts room, as Django sees it."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """What was promised, and whether it holds."""

    name = "contracts"
