"""What the search box reads: one entry per thing that can be found, and the vocabulary for typing errors."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower

from catalog.models.domain import Domain


class SearchEntry(models.Model):
    """A thing to be found. `words` are the name's parts split by us: PostgreSQL would read `a.b.c` as a host name."""

    class Kind(models.TextChoices):
        """What the entry leads to."""

        ASSET = "asset", "Asset"
        COLUMN = "column", "Column"
        JOB = "job", "Job"
        TERM = "term", "Term"
        PERSON = "person", "Person"
        CONTRACT = "contract", "Contract"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    ref = models.BigIntegerField(help_text="Primary key of the thing.")
    asset_id = models.BigIntegerField(null=True, help_text="The asset it belongs to, for visibility and facets.")
    domain = models.ForeignKey(Domain, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.TextField(help_text="Short name, as shown.")
    context = models.TextField(blank=True, db_default="", help_text="Where it is: namespace, asset.")
    words = models.TextField(blank=True, db_default="")
    body = models.TextField(blank=True, db_default="", help_text="Description and tags, at most 100,000 characters.")
    platform = models.CharField(max_length=40, blank=True, db_default="")
    asset_kind = models.CharField(max_length=12, blank=True, db_default="")
    owner = models.CharField(max_length=120, blank=True, db_default="")
    popularity = models.IntegerField(default=0, db_default=0)
    names = ArrayField(
        models.TextField(), default=list, db_default=[], help_text="What it is exactly called, in lower case: title, full and short name."
    )
    lifecycle = models.CharField(max_length=12, blank=True, default="", db_default="")
    standing = models.CharField(max_length=10, blank=True, default="", db_default="")
    environment = models.CharField(max_length=40, blank=True, default="", db_default="")
    tags = ArrayField(models.TextField(), default=list, db_default=[])
    document = models.GeneratedField(
        expression=SearchVector("name", "words", config="simple", weight="A")
        + SearchVector("context", config="simple", weight="C")
        + SearchVector("body", config="english", weight="B"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    # Words and filters in one index: a common word's entries aren't all read to find the few of one team.
    facets = models.GeneratedField(
        expression=Func(
            template="(ARRAY['kind=' || kind, 'platform=' || platform, 'asset_kind=' || asset_kind, 'domain=' || domain_id::text, "
            "'owner=' || owner, 'lifecycle=' || lifecycle, 'standing=' || standing, 'environment=' || environment] || tags)",
            output_field=ArrayField(models.TextField()),
        ),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="search_entry_is_kept_once")]
        indexes = [
            GinIndex(fields=["document", "facets"], name="search_by_words_and_facets"),
            GinIndex(fields=["names"], name="search_by_called", condition=~Q(names=[])),
            GinIndex(fields=["tags"], name="search_by_tag", condition=~Q(tags=[])),
            models.Index(OpClass(Lower("name"), name="text_pattern_ops"), name="search_by_start_of_name"),
            models.Index(F("popularity").desc(), F("id"), name="search_by_popularity"),
            models.Index(fields=["asset_id"], name="search_by_asset"),
        ]

    def __str__(self) -> str:
        """Say the name."""
        return self.name


class SearchWord(models.Model):
    """A word of the vocabulary and how many entries hold it; refreshed by a task."""

    word = models.TextField(primary_key=True)
    entries = models.IntegerField()

    def __str__(self) -> str:
        """Say the word."""
        return self.word
