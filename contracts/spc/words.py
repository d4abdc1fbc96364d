"""The words of a control chart: how it is drawn, what it remembers, what it says of a point."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

# Points learned from before limits are frozen.
LEARNING = 20
# The widths of the two rules that alarm, in sigmas for a new point (see `calibration`).
BEYOND = 3.0
DRIFT = 3.1


class Phase(StrEnum):
    """Whether the chart still learns (and never alarms) or watches."""

    LEARNING = "learning"
    WATCHING = "watching"


class Method(StrEnum):
    """What a point is: a single value, a share of cases (p), a count of rare things (c), a rate of them (u)."""

    INDIVIDUALS = "individuals"
    SHARES = "shares"
    COUNTS = "counts"
    RATES = "rates"


class Scale(StrEnum):
    """What of a value is charted: itself, its logarithm (sizes that vary by factors), its step since the last (totals that only grow)."""

    PLAIN = "plain"
    LOG = "log"
    STEPS = "steps"


class Season(StrEnum):
    """What a value is compared with: all before it, or the same weekday or hour before it."""

    NONE = "none"
    WEEKDAY = "weekday"
    HOUR = "hour"


class Signal(StrEnum):
    """Why a point alarms."""

    BEYOND = "beyond"
    DRIFT = "drift"
    SHRANK = "shrank"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Point:
    """One observation: its value (a count, with shares and rates), how many cases it is of, and whether a steward set it aside."""

    at: datetime
    value: float
    size: float | None = None
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class Design:
    """What is decided before learning; None leaves it to what is learned. `is_size`: a count of rows, bytes or files."""

    method: Method = Method.INDIVIDUALS
    scale: Scale | None = None
    season: Season | None = None
    is_size: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """What was learned. `sigma` is of a new point (of one case, with shares and rates), so it holds the doubt about the limits, too."""

    scale: Scale
    season: Season
    center: float
    sigma: float
    learned_from: int
    is_dependent: bool = False

    @property
    def is_constant(self) -> bool:
        """Tell that nothing ever varied, so that any change is news."""
        return self.sigma == 0


@dataclass(frozen=True, slots=True)
class Memory:
    """All a chart needs to read its next point: small, and plain enough to keep as JSON."""

    settled: Settled | None = None
    learned: tuple[tuple[str, float, float | None], ...] = ()
    last: float | None = None
    average: float = 0.0
    sums: tuple[float, float] = (0.0, 0.0)
    recent: tuple[float, ...] = ()
    seasons: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    residuals: tuple[float, ...] = ()

    def document(self) -> dict[str, Any]:
        """Give it as JSON-able values."""
        return asdict(self)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """Read it back."""
        told = document.get("settled")
        settled = Settled(**{**told, "scale": Scale(told["scale"]), "season": Season(told["season"])}) if told else None
        learned = tuple((str(at), float(value), size) for at, value, size in document.get("learned", ()))
        high, low = document.get("sums", (0.0, 0.0))
        return cls(
            settled=settled,
            learned=learned,
            last=document.get("last"),
            average=document.get("average", 0.0),
            sums=(high, low),
            recent=tuple(document.get("recent", ())),
            seasons={key: tuple(values) for key, values in document.get("seasons", {}).items()},
            residuals=tuple(document.get("residuals", ())),
        )

    @property
    def phase(self) -> Phase:
        """Tell whether it still learns."""
        return Phase.LEARNING if self.settled is None else Phase.WATCHING


@dataclass(frozen=True, slots=True)
class Reading:
    """What the chart says of a point. `charted`, the limits and `average` are in the unit drawn; `z` is in sigmas from the centre."""

    phase: Phase
    charted: float | None
    center: float | None = None
    lower: float | None = None
    upper: float | None = None
    z: float | None = None
    average: float | None = None
    signals: tuple[Signal, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_alarm(self) -> bool:
        """Tell whether the point alarms."""
        return bool(self.signals)
