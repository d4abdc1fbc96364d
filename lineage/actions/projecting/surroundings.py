"""Where a job's SQL stands: the namespaces of what the job reads and writes, the assets its words may name, the dialect spoken there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from catalog import bulk
from lineage.actions.projecting.memory import Seen
from lineage.models.run import Direction
from lineage.queries.sql_places import Named, columns_of, dialect_of, files_of, names_of
from lineage.sql import Atlas, Place, addresses, mentioned, spelled_as, top_level

SIDES = """
SELECT DISTINCT d.job_id, d.asset_id, d.direction, d.is_declared, n.namespace_id, s.platform FROM lineage_jobdataset d
JOIN catalog_assetname n ON n.asset_id = d.asset_id JOIN catalog_namespace s ON s.id = n.namespace_id WHERE d.job_id = ANY(%s) AND d.is_shown
"""
JOBS = "SELECT j.id, j.namespace_id, s.platform FROM lineage_job j JOIN catalog_namespace s ON s.id = j.namespace_id WHERE j.id = ANY(%s)"


@dataclass(frozen=True, slots=True)
class Ran:
    """A statement of a job, and what was last derived from it: the tables it touches, outcome, notes."""

    id: int
    job: int
    dialect: str
    text: str
    seen: Seen
    before: tuple[tuple[str, ...], str, tuple[str, ...]]


@dataclass(slots=True)
class JobSides:
    """What a job reads and writes now, and where that is. Without either, its own namespace counts, or all where that holds no tables.

    `declared` is what its newest declaration names: where one name could mean that, or what earlier runs touched, that is meant.
    """

    reads: set[int] = field(default_factory=set)
    writes: set[int] = field(default_factory=set)
    declared: set[int] = field(default_factory=set)
    spaces: set[int] = field(default_factory=set)
    spoken: dict[Direction, set[str]] = field(default_factory=dict)
    is_anywhere: bool = False

    @property
    def sole_output(self) -> int | None:
        """The asset that a bare SELECT of the job makes: its only output, or the only declared one."""
        found = self.writes & self.declared or self.writes
        return next(iter(found)) if len(found) == 1 else None

    def nearness(self, asset: int) -> int:
        """Rank an asset: declared by the job (2), touched by it (1), neither (0)."""
        return 2 if asset in self.declared else int(asset in self.reads or asset in self.writes)

    @property
    def dialect(self) -> str:
        """What the platforms of its outputs speak, else of its inputs; of several the first by name."""
        return next((min(words) for side in (Direction.OUTPUT, Direction.INPUT) if (words := self.spoken.get(side))), "")


class Surroundings:
    """Of some statements: loaded in six queries, however many they are."""

    def __init__(self, ran: Sequence[Ran]) -> None:
        """Load them."""
        jobs = {one.job for one in ran}
        self.sides = _sides(sorted(jobs))
        self._words = {one.id: mentioned(one.text) for one in ran}
        self._files: dict[int, list[Named]] = _files_of(ran)
        is_anywhere = any(self.sides[job].is_anywhere for job in jobs)
        spaces = None if is_anywhere else {space for job in jobs for space in self.sides[job].spaces}
        words = {word for found in self._words.values() for word in found}
        self._named: dict[str, list[Named]] = {}
        for named in names_of(words, spaces):
            self._named.setdefault(named.parts[-1].lower(), []).append(named)
        candidates = {named.asset for found in (*self._named.values(), *self._files.values()) for named in found}
        self._columns = columns_of(candidates | {asset for job in jobs for asset in self.sides[job].writes})
        self._spellings: dict[int, Mapping[str, str]] = {}

    def atlas(self, ran: Ran) -> Atlas:
        """Give the tables that a statement may mean."""
        sides = self.sides[ran.job]
        places = [place for named in self._files[ran.id] for place in self._places([named], sides)]
        for word in self._words[ran.id] & self._named.keys():
            found = [named for named in self._named[word] if sides.is_anywhere or named.namespace in sides.spaces]
            places += self._places(found, sides)
        return Atlas(places)

    def _places(self, found: Sequence[Named], sides: JobSides) -> Iterator[Place]:
        """Give the places of one last part; of those, the nearest to the job are its own."""
        nearest = max((sides.nearness(named.asset) for named in found), default=0)
        for named in found:
            is_own = nearest > 0 and sides.nearness(named.asset) == nearest
            yield Place(named.parts, named.asset, is_own, top_level(self._columns.get(named.asset, ())))

    def dialect(self, ran: Ran) -> str:
        """Give the dialect of a statement: told by its event, else spoken where the job reads and writes."""
        return ran.dialect or self.sides[ran.job].dialect

    def spelled(self, asset: int, column: str, inside: Sequence[str] = ()) -> str:
        """Spell a column as its asset does."""
        if asset not in self._spellings:
            self._spellings[asset] = {path.lower(): path for path in reversed(self._columns.get(asset, ()))}
        return spelled_as(self._spellings[asset], column, inside)

    def has(self, asset: int, path: str) -> bool:
        """Say whether a column is in the asset's current schema."""
        return path in self._columns.get(asset, ())


def _files_of(ran: Sequence[Ran]) -> dict[int, list[Named]]:
    """Find the files and folders that statements may mean: wherever they are, for their addresses are whole."""
    written = {one.id: addresses(one.text) for one in ran}
    known: dict[str, list[Named]] = {}
    for named in files_of(frozenset().union(*written.values())):
        known.setdefault(named.parts[-1], []).append(named)
    around = {key: dict.fromkeys(str(near) for one in found for near in one.around()) for key, found in written.items()}
    return {key: [named for near in nears for named in known.get(near, ())] for key, nears in around.items()}


def _sides(jobs: list[int]) -> dict[int, JobSides]:
    found = {job: JobSides() for job in jobs}
    for job, asset, direction, is_declared, space, platform in bulk.ask(SIDES, jobs):
        sides = found[job]
        sides.declared |= {asset} if is_declared else set()
        (sides.writes if direction == Direction.OUTPUT else sides.reads).add(asset)
        _speak(sides, Direction(direction), space, platform)
    alone = [job for job in jobs if not found[job].spaces]
    for job, space, platform in bulk.ask(JOBS, alone) if alone else ():
        if dialect_of(platform):
            _speak(found[job], Direction.INPUT, space, platform)
        else:
            found[job].is_anywhere = True
    return found


def _speak(sides: JobSides, direction: Direction, space: int, platform: str) -> None:
    sides.spaces.add(space)
    if spoken := dialect_of(platform):
        sides.spoken.setdefault(direction, set()).add(spoken)


def statements_of(jobs: Iterable[int]) -> list[Ran]:
    """Read the statements of jobs."""
    rows = bulk.ask(
        "SELECT id, job_id, dialect, text, first_seen_at, last_seen_at, touches, outcome, notes FROM lineage_statement"
        " WHERE job_id = ANY(%s) ORDER BY job_id, digest",
        sorted(set(jobs)),
    )
    return [
        Ran(key, job, dialect, text, Seen(first, last), (tuple(touches), outcome, tuple(notes)))
        for key, job, dialect, text, first, last, touches, outcome, notes in rows
    ]
