"""What an asset must show before it is promoted."""

from django.db import models

from catalog.models import Domain


class Criterion(models.Model):
    """One criterion for a lifecycle stage, set by the organisation (no domain) or added by a domain."""

    class Kind(models.TextChoices):
        """What is checked."""

        OWNER = "owner", "Has an owner and a steward"
        CONTRACT_KEPT = "contract_kept", "Contract kept for n days"
        COLUMNS_DOCUMENTED = "columns_documented", "Share of documented columns"
        NO_OPEN_CASE = "no_open_case", "No open case"
        DESCRIPTION = "description", "Has a purpose and a description"
        RATING = "rating", "Mean rating at least"
        CONSUMERS = "consumers", "At least n consumers"
        NO_FAILED_RUN = "no_failed_run", "No failed run for n days"

    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, null=True, related_name="criteria", db_index=False)
    stage = models.CharField(max_length=12, help_text="shared or certified.")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    number = models.FloatField(null=True, help_text="Days, share (0 to 1), stars or consumers.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["domain", "stage", "kind"], nulls_distinct=False, name="stage_has_each_criterion_once")
        ]

    def __str__(self) -> str:
        """Say what is asked."""
        return f"{self.get_kind_display()} ({self.stage})"
