"""Runs: one execution of a job, its state computed from its events' own times."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from catalog.models import Asset, Person
from lineage.models.job import Job


class RunState(models.TextChoices):
    """Where a run stands; the order is the rank by which states beat each other (terminal > running > started > unknown)."""

    UNKNOWN = "unknown", "Unknown"
    STARTED = "started", "Started"
    RUNNING = "running", "Running"
    COMPLETED = "completed", "Completed"
    FAILED = "failed", "Failed"
    ABORTED = "aborted", "Aborted"


class RunQuerySet(models.QuerySet["Run"]):
    """Filters of runs."""

    def visible_to(self, person: Person | None) -> Self:
        """Leave out the runs of jobs that this person may not see."""
        if person is not None and person.is_administrator:
            return self
        return self.exclude(job__in=Job.objects.hidden_from(person).values("pk"))

    def for_listing(self) -> Self:
        """Join what a row of runs shows."""
        return self.select_related("job", "job__namespace").defer("said", "stack_trace")

    def overlapping(self, start: datetime, end: datetime) -> Self:
        """Keep runs that were alive at some moment of [start, end)."""
        return self.filter(first_event_at__lt=end, last_event_at__gte=start)


class Run(models.Model):
    """One execution. `run_id` is OpenLineage's; the same run id under two jobs is two runs, and flagged."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="runs", db_index=False)
    run_id = models.TextField()
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.UNKNOWN, db_default=RunState.UNKNOWN)
    state_at = models.DateTimeField(help_text="Event time of the event that decided the state.")
    started_at = models.DateTimeField(null=True, help_text="Earliest START.")
    ended_at = models.DateTimeField(null=True, help_text="Time of the deciding terminal event.")
    first_event_at = models.DateTimeField()
    last_event_at = models.DateTimeField()
    nominal_start_at = models.DateTimeField(null=True)
    nominal_end_at = models.DateTimeField(null=True)
    parent_run_id = models.TextField(blank=True, db_default="")
    root_run_id = models.TextField(blank=True, db_default="")
    submitter = models.TextField(blank=True, db_default="")
    engine = models.TextField(blank=True, db_default="")
    error = models.TextField(blank=True, db_default="")
    stack_trace = models.TextField(blank=True, db_default="")
    duration = models.GeneratedField(
        expression=F("ended_at") - F("started_at"), output_field=models.DurationField(null=True), db_persist=True
    )
    said = models.JSONField(default=dict, help_text="Order of what was last said: {word: [event time, digest]}.")

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run_id", "job"], name="run_is_kept_once_per_job")]
        indexes = [
            models.Index(F("job"), F("first_event_at").desc(), name="run_by_job_newest_first"),
            models.Index(F("first_event_at").desc(), F("id"), name="run_newest_first"),
            models.Index(F("last_event_at"), name="run_by_last_event"),
            models.Index(fields=["parent_run_id"], condition=~Q(parent_run_id=""), name="run_by_parent"),
            models.Index(F("state"), F("first_event_at").desc(), name="run_by_state"),
        ]

    def __str__(self) -> str:
        """Say the run id."""
        return self.run_id


class Direction(models.TextChoices):
    """Which way data flows between a job and an asset."""

    INPUT = "input", "Reads"
    OUTPUT = "output", "Writes"


class RunDataset(models.Model):
    """An asset a run read or wrote: the union over its events. `facets`: its newest input or output facets by name."""

    # Checked by the only writer, the projector: several rows an event, and each check costs as much as its row.
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="datasets", db_constraint=False, db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="run_datasets", db_constraint=False, db_index=False)
    direction = models.CharField(max_length=6, choices=Direction.choices)
    facets = models.JSONField(default=dict, help_text="{name: [event time, digest, value]}")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "asset", "direction"], name="run_names_an_asset_once_per_side")]
        indexes = [models.Index(F("asset"), F("run").desc(), name="run_dataset_by_asset")]

    def __str__(self) -> str:
        """Say both ends."""
        return f"{self.run_id} {self.direction} {self.asset_id}"
