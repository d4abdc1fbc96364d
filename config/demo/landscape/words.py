"""The words the landscape is written in: assets with columns that say where they come from, and jobs that say when they run."""

from collections.abc import Iterator
from dataclasses import dataclass

DIRECT = frozenset({"identity", "transformation", "aggregation"})
INDIRECT = frozenset({"filter", "join", "group_by", "sort", "window", "conditional"})
PARTS = 4
ALWAYS, PLANNED, HOURLY, WEEKLY, WEEKDAYS = "always", "planned", "hourly", "weekly", "weekdays"


@dataclass(frozen=True, slots=True)
class Source:
    """A column of another asset (by its key) that a column, or every row, is made from."""

    asset: str
    column: str
    subtype: str
    masking: bool = False

    @property
    def is_direct(self) -> bool:
        """Tell whether values flow."""
        return self.subtype in DIRECT


@dataclass(frozen=True, slots=True)
class Column:
    """A column, its type in the dialect of its platform, and what it is made from."""

    name: str
    data_type: str
    sources: tuple[Source, ...]
    description: str


@dataclass(frozen=True, slots=True)
class Change:
    """A column that changed so many days ago: it had another type `formerly`, or was not there (None)."""

    column: str
    days_ago: int
    formerly: str | None = None


@dataclass(frozen=True, slots=True)
class Space:
    """A namespace of assets or jobs; `uri` tells where the thing really is."""

    name: str
    title: str
    uri: str = ""


@dataclass(frozen=True, slots=True)
class Asset:
    """An asset. `words` are its title and purpose; `every_row` what decides its rows; `rows` how many a run writes on a normal day."""

    key: str
    space: Space
    name: str
    kind: str
    domain: str
    words: tuple[str, str]
    columns: tuple[Column, ...] = ()
    every_row: tuple[Source, ...] = ()
    rows: int = 0
    lifecycle: str = "local"
    tags: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    symlinks: tuple[tuple[str, str, str], ...] = ()
    formerly: tuple[str, int] | None = None
    dropped_days_ago: int | None = None
    successor: str = ""
    overwrites: bool = False

    def columns_at(self, days_ago: int) -> tuple[Column, ...]:
        """Give the columns as they were so many days ago."""
        changes = {change.column: change for change in self.changes if days_ago > change.days_ago}
        return tuple(_as_it_was(column, changes.get(column.name)) for column in self.columns if _was_there(changes.get(column.name)))

    def name_at(self, days_ago: int) -> str:
        """Give the name as it was so many days ago."""
        return self.formerly[0] if self.formerly and days_ago > self.formerly[1] else self.name


def _was_there(change: Change | None) -> bool:
    return change is None or change.formerly is not None


def _as_it_was(column: Column, change: Change | None) -> Column:
    if change is None or change.formerly is None:
        return column
    return Column(column.name, change.formerly, column.sources, column.description)


@dataclass(frozen=True, slots=True)
class Timetable:
    """When a job runs, in UTC; `since_days` when it was introduced.

    `rhythm` is daily, weekdays, weekly (Mondays), hourly, always (one run without end) or planned (declared, never run).
    """

    rhythm: str
    hour: int = 0
    minute: int = 0
    since_days: int = 40


@dataclass(frozen=True, slots=True)
class Job:
    """A job. `parent` is the key of the job it runs inside; one that has children has no times of its own.

    `needs_fx` marks what can't run while the exchange rates are missing.
    """

    key: str
    space: Space
    name: str
    integration: str
    kind: str
    does: str
    team: str
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    timetable: Timetable | None = None
    minutes: float = 3.0
    parent: str = ""
    needs_fx: bool = False
    has_model: bool = False
    checks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Landscape:
    """Everything there is."""

    assets: tuple[Asset, ...]
    jobs: tuple[Job, ...]

    def asset(self, key: str) -> Asset:
        """Find an asset; raises LookupError."""
        return next(asset for asset in self.assets if asset.key == key)

    def job(self, key: str) -> Job:
        """Find a job; raises LookupError."""
        return next(job for job in self.jobs if job.key == key)

    @property
    def spaces(self) -> frozenset[str]:
        """Give the names of all namespaces, those of symlinks too."""
        own = {asset.space.name for asset in self.assets} | {job.space.name for job in self.jobs}
        return frozenset(own | {link[0] for asset in self.assets for link in asset.symlinks})


def columns(text: str) -> tuple[Column, ...]:
    """Read a table of columns: `name | type | sources | description`, one a line; sources and description may be left out."""
    return tuple(_column(line) for line in text.strip().splitlines())


def _column(line: str) -> Column:
    name, data_type, found, description = [*(part.strip() for part in line.split("|")), "", "", ""][:PARTS]
    return Column(name, data_type, sources(found), description)


def sources(text: str) -> tuple[Source, ...]:
    """Read sources separated by commas: `asset.column`, then `:subtype` unless values pass unchanged, then `!` when they are masked."""
    return tuple(_sources(text))


def _sources(text: str) -> Iterator[Source]:
    for part in filter(None, (part.strip() for part in text.split(","))):
        place, _, told = part.removesuffix("!").partition(":")
        asset, _, column = place.partition(".")
        yield Source(asset, column, told or "identity", masking=part.endswith("!"))
