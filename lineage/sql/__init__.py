"""SQL text to table and column lineage; pure, and the only package that imports sqlglot."""

from .addresses import Address, address, addresses, dataset_address, spellings
from .atlas import Atlas, Place, spelled_as, top_level
from .dialects import UnknownDialect
from .fingerprints import fingerprint, mentioned
from .flows import Flows, flows, together
from .rendering import CannotRender, Environment, UndefinedVariable, render, salvage
from .resolving import resolve
from .schema import Schema
from .splitting import Unreadable, split
from .words import Confidence, Edge, Kind, Mention, Options, Outcome, Script, Statement, Subtype, Table

__all__ = [
    "Address",
    "Atlas",
    "CannotRender",
    "Confidence",
    "Edge",
    "Environment",
    "Flows",
    "Kind",
    "Mention",
    "Options",
    "Outcome",
    "Place",
    "Schema",
    "Script",
    "Statement",
    "Subtype",
    "Table",
    "UndefinedVariable",
    "UnknownDialect",
    "Unreadable",
    "address",
    "addresses",
    "dataset_address",
    "fingerprint",
    "flows",
    "mentioned",
    "render",
    "resolve",
    "salvage",
    "spelled_as",
    "spellings",
    "split",
    "together",
    "top_level",
]
