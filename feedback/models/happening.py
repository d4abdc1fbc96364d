"""Outgoing events: what happened here that a pipeline may start on, and who wants to be called."""

from django.db import models
from django.db.models import F
from django.db.models.functions import Now

from catalog.models import Person, Team


class Happening(models.Model):
    """One outgoing event: asset.delivered, contract.met, deviation.opened, change.proposed, case.solved and their kind.

    Written in the transaction of what happened; `source` makes writing it twice impossible.
    """

    type = models.CharField(max_length=40)
    source = models.CharField(max_length=120, unique=True, help_text="The row it tells of: `deviation/17/opened`.")
    at = models.DateTimeField(help_text="When it happened.")
    noted_at = models.DateTimeField(db_default=Now())
    asset_id = models.BigIntegerField(null=True)
    data = models.JSONField()

    class Meta:
        indexes = [
            models.Index(F("noted_at").desc(), F("id"), name="happening_newest_first"),
            models.Index(fields=["type", "noted_at"], name="happening_by_type"),
        ]

    def __str__(self) -> str:
        """Say its type."""
        return self.type


class Hook(models.Model):
    """A URL to call with happenings of some types on some assets; `secret` and `key` are encrypted."""

    name = models.CharField(max_length=80)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="hooks")
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    secret = models.BinaryField(help_text="The URL, encrypted.")
    key = models.BinaryField(help_text="What signs its calls, encrypted.")
    types = models.JSONField(default=list, help_text="Empty for all.")
    assets = models.JSONField(default=list, help_text="Asset ids; empty for all its team may see.")
    disabled_at = models.DateTimeField(null=True)
    disabled_reason = models.TextField(blank=True, db_default="")

    def __str__(self) -> str:
        """Say its name."""
        return self.name
