"""What search asks the database: bounded candidates in stages, counts of a bounded sample, names that begin so."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from catalog.models import Person, SearchEntry
from catalog.search.pages import Filters

# {where} is visibility and filters. Each stage reads a bounded number of candidates, so that a common word costs no more than a
# rare one. What is dropped or deprecated comes last in its stage; of what is exactly so called, assets and terms come first;
# columns follow what they are part of.
FIND = """
WITH asked AS (SELECT to_tsquery('simple', %(named)s) AS named, to_tsquery('simple', %(any)s) || to_tsquery('english', %(any)s) AS anywhere),
candidate AS (
  (SELECT id, 1 AS tier FROM catalog_searchentry e WHERE names @> ARRAY[%(q)s] AND names <> '{{}}' AND {where} LIMIT 200)
  UNION ALL (SELECT id, 1 FROM catalog_searchentry e WHERE lower(name) = %(q)s AND {where} LIMIT 200)
  UNION ALL (SELECT id, 2 FROM catalog_searchentry e WHERE lower(name) LIKE %(start)s AND {where} LIMIT 500)
  UNION ALL (SELECT id, 3 FROM catalog_searchentry e, asked WHERE document @@ named AND {where} LIMIT 1000)
  {otherwise}
  UNION ALL (SELECT id, 5 FROM catalog_searchentry e, asked WHERE document @@ anywhere AND {where} LIMIT 1000)),
best AS (
  SELECT e.*, c.tier, coalesce(a.is_dropped OR e.lifecycle = 'deprecated', FALSE) AS is_past,
    array_position(ARRAY['asset', 'term', 'job', 'person', 'column'], e.kind::text) AS place
  FROM (SELECT id, min(tier) AS tier FROM candidate GROUP BY id) AS c
  JOIN catalog_searchentry e USING (id) LEFT JOIN catalog_asset a ON e.kind = 'asset' AND a.id = e.ref)
SELECT e.kind, e.ref, e.asset_id, e.name, e.context, e.body, e.asset_kind, e.tags, e.tier
FROM best AS e, asked
ORDER BY e.tier, CASE e.tier WHEN 1 THEN e.place END, e.is_past, e.kind = 'column', round(ts_rank(e.document, anywhere)::numeric, 1) DESC,
  least(e.popularity, 1000) DESC, e.place, length(e.name), e.id
LIMIT %(limit)s OFFSET %(offset)s
"""
OTHERWISE = (
    "UNION ALL (SELECT id, 4 FROM catalog_searchentry e WHERE document @@ to_tsquery('simple', %(otherwise)s) AND {where} LIMIT 1000)"
)
BROWSE = """
SELECT e.kind, e.ref, e.asset_id, e.name, e.context, e.body, e.asset_kind, e.tags, 6
FROM catalog_searchentry e WHERE {where} ORDER BY popularity DESC, id LIMIT %(limit)s OFFSET %(offset)s
"""
MATCHES = "(document @@ (to_tsquery('simple', %(any)s) || to_tsquery('english', %(any)s){otherwise}) OR lower(name) LIKE %(start)s)"
MATCHES_OTHERWISE = " || to_tsquery('simple', %(otherwise)s)"
GROUPS = """
SELECT kind, platform, asset_kind, domain_id, owner, lifecycle, standing, environment, tags, count(*) FROM (
  SELECT kind, platform, asset_kind, domain_id, owner, lifecycle, standing, environment, tags
  FROM catalog_searchentry e WHERE {where} AND {matches} LIMIT %(cap)s) AS sample
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
"""
COUNT = "SELECT count(*) FROM (SELECT 1 FROM catalog_searchentry e WHERE {where} AND {matches} LIMIT %(cap)s) AS sample"
SUGGEST = """
SELECT name FROM (SELECT min(name) AS name, max(popularity) AS popularity FROM (
  SELECT name, popularity FROM catalog_searchentry e WHERE lower(name) LIKE %(start)s AND {where} LIMIT 1000) AS begins GROUP BY lower(name)) AS names
ORDER BY popularity DESC, length(name), name LIMIT %(limit)s
"""
MOST_DIGITS = 18  # of a number that surely is a bigint


@dataclass(frozen=True, slots=True)
class Visible:
    """What somebody may find, as a condition on entries and its parameters."""

    condition: str
    values: dict[str, list[int]]


def visible(person: Person) -> Visible:
    """Say what this person may find: nothing of domains closed to them, nor what rooms name in settings.HIDDEN_FROM_SEARCH."""
    if person.is_administrator:
        return Visible("TRUE", {})
    parts, values = ["(e.domain_id IS NULL OR e.domain_id = ANY(%(domains)s))"], {}
    for at, path in enumerate(settings.HIDDEN_FROM_SEARCH):
        kind, keys = import_string(path)(person)
        if keys:
            parts.append(f"NOT (e.kind = '{SearchEntry.Kind(kind).value}' AND e.ref = ANY(%(hidden{at})s))")
            values[f"hidden{at}"] = keys
    return Visible(" AND ".join(parts), values)


def chosen(filters: Filters) -> str:
    """Write the filters as a condition; their values travel as parameters of the same names."""
    special = {"domain": "e.domain_id = %(domain)s", "tag": "(e.tags @> ARRAY[%(tag)s] AND e.tags <> '{}')"}
    return " AND ".join(special.get(name, f"e.{name} = %({name})s") for name in filters.chosen()) or "TRUE"


def values_of(filters: Filters) -> dict[str, Any]:
    """Give the filters' parameters; a domain that is no number is none."""
    number = int(filters.domain) if filters.domain.isdecimal() and len(filters.domain) <= MOST_DIGITS else 0
    return {**filters.chosen(), "domain": number}


def beginning(text: str) -> str:
    """Write a LIKE pattern for what begins so."""
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"


def run(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Run one statement and give its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
