"""The lineage room, as Django sees it."""

from django.apps import AppConfig
from django.core import checks


class LineageConfig(AppConfig):
    """What happened, as it was reported."""

    name = "lineage"

    def ready(self) -> None:
        """Register the check of the steps that follow a run."""
        from lineage.steps import check_run_steps  # settings are ready only now

        checks.register(check_run_steps)
