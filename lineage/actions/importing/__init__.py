"""Importing: sources outside are read, compared with what is known, shown, and told to the event log."""
