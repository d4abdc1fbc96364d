"""Contracts that are there already are found by the search box too; new ones bring their entry along."""

from django.db import migrations

SPLIT = r"regexp_replace(regexp_replace({0}, '([a-z0-9])([A-Z])', '\1 \2', 'g'), '[^[:alnum:]]+', ' ', 'g')"
FILL = f"""
INSERT INTO catalog_searchentry (kind, ref, asset_id, domain_id, name, context, words, body, platform, asset_kind, owner, popularity,
    names, lifecycle, standing, environment, tags)
SELECT 'contract', c.id, NULL, c.domain_id, c.name, c.key, left({SPLIT.format("c.name || ' ' || c.key")}, 4000),
    left(coalesce(v.said, ''), 100000), '', '', coalesce(t.name, ''), 0, ARRAY[lower(c.name), lower(c.key)], '', '', '', '{{}}'
FROM contracts_contract c LEFT JOIN catalog_team t ON t.id = c.owner_team_id LEFT JOIN LATERAL (
    SELECT CASE jsonb_typeof(document->'description') WHEN 'object' THEN concat_ws(' ', document#>>'{{description,purpose}}',
        document#>>'{{description,usage}}', document#>>'{{description,limitations}}') ELSE document->>'description' END AS said
    FROM contracts_contractversion WHERE contract_id = c.id ORDER BY created_at DESC, id DESC LIMIT 1) v ON true
ON CONFLICT (kind, ref) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("contracts", "0011_amendments"), ("catalog", "0013_facets_beside_words")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
