"""The lineage room's nouns."""

from lineage.models.edge import ColumnEdge, Edge, JobDataset
from lineage.models.event import Event, EventDigest, EventProblem, ProjectionCursor
from lineage.models.facet import AssetFacet, FacetContent, JobFacet
from lineage.models.importing import Connection, Import, ImportKind, ImportPiece, ImportSource, ImportState
from lineage.models.job import Job
from lineage.models.note import Note, StepProblem
from lineage.models.observation import Observation
from lineage.models.querying import ColumnUse, QueryUse, UsedTogether
from lineage.models.run import Run, RunDataset
from lineage.models.statement import GuessedColumn, Statement, StatementOutcome

__all__ = [
    "AssetFacet",
    "ColumnEdge",
    "ColumnUse",
    "Connection",
    "Edge",
    "Event",
    "EventDigest",
    "EventProblem",
    "FacetContent",
    "GuessedColumn",
    "Import",
    "ImportKind",
    "ImportPiece",
    "ImportSource",
    "ImportState",
    "Job",
    "JobDataset",
    "JobFacet",
    "Note",
    "Observation",
    "ProjectionCursor",
    "QueryUse",
    "Run",
    "RunDataset",
    "Statement",
    "StatementOutcome",
    "StepProblem",
    "UsedTogether",
]
