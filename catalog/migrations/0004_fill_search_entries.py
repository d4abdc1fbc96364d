"""Fill what search newly reads for entries that are there already; new ones bring it along."""

from django.db import migrations

ASSETS = """
UPDATE catalog_searchentry s SET lifecycle = a.lifecycle, standing = a.standing,
    names = CASE WHEN s.kind = 'asset' THEN ARRAY[lower(left(s.name, 500)), lower(left(a.name, 500)),
        lower(left(regexp_replace(a.name, '^.*[./:](?=[^./:]+$)', ''), 500))] ELSE '{}' END
FROM catalog_asset a WHERE a.id = s.asset_id
"""
PEOPLE = """
INSERT INTO catalog_searchentry (kind, ref, name, context, words, names)
SELECT 'person', p.id, p.name, p.title, p.name || ' ' || p.handle, ARRAY[lower(p.name), p.handle] FROM catalog_person p WHERE p.is_active
ON CONFLICT (kind, ref) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_names_by_last_part")]

    operations = [
        migrations.RunSQL(ASSETS, migrations.RunSQL.noop),
        migrations.RunSQL(PEOPLE, migrations.RunSQL.noop),
    ]
