"""What one lineage picture shows: the assets and edges that a page's address asks for, with what is hidden around them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from catalog.models import Column, Person
from lineage.queries.column_walk import ColumnLink, ColumnWalk, column_links_among, column_walk
from lineage.queries.impact import jobs_named
from lineage.queries.labels import AssetLabel, labels
from lineage.queries.status import UNKNOWN, AssetStatus, statuses
from lineage.queries.steps import Moment, Way, hidden_neighbours, step
from lineage.queries.walk import CAP, Link, links_among, walk

OPEN_LIMIT = 40
OPENED_AT_ONCE = 200
# Above so many assets the picture shows groups, and edges of columns are not read.
DETAILED = 300
# Up to so many assets columns are drawn unless tables are asked for.
FEW = 30


@dataclass(frozen=True, slots=True)
class Opened:
    """A card whose neighbours were asked for; `way` None means on both sides."""

    asset: int
    way: Way | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a lineage page says. `column` is the one whose path is marked; `path` leaves out what isn't on it.

    `with_columns` None: where few enough assets are drawn.
    """

    asset: int
    up: int | None = 1
    down: int | None = 1
    opened: tuple[Opened, ...] = ()
    column: int | None = None
    at: datetime | None = None
    with_columns: bool | None = None
    indirect: bool = False
    path: bool = False


@dataclass(frozen=True, slots=True)
class ColumnPath:
    """The path of the chosen column, walked over the whole estate, not over what is drawn."""

    column: int
    name: str
    up: ColumnWalk
    down: ColumnWalk


@dataclass(frozen=True, slots=True)
class Scene:
    """`levels`: assets drawn, with their distance (upstream negative). `stages`: which opening brought an asset (0: none).

    `hidden_up`, `hidden_down`: neighbours not drawn, counted truly. `left_out`: assets that the path focus hides.
    """

    asked: Asked
    levels: Mapping[int, int]
    stages: Mapping[int, int]
    is_capped: bool
    links: tuple[Link, ...]
    column_links: tuple[ColumnLink, ...]
    columns: Mapping[int, tuple[Column, ...]]
    labels: Mapping[int, AssetLabel]
    statuses: Mapping[int, AssetStatus]
    hidden_up: Mapping[int, int]
    hidden_down: Mapping[int, int]
    jobs: Mapping[int, str]
    path: ColumnPath | None
    left_out: int = 0

    def status(self, asset: int) -> AssetStatus:
        """Tell how an asset stands; of a hidden one, nothing."""
        return UNKNOWN if self.labels[asset].is_hidden else self.statuses.get(asset, UNKNOWN)

    def only_indirect(self) -> set[tuple[int, int]]:
        """Give the pairs of assets whose columns tell that the one merely decides rows of the other."""
        told = {(one.source, one.target) for one in self.column_links}
        return told - {(one.source, one.target) for one in self.column_links if one.kind == "direct"}


def scene(asked: Asked, person: Person | None, *, cap: int = CAP) -> Scene:
    """Gather the picture's facts. The number of queries depends on the depth asked for, not on how much is found."""
    base = walk([asked.asset], up=asked.up, down=asked.down, at=asked.at, cap=cap)
    levels, stages = _with_opened(dict(base.levels), asked)
    path = _path(asked)
    on_path = _assets_on(path, asked.asset, levels) if path and asked.path else levels
    drawn = [pk for pk in levels if pk in on_path]
    names = labels(drawn, person)
    drawn = [pk for pk in drawn if pk in names]
    links = tuple(links_among(drawn, asked.at))
    seen = {pk for pk in drawn if not names[pk].is_hidden}
    told = _columns_told(drawn, seen, asked)
    moment = Moment(asked.at)
    return Scene(
        asked=asked,
        levels={pk: levels[pk] for pk in drawn},
        stages=stages,
        is_capped=base.is_capped,
        links=links,
        column_links=told,
        columns=_columns(seen) if shows_columns(asked, len(drawn)) else {},
        labels=names,
        statuses=statuses(seen),
        hidden_up=hidden_neighbours(drawn, Way.UP, moment),
        hidden_down=hidden_neighbours(drawn, Way.DOWN, moment),
        jobs=jobs_named({job for link in links for job in link.jobs}, person),
        path=path,
        left_out=len(levels) - len(drawn),
    )


def _with_opened(levels: dict[int, int], asked: Asked) -> tuple[dict[int, int], dict[int, int]]:
    """Add the neighbours of opened cards, in the order they were opened; one that isn't drawn is passed over."""
    stages: dict[int, int] = {}
    for number, one in enumerate(asked.opened[:OPEN_LIMIT], 1):
        if one.asset not in levels:
            continue
        for way in [one.way] if one.way else list(Way):
            found = step([one.asset], way, Moment(asked.at), OPENED_AT_ONCE)
            side = -1 if way is Way.UP else 1
            fresh = [pk for pk in sorted(found) if pk not in levels]
            levels.update((pk, levels[one.asset] + side) for pk in fresh)
            stages.update(dict.fromkeys(fresh, number))
    return levels, stages


def _path(asked: Asked) -> ColumnPath | None:
    column = Column.objects.filter(pk=asked.column).first() if asked.column else None
    if column is None:
        return None
    up = column_walk(column.pk, column.asset_id, Way.UP, indirect=asked.indirect, at=asked.at)
    down = column_walk(column.pk, column.asset_id, Way.DOWN, indirect=asked.indirect, at=asked.at)
    return ColumnPath(column.pk, column.path, up, down)


def _assets_on(path: ColumnPath, focus: int, levels: Mapping[int, int]) -> set[int]:
    on_path = path.up.assets(0) | path.down.assets(0) | {focus}
    return on_path & levels.keys()


def _columns_told(drawn: list[int], seen: set[int], asked: Asked) -> tuple[ColumnLink, ...]:
    """Give the column edges between assets that may be seen; edges that only decide rows always count for drawing dashes."""
    if len(drawn) > DETAILED:
        return ()
    told = column_links_among(drawn, indirect=True, at=asked.at)
    return tuple(link for link in told if link.source in seen and link.target in seen)


def shows_columns(asked: Asked, drawn: int) -> bool:
    """Say whether columns are drawn: as asked, else where they leave the picture readable."""
    if drawn > DETAILED or asked.with_columns is False:
        return False
    return drawn <= FEW or asked.with_columns is True or asked.column is not None


def _columns(seen: Iterable[int]) -> dict[int, tuple[Column, ...]]:
    """Give the columns of the drawn assets by asset, in their schema's order."""
    found: dict[int, tuple[Column, ...]] = {}
    rows = Column.objects.filter(asset_id__in=list(seen)).only("asset_id", "path", "data_type", "ordinal", "is_current")
    for column in sorted(rows, key=lambda one: (one.asset_id, one.ordinal is None, one.ordinal or 0, one.path)):
        found[column.asset_id] = (*found.get(column.asset_id, ()), column)
    return found
