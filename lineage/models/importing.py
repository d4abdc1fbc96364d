"""Imports: what was read from a source outside (dbt, SQL files, a database, a query log), what it said, and what came of it."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from catalog.models import Person


class ImportKind(models.TextChoices):
    """What is read."""

    DBT = "dbt", "dbt artifacts"
    SQL = "sql", "SQL files"
    DATABASE = "database", "Live database"
    QUERIES = "queries", "Query log"


class Connection(models.Model):
    """How to reach a database. `sealed` holds the address with its password, encrypted; `address` is what may be shown."""

    name = models.CharField(max_length=120, unique=True)
    address = models.TextField(help_text="Without the password.")
    sealed = models.BinaryField(help_text="The whole address, encrypted with a key derived from SECRET_KEY.")
    namespace = models.TextField(blank=True, db_default="", help_text="Where its tables are in the catalog; empty: as the address tells.")
    created_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        """Say the name."""
        return self.name


class ImportSourceQuerySet(models.QuerySet["ImportSource"]):
    """Filters of saved sources."""

    def visible_to(self, person: Person) -> Self:
        """Keep one's own; administrators see all."""
        return self if person.is_administrator else self.filter(created_by=person)


class ImportSource(models.Model):
    """A source that is read again and again. `settings` holds no secret; `folder` is one that the operator allows."""

    label = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=ImportKind.choices)
    settings = models.JSONField(default=dict)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, null=True, blank=True, related_name="sources")
    folder = models.TextField(blank=True, db_default="")
    every_minutes = models.IntegerField(null=True, blank=True, help_text="Empty: only when somebody says so.")
    next_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    objects = ImportSourceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(every_minutes=None) | Q(every_minutes__gte=5), name="source_is_read_every_five_minutes_at_most"
            ),
            models.CheckConstraint(condition=Q(connection=None) ^ Q(folder=""), name="source_is_a_connection_or_a_folder"),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="source_due")]

    def __str__(self) -> str:
        """Say the label."""
        return self.label


class ImportState(models.TextChoices):
    """How far an import is."""

    WAITING = "waiting", "Waiting"
    READING = "reading", "Reading"
    PROPOSED = "proposed", "To be confirmed"
    TAKING = "taking", "Importing"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    DISCARDED = "discarded", "Discarded"
    UNDONE = "undone", "Undone"


class ImportQuerySet(models.QuerySet["Import"]):
    """Filters of imports."""

    def visible_to(self, person: Person) -> Self:
        """Keep one's own; administrators see all: an import names assets that others may not see."""
        return self if person.is_administrator else self.filter(by=person)

    def at_work(self) -> Self:
        """Keep those that wait for a worker or have one."""
        return self.filter(state__in=(ImportState.WAITING, ImportState.READING, ImportState.TAKING))


class Import(models.Model):
    """One reading of one source. `label` is the source's name: what came under the same label before is what this one is compared with.

    `content` is what was uploaded, compressed, kept only until the import ends. `counts`, `proposal` and `skipped` are what it said.
    """

    label = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=ImportKind.choices)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.WAITING)
    settings = models.JSONField(default=dict)
    needs_confirming = models.BooleanField(default=True)
    source = models.ForeignKey(ImportSource, on_delete=models.SET_NULL, null=True, related_name="imports")
    connection = models.ForeignKey(Connection, on_delete=models.SET_NULL, null=True, related_name="+")
    content = models.BinaryField(null=True)
    content_name = models.CharField(max_length=200, blank=True, db_default="")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    counts = models.JSONField(default=dict, help_text="{word: number}")
    proposal = models.JSONField(default=list, help_text="What changes: the first few hundred, by name.")
    skipped = models.JSONField(default=list, help_text="[what, why], the first few hundred.")
    reason = models.TextField(blank=True, db_default="", help_text="Why it failed.")
    done = models.IntegerField(default=0, help_text="Progress of what is being done now.")
    total = models.IntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    beat_at = models.DateTimeField(null=True, help_text="When its worker last said that it lives.")
    finished_at = models.DateTimeField(null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(F("created_at").desc(), name="import_newest_first"),
            models.Index(fields=["state"], condition=Q(state__in=["waiting", "reading", "taking"]), name="import_at_work"),
        ]

    def __str__(self) -> str:
        """Say whose and when."""
        return f"{self.label} #{self.pk}"

    @property
    def is_at_work(self) -> bool:
        """Say whether its page will change by itself."""
        return self.state in {ImportState.WAITING, ImportState.READING, ImportState.TAKING}


class ImportPiece(models.Model):
    """One event that an import appended. Content is a digest of what it said without its time: said again, nothing is sent.

    `is_new` where the log didn't have the event yet: those an undo withdraws.
    """

    taken_by = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="pieces", db_index=False)
    label = models.CharField(max_length=120)
    key = models.TextField(help_text="What it is about: kind of event, namespace and name.")
    content = models.BinaryField(max_length=16)
    event_digest = models.BinaryField(max_length=16)
    is_new = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["taken_by", "key"], name="import_says_a_piece_once")]
        indexes = [models.Index(F("label"), F("key"), F("id").desc(), name="piece_newest_first")]

    def __str__(self) -> str:
        """Say what it is about."""
        return self.key
