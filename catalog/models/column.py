"""Columns (OpenLineage: fields, ODCS: properties) and the versions of an asset's schema."""

from django.db import models
from django.db.models import F

from catalog.models.asset import Asset


class Column(models.Model):
    """A column ever seen in an asset; nested fields have dotted paths."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="columns", db_index=False)
    path = models.TextField()
    data_type = models.TextField(blank=True, db_default="")
    ordinal = models.IntegerField(null=True, help_text="Place in the current schema, from 0; null: not in it.")
    reported_description = models.TextField(blank=True, db_default="")
    description = models.TextField(blank=True, db_default="", help_text="Written by people.")
    is_current = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "path"], name="column_has_one_path")]

    def __str__(self) -> str:
        """Say the path."""
        return self.path

    @property
    def meaning(self) -> str:
        """What people wrote, or else what events say."""
        return self.description or self.reported_description


class SchemaVersion(models.Model):
    """One shape of an asset, seen between two event times; the current one was seen last.

    `columns` is a list of `[path, type]` in order, `fingerprint` blake2b over it: another description is no other version.
    """

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="schema_versions", db_index=False)
    fingerprint = models.BinaryField(max_length=16)
    columns = models.JSONField()
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    first_run_id = models.TextField(blank=True, db_default="", help_text="The run that brought it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "fingerprint"], name="schema_version_is_kept_once")]
        indexes = [models.Index(F("asset"), F("last_seen_at").desc(), name="schema_version_newest_first")]

    def __str__(self) -> str:
        """Say whose shape since when."""
        return f"{self.asset_id} since {self.first_seen_at:%Y-%m-%d}"
