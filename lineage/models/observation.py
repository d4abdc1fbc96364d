"""Observations: metrics and test results about an asset, reported by runs or posted by themselves."""

from django.db import models
from django.db.models import F, Q

from catalog.models import Asset


class Observation(models.Model):
    """One metric's value, or one test's result, at one time. `subject` is the run id, or the event time where no run told it.

    `event_digest` is empty where no event told it: posted to the API, or measured by a data test. A rebuild keeps those.
    """

    # Checked by its writers: the projector, and the API by looking the asset up.
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="observations", db_constraint=False, db_index=False)
    column_path = models.TextField(blank=True, db_default="")
    metric = models.CharField(max_length=60)
    test = models.TextField(blank=True, db_default="")
    subject = models.TextField()
    value = models.FloatField(null=True)
    passed = models.BooleanField(null=True)
    severity = models.CharField(max_length=10, blank=True, db_default="")
    expected = models.TextField(blank=True, db_default="")
    actual = models.TextField(blank=True, db_default="")
    observed_at = models.DateTimeField()
    event_digest = models.BinaryField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "column_path", "metric", "test", "subject"], name="observation_is_kept_once"),
            models.CheckConstraint(condition=Q(value__isnull=False) | Q(passed__isnull=False), name="observation_says_something"),
        ]
        indexes = [models.Index(F("asset"), F("metric"), F("observed_at").desc(), name="observation_newest_first")]

    def __str__(self) -> str:
        """Say the metric."""
        return self.metric
