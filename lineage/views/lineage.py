"""The lineage page of an asset: its picture, grouped picture or full map, and the same edges as a table."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.queries import asset_frame
from catalog.views.access import person_of
from lineage.picture.draw import draw
from lineage.picture.fullmap import FullMap, Spot, draw_map
from lineage.picture.groups import GroupedPicture, Member, draw_groups
from lineage.picture.shapes import Picture
from lineage.picture.text import counted
from lineage.queries.impact import NO_DOMAIN
from lineage.queries.scene import DETAILED, Scene, scene
from lineage.queries.walk import CAP, Totals, totals
from lineage.views.address import DEEPEST, Address, read
from lineage.views.drawing import cards_of, lines_of
from lineage.views.edge_table import EdgeRow, edge_rows

# More cards than this in one column say less than one card that counts them; whoever wants them chooses "Assets".
TALLEST = 40
TABLE_ROWS = 200
TABLE_ROWS_OF_MANY = 50
_TONES = {"fresh": "good", "running": "good", "failed": "bad", "aborted": "bad", "late": "bad", "dropped": "bad", "at_risk": "warn"}


@dataclass(frozen=True, slots=True)
class Stepper:
    """Less and more of one direction; an empty address can't be pressed."""

    word: str
    shown: str
    less: str
    more: str
    everything: str


@dataclass(frozen=True, slots=True)
class Stage:
    """All that the lineage page shows. One of `picture`, `groups`, `map` is set."""

    address: Address
    facts: Scene
    totals: Totals
    words: str
    rows: tuple[EdgeRow, ...]
    rows_in_all: int
    path_words: Mapping[str, str]
    picture: Picture | None = None
    groups: GroupedPicture | None = None
    map: FullMap | None = None
    map_labels: tuple[tuple[int, str, int, int], ...] = ()

    @property
    def asset(self) -> int:
        """The focus."""
        return self.facts.asked.asset

    @property
    def shows_columns(self) -> bool:
        """Whether columns are drawn."""
        return bool(self.picture and any(card.rows for card in self.picture.cards)) or (
            self.picture is not None and self.address.view == "columns"
        )

    @property
    def shape(self) -> str:
        """Which of the views is drawn."""
        if self.groups or self.map:
            return "groups" if self.groups else "map"
        return "columns" if self.shows_columns else "tables"

    @property
    def is_large(self) -> bool:
        """Whether there are too many assets for cards."""
        return len(self.facts.levels) > DETAILED

    @property
    def links(self) -> dict[str, str]:
        """Addresses of this picture with one thing changed."""
        address = self.address
        return {
            "tables": address.query(view="tables", column=None, path=False),
            "columns": address.query(view="columns"),
            "groups": address.query(view="groups"),
            "map": address.query(view="map"),
            "indirect": address.query(indirect=not address.indirect),
            "path": address.query(path=not address.path),
            "clear": address.query(column=None, path=False),
            "now": address.query(at=None),
            "wide": address.query(wide=not address.wide),
            "fewer": address.query(up=1, down=1, opened=()),
            "less": address.query(opened=address.opened[:-1]),
        }

    @property
    def steppers(self) -> tuple[Stepper, Stepper]:
        """How far it goes, either way."""
        return (_stepper("up", self.address.up, self.address), _stepper("down", self.address.down, self.address))

    @property
    def at_local(self) -> str:
        """The moment asked for, as a date field wants it."""
        return timezone.localtime(self.address.at).strftime("%Y-%m-%dT%H:%M") if self.address.at else ""


