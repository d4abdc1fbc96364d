"""The lineage room's REST views."""
