"""Outgoing events: what happened here that a pipeline may start on, and who wants to be called."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from catalog.models import Asset, Domain, Person, Team
from contracts.models import Agreement
from contracts.models.deviation import stewarded_by


class NewsQuerySet(models.QuerySet["News"]):
    """Filters of news."""

    def waiting(self) -> Self:
        """Keep what is still to be told; what failed waits for its next time."""
        return self.filter(Q(not_before=None) | Q(not_before__lte=Now()))


class News(models.Model):
    """A row changed, and somebody may want to hear: written by triggers in the very transaction, gone once told.

    A queue without a cursor can't skip what commits late. `problem` says why it could not be told; it is tried again.
    """

    subject = models.CharField(max_length=20, help_text="deviation, slot, verdict, version, proposal, case, entry, answer …")
    row = models.BigIntegerField()
    what = models.CharField(max_length=20, help_text="opened, closed, active …")
    noted_at = models.DateTimeField(db_default=Now())
    attempts = models.IntegerField(default=0, db_default=0)
    not_before = models.DateTimeField(null=True)
    problem = models.TextField(blank=True, db_default="")

    objects = NewsQuerySet.as_manager()

    def __str__(self) -> str:
        """Say what of what."""
        return f"{self.subject}/{self.row}/{self.what}"


class HappeningQuerySet(models.QuerySet["Happening"]):
    """Filters of happenings."""

    def visible_to(self, person: Person | None) -> Self:
        """Leave out those of assets this person may not see, and of what others agreed (as with deviations)."""
        if person is not None and person.is_administrator:
            return self
        seen = self.filter(asset_id__in=Asset.objects.visible_to(person).values("pk"))
        if person is None or not person.pk:
            return seen.filter(agreement_id=None)
        ours = Agreement.objects.of_consumer(person).values("pk")
        answered_for = Asset.objects.filter(domain__in=Domain.objects.filter(stewarded_by(person)).values("pk")).values("pk")
        return seen.filter(Q(agreement_id=None) | Q(agreement_id__in=ours) | Q(asset_id__in=answered_for))


class Happening(models.Model):
    """One outgoing event: asset.delivered, contract.met, deviation.opened, change.proposed, case.solved and their kind.

    `source` makes writing it twice impossible. One writer at a time numbers them in the order in which they become visible, so a reader
    that asks for what follows a number misses none.
    """

    type = models.CharField(max_length=40)
    source = models.CharField(max_length=120, unique=True, help_text="The row it tells of: `deviation/17/opened`.")
    at = models.DateTimeField(help_text="When it happened.")
    noted_at = models.DateTimeField(db_default=Now())
    asset_id = models.BigIntegerField(null=True)
    agreement_id = models.BigIntegerField(null=True, help_text="Whose clause it is about: others don't hear of it.")
    data = models.JSONField()

    objects = HappeningQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(F("noted_at").desc(), F("id"), name="happening_newest_first"),
            models.Index(fields=["type", "noted_at"], name="happening_by_type"),
        ]

    def __str__(self) -> str:
        """Say its type."""
        return self.type


class HookQuerySet(models.QuerySet["Hook"]):
    """Filters of hooks."""

    def in_use(self) -> Self:
        """Leave out those that were switched off."""
        return self.filter(disabled_at=None)


class Hook(models.Model):
    """A URL to call with happenings of some types on some assets; `secret` and `key` are encrypted."""

    name = models.CharField(max_length=80)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="hooks")
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    shown = models.CharField(max_length=200, blank=True, db_default="", help_text="What may be seen of the URL: its host.")
    secret = models.BinaryField(help_text="The URL, encrypted.")
    key = models.BinaryField(help_text="What signs its calls, encrypted.")
    types = models.JSONField(default=list, help_text="Empty for all.")
    assets = models.JSONField(default=list, help_text="Asset ids; empty for all its team may see.")
    disabled_at = models.DateTimeField(null=True)
    disabled_reason = models.TextField(blank=True, db_default="")
    failing_since = models.DateTimeField(null=True, help_text="First failure since the last success.")
    resting_until = models.DateTimeField(null=True, help_text="After a failure nothing is tried before.")

    objects = HookQuerySet.as_manager()

    def __str__(self) -> str:
        """Say its name."""
        return self.name
