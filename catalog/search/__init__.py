"""Search: what can be found is put in by whoever knows it, and found in stages (exact name, close name, words, descriptions)."""

from catalog.search.entries import Entry, index_assets, put
from catalog.search.finding import find, suggest
from catalog.search.pages import Facet, FacetValue, Filters, Hit, SearchPage
from catalog.search.vocabulary import learn_words

__all__ = ["Entry", "Facet", "FacetValue", "Filters", "Hit", "SearchPage", "find", "index_assets", "learn_words", "put", "suggest"]
