"""What words mean: terms per domain, how the same word differs between domains, and what bears a term."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from catalog.models.asset import Asset
from catalog.models.column import Column
from catalog.models.domain import Domain
from catalog.models.people import Person


class TermQuerySet(models.QuerySet["Term"]):
    """Filters of terms."""

    def visible_to(self, person: Person | None) -> Self:
        """Terms are as open as their domain."""
        if person is not None and person.is_administrator:
            return self
        return self.filter(domain__in=Domain.objects.visible_to(person))

    def for_listing(self) -> Self:
        """Join what a row of terms shows."""
        return self.select_related("domain", "owner")


class Term(models.Model):
    """A word of a domain and what it means there. `words`: its name and synonyms in lower case, which search reads."""

    class State(models.TextChoices):
        """How settled a definition is."""

        DRAFT = "draft", "Draft"
        APPROVED = "approved", "Approved"
        DEPRECATED = "deprecated", "Deprecated"

    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, related_name="terms", db_index=False)
    name = models.CharField(max_length=120)
    definition = models.TextField(blank=True, db_default="", help_text="Markdown.")
    synonyms = ArrayField(models.CharField(max_length=120), default=list, db_default=[])
    words = ArrayField(models.CharField(max_length=120), default=list, db_default=[])
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT, db_default=State.DRAFT)
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="owned_terms")
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    objects = TermQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(F("domain"), Lower("name"), name="term_is_defined_once_per_domain")]
        indexes = [GinIndex(fields=["words"], name="term_by_words"), models.Index(Lower("name"), name="term_by_name")]

    def __str__(self) -> str:
        """Say the word."""
        return self.name


class TermMapping(models.Model):
    """What a term is to another, usually to the same word in another domain; said once per pair, from either side."""

    class Kind(models.TextChoices):
        """How the first relates to the second."""

        SAME = "same", "means the same as"
        BROADER = "broader", "is broader than"
        DIFFERS = "differs", "differs from"

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="mappings", db_index=False)
    other = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="mapped_from")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    note = models.CharField(max_length=300, blank=True, db_default="", help_text="In what way.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["term", "other"], name="terms_are_mapped_once"),
            models.CheckConstraint(condition=~Q(term=F("other")), name="term_is_not_mapped_to_itself"),
        ]

    def __str__(self) -> str:
        """Say the relation."""
        return f"{self.term} {self.get_kind_display()} {self.other}"


class TermLink(models.Model):
    """A term on an asset, or on one of its columns; a declined suggestion is kept so that it isn't made again."""

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="links", db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="term_links")
    column = models.ForeignKey(Column, on_delete=models.CASCADE, null=True, blank=True, related_name="term_links")
    is_declined = models.BooleanField(default=False, db_default=False)
    added_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["term", "asset", "column"], nulls_distinct=False, name="term_is_linked_once"),
        ]

    def __str__(self) -> str:
        """Say both ends."""
        return f"{self.term} on {self.column or self.asset}"
