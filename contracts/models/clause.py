"""Clauses: the single promises of a version or an agreement, and the verdicts on them."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from catalog.models import Asset
from catalog.models.asset import Standing
from contracts.models.agreement import Agreement
from contracts.models.contract import ContractVersion


class Severity(models.TextChoices):
    """How much a broken clause matters."""

    ERROR = "error", "Error"
    WARNING = "warning", "Warning"
    INFO = "info", "Info"


class Clause(models.Model):
    """One promise about one asset, offered to all by a version or to one consumer by an agreement.

    `key` is stable from version to version (`sla/timeOfAvailability/orders.created_at/analytics`), so that history follows the promise.
    `verdict` is its newest Verdict; `judge_at` the time at which, without any news, it must be judged again.
    """

    class Kind(models.TextChoices):
        """What is promised."""

        SCHEMA = "schema", "Schema"
        CADENCE = "cadence", "Cadence"
        SERVICE = "service", "Service level"
        QUALITY = "quality", "Quality"
        BALANCE = "balance", "Balance"

    version = models.ForeignKey(ContractVersion, on_delete=models.CASCADE, null=True, related_name="clauses", db_index=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, null=True, related_name="clauses", db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="clauses")
    key = models.TextField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    property = models.CharField(max_length=60, help_text="`type`, `required`, `timeOfAvailability`, `rowCount` …")
    column_path = models.TextField(blank=True, db_default="")
    terms = models.JSONField(default=dict, help_text="The numbers of the promise, as the judge of its kind reads them.")
    words = models.TextField(help_text="The promise in plain language.")
    severity = models.CharField(max_length=8, choices=Severity.choices, default=Severity.ERROR, db_default=Severity.ERROR)
    why_not = models.TextField(blank=True, db_default="", help_text="Why nobody can evaluate it; empty where Provender does.")
    in_force_from = models.DateTimeField(help_text="When its version or agreement became active.")
    in_force_until = models.DateTimeField(null=True)

    verdict = models.CharField(max_length=10, choices=Standing.choices, default=Standing.UNKNOWN, db_default=Standing.UNKNOWN)
    verdict_at = models.DateTimeField(null=True)
    verdict_note = models.TextField(blank=True, db_default="")
    judge_at = models.DateTimeField(null=True)
    evidence_at = models.DateTimeField(
        null=True,
        help_text="Time of the newest evidence judged; older one changes no verdict. Null: in force and not looked at, or closed and settled.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="version_says_each_clause_once"),
            models.UniqueConstraint(fields=["agreement", "key"], name="agreement_says_each_clause_once"),
            models.CheckConstraint(condition=Q(version__isnull=False) ^ Q(agreement__isnull=False), name="clause_has_one_promiser"),
        ]
        indexes = [
            models.Index(fields=["judge_at"], condition=Q(judge_at__isnull=False), name="clause_due"),
            models.Index(fields=["asset", "kind"], condition=Q(in_force_until__isnull=True), name="clause_in_force_by_asset"),
            models.Index(
                fields=["id"],
                condition=Q(in_force_until__isnull=True, evidence_at__isnull=True)
                | Q(in_force_until__isnull=False, evidence_at__isnull=False),
                name="clause_to_look_at",
            ),
        ]

    def __str__(self) -> str:
        """Say the promise."""
        return self.words


class Verdict(models.Model):
    """A change of a clause's verdict, at the true time of the change; the row is the outbox for whoever must hear of it."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="verdicts", db_index=False)
    at = models.DateTimeField(help_text="When it became so: a deadline's own time, a run's end.")
    noted_at = models.DateTimeField(db_default=Now())
    before = models.CharField(max_length=10, choices=Standing.choices)
    verdict = models.CharField(max_length=10, choices=Standing.choices)
    distance = models.FloatField(null=True, help_text="Signed distance from the promise; greater than zero is worse.")
    unit = models.CharField(max_length=20, blank=True, db_default="")
    words = models.TextField(blank=True, db_default="")
    run_id = models.BigIntegerField(null=True, help_text="The lineage run that showed it; runs may be gone by retention.")
    evidence = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(before=F("verdict")), name="verdict_is_a_change")]
        indexes = [models.Index(F("clause"), F("at").desc(), name="verdict_newest_first")]

    def __str__(self) -> str:
        """Say what changed."""
        return f"{self.before} → {self.verdict}"
