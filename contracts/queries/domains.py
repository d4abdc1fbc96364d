"""What a document says of where it belongs, against the domains there are."""

from catalog.models import Domain
from contracts.odcs import Document, Ignored, ignored_in

KEYS = ("domain", "datasetDomain")
NOWHERE = "no domain here is called “{name}”, so it says nothing of where the contract belongs"


def domain_named(document: Document) -> Domain | None:
    """Find the domain that a document names, by its short or full name."""
    told = next((text for key in KEYS if (text := document.text(key))), "")
    if not told:
        return None
    return Domain.objects.filter(slug__iexact=told).first() or Domain.objects.filter(name__iexact=told).order_by("pk").first()


def ignored_here(document: Document) -> tuple[Ignored, ...]:
    """List what of a document is not acted on, with a domain that nobody has made."""
    key = next((key for key in KEYS if document.text(key)), "")
    if not key or domain_named(document) is not None:
        return ignored_in(document)
    nowhere = Ignored(key, key, NOWHERE.format(name=document.text(key)[:80]))
    return (nowhere, *ignored_in(document))
