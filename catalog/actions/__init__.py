"""What can be done in the catalog: one verb, one function, one transaction, one audit row."""
