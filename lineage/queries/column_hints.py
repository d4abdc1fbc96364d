"""What undescribed columns probably mean: what is said of the column their values were copied from, unchanged."""

from dataclasses import dataclass

from catalog import bulk
from catalog.models import Asset, Column, Person

FARTHEST = 6  # copies away

# Up through identity edges until somebody said something; masked values are others'. The nearest says it, people before events.
HINTS = """
WITH RECURSIVE up AS (
    SELECT c.id AS wanted, e.source_column_id AS source, 1 AS level FROM catalog_column c
    JOIN lineage_columnedge e ON e.target_column_id = c.id AND e.is_shown AND e.kind = 'direct' AND e.subtype = 'identity' AND NOT e.masking
    WHERE c.asset_id = %s AND c.is_current AND c.description = '' AND c.reported_description = ''
  UNION
    SELECT up.wanted, e.source_column_id, up.level + 1 FROM up
    JOIN catalog_column s ON s.id = up.source AND s.description = '' AND s.reported_description = ''
    JOIN lineage_columnedge e ON e.target_column_id = s.id AND e.is_shown AND e.kind = 'direct' AND e.subtype = 'identity' AND NOT e.masking
    WHERE up.level < %s
)
SELECT DISTINCT ON (wanted) wanted, source, level FROM up JOIN catalog_column s ON s.id = up.source
WHERE (s.description <> '' OR s.reported_description <> '') AND s.asset_id = ANY(%s)
ORDER BY wanted, level, s.description = '', source
"""
ABOVE = """
WITH RECURSIVE up AS (
    SELECT e.source_id AS id, 1 AS level FROM lineage_edge e WHERE e.target_id = %s AND e.is_shown
  UNION SELECT e.source_id, up.level + 1 FROM up JOIN lineage_edge e ON e.target_id = up.id AND e.is_shown WHERE up.level < %s
) SELECT DISTINCT id FROM up LIMIT 2000
"""


@dataclass(frozen=True, slots=True)
class ColumnHint:
    """A column nobody described, the column it is a copy of, and how many copies away that is."""

    column: Column
    source: Column
    copies: int


def column_hints(asset: Asset, person: Person) -> list[ColumnHint]:
    """Suggest descriptions for an asset's undescribed columns, in their order, from assets this person may see; four queries."""
    above = [key for (key,) in bulk.ask(ABOVE, asset.pk, FARTHEST)]
    seen = list(Asset.objects.visible_to(person).filter(pk__in=above).values_list("pk", flat=True))
    rows = bulk.ask(HINTS, asset.pk, FARTHEST, seen) if seen else []
    if not rows:
        return []
    columns = Column.objects.select_related("asset__namespace").in_bulk([key for row in rows for key in row[:2]])
    hints = [ColumnHint(columns[wanted], columns[source], level) for wanted, source, level in rows]
    return sorted(hints, key=lambda hint: (hint.column.ordinal is None, hint.column.ordinal or 0, hint.column.path))
