"""Edges between assets and between columns, with what says so and when it was seen.

`first_seen_at` is an exact event time; `last_seen_at` is one cut to the hour (as-of questions have that grain), so that a busy job
doesn't rewrite its edges on every run. `is_shown` is derived: seen inside the window before the job's newest edge, and not overruled by
stronger evidence (docs/decisions: precedence).
"""

from django.db import models
from django.db.models import F, Q

from catalog.models import Asset, Column
from lineage.models.job import Job
from lineage.models.run import Direction


class EvidenceKind(models.TextChoices):
    """What says that the edge exists, strongest first."""

    LINEAGE_FACET = "lineage_facet", "Lineage facet"
    COLUMN_LINEAGE = "column_lineage", "Column lineage facet"
    SQL = "sql", "Parsed SQL"
    RUN_IO = "run_io", "Inputs and outputs of runs"
    DECLARED = "declared", "Declared"


class EdgeKind(models.TextChoices):
    """Whether values flow (direct) or only decide which rows there are (indirect)."""

    DIRECT = "direct", "Direct"
    INDIRECT = "indirect", "Indirect"


class JobDataset(models.Model):
    """A job's side of the graph: an asset it reads or writes, by its runs or declared."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="datasets", db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="job_datasets", db_index=False)
    direction = models.CharField(max_length=6, choices=Direction.choices)
    is_declared = models.BooleanField(default=False)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    is_shown = models.BooleanField(default=True, db_default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "asset", "direction", "is_declared"], name="job_names_an_asset_once_per_side")
        ]
        indexes = [models.Index(fields=["asset", "direction"], name="job_dataset_by_asset")]

    def __str__(self) -> str:
        """Say both ends."""
        return f"{self.job_id} {self.direction} {self.asset_id}"


class Edge(models.Model):
    """Data flows from source to target through a job (null: stated without one, by a DatasetEvent)."""

    source = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="edges_out", db_index=False)
    target = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="edges_in", db_index=False)
    job = models.ForeignKey(Job, on_delete=models.CASCADE, null=True, related_name="edges", db_index=False)
    evidence = models.CharField(max_length=14, choices=EvidenceKind.choices)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    is_shown = models.BooleanField(default=True, db_default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target", "job", "evidence"], nulls_distinct=False, name="edge_is_kept_once_per_evidence"
            ),
        ]
        indexes = [
            models.Index(fields=["source", "target"], condition=Q(is_shown=True), name="edge_downstream"),
            models.Index(fields=["target", "source"], condition=Q(is_shown=True), name="edge_upstream"),
            models.Index(fields=["target", "job"], name="edge_by_target_and_job"),
            models.Index(fields=["job"], name="edge_by_job"),
        ]

    def __str__(self) -> str:
        """Say both ends."""
        return f"{self.source_id} → {self.target_id}"


class ColumnEdge(models.Model):
    """A column feeds a column. `target_column` null: it decides the rows of the whole target; `source_column` null: the whole source."""

    source = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="column_edges_out", db_index=False)
    source_column = models.ForeignKey(Column, on_delete=models.CASCADE, null=True, related_name="edges_out")
    target = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="column_edges_in", db_index=False)
    target_column = models.ForeignKey(Column, on_delete=models.CASCADE, null=True, related_name="edges_in")
    job = models.ForeignKey(Job, on_delete=models.CASCADE, null=True, related_name="column_edges", db_index=False)
    kind = models.CharField(max_length=8, choices=EdgeKind.choices)
    subtype = models.CharField(max_length=20, blank=True, db_default="")
    masking = models.BooleanField(default=False, db_default=False)
    description = models.TextField(blank=True, db_default="")
    evidence = models.CharField(max_length=14, choices=EvidenceKind.choices)
    confidence = models.CharField(max_length=10, db_default="verified", help_text="verified, inferred, ambiguous, star")
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    is_shown = models.BooleanField(default=True, db_default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_column", "target", "target_column", "job", "kind", "subtype", "evidence"],
                nulls_distinct=False,
                name="column_edge_is_kept_once_per_evidence",
            ),
        ]
        indexes = [
            models.Index(fields=["source_column", "target_column"], condition=Q(is_shown=True), name="column_edge_downstream"),
            models.Index(fields=["target_column", "source_column"], condition=Q(is_shown=True), name="column_edge_upstream"),
            models.Index(F("target"), F("source"), name="column_edge_by_assets"),
            models.Index(fields=["job"], name="column_edge_by_job"),
        ]

    def __str__(self) -> str:
        """Say both ends."""
        return f"{self.source_column_id} → {self.target_column_id}"
