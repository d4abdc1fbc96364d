"""Reviews of assets, votes on them, and complaints about what people wrote."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from catalog.models import Asset, Person
from feedback.models.case import Case
from feedback.models.question import Answer, Question

STARS = Q(stars__gte=1) & Q(stars__lte=5)
ASPECTS = ("accurate", "on_time", "understandable", "complete")


class ReviewQuerySet(models.QuerySet["Review"]):
    """Filters of reviews."""

    def shown(self) -> Self:
        """Leave out what a moderator hid or its author took back."""
        return self.filter(hidden_at=None)


class Review(models.Model):
    """One person's stars and words on an asset, tied to the major version they used."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="reviews", db_index=False)
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reviews")
    stars = models.PositiveSmallIntegerField()
    accurate = models.PositiveSmallIntegerField(null=True)
    on_time = models.PositiveSmallIntegerField(null=True)
    understandable = models.PositiveSmallIntegerField(null=True)
    complete = models.PositiveSmallIntegerField(null=True)
    text = models.TextField(blank=True, db_default="")
    rated_version = models.CharField(
        max_length=40, blank=True, db_default="", help_text="Major version rated, of the contract or the schema."
    )
    verified_by = models.CharField(
        max_length=10, blank=True, db_default="", help_text="What shows that they use it: access, agreement or lineage."
    )
    written_at = models.DateTimeField(db_default=Now())
    edited_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    hidden_reason = models.TextField(blank=True, db_default="")
    helpful_count = models.IntegerField(default=0, db_default=0)
    reply = models.TextField(blank=True, db_default="", help_text="The steward's, pinned below.")
    replied_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, related_name="reviews", help_text="The report opened from it.")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "author"], name="person_reviews_an_asset_once"),
            models.CheckConstraint(condition=STARS, name="review_has_one_to_five_stars"),
            *(
                models.CheckConstraint(
                    condition=Q((aspect, None)) | (Q((f"{aspect}__gte", 1)) & Q((f"{aspect}__lte", 5))),
                    name=f"aspect_{aspect}_is_one_to_five",
                )
                for aspect in ASPECTS
            ),
        ]
        indexes = [models.Index(F("asset"), F("written_at").desc(), name="review_by_asset")]

    def __str__(self) -> str:
        """Say the stars."""
        return f"{self.stars} of 5"


class HelpfulVote(models.Model):
    """Somebody found a review helpful."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="votes", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "person"], name="person_votes_once")]

    def __str__(self) -> str:
        """Say who."""
        return str(self.person)


class AbuseReport(models.Model):
    """A complaint about a review, a question or an answer; a moderator hides it or leaves it."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, null=True, related_name="abuse_reports")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, null=True, related_name="abuse_reports")
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, null=True, related_name="abuse_reports")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    was_hidden = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(review__isnull=False, question=None, answer=None)
                | Q(review=None, question__isnull=False, answer=None)
                | Q(review=None, question=None, answer__isnull=False),
                name="abuse_report_is_about_one_thing",
            )
        ]

    def __str__(self) -> str:
        """Say why."""
        return self.reason[:80]
