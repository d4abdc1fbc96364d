"""SQL text to table and column lineage; pure, and the only package that imports sqlglot."""

from .dialects import UnknownDialect
from .rendering import CannotRender, Environment, UndefinedVariable, render, salvage
from .resolving import resolve
from .schema import Schema
from .splitting import Unreadable, split
from .words import Confidence, Edge, Kind, Options, Outcome, Script, Statement, Subtype, Table

__all__ = [
    "CannotRender",
    "Confidence",
    "Edge",
    "Environment",
    "Kind",
    "Options",
    "Outcome",
    "Schema",
    "Script",
    "Statement",
    "Subtype",
    "Table",
    "UndefinedVariable",
    "UnknownDialect",
    "Unreadable",
    "render",
    "resolve",
    "salvage",
    "split",
]
