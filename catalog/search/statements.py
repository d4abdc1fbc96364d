"""What search asks the database: bounded candidates in stages, counts of a bounded sample, names that begin so."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from catalog.asked import number
from catalog.models import Person, SearchEntry
from catalog.search.pages import Filters

# {where} is visibility and filters. Each stage reads a bounded number of candidates, so that a common word costs no more than a
# rare one, and none runs once the ones before it fill the page: the stage is the first thing sorted by. Where a stage found more
# than it reads, those of the thousand most used entries that fit join in. What is dropped or deprecated comes last in its stage;
# of what is exactly so called, assets and terms come first; columns follow what they are part of.
FIND = """
WITH asked AS (SELECT to_tsquery('simple', %(named)s) AS named, {anywhere} AS anywhere),
exact AS MATERIALIZED (
  (SELECT id FROM catalog_searchentry e WHERE names @> ARRAY[%(q)s] AND names <> '{{}}' AND {where} LIMIT 200)
  UNION (SELECT id FROM catalog_searchentry e WHERE lower(name) = %(q)s AND {where} LIMIT 200)),
{by_name}
{otherwise}
sofar AS MATERIALIZED (SELECT id FROM first UNION SELECT id FROM named {and_otherwise}),
anywhere AS MATERIALIZED ({anywhere_stage}),
popular AS MATERIALIZED (
  SELECT id, CASE WHEN lower(name) LIKE %(start)s THEN 2 ELSE 3 END AS tier
  FROM (SELECT * FROM catalog_searchentry ORDER BY popularity DESC, id LIMIT 1000) AS e, asked
  WHERE ((SELECT count(*) FROM begins) = 500 OR (SELECT count(*) FROM named) = 1000)
    AND (lower(name) LIKE %(start)s OR document @@ named) AND {where}),
candidate AS (
  SELECT id, 1 AS tier FROM exact UNION ALL SELECT id, 2 FROM begins UNION ALL SELECT id, tier FROM popular
  UNION ALL SELECT id, 3 FROM named {or_otherwise} UNION ALL SELECT id, 5 FROM anywhere),
best AS (
  SELECT e.*, c.tier, coalesce(a.is_dropped OR e.lifecycle = 'deprecated', FALSE) AS is_past,
    array_position(ARRAY['asset', 'term', 'contract', 'job', 'person', 'column'], e.kind::text) AS place
  FROM (SELECT id, min(tier) AS tier FROM candidate GROUP BY id) AS c
  JOIN catalog_searchentry e USING (id) LEFT JOIN catalog_asset a ON e.kind = 'asset' AND a.id = e.ref)
SELECT e.kind, e.ref, e.asset_id, e.name, e.context, e.body, e.asset_kind, e.tags, e.tier, {total}
FROM best AS e, asked
ORDER BY e.tier, CASE e.tier WHEN 1 THEN e.place END, e.is_past, e.kind = 'column', round(ts_rank(e.document, anywhere)::numeric, 1) DESC,
  least(e.popularity, 1000) DESC, e.place, length(e.name), e.id
LIMIT %(limit)s OFFSET %(offset)s
"""
BY_NAME = """begins AS MATERIALIZED (
  SELECT id FROM catalog_searchentry e WHERE lower(name) LIKE %(start)s AND {where} ORDER BY lower(name) USING ~<~ LIMIT 500),
first AS MATERIALIZED (SELECT id FROM exact UNION SELECT id FROM begins),
named AS MATERIALIZED (
  SELECT id FROM catalog_searchentry e, asked
  WHERE (SELECT count(*) FROM first) < %(enough)s AND document @@ named AND {where} LIMIT 1000),"""
# Under filters the words are asked for once: the index knows both, and of what fits there is seldom more than is counted. Where there is,
# what begins so is asked for by itself: any ten thousand of them might hold none.
BY_NAME_NARROWED = """matched AS MATERIALIZED (
  SELECT id, lower(name) AS name, document @@ named AS is_named FROM catalog_searchentry e, asked
  WHERE document @@ anywhere AND {where} LIMIT %(cap)s),
begins AS MATERIALIZED (
  (SELECT id FROM matched WHERE (SELECT count(*) FROM matched) < %(cap)s AND is_named AND name LIKE %(start)s LIMIT 500)
  UNION ALL (SELECT id FROM catalog_searchentry e, asked
    WHERE (SELECT count(*) FROM matched) = %(cap)s AND document @@ named AND lower(name) LIKE %(start)s AND {where} LIMIT 500)),
