"""Verbs of the contracts room: one function, one transaction, one audit row."""
