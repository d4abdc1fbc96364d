"""SQL text to table and column lineage; pure, and the only package that imports sqlglot."""

from .dialects import UnknownDialect
from .resolving import resolve
from .schema import Schema
from .splitting import Unreadable, split
from .words import Confidence, Edge, Kind, Options, Outcome, Script, Statement, Subtype, Table

__all__ = [
    "Confidence",
    "Edge",
    "Kind",
    "Options",
    "Outcome",
    "Schema",
    "Script",
    "Statement",
    "Subtype",
    "Table",
    "UnknownDialect",
    "Unreadable",
    "resolve",
    "split",
]
