"""What the lineage room does."""
