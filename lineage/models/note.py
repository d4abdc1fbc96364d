"""Notes of what the projector touched, for the steps that follow; and what a step could not do."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class Note(models.Model):
    """A run whose events said more than that it began, or an asset told of without one. Written with the rows, gone when the steps are done."""

    # Never checked: what it points to may be gone by retention; the steps then find nothing.
    run = models.BigIntegerField(null=True)
    asset = models.BigIntegerField(null=True)
    noted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(run__isnull=False) ^ Q(asset__isnull=False), name="note_is_of_a_run_or_an_asset")]

    def __str__(self) -> str:
        """Say what it is of."""
        return f"run {self.run}" if self.run else f"asset {self.asset}"


class StepProblem(models.Model):
    """A step that failed for one run or asset (for neither: as a whole), set aside so that it stops nobody. Tried again by hand."""

    step = models.TextField(help_text="Dotted path, as in the settings.")
    run = models.BigIntegerField(null=True)
    asset = models.BigIntegerField(null=True)
    reason = models.TextField()
    attempts = models.IntegerField(default=1, db_default=1)
    failed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "run", "asset"], nulls_distinct=False, name="step_problem_is_noted_once")]
        indexes = [models.Index(F("failed_at").desc(), name="step_problem_newest_first")]

    def __str__(self) -> str:
        """Say which step and why."""
        return f"{self.step}: {self.reason}"
