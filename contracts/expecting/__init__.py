"""Expectations: whether a measured number is what was promised, by how much not, in words; and the SQL that measures. Pure."""

from .balances import balance, earlier_value
from .measures import Measure, Proposal, propose_from_profile, propose_location, table_in_sql
from .operators import Judged, UnreadableExpectation, judge

__all__ = [
    "Judged",
    "Measure",
    "Proposal",
    "UnreadableExpectation",
    "balance",
    "earlier_value",
    "judge",
    "propose_from_profile",
    "propose_location",
    "table_in_sql",
]
