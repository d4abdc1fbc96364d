"""Real OpenLineage producers against a running Provender."""
