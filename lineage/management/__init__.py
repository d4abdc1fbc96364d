"""The lineage room's commands."""
