"""Assets like another one: whose names share words with it, or that lie in its domain, ranked by the columns both have."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from catalog.models import Asset, Domain, Person
from catalog.wording import FILE_ENDING, short_name, split_words, variants

SHOWN = 5
MOST_COLUMNS = 300
# Words that say where in a pipeline an asset stands, not what it is about.
LAYERS = frozenset(
    {
        *("raw", "stg", "staging", "src", "source", "int", "tmp", "temp", "dim", "fct", "fact", "mart"),
        *("marts", "ods", "dwh", "v", "t", "tbl", "view", "public", "dbo", "prod", "dev", "test", "latest"),
    }
)

# Candidates are bounded on both sides; shared columns count by their share of all columns of both (Jaccard), the name a third of that.
SIMILAR = """
WITH candidate AS (
  (SELECT e.ref AS id, ts_rank(e.document, to_tsquery('simple', %(words)s)) AS fits FROM catalog_searchentry e
   WHERE e.document @@ to_tsquery('simple', %(words)s) AND e.kind = 'asset' ORDER BY 2 DESC LIMIT 150)
  UNION ALL (SELECT a.id, 0 FROM catalog_asset a WHERE a.domain_id = %(domain)s ORDER BY a.usage DESC, a.id LIMIT 100)
), best AS (SELECT c.id, max(c.fits) AS fits FROM candidate c WHERE c.id <> %(asset)s GROUP BY c.id),
theirs AS (
  SELECT k.asset_id, count(*) AS n, count(*) FILTER (WHERE lower(k.path) = ANY(%(mine)s)) AS shared
  FROM catalog_column k JOIN best b ON b.id = k.asset_id WHERE k.is_current GROUP BY 1
)
SELECT b.id, coalesce(t.shared, 0) FROM best b JOIN catalog_asset a ON a.id = b.id LEFT JOIN theirs t ON t.asset_id = b.id
WHERE NOT a.is_dropped AND (%(sees_all)s OR a.domain_id IS NULL OR a.domain_id = ANY(%(domains)s))
  AND (b.fits > 0 OR t.shared >= 2)
ORDER BY coalesce(t.shared::float / nullif(%(count)s + t.n - t.shared, 0), 0) + least(b.fits, 1) / 3 DESC, a.usage DESC, b.id
LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Similar:
    """An asset like another; `shared` is how many columns both have."""

    asset: Asset
    shared: int

    @property
    def words(self) -> str:
        """Say what is alike."""
        return f"{self.shared} column{'' if self.shared == 1 else 's'} in common" if self.shared else "a name like it"


def similar(asset: Asset, person: Person) -> list[Similar]:
    """Give at most five assets like this one that the person may see; three queries."""
    mine = [path.lower() for path in asset.columns.filter(is_current=True).values_list("path", flat=True)[:MOST_COLUMNS]]
    words = [word for word in split_words(FILE_ENDING.sub("", short_name(asset.name))) if word not in LAYERS and not word.isdecimal()]
    if not words:
        words = split_words(asset.name, 3) or ["x"]
    asked: dict[str, Any] = {
        "words": " | ".join(f"'{form}'" for word in words for form in variants(word)),
        "asset": asset.pk,
        "domain": asset.domain_id,
        "mine": mine,
        "count": len(mine),
        "sees_all": person.is_administrator,
        "domains": [] if person.is_administrator else list(Domain.objects.visible_to(person).values_list("pk", flat=True)),
        "limit": SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(SIMILAR, asked)
        rows = cursor.fetchall()
    found = Asset.objects.for_listing().in_bulk([key for key, _ in rows])
    return [Similar(found[key], shared) for key, shared in rows if key in found]
