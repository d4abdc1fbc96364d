"""Let upper rooms say how an asset stands: whether its promises hold, and why in a few words. Set-based, by machine, so not audited."""

from collections.abc import Mapping

from catalog import bulk
from catalog.actions.index_assets import index_standing

NOTE_LENGTH = 200
# What isn't told stays. Both in one statement: where a hundred thousand promises break at once, a row is written once.
SET = """
UPDATE catalog_asset a SET standing = v.standing, standing_note = v.note, kept_of = coalesce(v.due, a.kept_of),
    kept_share = CASE WHEN v.due IS NULL THEN a.kept_share ELSE v.share END
FROM json_to_recordset(%s::json) AS v(id bigint, standing text, note text, share float8, due int)
WHERE a.id = v.id AND ((a.standing, a.standing_note) IS DISTINCT FROM (v.standing, v.note)
    OR (v.due IS NOT NULL AND (a.kept_share, a.kept_of) IS DISTINCT FROM (v.share, v.due)))
RETURNING a.id
"""
KEPT = """
UPDATE catalog_asset a SET kept_share = v.share, kept_of = v.due FROM (VALUES %s) v(id, share, due)
WHERE a.id = v.id AND (a.kept_share, a.kept_of) IS DISTINCT FROM (v.share, v.due)
"""


def set_standing(standings: Mapping[int, tuple[str, str]], shares: Mapping[int, tuple[float | None, int]] | None = None) -> set[int]:
    """Set (standing, note) of assets; returns those it changed. The note is cut to 200 characters.

    `shares`: (share of periods kept, how many were due) over the last 30 days, of the same assets or fewer.
    """
    told = shares or {}
    rows = [
        {"id": asset, "standing": str(standing), "note": note[:NOTE_LENGTH], "share": share, "due": due}
        for asset, (standing, note) in sorted(standings.items())
        for share, due in (told.get(asset, (None, None)),)
    ]
    changed = {asset for (asset,) in bulk.write_documents(SET, rows)}
    index_standing(changed)
    return changed


def set_kept(shares: Mapping[int, tuple[float | None, int]]) -> None:
    """Set (share of periods kept, how many were due) of assets, over the last 30 days; shown beside their standing and on hits of search."""
    bulk.write(KEPT, [(asset, share, due) for asset, (share, due) in sorted(shares.items())], template="(%s, %s::float, %s)")