@require_safe
def asset_lineage(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Show where an asset comes from and what depends on it; the address holds the whole state."""
    person = person_of(request)
    frame = asset_frame(asset_id, person)
    address = read(request.GET)
    facts: dict[str, Any] = {
        "frame": frame,
        "tab": "asset-lineage",
        "stage": stage_of(address, scene(address.asked(asset_id), person), totals(asset_id)),
    }
    return render(request, "lineage/lineage_wide.html" if address.wide else "lineage/lineage.html", facts)


def stage_of(address: Address, facts: Scene, sums: Totals) -> Stage:
    """Draw what the address asks for; more assets than cards can show are grouped unless the full map is asked for.

    So are those that would stand in one long column, unless cards are asked for.
    """
    rows = tuple(edge_rows(facts))
    drawn: dict[str, Any]
    if address.view == "map":
        found = _map(facts)
        names = {pk: label.short for pk, label in facts.labels.items()}
        drawn = {"map": found, "map_labels": tuple((key, names[key], x, y) for key, x, y in found.corners)}
    elif address.view == "groups" or len(facts.levels) > DETAILED or _is_tall(address, facts):
        drawn = {"groups": _groups(facts)}
    else:
        cards = cards_of(facts, address)
        drawn = {"picture": draw(cards, lines_of(facts, cards))}
    words = _words(facts, sums)
    listed = TABLE_ROWS_OF_MANY if len(facts.levels) > DETAILED else TABLE_ROWS
    return Stage(address, facts, sums, words, rows[:listed], len(rows), _path_words(facts), **drawn)


def _is_tall(address: Address, facts: Scene) -> bool:
    """Whether a column of the picture is too long to be read, and nobody asked for its cards."""
    return not address.view and not address.opened and max(Counter(facts.levels.values()).values()) > TALLEST


def _map(facts: Scene) -> FullMap:
    spots = [Spot(pk, "focus" if level == 0 else _TONES.get(facts.status(pk).word, "idle")) for pk, level in facts.levels.items()]
    return draw_map(spots, [(link.source, link.target) for link in facts.links])


def _groups(facts: Scene) -> GroupedPicture:
    members = [Member(pk, _group_name(facts, pk), level, facts.status(pk).word) for pk, level in facts.levels.items()]
    return draw_groups(members, [(link.source, link.target) for link in facts.links])


def _group_name(facts: Scene, pk: int) -> str:
    label = facts.labels[pk]
    if pk == facts.asked.asset:
        return label.short
    return "Hidden" if label.is_hidden else label.domain or label.platform or NO_DOMAIN


def _words(facts: Scene, sums: Totals) -> str:
    up = sum(level < 0 for level in facts.levels.values())
    down = sum(level > 0 for level in facts.levels.values())
    shown = (
        f"{up:,} of {counted(sums.up, 'asset', sums.cap)} upstream, {down:,} of {counted(sums.down, 'asset', sums.cap)} downstream drawn"
    )
    return shown + (f"; the nearest {CAP:,} each way, there are more" if facts.is_capped else "")


def _path_words(facts: Scene) -> dict[str, str]:
    """Say the chosen column's path in counts."""
    path = facts.path
    if path is None:
        return {}
    owner = path.up.asset_of[path.column]

    def side(word: str, walk: Any) -> str:
        columns, assets = [node for node in walk.beyond if node > 0], walk.assets(owner)
        if not assets and not columns:
            return {"from": "made from no known column", "impacts": "impacts no known column"}[word]
        return f"{word} {counted(len(columns), 'column')} in {counted(len(assets), 'asset')}" + ("+" if walk.is_capped else "")

    beyond = len((path.up.assets(owner) | path.down.assets(owner)) - facts.levels.keys())
    return {
        "name": path.name,
        "up": side("from", path.up),
        "down": side("impacts", path.down),
        "beyond": f"{counted(beyond, 'asset')} of the path not drawn" if beyond else "",
        "left_out": f"hides {counted(facts.left_out, 'asset')}" if facts.left_out else "",
    }


def _stepper(word: str, depth: int | None, address: Address) -> Stepper:
    return Stepper(
        word=word,
        shown="all" if depth is None else str(depth),
        less=address.query(**{word: DEEPEST if depth is None else depth - 1}) if depth is None or depth > 0 else "",
        more=address.query(**{word: depth + 1}) if depth is not None and depth < DEEPEST else "",
        everything="" if depth is None else address.query(**{word: None}),
    )
