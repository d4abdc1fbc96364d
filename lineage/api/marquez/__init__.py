"""The read half of Marquez's HTTP API, in its shapes and at its paths, so that its clients and its web interface work unchanged."""

from lineage.api.marquez.graph import lineage_graph

__all__ = ["lineage_graph"]
