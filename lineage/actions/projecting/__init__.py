"""Project: fold the event log into rows (assets, jobs, runs, edges, observations), in batches, each once, in any order."""

from lineage.actions.projecting.projector import Projector, project_all, project_forever

__all__ = ["Projector", "project_all", "project_forever"]
