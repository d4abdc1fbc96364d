"""Telling: one function for each kind of row that changed, which says in words what is new, and to whom."""
