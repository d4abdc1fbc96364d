"""Putting things into the search index: one statement per call, unchanged entries cost no write."""

from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass, replace

from django.db import connection
from django.db.models import Prefetch

from catalog.models import Asset, AssetTag, Column, SearchEntry
from catalog.search.words import indexed_words, short_name

BODY_LENGTH = 100_000

PUT = """
INSERT INTO catalog_searchentry AS known
  (kind, ref, asset_id, domain_id, name, context, body, platform, asset_kind, owner, popularity, words)
SELECT * FROM unnest(
  %s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[],
  %s::text[], %s::text[], %s::text[], %s::text[], %s::integer[], %s::text[])
ON CONFLICT (kind, ref) DO UPDATE SET
  asset_id = excluded.asset_id, domain_id = excluded.domain_id, name = excluded.name, context = excluded.context, body = excluded.body,
  platform = excluded.platform, asset_kind = excluded.asset_kind, owner = excluded.owner, popularity = excluded.popularity, words = excluded.words
WHERE (known.asset_id, known.domain_id, known.name, known.context, known.body, known.platform, known.asset_kind, known.owner, known.popularity, known.words)
  IS DISTINCT FROM (excluded.asset_id, excluded.domain_id, excluded.name, excluded.context, excluded.body, excluded.platform, excluded.asset_kind,
                    excluded.owner, excluded.popularity, excluded.words)
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing to be found. `kind` is a SearchEntry.Kind, `ref` its primary key; `asset_id` and `domain_id` decide who may find it.

    `name` is the short name, shown and matched whole; the words of `also` (full name, title) count as words of the name.
    """

    kind: str
    ref: int
    asset_id: int | None
    domain_id: int | None
    name: str
    context: str = ""
    body: str = ""
    platform: str = ""
    asset_kind: str = ""
    owner: str = ""
    popularity: int = 0
    also: str = ""


def put(entries: Sequence[Entry]) -> None:
    """Insert or refresh entries. Of two with the same kind and ref the last wins."""
    newest = {(entry.kind, entry.ref): entry for entry in entries}
    if not newest:
        return
    # In one order always, so that two writers can't deadlock.
    rows = [_row(newest[key]) for key in sorted(newest)]
    with connection.cursor() as cursor:
        cursor.execute(PUT, [list(column) for column in zip(*rows, strict=True)])


def _row(entry: Entry) -> tuple[object, ...]:
    bounded = replace(entry, body=entry.body[:BODY_LENGTH], platform=entry.platform[:40], owner=entry.owner[:120])
    return (*astuple(bounded)[:-1], indexed_words(f"{entry.name} {entry.also}"))


def index_assets(asset_ids: Collection[int]) -> None:
    """Put assets and their current columns in, from what the catalog knows: people's words, tags, owners. Four queries."""
    tags = Prefetch("tags", AssetTag.objects.order_by("key", "value"))
    assets = Asset.objects.filter(pk__in=asset_ids).select_related("namespace", "owner_team").prefetch_related(tags)
    by_id = {asset.pk: asset for asset in assets}
    columns = Column.objects.filter(asset__in=by_id, is_current=True)
    put([*(_asset_entry(asset) for asset in by_id.values()), *(_column_entry(column, by_id[column.asset_id]) for column in columns)])
    # What is no longer current can't be found either.
    gone = Column.objects.filter(asset__in=by_id, is_current=False).values("pk")
    SearchEntry.objects.filter(kind=SearchEntry.Kind.COLUMN, ref__in=gone).delete()


def _asset_entry(asset: Asset) -> Entry:
    said = (asset.purpose, asset.description or asset.reported_description, *map(str, asset.tags.all()))
    return Entry(
        kind=SearchEntry.Kind.ASSET,
        ref=asset.pk,
        asset_id=asset.pk,
        domain_id=asset.domain_id,
        name=short_name(asset.name),
        context=f"{asset.name} · {asset.namespace.name}",
        also=f"{asset.name} {asset.title}",
        body="\n".join(filter(None, said)),
        platform=asset.namespace.platform,
        asset_kind=asset.kind,
        owner=asset.owner_team.name if asset.owner_team else "",
        popularity=asset.usage,
    )


def _column_entry(column: Column, asset: Asset) -> Entry:
    return Entry(
        kind=SearchEntry.Kind.COLUMN,
        ref=column.pk,
        asset_id=asset.pk,
        domain_id=asset.domain_id,
        name=column.path,
        context=asset.name,
        body=column.description or column.reported_description,
        platform=asset.namespace.platform,
        asset_kind=asset.kind,
        owner=asset.owner_team.name if asset.owner_team else "",
        popularity=asset.usage,
    )
