"""Narrowing assets down and ordering them, the same on pages and in the API."""

from django.db.models import F, Q

from catalog.asked import number
from catalog.models.asset import AssetQuerySet

ORDERS = {
    "used": ("Most used", [F("usage").desc(), F("id").asc()]),
    "fresh": ("Newest delivery", [F("fresh_at").desc(nulls_last=True), F("id").asc()]),
    "new": ("Newest in the catalog", [F("first_seen_at").desc(nulls_last=True), F("id").asc()]),
    "name": ("Name", [F("name").asc(), F("id").asc()]),
}
# Parameter -> field, for filters that compare with what was chosen.
FILTERS = {
    "kind": "kind",
    "platform": "namespace__platform",
    "lifecycle": "lifecycle",
    "domain": "domain__slug",
    "team": "owner_team__slug",
}


def filtered(found: AssetQuerySet, chosen: dict[str, str]) -> AssetQuerySet:
    """Narrow assets down by the known parameters; what can't be understood is ignored."""
    wanted = {field: chosen[name] for name, field in FILTERS.items() if chosen.get(name)}
    found = found.filter(**wanted)
    if namespace := number(chosen.get("namespace", "")):
        found = found.filter(namespace_id=namespace)
    if words := chosen.get("name", "").strip():
        found = found.filter(Q(name__icontains=words) | Q(title__icontains=words))
    if not chosen.get("dropped"):
        found = found.exclude(is_dropped=True)
    return found
