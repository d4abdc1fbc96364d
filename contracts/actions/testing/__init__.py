"""Data tests: written and proposed, asked of a database, held against what is expected; profiles of tables."""

from contracts.actions.testing.due import due_on_arrival, run_due
from contracts.actions.testing.profiling import CannotProfile, profile_asset
from contracts.actions.testing.proposing import propose_tests
from contracts.actions.testing.running import run_test
from contracts.actions.testing.writing import CannotTest, Wish, change_test, decide_test, delete_test, write_test

__all__ = [
    "CannotProfile",
    "CannotTest",
    "Wish",
    "change_test",
    "decide_test",
    "delete_test",
    "due_on_arrival",
    "profile_asset",
    "propose_tests",
    "run_due",
    "run_test",
    "write_test",
]
