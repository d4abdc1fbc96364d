"""Slots: one expected delivery each."""

from django.db import models
from django.db.models import F, Q

from contracts.models.clause import Clause


class Slot(models.Model):
    """One expected delivery under a cadence clause. `deviation_minutes` is signed: early is negative, late positive."""

    class Outcome(models.TextChoices):
        """What became of it."""

        OPEN = "open", "Open"
        EARLY = "early", "Early"
        ON_TIME = "on_time", "On time"
        LATE = "late", "Late"
        MISSED = "missed", "Missed"
        PARTIAL = "partial", "Partial"
        SUPERSEDED = "superseded", "Superseded"
        EXCUSED = "excused", "Excused"

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="slots", db_index=False)
    period = models.CharField(max_length=40, help_text="The period it is for: `2026-11-21`, `2026-11-21T08:00+01:00`.")
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    grace_until = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN, db_default=Outcome.OPEN)
    decided_at = models.DateTimeField(null=True, help_text="The true time at which the outcome became so.")
    delivered_at = models.DateTimeField(null=True, help_text="First delivery.")
    redelivered_at = models.DateTimeField(null=True, help_text="Newest delivery after the first.")
    deviation_minutes = models.FloatField(null=True)
    run_id = models.BigIntegerField(null=True, help_text="The lineage run that delivered; runs may be gone by retention.")
    excuse = models.TextField(blank=True, db_default="", help_text="The holiday or maintenance window that excuses it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clause", "period"], name="clause_expects_each_period_once"),
            models.CheckConstraint(
                condition=Q(opens_at__lte=F("due_at")) & Q(due_at__lte=F("grace_until")), name="slot_opens_before_it_is_due"
            ),
        ]
        indexes = [
            models.Index(F("clause"), F("due_at").desc(), name="slot_newest_first"),
            models.Index(fields=["clause", "due_at"], condition=Q(outcome="open"), name="slot_open"),
            models.Index(fields=["due_at"], name="slot_by_due"),
        ]

    def __str__(self) -> str:
        """Say the period and what became of it."""
        return f"{self.period} {self.outcome}"
