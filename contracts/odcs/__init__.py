"""The Open Data Contract Standard (ODCS): reading 2.2 to 3.2, checking, comparing, writing 3.2.0. No Django, no clock.

A document travels as plain values (`dict`, `list`, `str`, `int`, `float`, `bool`, `None`) in the standard's own words, because unknown
keys have to survive; what Provender makes of it are the clauses (contracts.clauses).
"""

from contracts.odcs.checking import Problem, Problems, check
from contracts.odcs.comparing import Change, compare, next_number
from contracts.odcs.document import Document
from contracts.odcs.ignoring import Ignored, ignored_in
from contracts.odcs.reading import Unreadable, read
from contracts.odcs.upgrading import upgrade
from contracts.odcs.variables import Filled, fill
from contracts.odcs.writing import write

LATEST = "v3.2.0"

__all__ = [
    "LATEST",
    "Change",
    "Document",
    "Filled",
    "Ignored",
    "Problem",
    "Problems",
    "Unreadable",
    "check",
    "compare",
    "fill",
    "ignored_in",
    "next_number",
    "read",
    "upgrade",
    "write",
]
