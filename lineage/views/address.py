"""The address of a lineage page: its whole state, read leniently and written canonically."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from lineage.queries.scene import OPEN_LIMIT, Asked, Opened
from lineage.queries.steps import Way

DEEPEST = 50
VIEWS = ("tables", "columns", "groups", "map")
_SIDES = {"u": Way.UP, "d": Way.DOWN}
_LARGEST_KEY = 2**63


@dataclass(frozen=True, slots=True)
class Address:
    """`up`, `down`: steps drawn, None for all. `opened`: cards opened by hand, `12u` upstream, `12d` downstream, `12` both.

    `expanded`: cards that show all their columns. `wide`: without the asset's frame around it.
    """

    up: int | None = 1
    down: int | None = 1
    opened: tuple[Opened, ...] = ()
    column: int | None = None
    view: str = ""
    at: datetime | None = None
    indirect: bool = False
    path: bool = False
    expanded: tuple[int, ...] = ()
    wide: bool = False

    def query(self, **changes: Any) -> str:
        """Write the query string of this address with something changed; defaults are left out."""
        new = replace(self, **changes)
        said = {
            "up": "" if new.up == 1 else _depth_said(new.up),
            "down": "" if new.down == 1 else _depth_said(new.down),
            "open": ",".join(_opened_said(one) for one in new.opened),
            "cols": ",".join(map(str, new.expanded)),
            "col": str(new.column or ""),
            "view": new.view,
            "at": timezone.localtime(new.at).strftime("%Y-%m-%dT%H:%M") if new.at else "",
            "indirect": "1" if new.indirect else "",
            "path": "1" if new.path and new.column else "",
            "wide": "1" if new.wide else "",
        }
        return "?" + urlencode({name: value for name, value in said.items() if value}, safe=",:")

    def opening(self, asset: int, way: Way) -> str:
        """Write the address that also opens a card on one side."""
        return self.query(opened=(*self.opened, Opened(asset, way)))

    def asked(self, asset: int) -> Asked:
        """Put it as the question that the queries answer."""
        with_columns = {"columns": True, "": None}.get(self.view, False)
        return Asked(
            asset, self.up, self.down, self.opened, self.column, self.at, with_columns, self.indirect, self.path and self.column is not None
        )


def read(query: QueryDict) -> Address:
    """Read an address; what can't be read counts as not said."""
    view = query.get("view", "")
    return Address(
        up=_depth(query.get("up", "")),
        down=_depth(query.get("down", "")),
        opened=tuple(_opened(query.get("open", ""))),
        column=_key(query.get("col", "")),
        view=view if view in VIEWS else "",
        at=moment(query.get("at", "")),
        indirect=query.get("indirect") == "1",
        path=query.get("path") == "1",
        expanded=tuple(key for key in map(_key, query.get("cols", "").split(",")[:OPEN_LIMIT]) if key),
        wide=query.get("wide") == "1",
    )


def moment(text: str) -> datetime | None:
    """Read a time, or a day (its end); without an offset it is in the installation's zone."""
    try:
        found = parse_datetime(text)
        if found is None or len(text) <= len("2026-01-01"):
            day = parse_date(text)
            found = datetime.combine(day, datetime.max.time()) if day else None
        return found if found is None or timezone.is_aware(found) else timezone.make_aware(found)
    except (ValueError, OverflowError):
        return None


def _depth(text: str) -> int | None:
    if text == "all":
        return None
    return min(int(text), DEEPEST) if text.isascii() and text.isdigit() and len(text) < 4 else 1  # noqa: PLR2004 - three digits reach past the deepest


def _depth_said(depth: int | None) -> str:
    return "all" if depth is None else str(depth)


def _key(text: str) -> int | None:
    key = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0  # noqa: PLR2004 - bigint has 19 digits
    return key if 0 < key < _LARGEST_KEY else None


def _opened(text: str) -> list[Opened]:
    """Read `12,15u,9d`; naming a card twice opens it once."""
    found: dict[Opened, None] = {}
    for part in text.split(",")[:OPEN_LIMIT]:
        way = _SIDES.get(part[-1:])
        key = _key(part[:-1] if way else part)
        if key:
            found[Opened(key, way)] = None
    return list(found)


def _opened_said(one: Opened) -> str:
    side = {Way.UP: "u", Way.DOWN: "d", None: ""}[one.way]
    return f"{one.asset}{side}"
