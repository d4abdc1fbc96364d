"""Marks on assets: tags, suggested owners, sample queries."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from catalog.models.asset import Asset
from catalog.models.column import Column
from catalog.models.people import Person


class Source(models.TextChoices):
    """Who said it."""

    PERSON = "person", "A person"
    REPORTED = "reported", "An event"


class AssetTag(models.Model):
    """A word on an asset or on one of its columns."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="tags", db_index=False)
    column = models.ForeignKey(Column, on_delete=models.CASCADE, null=True, blank=True, related_name="tags")
    key = models.CharField(max_length=200)
    value = models.CharField(max_length=200, blank=True, db_default="")
    source = models.CharField(max_length=10, choices=Source.choices)
    added_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "column", "key", "value", "source"], nulls_distinct=False, name="tag_is_set_once"),
        ]
        indexes = [models.Index(fields=["key"], name="tag_by_key")]

    def __str__(self) -> str:
        """Say the tag."""
        return f"{self.key}: {self.value}" if self.value else self.key


class OwnerSuggestion(models.Model):
    """An owner named by an ownership facet: shown to the steward, decided by a person."""

    class Decision(models.TextChoices):
        """What became of it."""

        OPEN = "open", "Open"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="owner_suggestions", db_index=False)
    owner = models.CharField(max_length=300)
    kind = models.CharField(max_length=100, blank=True, db_default="")
    decision = models.CharField(max_length=10, choices=Decision.choices, db_default=Decision.OPEN)
    decided_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    first_seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "owner"], name="owner_is_suggested_once"),
            models.CheckConstraint(condition=Q(decision="open") | Q(decided_by__isnull=False), name="decision_has_somebody"),
        ]

    def __str__(self) -> str:
        """Say who was named."""
        return self.owner


class SampleQuery(models.Model):
    """A query that shows how to use an asset, to be copied."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="sample_queries", db_index=False)
    title = models.CharField(max_length=200)
    text = models.TextField()
    added_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "title"], name="sample_query_has_its_own_title")]

    def __str__(self) -> str:
        """Say what it shows."""
        return self.title
