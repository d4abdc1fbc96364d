"""Queries that show how to use an asset."""

from django.db import IntegrityError, transaction

from catalog import audit
from catalog.models import Asset, Person, SampleQuery

MOST = 20


class CannotAddQuery(Exception):
    """The query can't be kept; the message says why."""


@transaction.atomic
def add_sample_query(*, asset: Asset, title: str, text: str, person: Person) -> SampleQuery:
    """Keep a query under a title that says what it answers."""
    said, query = " ".join(title.split())[:200], text.strip()[:20_000]
    if not said or not query:
        raise CannotAddQuery("A sample query needs a title that says what it answers, and its text.")
    if asset.sample_queries.count() >= MOST:
        raise CannotAddQuery(f"An asset shows at most {MOST} sample queries. Remove one that is no longer useful.")
    try:
        with transaction.atomic():
            made = SampleQuery.objects.create(asset=asset, title=said, text=query, added_by=person)
    except IntegrityError as error:
        raise CannotAddQuery(f"There is a query called {said} already.") from error
    audit.record(verb="asset.query_added", target=asset, after={"title": said, "text": query})
    return made


@transaction.atomic
def remove_sample_query(*, query: SampleQuery) -> None:
    """Drop a sample query; its text stays in the audit log."""
    audit.record(verb="asset.query_removed", target=query.asset, before={"title": query.title, "text": query.text})
    query.delete()
