"""Who reads what, as query logs tell: counts by day, so that popularity can fade.

Assets are checked by the importer, not by constraints: merging assets moves these rows afterwards (settings.ASSET_MERGE_STEPS).
"""

from django.db import models

from catalog.models import Asset
from lineage.models.importing import Import


class QueryUse(models.Model):
    """How often a reader queried an asset on a day. `reader` is a name, or a pseudonym where the import hid names."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="query_uses", db_constraint=False, db_index=False)
    label = models.CharField(max_length=120, help_text="The log it was read from.")
    day = models.DateField()
    reader = models.CharField(max_length=120, blank=True)
    queries = models.IntegerField()
    taken_by = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="uses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "label", "day", "reader"], name="query_use_is_counted_once")]
        indexes = [models.Index(fields=["label", "day"], name="query_use_by_log")]

    def __str__(self) -> str:
        """Say how often."""
        return f"{self.queries} on {self.day}"


class ColumnUse(models.Model):
    """How often queries read a column on a day. A path, not a column: logs name columns that no schema told of yet."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="column_uses", db_constraint=False, db_index=False)
    column_path = models.TextField()
    label = models.CharField(max_length=120)
    day = models.DateField()
    queries = models.IntegerField()
    taken_by = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="column_uses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "column_path", "label", "day"], name="column_use_is_counted_once")]
        indexes = [models.Index(fields=["label", "day"], name="column_use_by_log")]

    def __str__(self) -> str:
        """Say which column."""
        return self.column_path


class UsedTogether(models.Model):
    """How often one query read both assets on a day; the asset with the smaller id stands first."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="used_before", db_constraint=False, db_index=False)
    other = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="used_after", db_constraint=False)
    label = models.CharField(max_length=120)
    day = models.DateField()
    queries = models.IntegerField()
    taken_by = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="pairs")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "other", "label", "day"], name="pair_is_counted_once"),
            models.CheckConstraint(condition=models.Q(asset__lt=models.F("other")), name="pair_has_one_order"),
        ]
        indexes = [models.Index(fields=["label", "day"], name="pair_by_log")]

    def __str__(self) -> str:
        """Say both."""
        return f"{self.asset_id} with {self.other_id}"
