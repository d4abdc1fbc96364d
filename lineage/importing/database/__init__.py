"""A live database's own catalog as events: tables, views, columns, types, comments, and views' definitions as SQL."""

from lineage.importing.database.places import Place, place_of
from lineage.importing.database.reading import Settings, read_database
from lineage.importing.database.shapes import Table, tables

__all__ = ["Place", "Settings", "Table", "place_of", "read_database", "tables"]
