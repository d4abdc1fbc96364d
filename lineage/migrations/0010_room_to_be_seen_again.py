"""Edges, the jobs' sides and facets are seen again and again: room in their pages lets PostgreSQL do that without touching an index (HOT)."""

from django.db import migrations

TABLES = (
    "lineage_edge",
    "lineage_columnedge",
    "lineage_jobdataset",
    "lineage_statement",
    "lineage_assetfacet",
    "lineage_jobfacet",
    "catalog_schemaversion",
)


class Migration(migrations.Migration):
    """Set the fill factor of tables whose rows are rewritten in columns that no index holds."""

    dependencies = [("lineage", "0009_no_index_twice")]

    operations = [
        migrations.RunSQL(f"ALTER TABLE {table} SET (fillfactor = 75)", f"ALTER TABLE {table} RESET (fillfactor)") for table in TABLES
    ]
