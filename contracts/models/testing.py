"""Data tests, what came of each time they ran, and profiles of tables."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from catalog.models import Asset, Person
from contracts.models.clause import Severity
from lineage.models import Connection


class DataTestKind(models.TextChoices):
    """The six kinds of tests that the DataOps literature names."""

    LOCATION = "location", "Location balance"
    HISTORIC = "historic", "Historic balance"
    STATISTICAL = "statistical", "Statistical"
    COMPLETENESS = "completeness", "Completeness"
    CORRECTNESS = "correctness", "Correctness"
    BUSINESS = "business", "Business rule"


class DataTestState(models.TextChoices):
    """Whether a test runs."""

    PROPOSED = "proposed", "Proposed"
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    DECLINED = "declined", "Declined"


class Outcome(models.TextChoices):
    """What came of a test; an error says nothing about the data."""

    PASSED = "passed", "Passed"
    FAILED = "failed", "Failed"
    ERROR = "error", "Could not run"
    LEARNING = "learning", "Learning"


class DataTestQuerySet(models.QuerySet["DataTest"]):
    """Filters of tests."""

    def visible_to(self, person: Person | None) -> Self:
        """Leave out those that name an asset this person may not see."""
        if person is not None and person.is_administrator:
            return self
        visible = Asset.objects.visible_to(person)
        return self.filter(Q(source=None) | Q(source__in=visible), asset__in=visible)

    def running(self) -> Self:
        """Keep those that run."""
        return self.filter(state=DataTestState.ACTIVE)


class DataTest(models.Model):
    """A question asked of a database in SQL, whose one number is held against what is expected.

    `terms` are the numbers of the expectation as its kind reads them; `variables` fill the Jinja of `sql`, by environment.
    """

    name = models.CharField(max_length=120)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="data_tests", db_index=False)
    source = models.ForeignKey(
        Asset, on_delete=models.CASCADE, null=True, related_name="balanced_by", help_text="Location balance: the other side."
    )
    column_path = models.TextField(blank=True, db_default="")
    kind = models.CharField(max_length=12, choices=DataTestKind.choices)
    connection = models.ForeignKey(Connection, on_delete=models.SET_NULL, null=True, related_name="data_tests")
    source_connection = models.ForeignKey(Connection, on_delete=models.SET_NULL, null=True, related_name="+")
    sql = models.TextField()
    source_sql = models.TextField(blank=True, db_default="", help_text="Location balance: the same measure at the other side.")
    terms = models.JSONField(default=dict)
    variables = models.JSONField(default=dict, help_text="{environment: {name: value}}")
    environment = models.CharField(max_length=40, blank=True, db_default="")
    severity = models.CharField(max_length=8, choices=Severity.choices, default=Severity.ERROR, db_default=Severity.ERROR)
    state = models.CharField(max_length=8, choices=DataTestState.choices, default=DataTestState.ACTIVE, db_default=DataTestState.ACTIVE)
    proposed_from = models.CharField(
        max_length=10, blank=True, db_default="", help_text="`lineage` or `profile`; empty: written by a person."
    )
    on_arrival = models.BooleanField(default=False, db_default=False, help_text="Run when a run has written the asset.")
    every_minutes = models.IntegerField(null=True)
    next_at = models.DateTimeField(null=True, help_text="When it is due; while it runs, when it is taken to have died.")
    arrived_run_id = models.BigIntegerField(null=True, help_text="The lineage run that made it due.")
    last_outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True, db_default="")
    last_at = models.DateTimeField(null=True)
    last_words = models.TextField(blank=True, db_default="")
    created_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    objects = DataTestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "name"], name="asset_has_each_test_once"),
            models.CheckConstraint(condition=Q(every_minutes=None) | Q(every_minutes__gte=5), name="test_runs_every_five_minutes_at_most"),
            models.CheckConstraint(condition=~Q(kind="location") | Q(source__isnull=False), name="location_balance_has_two_sides"),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False, state="active"), name="test_due"),
            models.Index(fields=["asset"], condition=Q(on_arrival=True, state="active"), name="test_on_arrival"),
        ]

    def __str__(self) -> str:
        """Say its name."""
        return self.name


class DataTestResult(models.Model):
    """What came of one time a test ran."""

    class Trigger(models.TextChoices):
        """What made it run."""

        SCHEDULE = "schedule", "Schedule"
        ARRIVAL = "arrival", "A run's arrival"
        HAND = "hand", "A person"
        COMMAND = "command", "The command line"

    test = models.ForeignKey(DataTest, on_delete=models.CASCADE, related_name="results", db_index=False)
    at = models.DateTimeField()
    seconds = models.FloatField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    value = models.FloatField(null=True)
    other = models.FloatField(null=True, help_text="Location balance: the other side's value. Historic: the earlier value.")
    words = models.TextField(help_text="What came out, and what was expected.")
    environment = models.CharField(max_length=40, blank=True, db_default="")
    trigger = models.CharField(max_length=8, choices=Trigger.choices)
    run_id = models.BigIntegerField(null=True, help_text="The lineage run whose arrival triggered it.")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(F("test"), F("at").desc(), name="result_newest_first")]

    def __str__(self) -> str:
        """Say what came out."""
        return self.words


class Profile(models.Model):
    """One look at a table: rows, and of each column nulls, distinct values, range and quantiles."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="profiles", db_index=False)
    connection = models.ForeignKey(Connection, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    seconds = models.FloatField()
    row_count = models.BigIntegerField()
    columns = models.JSONField(help_text="[{path, type, nulls, distinct, least, most, quantiles}]")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(F("asset"), F("at").desc(), name="profile_newest_first")]

    def __str__(self) -> str:
        """Say how many rows."""
        return f"{self.row_count:,} rows"
