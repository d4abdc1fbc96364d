"""Reads of the lineage room that one queryset method cannot say: each answers with frozen dataclasses."""
