"""Finding in stages: exact name, beginning of the name, words of the name, words anywhere; usage only breaks ties.

Each stage reads a bounded number of candidates, so that a common word costs no more than a rare one.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from catalog.models import Asset, Domain, Person, SearchEntry
from catalog.search.facets import drill_down
from catalog.search.pages import CAP, Filters, Hit, SearchPage
from catalog.search.vocabulary import corrected
from catalog.search.words import split_words, tsquery

PER_PAGE = 25
FEW = 5  # hits; below that another spelling is offered
SUGGESTIONS = 10
AROUND = 90  # characters shown either side of a match
LAST_PAGE = 40  # bounded candidates end there; narrow down instead

REASONS = {1: "the name itself", 2: "start of the name", 3: "words in the name", 4: "description, tags or place", 5: ""}

# Tier 4 is anything that matches; {where} is visibility and filters. An entry is named by its title;
# the technical name counts as much. What is dropped or deprecated comes last in its stage.
FIND = """
WITH asked AS (SELECT to_tsquery('simple', %(named)s) AS named, to_tsquery('simple', %(any)s) || to_tsquery('english', %(any)s) AS anywhere),
candidate AS (
  (SELECT id, 1 AS tier FROM catalog_searchentry e WHERE lower(name) = %(q)s AND {where} LIMIT 200)
  UNION ALL (SELECT id, 2 FROM catalog_searchentry e WHERE lower(name) LIKE %(start)s AND {where} LIMIT 500)
  UNION ALL (SELECT id, 3 FROM catalog_searchentry e, asked WHERE document @@ named AND {where} LIMIT 1000)
  UNION ALL (SELECT id, 4 FROM catalog_searchentry e, asked WHERE document @@ anywhere AND {where} LIMIT 1000)),
best AS (
  SELECT e.*, CASE WHEN lower(regexp_replace(a.name, '^.*[./:]', '')) = %(q)s THEN 1 ELSE c.tier END AS tier,
    coalesce(a.is_dropped OR a.lifecycle = 'deprecated', FALSE) AS is_past
  FROM (SELECT id, min(tier) AS tier FROM candidate GROUP BY id) AS c
  JOIN catalog_searchentry e USING (id) LEFT JOIN catalog_asset a ON e.kind = 'asset' AND a.id = e.ref)
SELECT e.kind, e.ref, e.asset_id, e.name, e.context, e.body, e.asset_kind, e.tier
FROM best AS e, asked
ORDER BY e.tier, e.is_past, round(ts_rank(e.document, anywhere)::numeric, 1) DESC, least(e.popularity, 1000) DESC, e.kind, length(e.name), e.id
LIMIT %(limit)s OFFSET %(offset)s
"""
BROWSE = """
SELECT e.kind, e.ref, e.asset_id, e.name, e.context, e.body, e.asset_kind, 5
FROM catalog_searchentry e WHERE {where} ORDER BY popularity DESC, id LIMIT %(limit)s OFFSET %(offset)s
"""
MATCHES = "(document @@ (to_tsquery('simple', %(any)s) || to_tsquery('english', %(any)s)) OR lower(name) LIKE %(start)s)"
GROUPS = """
SELECT kind, platform, asset_kind, domain_id, owner, count(*) FROM (
  SELECT kind, platform, asset_kind, domain_id, owner FROM catalog_searchentry e WHERE {where} AND {matches} LIMIT %(cap)s) AS sample
GROUP BY 1, 2, 3, 4, 5
"""
COUNT = "SELECT count(*) FROM (SELECT 1 FROM catalog_searchentry e WHERE {where} AND {matches} LIMIT %(cap)s) AS sample"
SUGGEST = """
SELECT name FROM (SELECT min(name) AS name, max(popularity) AS popularity FROM (
  SELECT name, popularity FROM catalog_searchentry e WHERE lower(name) LIKE %(start)s AND {where} LIMIT 1000) AS begins GROUP BY lower(name)) AS names
