"""Questions about assets, and their answers."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from catalog.models import Asset, Person


class QuestionQuerySet(models.QuerySet["Question"]):
    """Filters of questions."""

    def shown(self) -> Self:
        """Leave out what a moderator hid."""
        return self.filter(hidden_at=None)


class Question(models.Model):
    """A question about an asset or one of its columns."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="questions", db_index=False)
    column_path = models.TextField(blank=True, db_default="")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField()
    asked_at = models.DateTimeField(db_default=Now())
    edited_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    promoted_at = models.DateTimeField(null=True, help_text="When its accepted answer went into the documentation.")
    promoted_to = models.CharField(max_length=20, blank=True, db_default="", help_text="description, column or term.")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(F("asset"), F("asked_at").desc(), name="question_by_asset")]

    def __str__(self) -> str:
        """Say the question."""
        return self.text[:80]


class Answer(models.Model):
    """An answer to a question; the asker or the steward accepts one."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField()
    answered_at = models.DateTimeField(db_default=Now())
    edited_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question"], condition=Q(accepted_at__isnull=False), name="question_has_one_accepted_answer")
        ]

    def __str__(self) -> str:
        """Say the answer."""
        return self.text[:80]
