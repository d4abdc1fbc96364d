"""Contracts as producers offer them, their versions, and the assets they bind."""

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from catalog.models import Asset, Domain, Person, Team


class ContractQuerySet(models.QuerySet["Contract"]):
    """Filters of contracts."""

    def visible_to(self, person: Person | None) -> Self:
        """Leave out contracts of restricted domains, and those that bind an asset this person may not see."""
        if person is not None and person.is_administrator:
            return self
        hidden = Domain.objects.exclude(pk__in=Domain.objects.visible_to(person).values("pk"))
        binds = ContractedAsset.objects.filter(version__contract=OuterRef("pk"), asset__domain__in=hidden)
        return self.filter(~Exists(binds)).exclude(domain__in=hidden)


class Contract(models.Model):
    """A producer's offer, by its ODCS id. What it promises is in its versions."""

    class Source(models.TextChoices):
        """Where its truth is kept."""

        PAGE = "page", "This catalog"
        API = "api", "The API"
        FOLDER = "folder", "A folder of files"

    key = models.TextField(unique=True, help_text="ODCS id.")
    name = models.CharField(max_length=200)
    domain = models.ForeignKey(Domain, on_delete=models.SET_NULL, null=True, blank=True, related_name="contracts")
    owner_team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="contracts")
    steward = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="stewarded_contracts")
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.PAGE, db_default=Source.PAGE)
    source_path = models.TextField(blank=True, db_default="", help_text="The file it comes from, relative to its folder.")
    created_at = models.DateTimeField(db_default=Now())

    objects = ContractQuerySet.as_manager()

    def __str__(self) -> str:
        """Say its name."""
        return self.name or self.key


class VersionState(models.TextChoices):
    """How far a version has come; from active on it is immutable."""

    DRAFT = "draft", "Draft"
    PROPOSED = "proposed", "Proposed"
    ACTIVE = "active", "Active"
    DEPRECATED = "deprecated", "Deprecated"
    RETIRED = "retired", "Retired"


class ContractVersion(models.Model):
    """One version of a contract: the document byte for byte as it came, and as read.

    A trigger (migration 0002) refuses any change of `number`, `raw` and `document` once a version has been active.
    """

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.CharField(max_length=40, help_text="ODCS version.")
    state = models.CharField(max_length=10, choices=VersionState.choices, default=VersionState.DRAFT, db_default=VersionState.DRAFT)
    api_version = models.CharField(max_length=20)
    raw = models.BinaryField(help_text="The document as it came.")
    document = models.JSONField(help_text="The document as read, variables verbatim, unknown keys kept.")
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of raw.")
    ignored = models.JSONField(default=list, help_text="What Provender does not evaluate: [{path, why}].")
    environment = models.CharField(max_length=40, blank=True, db_default="", help_text="Whose variables its clauses were filled with.")
    note = models.TextField(blank=True, db_default="")
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    activated_at = models.DateTimeField(null=True)
    deprecated_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="contract_has_each_version_once"),
            models.UniqueConstraint(fields=["contract"], condition=Q(state="active"), name="contract_has_one_active_version"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "proposed"]) | Q(activated_at__isnull=False), name="version_was_activated_before_it_binds"
            ),
        ]
        indexes = [models.Index(F("contract"), F("created_at").desc(), name="version_newest_first")]

    def __str__(self) -> str:
        """Say its number."""
        return self.number


class ContractedAsset(models.Model):
    """An object of a version's schema, and the asset it binds; none where the catalog does not know it yet."""

    version = models.ForeignKey(ContractVersion, on_delete=models.CASCADE, related_name="objects_bound", db_index=False)
    object_name = models.TextField(help_text="ODCS schema[].name.")
    asset = models.ForeignKey(Asset, on_delete=models.SET_NULL, null=True, related_name="contracted")
    is_chosen = models.BooleanField(default=False, db_default=False, help_text="A person chose the asset; names may not change it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "object_name"], name="version_binds_each_object_once")]

    def __str__(self) -> str:
        """Say the object's name."""
        return self.object_name
