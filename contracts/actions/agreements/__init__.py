"""Agreements from request to end: who relies on what of a contract, and the clauses that are theirs alone."""
