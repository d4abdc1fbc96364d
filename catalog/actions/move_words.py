"""What people put on an asset moves along when it turns out to be another one: terms, lists, sample queries, views.

Statements over the temporary tables `merged_asset` and `merged_column` (loser, survivor), run by the room that merges.
"""

TERMS = """
WITH gone AS (
    DELETE FROM catalog_termlink t USING (
        SELECT t.id, coalesce(m.survivor, t.asset_id) AS asset, coalesce(c.survivor, t.column_id) AS column_id FROM catalog_termlink t
        LEFT JOIN merged_asset m ON m.loser = t.asset_id LEFT JOIN merged_column c ON c.loser = t.column_id
        WHERE m.loser IS NOT NULL OR c.loser IS NOT NULL
    ) w WHERE t.id = w.id RETURNING w.asset, w.column_id, t.term_id, t.is_declined, t.added_by_id, t.added_at
)
INSERT INTO catalog_termlink (asset_id, column_id, term_id, is_declined, added_by_id, added_at) SELECT * FROM gone ON CONFLICT DO NOTHING
"""
# What an asset's words are for whoever uses it: the survivor's own win, as with its title.
ADVICE = """
UPDATE catalog_asset s SET best_for = coalesce(nullif(s.best_for, ''), l.best_for), not_for = coalesce(nullif(s.not_for, ''), l.not_for),
    conditions = coalesce(nullif(s.conditions, ''), l.conditions), sensitivity = coalesce(nullif(s.sensitivity, ''), l.sensitivity)
FROM merged_asset m JOIN catalog_asset l ON l.id = m.loser WHERE s.id = m.survivor
"""


def _moved(table: str, columns: str, conflict: str) -> str:
    picked = ", ".join(f"t.{column.strip()}" for column in columns.split(","))
    return (
        f"WITH gone AS (DELETE FROM {table} t USING merged_asset m WHERE t.asset_id = m.loser RETURNING m.survivor, {picked})"
        f" INSERT INTO {table} (asset_id, {columns}) SELECT * FROM gone ON CONFLICT {conflict}"
    )


MOVE_WORDS = (
    ADVICE,
    TERMS,
    _moved("catalog_listedasset", "asset_list_id, note, added_by_id, added_at", "DO NOTHING"),
    _moved("catalog_samplequery", "title, text, added_by_id, added_at", "DO NOTHING"),
    _moved("catalog_viewing", "person_id, at", "DO NOTHING"),
    # Two losers of one survivor may have been seen on the same day, so their counts are summed before they meet the survivor's.
    (
        "WITH gone AS (DELETE FROM catalog_viewcount t USING merged_asset m WHERE t.asset_id = m.loser RETURNING m.survivor, t.day, t.people)"
        " INSERT INTO catalog_viewcount (asset_id, day, people) SELECT survivor, day, sum(people) FROM gone GROUP BY 1, 2"
        " ON CONFLICT (asset_id, day) DO UPDATE SET people = catalog_viewcount.people + excluded.people"
    ),
)
