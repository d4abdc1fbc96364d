"""Saying what words mean: terms, how they relate, and what bears them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from catalog import audit
from catalog.actions.index_terms import forget_term, index_terms
from catalog.models import Asset, Column, Domain, Person, Term, TermLink, TermMapping

MOST_SYNONYMS = 20


class CannotDefine(Exception):
    """The term can't be defined like that; the message says why and what to do."""


class CannotMap(Exception):
    """The two terms can't be related like that; the message says why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a term shall say. `definition` is Markdown; `synonyms` are other words for it."""

    name: str
    definition: str
    synonyms: Sequence[str]
    state: str
    owner: Person | None


@transaction.atomic
def define_term(*, domain: Domain, wanted: Wanted) -> Term:
    """Give a word its meaning in a domain. Raises CannotDefine for a word the domain has already."""
    said = _said(wanted)
    _refuse_twice(domain, said["name"])
    term = Term.objects.create(domain=domain, **said, words=_words(said), owner=wanted.owner)
    audit.record(verb="term.defined", target=term, after={**said, "domain": domain.name, "owner": str(wanted.owner or "")})
    index_terms([term.pk])
    return term


@transaction.atomic
def change_term(*, term: Term, wanted: Wanted) -> None:
    """Change what a term says; the audit log keeps each wording, and unchanged words leave no trace."""
    current = Term.objects.select_for_update(of=("self",), no_key=True).select_related("domain", "owner").get(pk=term.pk)
    said = _said(wanted)
    if said["name"].lower() != current.name.lower():
        _refuse_twice(current.domain, said["name"])
    changed = {field: value for field, value in said.items() if getattr(current, field) != value}
    before = {field: getattr(current, field) for field in changed}
    after = dict(changed)
    if wanted.owner != current.owner:
        before["owner"], after["owner"] = str(current.owner or ""), str(wanted.owner or "")
    if not after:
        return
    Term.objects.filter(pk=term.pk).update(**changed, words=_words(said), owner=wanted.owner, changed_at=Now())
    audit.record(verb="term.changed", target=current, before=before, after=after, name=said["name"])
    index_terms([term.pk])


def _said(wanted: Wanted) -> dict[str, Any]:
    name = " ".join(wanted.name.split())
    if not name:
        raise CannotDefine("A term needs a word: the one people use.")
    if wanted.state not in Term.State.values:
        raise CannotDefine(f"Choose one of the states {', '.join(Term.State.values)}.")
    synonyms = {
        word.lower(): word for word in (" ".join(said.split()) for said in wanted.synonyms) if word and word.lower() != name.lower()
    }
    if len(synonyms) > MOST_SYNONYMS:
        raise CannotDefine(f"At most {MOST_SYNONYMS} synonyms; more would make every search find it.")
    return {
        "name": name,
        "definition": wanted.definition.strip(),
        "synonyms": sorted(synonyms.values(), key=str.lower),
        "state": wanted.state,
    }


def _words(said: dict[str, Any]) -> list[str]:
    return [str(said["name"]).lower(), *(word.lower() for word in said["synonyms"])]


def _refuse_twice(domain: Domain, name: str) -> None:
    Domain.objects.select_for_update(no_key=True).get(pk=domain.pk)  # two who define a word at once don't see each other's
    if Term.objects.filter(domain=domain, name__iexact=name).exists():
        raise CannotDefine(f"{domain} has the term {name} already. Change that one, or find another word.")


@transaction.atomic
def delete_term(*, term: Term) -> None:
    """Drop a term with its links and mappings; what it said stays in the audit log."""
    audit.record(
        verb="term.deleted", target=term, before={"definition": term.definition, "synonyms": term.synonyms, "domain": term.domain.name}
    )
    forget_term(term.pk)
    term.delete()


@transaction.atomic
def map_terms(*, term: Term, other: Term, kind: str, note: str = "") -> TermMapping:
    """Say what a term is to another; a second saying replaces the first, whichever side it was said from."""
    if term.pk == other.pk:
        raise CannotMap("A term can't be compared with itself.")
    if kind not in TermMapping.Kind.values:
        raise CannotMap(f"Choose one of {', '.join(TermMapping.Kind.values)}.")
    TermMapping.objects.filter(term=other, other=term).delete()
    mapping, _ = TermMapping.objects.update_or_create(term=term, other=other, defaults={"kind": kind, "note": note.strip()[:300]})
    audit.record(verb="term.mapped", target=term, after={"to": f"{other} ({other.domain})", "kind": kind, "note": mapping.note})
    return mapping


@transaction.atomic
def unmap_terms(*, mapping: TermMapping) -> None:
    """Take a relation back."""
    audit.record(verb="term.unmapped", target=mapping.term, before={"to": str(mapping.other), "kind": mapping.kind})
    mapping.delete()


@transaction.atomic
def link_term(*, term: Term, asset: Asset, person: Person, column: Column | None = None) -> TermLink:
    """Put a term on an asset or one of its columns, also where it had been declined; done twice it changes nothing."""
    link, is_new = TermLink.objects.get_or_create(term=term, asset=asset, column=column, defaults={"added_by": person})
    if is_new or link.is_declined:
        TermLink.objects.filter(pk=link.pk).update(is_declined=False, added_by=person)
        audit.record(verb="asset.termed", target=asset, after=_which(term, column))
    return link


@transaction.atomic
def decline_term(*, term: Term, asset: Asset, person: Person, column: Column | None = None) -> None:
    """Say that a suggested term doesn't fit; it isn't suggested there again."""
    _, is_new = TermLink.objects.update_or_create(term=term, asset=asset, column=column, defaults={"is_declined": True, "added_by": person})
    if is_new:
        audit.record(verb="term.declined", target=asset, after=_which(term, column))


@transaction.atomic
def unlink_term(*, link: TermLink) -> None:
    """Take a term off an asset or column."""
    audit.record(verb="asset.untermed", target=link.asset, before=_which(link.term, link.column))
    link.delete()


def _which(term: Term, column: Column | None) -> dict[str, str]:
    said = {"term": f"{term.name} ({term.domain})"}
    return {**said, "path": column.path} if column else said
