"""What people keep at hand: lists of assets, and what they looked at lately."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from catalog.models.asset import Asset
from catalog.models.people import Person, Team


class AssetListQuerySet(models.QuerySet["AssetList"]):
    """Filters of lists."""

    def visible_to(self, person: Person | None) -> Self:
        """One's own lists, and those shared with one's teams; administrators see no more than that: a list is private."""
        if person is None or not person.pk:
            return self.none()
        return self.filter(Q(owner=person) | Q(team__in=Team.objects.filter(memberships__person=person)))


class AssetList(models.Model):
    """A named list of assets; `team`: whom it is shared with, who may then change what is on it."""

    name = models.CharField(max_length=120)
    description = models.CharField(max_length=300, blank=True, db_default="")
    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="asset_lists", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="asset_lists")
    created_at = models.DateTimeField(db_default=Now())

    objects = AssetListQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="person_names_a_list_once")]

    def __str__(self) -> str:
        """Say its name."""
        return self.name


class ListedAsset(models.Model):
    """An asset on a list."""

    asset_list = models.ForeignKey(AssetList, on_delete=models.CASCADE, related_name="entries", db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="listings")
    note = models.CharField(max_length=300, blank=True, db_default="")
    added_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset_list", "asset"], name="list_holds_an_asset_once")]

    def __str__(self) -> str:
        """Say both ends."""
        return f"{self.asset} on {self.asset_list}"


class Viewing(models.Model):
    """What somebody looked at last, for their own shelf: one row an asset, the newest few kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="viewings", db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="viewings")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "asset"], name="person_views_an_asset")]
        indexes = [
            models.Index(F("person"), F("at").desc(), name="viewing_newest_first"),
        ]

    def __str__(self) -> str:
        """Say who and what."""
        return f"{self.person_id} saw {self.asset_id}"


class ViewCount(models.Model):
    """How many people opened an asset on a day; says nothing about who."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="view_counts", db_index=False)
    day = models.DateField()
    people = models.IntegerField(default=0, db_default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "day"], name="views_are_counted_per_day")]
        indexes = [models.Index(fields=["day"], name="views_by_day")]

    def __str__(self) -> str:
        """Say the count."""
        return f"{self.people} on {self.day}"
