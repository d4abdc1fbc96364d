"""The lineage room, as Django sees it."""

from contextlib import suppress

from django.apps import AppConfig, apps
from django.apps.registry import Apps
from django.core import checks
from django.db.models.signals import post_migrate


class LineageConfig(AppConfig):
    """What happened, as it was reported."""

    name = "lineage"

    def ready(self) -> None:
        """Register the check of the steps that follow a run, and keep the projector's cursor in its place."""
        from lineage.steps import check_run_steps  # settings are ready only now

        checks.register(check_run_steps)
        post_migrate.connect(_place_cursor, sender=self)


def _place_cursor(using: str, apps: Apps = apps, **_: object) -> None:
    """Give an emptied database its cursor back: `manage.py flush` forgets the row that a migration once wrote."""
    with suppress(LookupError):  # migrated back to before there was one
        apps.get_model("lineage", "ProjectionCursor").objects.using(using).get_or_create(name="projector")
