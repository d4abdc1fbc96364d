"""Let upper rooms say how an asset stands: whether its promises hold, and why in a few words. Set-based, by machine, so not audited."""

from collections.abc import Mapping

from catalog import bulk

NOTE_LENGTH = 200
SET = """
UPDATE catalog_asset a SET standing = v.standing, standing_note = v.note FROM (VALUES %s) v(id, standing, note)
WHERE a.id = v.id AND (a.standing, a.standing_note) IS DISTINCT FROM (v.standing, v.note) RETURNING a.id
"""


def set_standing(standings: Mapping[int, tuple[str, str]]) -> set[int]:
    """Set (standing, note) of assets; returns those it changed. The note is cut to 200 characters."""
    rows = [(asset, standing, note[:NOTE_LENGTH]) for asset, (standing, note) in sorted(standings.items())]
    return {asset for (asset,) in bulk.write(SET, rows)}
