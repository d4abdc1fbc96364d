"""What words mean: on a term's page, and on the assets and columns that bear it, with what the same word means elsewhere."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Lower
from django.http import Http404

from catalog.auth import may
from catalog.models import Asset, Column, Person, Role, Term, TermLink, TermMapping
from catalog.models.meaning import TermQuerySet
from catalog.wording import Fit, Wording, asset_fit, column_fit

MOST_TERMS = 1_000  # of a domain, that names are held against
MOST_LINKS = 200
MOST_SUGGESTED = 12
NARROWER = "is narrower than"
UNCOMPARED = "not compared yet"


class UnknownTerm(Http404):
    """No such term, or it is in a domain this person may not see: both look the same."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Another term and what it is to this one, said from this one's side; `mapping` is None where nobody has compared them."""

    other: Term
    words: str
    note: str
    mapping: TermMapping | None


@dataclass(frozen=True, slots=True)
class Meaning:
    """A term on something, with the same word in other domains."""

    link: TermLink
    elsewhere: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class SuggestedTerm:
    """A term whose words a name fits; `column` is None for the asset itself, `phrase` the word that fitted."""

    term: Term
    asset: Asset
    column: Column | None
    phrase: str


@dataclass(frozen=True, slots=True)
class TermPage:
    """Everything a term's page shows."""

    term: Term
    relations: tuple[Relation, ...]
    links: tuple[TermLink, ...]
    suggestions: tuple[SuggestedTerm, ...]
    may_edit: bool
    may_steward: bool


def term_page(term_id: int, person: Person) -> TermPage:
    """Gather a term's page; seven queries at most. Raises UnknownTerm (a 404)."""
    term = Term.objects.visible_to(person).for_listing().filter(pk=term_id).first()
    if term is None:
        raise UnknownTerm("There is no such term, or it is in a domain you have no role in.")
    may_edit = may(person, Role.CONTRIBUTOR, term.domain)
    seen = Q(asset__in=Asset.objects.visible_to(person))
    links = TermLink.objects.filter(seen, term=term, is_declined=False).select_related("asset__namespace", "column", "term")
    return TermPage(
        term=term,
        relations=tuple(_relations([term], person)[term.pk]),
        links=tuple(links.order_by("asset__name", "column__path")[:MOST_LINKS]),
        suggestions=tuple(_bearers(term, person)) if may_edit else (),
        may_edit=may_edit,
        may_steward=may(person, Role.STEWARD, term.domain),
    )


def _relations(terms: Sequence[Term], person: Person) -> dict[int, list[Relation]]:
    """Relate terms to those they are mapped to, and to the same word elsewhere; two queries."""
    found: dict[int, list[Relation]] = defaultdict(list)
    if not terms:
        return found
    keys = {term.pk for term in terms}
    seen = Term.objects.visible_to(person)
    mapped = TermMapping.objects.filter(Q(term__in=keys, other__in=seen) | Q(other__in=keys, term__in=seen))
    for mapping in mapped.select_related("term__domain", "other__domain").order_by("pk"):
        if mapping.term_id in keys:
            found[mapping.term_id].append(Relation(mapping.other, mapping.get_kind_display(), mapping.note, mapping))
        if mapping.other_id in keys:
            words = NARROWER if mapping.kind == TermMapping.Kind.BROADER else mapping.get_kind_display()
            found[mapping.other_id].append(Relation(mapping.term, words, mapping.note, mapping))
    namesakes = defaultdict(list)
    named = seen.annotate(called=Lower("name")).filter(called__in={term.name.lower() for term in terms}).select_related("domain")
    for other in named.order_by("domain__name"):
        namesakes[other.name.lower()].append(other)
    for term in terms:
        known = {term.pk, *(relation.other.pk for relation in found[term.pk])}
        found[term.pk] += [Relation(other, UNCOMPARED, "", None) for other in namesakes[term.name.lower()] if other.pk not in known]
    return found


def meanings(asset: Asset, person: Person) -> list[Meaning]:
    """Give the terms on an asset and its columns, each with what the word means elsewhere; three queries."""
    links = TermLink.objects.filter(asset=asset, is_declined=False, term__in=Term.objects.visible_to(person))
    listed = list(links.select_related("term__domain", "column").order_by("term__name"))
    relations = _relations(list({link.term_id: link.term for link in listed}.values()), person)
    return [Meaning(link, tuple(relations[link.term_id])) for link in listed]


def suggested_terms(asset: Asset, columns: Iterable[Column], person: Person) -> list[SuggestedTerm]:
    """Suggest terms of the asset's own domain for it and its columns, by their names; what was linked or declined isn't suggested again."""
    if asset.domain_id is None:
        return []
    terms = {term.pk: term for term in _living(person).filter(domain=asset.domain_id)[:MOST_TERMS]}
    wordings = [Wording(term.pk, tuple(term.words)) for term in terms.values()]
    if not wordings:
        return []
    decided = set(TermLink.objects.filter(asset=asset).values_list("term_id", "column_id"))
    found: list[tuple[Column | None, Fit | None]] = [(None, asset_fit(asset.name, wordings))]
    found += [(column, column_fit(column.path, wordings)) for column in columns]
    return [
        SuggestedTerm(terms[fit.key], asset, column, fit.phrase)
        for column, fit in found
        if fit and (fit.key, column.pk if column else None) not in decided
    ]


def _living(person: Person) -> TermQuerySet:
    return Term.objects.visible_to(person).exclude(state=Term.State.DEPRECATED).select_related("domain").order_by("name")


def _bearers(term: Term, person: Person) -> list[SuggestedTerm]:
    """Find assets and columns of the term's domain whose names fit it; bounded by the names that hold its first word."""
    wordings = [Wording(term.pk, tuple(term.words))]
    begins = Q()
    for phrase in term.words:
        begins |= Q(path__icontains=phrase.split()[0][:-1] or phrase)
    assets = {asset.pk: asset for asset in Asset.objects.visible_to(person).present().filter(domain=term.domain_id)[:MOST_TERMS]}
    columns = Column.objects.filter(begins, asset__in=assets.keys(), is_current=True).order_by("asset_id", "ordinal")[:MOST_TERMS]
    decided = set(TermLink.objects.filter(term=term).values_list("asset_id", "column_id"))
    fits: list[tuple[Asset, Column | None, Fit | None]] = [(asset, None, asset_fit(asset.name, wordings)) for asset in assets.values()]
    fits += [(assets[column.asset_id], column, column_fit(column.path, wordings)) for column in columns]
    found = [
        SuggestedTerm(term, asset, column, fit.phrase)
        for asset, column, fit in fits
        if fit and (asset.pk, column.pk if column else None) not in decided
    ]
    return found[:MOST_SUGGESTED]
