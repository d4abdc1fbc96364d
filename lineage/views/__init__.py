"""The lineage room's pages."""
