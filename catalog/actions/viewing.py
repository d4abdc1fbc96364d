"""Noting that somebody looked at an asset: their own shelf, and a count a day that names nobody. Nobody decided anything: no audit row."""

from datetime import datetime, timedelta

from django.db import transaction

from catalog import bulk
from catalog.models import Asset, Person

KEPT = 20  # assets on somebody's shelf of recently viewed ones
DAYS = 30  # that `Asset.views` sums
KEPT_DAYS = 400  # of counts

# One statement a visit; a person counts once an asset and day.
NOTE = """
WITH before AS (SELECT at FROM catalog_viewing WHERE person_id = %s AND asset_id = %s),
noted AS (INSERT INTO catalog_viewing (person_id, asset_id, at) VALUES (%s, %s, %s)
    ON CONFLICT (person_id, asset_id) DO UPDATE SET at = greatest(catalog_viewing.at, excluded.at) RETURNING 1)
INSERT INTO catalog_viewcount (asset_id, day, people)
SELECT %s, %s::date, 1 FROM noted WHERE NOT EXISTS (SELECT 1 FROM before WHERE at >= %s::date)
ON CONFLICT (asset_id, day) DO UPDATE SET people = catalog_viewcount.people + 1
"""
SUM = """
UPDATE catalog_asset a SET views = coalesce(c.people, 0)
FROM catalog_asset b LEFT JOIN (SELECT asset_id, sum(people)::int AS people FROM catalog_viewcount WHERE day > %s::date GROUP BY 1) c ON c.asset_id = b.id
WHERE a.id = b.id AND a.views <> coalesce(c.people, 0)
"""
PRUNE = """
DELETE FROM catalog_viewing v USING (
    SELECT id, row_number() OVER (PARTITION BY person_id ORDER BY at DESC) AS place FROM catalog_viewing) ranked
WHERE ranked.id = v.id AND ranked.place > %s
"""


def note_view(*, asset: Asset, person: Person, at: datetime) -> None:
    """Remember that this person opened the asset; keys and nameless callers are nobody."""
    if person.pk:
        bulk.run(NOTE, person.pk, asset.pk, person.pk, asset.pk, at, asset.pk, at, at)


@transaction.atomic
def sum_views(*, now: datetime) -> None:
    """Sum the last thirty days into `Asset.views`, and forget what is older than anybody asks for."""
    bulk.run(SUM, now - timedelta(days=DAYS))
    bulk.run(PRUNE, KEPT)
    bulk.run("DELETE FROM catalog_viewcount WHERE day < %s::date", now - timedelta(days=KEPT_DAYS))