ORDER BY popularity DESC, length(name), name LIMIT %(limit)s
"""


def find(q: str, filters: Filters, *, person: Person, page: int = 1) -> SearchPage:
    """Answer a search. An empty `q` browses by use. Six queries at most; one more where something is hidden from the person."""
    words = split_words(q)
    number = min(max(page, 1), LAST_PAGE)
    domains = dict(Domain.objects.visible_to(person).values_list("id", "name"))
    visible, chosen = _visible(person), _chosen(filters)
    asked = _asked(q, words, filters, domains) | visible.values
    asked |= {"limit": PER_PAGE + 1, "offset": (number - 1) * PER_PAGE, "cap": CAP + 1}
    rows = _run((FIND if words else BROWSE).format(where=f"{visible.condition} AND {chosen}"), asked)
    matches = MATCHES if words else "TRUE"
    groups = _run(GROUPS.format(where=visible.condition, matches=matches), asked)
    drill = drill_down(groups, filters, domains=domains, q=q)
    is_full = sum(group[-1] for group in groups) > CAP
    # The sample was cut before the filters were applied: only then are matches counted again.
    needs_count = is_full and bool(filters.chosen())
    total = _run(COUNT.format(where=f"{visible.condition} AND {chosen}", matches=matches), asked)[0][0] if needs_count else drill.total
    meant = corrected(words) if words and total < FEW else None
    return SearchPage(
        q=q,
        words=tuple(words),
        filters=filters,
        hits=tuple(_hits(rows[:PER_PAGE], words)),
        total=min(total, CAP),
        is_capped=total > CAP,
        kinds=drill.kinds,
        facets=drill.facets,
        meant=" ".join(meant or ()),
        number=number,
        previous_href=f"{filters.address(q)}&page={number - 1}" if number > 1 else "",
        next_href=f"{filters.address(q)}&page={number + 1}" if len(rows) > PER_PAGE and number < LAST_PAGE else "",
    )


def suggest(q: str, *, person: Person) -> list[str]:
    """Give names that begin with `q`, the most used first; fewer than two letters suggest nothing."""
    start = q.strip().lower()
    if len(start) < 2:  # noqa: PLR2004  # one letter begins everything
        return []
    domains = list(Domain.objects.visible_to(person).values_list("id", flat=True))
    visible = _visible(person)
    asked = {"start": _beginning(start), "domains": domains, "limit": SUGGESTIONS}
    rows = _run(SUGGEST.format(where=visible.condition), asked | visible.values)
    return [row[0] for row in rows]


def _asked(q: str, words: list[str], filters: Filters, domains: dict[int, str]) -> dict[str, Any]:
    wanted_domain = int(filters.domain) if filters.domain.isdecimal() and len(filters.domain) < 19 else 0  # noqa: PLR2004  # bigint
    return {
        **filters.chosen(),
        "domain": wanted_domain,
        "q": q.lower(),
        "start": _beginning(q.lower()),
        "named": tsquery(words, "A"),
        "any": tsquery(words),
        "domains": list(domains),
    }


def _beginning(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"


@dataclass(frozen=True, slots=True)
class Visible:
    """What somebody may find, as a condition on entries and its parameters."""

    condition: str
    values: dict[str, list[int]]


def _visible(person: Person) -> Visible:
    if person.is_administrator:
        return Visible("TRUE", {})
    parts, values = ["(e.domain_id IS NULL OR e.domain_id = ANY(%(domains)s))"], {}
    for at, path in enumerate(settings.HIDDEN_FROM_SEARCH):
        kind, keys = import_string(path)(person)
        if keys:
            parts.append(f"NOT (e.kind = '{SearchEntry.Kind(kind).value}' AND e.ref = ANY(%(hidden{at})s))")
            values[f"hidden{at}"] = keys
    return Visible(" AND ".join(parts), values)


def _chosen(filters: Filters) -> str:
    parts = [f"e.{'domain_id' if name == 'domain' else name} = %({name})s" for name in filters.chosen()]
    return " AND ".join(parts) or "TRUE"


def _run(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def _hits(rows: list[tuple[Any, ...]], words: list[str]) -> list[Hit]:
    assets = Asset.objects.for_listing().in_bulk({row[2] for row in rows if row[2]})
    return [
        Hit(
            kind=kind,
            ref=ref,
            name=name,
            context=context,
            href=_address(kind, ref, asset_id),
            icon=asset_kind if kind == SearchEntry.Kind.ASSET else kind,
            why=REASONS[tier],
            snippet=_snippet(body, words),
            asset=assets.get(asset_id) if kind == SearchEntry.Kind.ASSET else None,
        )
        for kind, ref, asset_id, name, context, body, asset_kind, tier in rows
    ]


def _address(kind: str, ref: int, asset_id: int | None) -> str:
    if kind == SearchEntry.Kind.COLUMN:
        return f"{reverse('asset-columns', args=[asset_id])}#c{ref}"
    try:
        return reverse(kind, args=[ref])  # the pages of assets and jobs are named as they are
    except NoReverseMatch:
        return ""


def _snippet(body: str, words: list[str]) -> str:
    lowered = body.lower()
    places = [at for at in (lowered.find(word) for word in words) if at >= 0]
    first = min(places, default=0)
    start = body.find(" ", first - AROUND, first) + 1 if first > AROUND else 0
    piece = " ".join(body[start : start + 2 * AROUND].split())
    return f"{'…' if start else ''}{piece}{'…' if start + 2 * AROUND < len(body) else ''}"
