"""The catalog's nouns."""

from catalog.models.asset import Asset, AssetName, Namespace
from catalog.models.audit import AuditEntry
from catalog.models.column import Column, SchemaVersion
from catalog.models.domain import Domain, DomainRole, Role
from catalog.models.marks import AssetTag, OwnerSuggestion
from catalog.models.people import ApiKey, Membership, Person, Team
from catalog.models.search import SearchEntry, SearchWord

__all__ = [
    "ApiKey",
    "Asset",
    "AssetName",
    "AssetTag",
    "AuditEntry",
    "Column",
    "Domain",
    "DomainRole",
    "Membership",
    "Namespace",
    "OwnerSuggestion",
    "Person",
    "Role",
    "SchemaVersion",
    "SearchEntry",
    "SearchWord",
    "Team",
]
