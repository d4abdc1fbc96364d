"""Control charts: one per metric of an asset or column, and what each said of its points."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from catalog.models import Asset, Person
from contracts.spc import Method, Phase, Scale, Season


class ChartState(models.TextChoices):
    """What a chart shows now."""

    LEARNING = "learning", "Learning"
    CALM = "calm", "In control"
    ALARMING = "alarming", "Out of control"


class ControlChartQuerySet(models.QuerySet["ControlChart"]):
    """Filters of charts."""

    def visible_to(self, person: Person | None) -> Self:
        """Leave out those of assets this person may not see."""
        if person is not None and person.is_administrator:
            return self
        return self.filter(asset__in=Asset.objects.visible_to(person))


class ControlChart(models.Model):
    """The chart of one metric: what people decided about it, and the small memory from which it reads its next point.

    The empty string leaves `scale` and `season` to what the chart learns. `since` is where its present baseline begins: an accepted shift.
    """

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="charts", db_index=False)
    column_path = models.TextField(blank=True, db_default="")
    metric = models.CharField(max_length=60)
    test = models.TextField(blank=True, db_default="", help_text="The data test whose measure is charted.")
    method = models.CharField(max_length=12, choices=[(str(word), str(word)) for word in Method], default=str(Method.INDIVIDUALS))
    scale = models.CharField(max_length=8, blank=True, db_default="", choices=[(str(word), str(word)) for word in Scale])
    season = models.CharField(max_length=8, blank=True, db_default="", choices=[(str(word), str(word)) for word in Season])
    since = models.DateTimeField(null=True)
    since_reason = models.TextField(blank=True, db_default="")
    since_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    memory = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=ChartState.choices, default=ChartState.LEARNING, db_default=ChartState.LEARNING)
    last_at = models.DateTimeField(null=True)
    last_value = models.FloatField(null=True)
    last_words = models.TextField(blank=True, db_default="", help_text="What the newest point says.")
    point_count = models.IntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(db_default=Now())

    objects = ControlChartQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "column_path", "metric", "test"], name="metric_has_one_chart")]
        indexes = [models.Index(fields=["state", "-last_at"], name="chart_by_state")]

    def __str__(self) -> str:
        """Say the metric, and of what."""
        metric = (self.test or self.metric).replace("_", " ")
        return f"{metric} of {self.column_path}" if self.column_path else metric


class ChartPoint(models.Model):
    """One point as the chart judged it then; `charted`, the limits and `average` are in the unit drawn, `z` in sigmas from the centre."""

    chart = models.ForeignKey(ControlChart, on_delete=models.CASCADE, related_name="points", db_index=False)
    subject = models.TextField(help_text="Of its observation: the run id, or a time.")
    observed_at = models.DateTimeField()
    value = models.FloatField()
    size = models.FloatField(null=True, help_text="Cases the value is out of, with shares and rates.")
    phase = models.CharField(max_length=8, choices=[(str(word), str(word)) for word in Phase])
    charted = models.FloatField(null=True)
    center = models.FloatField(null=True)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    average = models.FloatField(null=True)
    z = models.FloatField(null=True)
    signals = ArrayField(models.CharField(max_length=20), default=list)
    notes = ArrayField(models.CharField(max_length=40), default=list)
    excluded_reason = models.TextField(blank=True, db_default="", help_text="Why a steward set it aside; empty while it counts.")
    excluded_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    is_alarm = models.GeneratedField(
        expression=~Q(signals=[]),  # type: ignore[arg-type] # Django takes a Q
        output_field=models.BooleanField(),
        db_persist=True,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chart", "subject"], name="chart_reads_a_subject_once")]
        indexes = [
            models.Index(F("chart"), F("observed_at").desc(), name="point_of_chart_newest_first"),
            models.Index(F("observed_at").desc(), name="point_newest_first"),
            models.Index(F("observed_at").desc(), condition=~Q(signals=[]), name="alarm_newest_first"),
        ]

    def __str__(self) -> str:
        """Say the value."""
        return f"{self.value:g}"
