"""Pictures of lineage and of runs: plain values in, shapes with places out; templates write them as SVG."""
