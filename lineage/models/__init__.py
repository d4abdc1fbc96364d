"""The lineage room's nouns."""

from lineage.models.edge import ColumnEdge, Edge, JobDataset
from lineage.models.event import Event, EventDigest, EventProblem, ProjectionCursor
from lineage.models.facet import AssetFacet, FacetContent, JobFacet
from lineage.models.job import Job
from lineage.models.observation import Observation
from lineage.models.run import Run, RunDataset

__all__ = [
    "AssetFacet",
    "ColumnEdge",
    "Edge",
    "Event",
    "EventDigest",
    "EventProblem",
    "FacetContent",
    "Job",
    "JobDataset",
    "JobFacet",
    "Observation",
    "ProjectionCursor",
    "Run",
    "RunDataset",
]
