"""Let upper rooms say how an asset stands: whether its promises hold, and why in a few words. Set-based, by machine, so not audited."""

from collections.abc import Mapping

from catalog import bulk
from catalog.actions.index_assets import index_standing

NOTE_LENGTH = 200
SET = """
UPDATE catalog_asset a SET standing = v.standing, standing_note = v.note FROM (VALUES %s) v(id, standing, note)
WHERE a.id = v.id AND (a.standing, a.standing_note) IS DISTINCT FROM (v.standing, v.note) RETURNING a.id
"""
KEPT = """
UPDATE catalog_asset a SET kept_share = v.share, kept_of = v.due FROM (VALUES %s) v(id, share, due)
WHERE a.id = v.id AND (a.kept_share, a.kept_of) IS DISTINCT FROM (v.share, v.due)
"""


def set_standing(standings: Mapping[int, tuple[str, str]]) -> set[int]:
    """Set (standing, note) of assets; returns those it changed. The note is cut to 200 characters."""
    rows = [(asset, standing, note[:NOTE_LENGTH]) for asset, (standing, note) in sorted(standings.items())]
    changed = {asset for (asset,) in bulk.write(SET, rows)}
    if changed:
        index_standing(changed)
    return changed


def set_kept(shares: Mapping[int, tuple[float | None, int]]) -> None:
    """Set (share of periods kept, how many were due) of assets, over the last 30 days; shown beside their standing and on hits of search."""
    bulk.write(KEPT, [(asset, share, due) for asset, (share, due) in sorted(shares.items())], template="(%s, %s::float, %s)")
