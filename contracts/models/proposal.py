"""Change proposals, and what those affected answer."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from catalog.models import Asset, Person
from contracts.models.agreement import Agreement
from contracts.models.contract import Contract, ContractVersion
from lineage.models import Job


class ChangeProposalQuerySet(models.QuerySet["ChangeProposal"]):
    """Filters of proposals."""

    def visible_to(self, person: Person | None) -> Self:
        """Keep those of contracts this person may see, and those they are asked about."""
        if person is not None and person.is_administrator:
            return self
        seen = Q(version__contract__in=Contract.objects.visible_to(person))
        if person is not None and person.pk:
            seen |= Q(pk__in=Acknowledgement.objects.of_consumer(person).values("proposal"))
        return self.filter(seen)


class ChangeProposal(models.Model):
    """A version put before those who rely on the one in force; whom it affects is frozen when it opens."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "Open"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"
        WITHDRAWN = "withdrawn", "Withdrawn"
        EXPIRED = "expired", "Expired"
        PUBLISHED = "published", "Published"

    version = models.ForeignKey(ContractVersion, on_delete=models.CASCADE, related_name="proposals", help_text="What is proposed.")
    replaces = models.ForeignKey(ContractVersion, on_delete=models.SET_NULL, null=True, related_name="+", help_text="What was in force.")
    digest = models.BinaryField(max_length=32, null=True, help_text="Of the document proposed: an edit since needs a proposal anew.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN, db_default=State.OPEN)
    verdict = models.CharField(max_length=8, help_text="yes, no or unknown, when it opened.")
    reasons = models.JSONField(default=list)
    message = models.TextField(blank=True, db_default="")
    opened_at = models.DateTimeField(db_default=Now())
    opened_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    notice_until = models.DateTimeField(null=True, help_text="Before it, publishing needs everybody's answer, or force.")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    force_reason = models.TextField(blank=True, db_default="", help_text="Why it was published over somebody's objection.")

    objects = ChangeProposalQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version"], condition=Q(state="open"), name="version_has_one_open_proposal")]
        indexes = [models.Index(F("opened_at").desc(), name="proposal_newest_first")]

    def __str__(self) -> str:
        """Say which version."""
        return str(self.version)


class AcknowledgementQuerySet(models.QuerySet["Acknowledgement"]):
    """Filters of answers."""

    def of_consumer(self, person: Person) -> Self:
        """Keep those that this person may give: for themselves, their teams, or what these own."""
        if not person.pk:
            return self.none()
        teams = person.memberships.values("team")
        return self.filter(
            Q(agreement__in=Agreement.objects.of_consumer(person).values("pk"))
            | Q(consumer_asset__owner_team__in=teams)
            | Q(consumer_asset__steward=person)
            | Q(consumer_job__owner_team__in=teams)
        )


class Acknowledgement(models.Model):
    """One affected consumer's answer to a proposal. `consumer` and `reasons` are frozen words; the agreement may end later.

    Consumers that only lineage shows have no agreement: their asset or job says who may answer.
    """

    class Answer(models.TextChoices):
        """What they say."""

        WAITING = "waiting", "Not answered yet"
        OK = "ok", "OK for us"
        MIGRATING = "migrating", "Migrating"
        BLOCKED = "blocked", "Blocked"

    proposal = models.ForeignKey(ChangeProposal, on_delete=models.CASCADE, related_name="acknowledgements", db_index=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.SET_NULL, null=True, related_name="acknowledgements")
    consumer_asset = models.ForeignKey(Asset, on_delete=models.SET_NULL, null=True, related_name="+")
    consumer_job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    consumer = models.TextField()
    verdict = models.CharField(max_length=8, help_text="yes, no or unknown for this consumer.")
    reasons = models.JSONField(default=list)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.WAITING, db_default=Answer.WAITING)
    ready_by = models.DateField(null=True, help_text="Until when they need to migrate.")
    comment = models.TextField(blank=True, db_default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "agreement"], name="agreement_is_asked_once"),
            models.CheckConstraint(condition=~Q(answer="migrating") | Q(ready_by__isnull=False), name="migrating_names_a_date"),
        ]

    def __str__(self) -> str:
        """Say who answers what."""
        return f"{self.consumer}: {self.answer}"
