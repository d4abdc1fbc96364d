"""Statistical process control: limits, rules, run lengths, and the chart that learns and then watches; pure."""

from .chart import read_all, start, step
from .limits import Limits, Spread, TooFew
from .rules import Rule, flagged
from .words import Design, Memory, Method, Phase, Point, Reading, Scale, Season, Settled, Signal

__all__ = [
    "Design",
    "Limits",
    "Memory",
    "Method",
    "Phase",
    "Point",
    "Reading",
    "Rule",
    "Scale",
    "Season",
    "Settled",
    "Signal",
    "Spread",
    "TooFew",
    "flagged",
    "read_all",
    "start",
    "step",
]
