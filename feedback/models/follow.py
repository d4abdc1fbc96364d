"""Who follows what."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from catalog.models import Asset, Domain, Person, Term
from feedback.models.case import Case


class Follow(models.Model):
    """One person following an asset, one of its columns, a domain, a term, a case or a search, for some reasons or all (empty list)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="follows", db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, null=True, related_name="followers")
    column_path = models.TextField(blank=True, db_default="")
    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, null=True, related_name="followers")
    term = models.ForeignKey(Term, on_delete=models.CASCADE, null=True, related_name="followers")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="followers")
    search = models.TextField(blank=True, db_default="", help_text="A search's query string.")
    found = models.JSONField(default=list, help_text="Keys of what the search found last: only what is new is told.")
    looked_at = models.DateTimeField(null=True, help_text="When the search was last made.")
    reasons = models.JSONField(default=list, help_text="Of alerting.REASONS; empty for all.")
    since = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "asset", "column_path", "domain", "term", "case", "search"],
                nulls_distinct=False,
                name="person_follows_a_thing_once",
            ),
            models.CheckConstraint(
                condition=Q(asset__isnull=False, domain=None, term=None, case=None, search="")
                | Q(asset=None, domain__isnull=False, term=None, case=None, search="", column_path="")
                | Q(asset=None, domain=None, term__isnull=False, case=None, search="", column_path="")
                | Q(asset=None, domain=None, term=None, case__isnull=False, search="", column_path="")
                | (Q(asset=None, domain=None, term=None, case=None, column_path="") & ~Q(search="")),
                name="follow_is_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        """Say who follows."""
        return f"{self.person} follows"