first AS MATERIALIZED (SELECT id FROM exact UNION SELECT id FROM begins),
named AS MATERIALIZED (SELECT id FROM matched WHERE (SELECT count(*) FROM first) < %(enough)s AND is_named LIMIT 1000),"""
ANYWHERE_STAGE = """SELECT id FROM catalog_searchentry e, asked
  WHERE (SELECT count(*) FROM sofar) < %(enough)s AND document @@ anywhere AND {where} LIMIT 1000"""
ANYWHERE_NARROWED = "SELECT id FROM matched WHERE (SELECT count(*) FROM sofar) < %(enough)s LIMIT 1000"
UNCOUNTED, COUNTED = "NULL", "(SELECT count(*) FROM matched)"
OTHERWISE = """otherwise AS MATERIALIZED (
  SELECT id FROM catalog_searchentry e
  WHERE (SELECT count(*) FROM (SELECT id FROM first UNION SELECT id FROM named) AS n) < %(enough)s
    AND document @@ to_tsquery('simple', %(otherwise)s) AND {where} LIMIT 1000),"""
AND_OTHERWISE = "UNION SELECT id FROM otherwise"
OR_OTHERWISE = "UNION ALL SELECT id, 4 FROM otherwise"
BROWSE = """
SELECT e.kind, e.ref, e.asset_id, e.name, e.context, e.body, e.asset_kind, e.tags, 6, NULL
FROM catalog_searchentry e WHERE {where} ORDER BY popularity DESC, id LIMIT %(limit)s OFFSET %(offset)s
"""
# Words as typed and their English stems; mostly the same, and PostgreSQL would read the index twice.
ANYWHERE = """(CASE WHEN to_tsquery('simple', %(any)s)::text = to_tsquery('english', %(any)s)::text THEN to_tsquery('simple', %(any)s)
  ELSE to_tsquery('simple', %(any)s) || to_tsquery('english', %(any)s) END)"""
# Names that begin so hold these words too: asking for them once more would double what is read.
MATCHES = f"document @@ ({ANYWHERE}{{otherwise}})"
MATCHES_OTHERWISE = " || to_tsquery('simple', %(otherwise)s)"
GROUPS = """
SELECT kind, platform, asset_kind, domain_id, owner, lifecycle, standing, environment, tags, count(*) FROM (
  SELECT kind, platform, asset_kind, domain_id, owner, lifecycle, standing, environment, tags
  FROM catalog_searchentry e WHERE {where} AND {matches} LIMIT %(cap)s) AS sample
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
"""
COUNT = "SELECT count(*) FROM (SELECT 1 FROM catalog_searchentry e WHERE {where} AND {matches} LIMIT %(cap)s) AS sample"
# Where more begin so than are read, those of the thousand most used entries join in.
SUGGEST = """
WITH begins AS MATERIALIZED (
  SELECT name, popularity FROM catalog_searchentry e WHERE lower(name) LIKE %(start)s AND {where} ORDER BY lower(name) USING ~<~ LIMIT 500),
popular AS (
  SELECT name, popularity FROM (SELECT * FROM catalog_searchentry ORDER BY popularity DESC, id LIMIT 1000) AS e
  WHERE (SELECT count(*) FROM begins) = 500 AND lower(name) LIKE %(start)s AND {where})
SELECT name FROM (SELECT min(name) AS name, max(popularity) AS popularity
  FROM (SELECT * FROM begins UNION ALL SELECT * FROM popular) AS found GROUP BY lower(name)) AS names
ORDER BY popularity DESC, length(name), name LIMIT %(limit)s
"""


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
    names = list(filters.chosen())
    special = {"domain": "e.domain_id = %(domain)s", "tag": "(e.tags @> ARRAY[%(tag)s] AND e.tags <> '{}')"}
    # The facets only find them sooner: somebody's tag may read like a facet.
    return (
        " AND ".join([*(special.get(name, f"e.{name} = %({name})s") for name in names), *(["e.facets @> %(facets)s"] if names else ())])
        or "TRUE"
    )


def values_of(filters: Filters) -> dict[str, Any]:
    """Give the filters' parameters; a domain that is no number is none."""
    facets = [value if name == "tag" else f"{name}={value}" for name, value in filters.chosen().items()]
    return {**filters.chosen(), "domain": number(filters.domain), "facets": facets}


def finding(where: str, *, is_narrowed: bool, with_synonyms: bool) -> str:
    """Write the statement that finds a page of hits; what the glossary says otherwise is a stage of its own.

    The last column is how many there are (at most the cap), where that was found on the way, else null.
    """
    stage, counted, found = (OTHERWISE.format(where=where), AND_OTHERWISE, OR_OTHERWISE) if with_synonyms else ("", "", "")
    return FIND.format(
        where=where,
        by_name=(BY_NAME_NARROWED if is_narrowed else BY_NAME).format(where=where),
        anywhere=ANYWHERE,
        anywhere_stage=(ANYWHERE_NARROWED if is_narrowed else ANYWHERE_STAGE).format(where=where),
        otherwise=stage,
        and_otherwise=counted,
        or_otherwise=found,
        total=COUNTED if is_narrowed and not with_synonyms else UNCOUNTED,
    )


def beginning(text: str) -> str:
    """Write a LIKE pattern for what begins so."""
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"


def run(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Run one statement and give its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
