"""Let contracts be found by the search box: by name, id, and what they say they are for."""

from catalog import bulk
from catalog.actions.index_assets import UPDATE, WORDS
from catalog.models import SearchEntry
from contracts.models import Contract

# What the newest version says of itself; a 2.x document says it under the same words.
CONTRACTS = f"""
INSERT INTO catalog_searchentry (kind, ref, asset_id, domain_id, name, context, words, body, platform, asset_kind, owner, popularity,
    names, lifecycle, standing, environment, tags)
SELECT 'contract', c.id, NULL, c.domain_id, c.name, c.key, left({WORDS.format("c.name || ' ' || c.key")}, 4000),
    left(coalesce(v.said, ''), 100000), '', '', coalesce(t.name, ''), 0, ARRAY[lower(c.name), lower(c.key)], '', '', '', '{{}}'
FROM contracts_contract c LEFT JOIN catalog_team t ON t.id = c.owner_team_id LEFT JOIN LATERAL (
    SELECT CASE jsonb_typeof(document->'description') WHEN 'object' THEN concat_ws(' ', document#>>'{{description,purpose}}',
        document#>>'{{description,usage}}', document#>>'{{description,limitations}}') ELSE document->>'description' END AS said
    FROM contracts_contractversion WHERE contract_id = c.id ORDER BY created_at DESC, id DESC LIMIT 1) v ON true
WHERE c.id = ANY(%s)
"""


def index_contract(contract: Contract) -> None:
    """Write the search entry of a contract."""
    bulk.run(CONTRACTS + UPDATE, [contract.pk])


def forget_contract(contract: int) -> None:
    """Drop the search entry of a contract that is gone."""
    SearchEntry.objects.filter(kind=SearchEntry.Kind.CONTRACT, ref=contract).delete()
