"""The audit log over the API."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from catalog.api.assets import parameters
from catalog.api.callers import caller
from catalog.api.described import extend_schema
from catalog.models import AuditEntry
from catalog.views.audit_log import entries_for, filtered

CHOICES = ("who", "verb", "kind", "target")


class EntryOutput(serializers.ModelSerializer[AuditEntry]):
    """One change; `before` and `after` hold only what changed."""

    actor = serializers.SlugRelatedField[Any](slug_field="handle", read_only=True)
    api_key = serializers.StringRelatedField[Any](read_only=True)

    class Meta:
        model = AuditEntry
        fields = ("id", "at", "verb", "actor", "api_key", "target_kind", "target_id", "target_name", "before", "after", "request_id")


@extend_schema(parameters=parameters(*CHOICES))
class Audit(ListAPIView[AuditEntry]):
    """List changes, newest first: `who` (handle), `verb` (or how it begins), `kind` and `target` (of what was changed)."""

    serializer_class = EntryOutput
    queryset = AuditEntry.objects.none()

    def get_queryset(self) -> QuerySet[AuditEntry]:
        """Narrow down as the page does."""
        chosen = {name: self.request.query_params.get(name, "").strip() for name in CHOICES}
        return filtered(entries_for(caller(self.request)), **chosen)
