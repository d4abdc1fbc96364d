"""SQL that jobs ran: from its text the edges of evidence `sql` are derived, again whenever a table it names changes."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from catalog.models import Column
from lineage.models.job import Job


class StatementOutcome(models.TextChoices):
    """How far a text was understood: the worst of its statements."""

    OK = "ok", "Understood"
    DEGRADED = "degraded", "Tables only"
    FAILED = "failed", "Not understood"


class Statement(models.Model):
    """A SQL text that a job ran. Texts that differ in dates and long numbers alone are one; the least of them is kept.

    `touches`: last parts of the tables it names, in lower case. `outcome` and `notes` say what became of it with the catalog as it is.
    """

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="statements", db_index=False)
    digest = models.BinaryField(max_length=16)
    dialect = models.CharField(
        max_length=40, blank=True, db_default="", help_text="As the event says; empty: by the platform of its assets."
    )
    text = models.TextField()
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    touches = ArrayField(models.TextField(), default=list, db_default=[])
    outcome = models.CharField(max_length=8, choices=StatementOutcome.choices, blank=True, db_default="")
    notes = ArrayField(models.TextField(), default=list, db_default=[], help_text="What was not understood or not found, in words.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "digest"], name="statement_is_kept_once_per_job")]
        indexes = [GinIndex(fields=["touches"], name="statement_by_tables")]

    def __str__(self) -> str:
        """Say its beginning."""
        return self.text[:60]


class GuessedColumn(models.Model):
    """A column that exists only because SQL names it; it goes when no statement needs it, and is a column as any other once an event tells of it."""

    column = models.OneToOneField(Column, on_delete=models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        """Say which."""
        return str(self.column_id)
