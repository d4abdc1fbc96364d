"""The catalog's nouns."""

from catalog.models.asset import Asset, AssetName, Namespace
from catalog.models.audit import AuditEntry
from catalog.models.column import Column, SchemaVersion
from catalog.models.domain import Domain, DomainRole, Role
from catalog.models.marks import AssetTag, OwnerSuggestion, SampleQuery
from catalog.models.meaning import Term, TermLink, TermMapping
from catalog.models.people import ApiKey, Membership, Person, Team
from catalog.models.search import SearchEntry, SearchWord
from catalog.models.shelf import AssetList, ListedAsset, ViewCount, Viewing

__all__ = [
    "ApiKey",
    "Asset",
    "AssetList",
    "AssetName",
    "AssetTag",
    "AuditEntry",
    "Column",
    "Domain",
    "DomainRole",
    "ListedAsset",
    "Membership",
    "Namespace",
    "OwnerSuggestion",
    "Person",
    "Role",
    "SampleQuery",
    "SchemaVersion",
    "SearchEntry",
    "SearchWord",
    "Team",
    "Term",
    "TermLink",
    "TermMapping",
    "ViewCount",
    "Viewing",
]
