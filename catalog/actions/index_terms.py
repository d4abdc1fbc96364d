"""Keep the search entries of terms and of people in step with what they are called and mean; set-based."""

from collections.abc import Iterable

from catalog import bulk
from catalog.actions.index_assets import UPDATE, WORDS
from catalog.models import SearchEntry

TERMS = f"""
INSERT INTO catalog_searchentry (kind, ref, asset_id, domain_id, name, context, words, body, platform, asset_kind, owner, popularity,
    names, lifecycle, standing, environment, tags)
SELECT 'term', t.id, NULL, t.domain_id, t.name, d.name, left({WORDS.format("t.name || ' ' || array_to_string(t.synonyms, ' ')")}, 4000),
    left(t.definition, 100000), '', '', '', 0, t.words, CASE t.state WHEN 'deprecated' THEN 'deprecated' ELSE '' END, '', '', '{{}}'
FROM catalog_term t JOIN catalog_domain d ON d.id = t.domain_id
WHERE t.id = ANY(%s)
"""
PEOPLE = f"""
INSERT INTO catalog_searchentry (kind, ref, asset_id, domain_id, name, context, words, body, platform, asset_kind, owner, popularity,
    names, lifecycle, standing, environment, tags)
SELECT 'person', p.id, NULL, NULL, p.name, p.title, {WORDS.format("p.name || ' ' || p.handle")},
    coalesce((SELECT string_agg(t.name, ' ' ORDER BY t.name) FROM catalog_membership m JOIN catalog_team t ON t.id = m.team_id
        WHERE m.person_id = p.id), ''), '', '', '', 0, ARRAY[lower(p.name), p.handle], '', '', '', '{{}}'
FROM catalog_person p WHERE p.id = ANY(%s) AND p.is_active
"""
# Whoever is let out is no longer found.
LEFT_OUT = "DELETE FROM catalog_searchentry s USING catalog_person p WHERE s.kind = 'person' AND s.ref = p.id AND p.id = ANY(%s) AND NOT p.is_active"


def index_terms(terms: Iterable[int]) -> None:
    """Write the search entries of these terms."""
    if listed := sorted(set(terms)):
        bulk.run(TERMS + UPDATE, listed)


def index_people(people: Iterable[int]) -> None:
    """Write the search entries of these people; those who are let out lose theirs."""
    if listed := sorted(set(people)):
        bulk.run(PEOPLE + UPDATE, listed)
        bulk.run(LEFT_OUT, listed)


def forget_term(term: int) -> None:
    """Drop a term's search entry."""
    SearchEntry.objects.filter(kind=SearchEntry.Kind.TERM, ref=term).delete()
