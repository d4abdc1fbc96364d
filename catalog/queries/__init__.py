"""Answers that pages and the API need, beyond what a queryset's own methods say."""

from catalog.queries.browsing import FILTERS, ORDERS, filtered
from catalog.queries.domains import domains_where, stewarded_assets
from catalog.queries.frame import AssetFrame, News, Tab, UnknownAsset, asset_frame
from catalog.queries.meaning import Meaning, SuggestedTerm, TermPage, UnknownTerm, meanings, suggested_terms, term_page

__all__ = [
    "FILTERS",
    "ORDERS",
    "AssetFrame",
    "Meaning",
    "News",
    "SuggestedTerm",
    "Tab",
    "TermPage",
    "UnknownAsset",
    "UnknownTerm",
    "asset_frame",
    "domains_where",
    "filtered",
    "meanings",
    "stewarded_assets",
    "suggested_terms",
    "term_page",
]
