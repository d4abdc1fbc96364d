"""Amendments: new terms for an agreement that both sides have signed, in force only once both have signed these."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from catalog.models import Person
from contracts.models.agreement import Agreement, SignOff


class Amendment(models.Model):
    """Proposed terms of an agreement: {purpose, needs, columns, ends_on, reassess_on, notice_days}; until accepted the old ones hold.

    `before` are the terms when it was proposed, so that the history says what changed. Proposing signs for the proposer's side.
    """

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "Proposed"
        ACCEPTED = "accepted", "Agreed"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="amendments", db_index=False)
    side = models.CharField(max_length=8, choices=SignOff.Side.choices, help_text="Whose proposal it is.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN, db_default=State.OPEN)
    before = models.JSONField()
    terms = models.JSONField()
    message = models.TextField(blank=True, db_default="", help_text="Why, for the other side.")
    proposed_at = models.DateTimeField(db_default=Now())
    proposed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(blank=True, db_default="", help_text="Why it was declined.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement"], condition=Q(state="open"), name="agreement_has_one_open_amendment"),
            models.CheckConstraint(condition=Q(state="open") ^ Q(decided_at__isnull=False), name="amendment_is_open_until_decided"),
        ]
        indexes = [models.Index(F("agreement"), F("proposed_at").desc(), name="amendment_newest_first")]

    def __str__(self) -> str:
        """Say of what."""
        return f"{self.agreement}, {self.get_state_display().lower()}"
