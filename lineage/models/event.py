"""Raw events: append-only, kept exactly as they came, partitioned by the month of their receipt."""

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef

from catalog.models import Person
from lineage.models.job import Job


class EventQuerySet(models.QuerySet["Event"]):
    """Filters of events."""

    def visible_to(self, person: Person | None) -> Self:
        """Leave out the events of jobs that this person may not see."""
        if person is not None and person.is_administrator:
            return self
        named = Job.objects.filter(namespace__name=OuterRef("job_namespace"), name=OuterRef("job_name"))
        return self.exclude(Exists(named.hidden_from(person)))


class Event(models.Model):
    """An event as it came. Never updated; what it led to is a projection.

    `xid` is the transaction that wrote it: the projector reads behind `pg_snapshot_xmin`, so that a late commit isn't skipped.
    `body` is the exact (inflated) text, compressed with zstandard. The envelope's fields are copies for finding it.
    The table is partitioned by `received_at` in SQL (see the first migration), which Django can't declare.
    """

    id = models.BigIntegerField(primary_key=True)
    xid = models.BigIntegerField()
    received_at = models.DateTimeField()
    kind = models.CharField(max_length=10)
    event_type = models.TextField()
    event_time = models.DateTimeField()
    job_namespace = models.TextField()
    job_name = models.TextField()
    run_id = models.TextField()
    producer = models.TextField()
    api_key_id = models.BigIntegerField(null=True)
    digest = models.BinaryField()
    body = models.BinaryField()

    objects = EventQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "lineage_event"

    def __str__(self) -> str:
        """Say what it tells."""
        return f"{self.event_type or self.kind} {self.job_name}"


class EventDigest(models.Model):
    """Digests of the events kept: one row each, so that twice is once even across partitions."""

    digest = models.BinaryField(primary_key=True)
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(F("received_at"), name="digest_by_age")]

    def __str__(self) -> str:
        """Say the digest."""
        return bytes(self.digest).hex()


class EventProblemQuerySet(models.QuerySet["EventProblem"]):
    """Filters of problems."""

    def visible_to(self, person: Person | None) -> Self:
        """Leave out the problems of events that this person may not see."""
        if person is not None and person.is_administrator:
            return self
        return self.filter(Exists(Event.objects.filter(pk=OuterRef("event_id"), received_at=OuterRef("received_at")).visible_to(person)))


class EventProblem(models.Model):
    """What was odd about an event (warning), or why it could not be recorded (failure, re-drivable)."""

    class Severity(models.TextChoices):
        """Whether the event was recorded."""

        WARNING = "warning", "Warning"
        FAILURE = "failure", "Failed"

    event_id = models.BigIntegerField()
    received_at = models.DateTimeField(help_text="Of the event: finds its partition, and ages with it.")
    severity = models.CharField(max_length=10, choices=Severity.choices)
    code = models.CharField(max_length=60)
    path = models.TextField(blank=True, db_default="")
    message = models.TextField()
    attempts = models.IntegerField(default=1, db_default=1)
    resolved_at = models.DateTimeField(null=True, help_text="When a re-drive recorded the event.")

    objects = EventProblemQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event_id", "severity", "code", "path"], name="event_problem_is_noted_once")]
        indexes = [models.Index(F("severity"), F("received_at").desc(), name="event_problem_newest_first")]

    def __str__(self) -> str:
        """Say the message."""
        return self.message


class ProjectionCursor(models.Model):
    """How far a reader of the event log has come: everything up to (xid, event) is in its rows.

    Moved in the same transaction as the rows, so that each event is projected once whatever dies.
    """

    name = models.CharField(max_length=40, primary_key=True)
    xid = models.BigIntegerField(default=0)
    event_id = models.BigIntegerField(default=0)
    generation = models.BigIntegerField(
        default=0, help_text="Raised whenever somebody else changed projected rows; readers drop their caches."
    )
    moved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Say where it stands."""
        return f"{self.name} at ({self.xid}, {self.event_id})"
