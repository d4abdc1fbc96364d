"""Requests for access to assets, and for data nobody found."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from catalog.models import Asset, Person, Team


class AccessRequest(models.Model):
    """Somebody wants to use an asset for a purpose; or (no asset) wants data that search did not find."""

    class State(models.TextChoices):
        """Where it stands."""

        REQUESTED = "requested", "Requested"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"
        WITHDRAWN = "withdrawn", "Withdrawn"
        EXPIRED = "expired", "Expired"
        REVOKED = "revoked", "Revoked"

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, null=True, related_name="access_requests")
    wanted = models.TextField(blank=True, db_default="", help_text="The data looked for, where no asset was found.")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="access_requests")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="access_requests", help_text="For whom.")
    purpose = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED, db_default=State.REQUESTED)
    requested_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    answer = models.TextField(blank=True, db_default="")
    expires_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(asset__isnull=False) | ~Q(wanted=""), name="access_request_says_to_what"),
            models.UniqueConstraint(
                fields=["asset", "person", "team"],
                condition=Q(state__in=["requested", "approved"], asset__isnull=False),
                nulls_distinct=False,
                name="access_is_asked_for_once",
            ),
        ]
        indexes = [models.Index(F("requested_at").desc(), name="access_request_newest_first")]

    def __str__(self) -> str:
        """Say what for."""
        return self.purpose[:80]
