"""The audit log: who changed what, when, through which key."""

from django.db import models
from django.db.models import F
from django.db.models.functions import Now

from catalog.models.people import ApiKey, Person


class AuditEntry(models.Model):
    """One change by one action; `verb` is the action's name in the past (`asset.described`)."""

    at = models.DateTimeField(db_default=Now())
    verb = models.CharField(max_length=60)
    actor = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    api_key = models.ForeignKey(ApiKey, on_delete=models.SET_NULL, null=True, related_name="+")
    target_kind = models.CharField(max_length=40)
    target_id = models.TextField()
    target_name = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    request_id = models.CharField(max_length=32, blank=True)

    class Meta:
        indexes = [
            models.Index(F("at").desc(), name="audit_newest_first"),
            models.Index(F("target_kind"), F("target_id"), F("at").desc(), name="audit_by_target"),
        ]

    def __str__(self) -> str:
        """Say what happened to what."""
        return f"{self.verb} {self.target_kind} {self.target_id}"
