"""Agreements: who relies on what a contract offers."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from catalog.models import Asset, Person, Team
from contracts.models.contract import Contract
from lineage.models import Job


class AgreementState(models.TextChoices):
    """Where an agreement stands."""

    REQUESTED = "requested", "Requested"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
    ACTIVE = "active", "Active"
    SUSPENDED = "suspended", "Suspended"
    EXPIRED = "expired", "Expired"
    TERMINATED = "terminated", "Terminated"


BINDING = (AgreementState.APPROVED, AgreementState.ACTIVE, AgreementState.SUSPENDED)
OPEN = (AgreementState.REQUESTED, *BINDING)


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Filters of agreements."""

    def of_consumer(self, person: Person) -> Self:
        """Keep those whose consumer is this person, one of their teams, or what these own."""
        if not person.pk:
            return self.none()  # a key whose maker is gone is nobody's consumer
        teams = person.memberships.values("team")
        return self.filter(
            Q(consumer_person=person)
            | Q(consumer_team__in=teams)
            | Q(consumer_job__owner_team__in=teams)
            | Q(consumer_asset__owner_team__in=teams)
            | Q(consumer_asset__steward=person)
        )


class Agreement(models.Model):
    """One named consumer's reliance on a contract: what for, which columns, how early, until when.

    Provisional ones are read off lineage (nobody registers by themselves) and wait to be confirmed; they bind nobody.
    """

    class Origin(models.TextChoices):
        """How we know of it, strongest first."""

        DECLARED = "declared", "Declared by a person"
        PARSED = "parsed", "Read from SQL"
        REPORTED = "reported", "Reported by runs"

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="agreements", db_index=False)
    consumer_team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="agreements")
    consumer_person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="agreements")
    consumer_job = models.ForeignKey(Job, on_delete=models.CASCADE, null=True, related_name="agreements")
    consumer_asset = models.ForeignKey(Asset, on_delete=models.CASCADE, null=True, related_name="agreements_as_consumer")
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.DECLARED, db_default=Origin.DECLARED)
    state = models.CharField(max_length=10, choices=AgreementState.choices, default=AgreementState.REQUESTED)
    purpose = models.TextField(blank=True, db_default="")
    needs = models.JSONField(default=dict, help_text="Deadline, cadence and quality floors as asked for; clauses are made from it.")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    reassess_on = models.DateField(null=True)
    notice_days = models.PositiveIntegerField(default=30, db_default=30)
    requested_at = models.DateTimeField(db_default=Now())
    requested_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(blank=True, db_default="", help_text="Why it was rejected, suspended or terminated.")
    ended_at = models.DateTimeField(null=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(consumer_team__isnull=False, consumer_person=None, consumer_job=None, consumer_asset=None)
                | Q(consumer_team=None, consumer_person__isnull=False, consumer_job=None, consumer_asset=None)
                | Q(consumer_team=None, consumer_person=None, consumer_job__isnull=False, consumer_asset=None)
                | Q(consumer_team=None, consumer_person=None, consumer_job=None, consumer_asset__isnull=False),
                name="agreement_has_one_consumer",
            ),
            models.UniqueConstraint(
                fields=["contract", "consumer_team", "consumer_person", "consumer_job", "consumer_asset"],
                condition=Q(state__in=["requested", "approved", "active", "suspended"]),
                nulls_distinct=False,
                name="consumer_has_one_open_agreement",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="agreement_ends_after_it_starts"
            ),
        ]
        indexes = [models.Index(fields=["contract", "state"], name="agreement_by_contract")]

    def __str__(self) -> str:
        """Say who relies."""
        return str(self.consumer)

    @property
    def consumer(self) -> Team | Person | Job | Asset | None:
        """Give the one consumer."""
        return self.consumer_team or self.consumer_person or self.consumer_job or self.consumer_asset


class AgreementColumn(models.Model):
    """A column the consumer relies on; none at all means the whole asset, `*` that lineage could not tell which."""

    class Use(models.TextChoices):
        """What the consumer does with the values; storing and casting bind the type more than reading."""

        READS = "reads", "Reads"
        FILTERS = "filters", "Filters or joins on"
        STORES = "stores", "Stores"
        CASTS = "casts", "Casts"

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="columns", db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="+", db_index=False)
    column_path = models.TextField()
    use = models.CharField(max_length=8, choices=Use.choices, default=Use.READS, db_default=Use.READS)
    as_type = models.TextField(blank=True, db_default="", help_text="The type it is stored or cast as.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "asset", "column_path", "use"], name="agreement_names_each_use_of_a_column_once")
        ]
        indexes = [models.Index(fields=["asset", "column_path"], name="agreement_column_by_column")]

    def __str__(self) -> str:
        """Say the column."""
        return self.column_path


class SignOff(models.Model):
    """One side's signature under an agreement."""

    class Side(models.TextChoices):
        """Who signs."""

        PRODUCER = "producer", "Producer"
        CONSUMER = "consumer", "Consumer"

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="sign_offs", db_index=False)
    side = models.CharField(max_length=8, choices=Side.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "side"], name="each_side_signs_once")]

    def __str__(self) -> str:
        """Say who signed for whom."""
        return f"{self.person} ({self.side})"
