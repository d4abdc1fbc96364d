"""Make the first months' partitions, so that no event ever has to live in the default one."""

from typing import Any, ClassVar

from django.db import migrations
from django.utils import timezone

from lineage.actions.retention import keep_partitions


def make(apps: Any, editor: Any) -> None:
    """Make this month's partition and the next ones."""
    del apps, editor
    keep_partitions(now=timezone.now())


class Migration(migrations.Migration):
    """Partitions go with the table they belong to, so there is nothing to undo."""

    dependencies: ClassVar = [("lineage", "0002_event_table")]
    operations: ClassVar = [migrations.RunPython(make, migrations.RunPython.noop)]
