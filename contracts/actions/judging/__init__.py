"""Judge: hold what was recorded, and what has become due, to the clauses in force."""

from contracts.actions.judging.verdicts import Judgement, take

__all__ = ["Judgement", "take"]
