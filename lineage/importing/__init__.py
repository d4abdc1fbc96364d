"""Readers of sources outside (dbt, SQL files, databases, query logs): bytes and rows to OpenLineage events; no Django, no clock."""
