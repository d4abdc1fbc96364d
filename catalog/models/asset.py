"""Assets (OpenLineage: datasets), their names, and the namespaces they live in."""

from typing import Self

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower, Now

from catalog.models.domain import Domain
from catalog.models.people import Person, Team


class Namespace(models.Model):
    """A source of names: a database host, a bucket, a scheduler."""

    name = models.TextField(unique=True)
    platform = models.CharField(max_length=40, blank=True)
    description = models.TextField(blank=True)
    environment = models.CharField(
        max_length=40, blank=True, db_default="", help_text="production, test …; a tag `environment` on an asset wins."
    )
    first_seen_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        """Say the name as reported."""
        return self.name


class AssetKind(models.TextChoices):
    """What sort of thing an asset is."""

    TABLE = "table", "Table"
    VIEW = "view", "View"
    FILE = "file", "File"
    DIRECTORY = "directory", "Directory"
    TOPIC = "topic", "Topic"
    STREAM = "stream", "Stream"
    MODEL = "model", "Model"
    DASHBOARD = "dashboard", "Dashboard"
    REPORT = "report", "Report"
    METRIC = "metric", "Metric"
    DATASET = "dataset", "Dataset"


class Lifecycle(models.TextChoices):
    """How far an asset has come as a product."""

    LOCAL = "local", "Local"
    SHARED = "shared", "Shared"
    CERTIFIED = "certified", "Certified"
    DEPRECATED = "deprecated", "Deprecated"


class Standing(models.TextChoices):
    """Whether its promises hold; set by the contracts room."""

    KEPT = "kept", "Kept"
    AT_RISK = "at_risk", "At risk"
    BROKEN = "broken", "Broken"
    UNKNOWN = "unknown", "Unknown"


class Sensitivity(models.TextChoices):
    """How carefully its contents must be handled."""

    PUBLIC = "public", "Public"
    INTERNAL = "internal", "Internal"
    CONFIDENTIAL = "confidential", "Confidential"
    PERSONAL = "personal", "Personal data"


class AssetQuerySet(models.QuerySet["Asset"]):
    """Filters of assets."""

    def visible_to(self, person: Person | None) -> Self:
        """Hide the assets of restricted domains from those without a role there."""
        if person is not None and person.is_administrator:
            return self
        return self.filter(Q(domain=None) | Q(domain__in=Domain.objects.visible_to(person)))

    def for_listing(self) -> Self:
        """Join what a row of assets shows."""
        return self.select_related("namespace", "domain", "owner_team")

    def present(self) -> Self:
        """Leave out what was dropped."""
        return self.filter(is_dropped=False)


class Asset(models.Model):
    """Anything data lives in. `reported_…` comes from events, the rest from people; people's words win on pages.

    Tiles read `standing…`, `rating…`, `consumer_count`, `fresh_at`: upper rooms set them through catalog.actions.
    """

    namespace = models.ForeignKey(Namespace, on_delete=models.PROTECT, related_name="assets", db_index=False)
    name = models.TextField()
    kind = models.CharField(max_length=12, choices=AssetKind.choices, default=AssetKind.DATASET, db_default=AssetKind.DATASET)
    title = models.CharField(max_length=200, blank=True, help_text="Plain-language name.")
    purpose = models.CharField(max_length=300, blank=True, help_text="One sentence: what it is for.")
    description = models.TextField(blank=True)
    reported_description = models.TextField(blank=True, db_default="")
    domain = models.ForeignKey(Domain, on_delete=models.SET_NULL, null=True, blank=True, related_name="assets", db_index=False)
    owner_team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="assets")
    steward = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="stewarded_assets")
    lifecycle = models.CharField(max_length=12, choices=Lifecycle.choices, default=Lifecycle.LOCAL, db_default=Lifecycle.LOCAL)
    lifecycle_flag = models.CharField(max_length=200, blank=True, db_default="", help_text="What its stage asks for and it lost.")
    successor = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="predecessors")
    reported_version = models.CharField(max_length=200, blank=True, db_default="")
    best_for = models.TextField(blank=True, db_default="", help_text="What to use it for; a line each.")
    not_for = models.TextField(blank=True, db_default="", help_text="What not to use it for; a line each.")
    conditions = models.TextField(blank=True, db_default="", help_text="What one agrees to by using it: licence, cost, limits.")
    sensitivity = models.CharField(max_length=12, choices=Sensitivity.choices, blank=True, default="", db_default="")
    certified_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    certified_at = models.DateTimeField(null=True, blank=True)

    schema_fingerprint = models.BinaryField(max_length=16, null=True, help_text="Of its current SchemaVersion.")

    first_seen_at = models.DateTimeField(null=True, help_text="Event time.")
    last_seen_at = models.DateTimeField(null=True, help_text="Event time.")
    dropped_at = models.DateTimeField(null=True, help_text="Event time of the newest DROP.")
    fresh_at = models.DateTimeField(null=True, help_text="Event time of the newest successful run that wrote it.")
    is_dropped = models.GeneratedField(
        expression=Q(dropped_at__isnull=False) & Q(dropped_at__gte=F("last_seen_at")),  # type: ignore[arg-type] # Django takes a Q
        output_field=models.BooleanField(),
        db_persist=True,
    )
    usage = models.IntegerField(default=0, db_default=0, help_text="Assets and jobs downstream: breaks ties in search, capped.")

    importance = models.FloatField(null=True, help_text="Share of all assets that fewer others build on, 0 to 1; weighed nightly.")
    views = models.IntegerField(default=0, db_default=0, help_text="People a day who opened it, summed over 30 days.")

    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.UNKNOWN, db_default=Standing.UNKNOWN)
    standing_note = models.CharField(max_length=200, blank=True, db_default="")
    kept_share = models.FloatField(null=True, help_text="Contract periods kept of those due in 30 days, 0 to 1; null: none was due.")
    kept_of = models.IntegerField(default=0, db_default=0, help_text="How many periods were due.")
    rating = models.DecimalField(max_digits=3, decimal_places=2, null=True)
    rating_count = models.IntegerField(default=0, db_default=0)
    consumer_count = models.IntegerField(null=True)

    objects = AssetQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["namespace", "name"], name="asset_has_one_name")]
        indexes = [
            models.Index(fields=["domain"], name="asset_by_domain"),
            models.Index(F("fresh_at").desc(nulls_last=True), name="asset_by_freshness"),
            models.Index(F("usage").desc(), F("id"), name="asset_by_usage"),
        ]

    def __str__(self) -> str:
        """Say its plain-language name, or the technical one."""
        return self.title or self.name

    @property
    def told_description(self) -> str:
        """What people wrote, or else what events say."""
        return self.description or self.reported_description


class AssetName(models.Model):
    """Every identity by which events know an asset: its own name, symlinks, former names."""

    class Kind(models.TextChoices):
        """How we came to know the name."""

        REPORTED = "reported", "Reported as a dataset"
        SYMLINK = "symlink", "Symlink"
        FORMER = "former", "Former name"

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="names")
    namespace = models.ForeignKey(Namespace, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.TextField()
    kind = models.CharField(max_length=10, choices=Kind.choices, db_default=Kind.REPORTED)
    is_pinned = models.BooleanField(default=False, db_default=False, help_text="A steward placed this name here; events may not move it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["namespace", "name"], name="name_means_one_asset")]
        # What SQL calls a table by: the last part of its name, whatever its case.
        indexes = [
            models.Index(Lower(Func(F("name"), Value("[^./]+$"), function="substring")), F("namespace"), name="name_by_last_part"),
        ]

    def __str__(self) -> str:
        """Say the name."""
        return self.name
