"""Query logs: rows of any warehouse's spelling, statements counted by fingerprint, resolved once each."""

from lineage.importing.querylog.reading import Settings, read_query_log
from lineage.importing.querylog.rows import is_log, rows

__all__ = ["Settings", "is_log", "read_query_log", "rows"]
