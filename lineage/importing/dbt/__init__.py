"""dbt's artifacts as events: models, sources, seeds and snapshots, their jobs, runs and tests, freshness and exposures."""

from lineage.importing.dbt.artifacts import is_artifact, of_one_target
from lineage.importing.dbt.places import Settings
from lineage.importing.dbt.reading import read_dbt

__all__ = ["Settings", "is_artifact", "of_one_target", "read_dbt"]
