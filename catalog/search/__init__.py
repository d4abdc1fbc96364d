"""Search: found in stages (exact name, close name, words, descriptions); catalog.actions.index_assets keeps what can be found."""

from catalog.search.finding import find, suggest
from catalog.search.pages import Facet, FacetValue, Filters, Hit, SearchPage
from catalog.search.vocabulary import learn_words

__all__ = ["Facet", "FacetValue", "Filters", "Hit", "SearchPage", "find", "learn_words", "suggest"]
