"""Phase I: from the first points to frozen limits. Says None while there isn't enough to go by."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from math import log, sqrt
from statistics import fmean, median

from .calibration import doubt
from .constants import MEDIAN_DISTANCE
from .limits import Spread, cautious_sigma, counts, rates, robust_sigma, shares, standard_deviation
from .words import LEARNING, Design, Memory, Method, Scale, Season, Settled

# Ends of names of metrics that count rows, bytes or files.
SIZES = ("row_count", "byte_count", "file_count")
# A learner that finds no calm takes what there is.
MOST_LEARNED = 80
# A point this many robust sigmas out isn't learned from.
WILD = 5.0
# Times the variance between seasons must exceed the one inside them, by seasons less one: about 1 % of series without a season get there.
SEASON_RATIO, FEW_SEASONS = 5.0, {1: 8.5, 2: 6.2}
# Sizes that differ by this factor while learning are charted by their logarithm, unless so small that one more or less is a leap.
WIDE, LEAST_SIZE = 2.0, 10.0
# The same season's values that predict the next one, and the residuals its sigma is from.
PREDICTORS, RESIDUALS = 8, 42
LEAST_GROUPS = 2
# A size that is off by less than three times this share of itself is no news, however steady it was.
LEAST_SHARE = 0.005
# After so many points a chart without a season looks again for one.
LOOKS = (28, 42, 56)


def charted(value: float, size: float | None, last: float | None, method: Method, scale: Scale) -> float | None:
    """Give what is charted of a value; None where nothing can be (no last value yet, no cases, no logarithm)."""
    if method in {Method.SHARES, Method.RATES}:
        return value / size if size else None
    if scale is Scale.STEPS:
        return None if last is None else value - last
    if scale is Scale.LOG:
        return log(value) if value > 0 else None
    return value


def season_key(at: datetime, season: Season) -> str:
    """Name the season of a time: its weekday, or its hour."""
    return str(at.hour if season is Season.HOUR else at.weekday())


def settle(memory: Memory, design: Design) -> Memory | None:
    """Freeze the limits of what was learned; None while more is needed."""
    if len(memory.learned) < LEARNING:
        return None
    if design.method is not Method.INDIVIDUALS:
        return _settle_spread(memory, design.method)
    scale = design.scale or _scale_of([value for _, value, _ in memory.learned], is_size=design.is_size)
    told = _told(memory, scale)
    season = design.season or _season_of(told)
    if season is not Season.NONE:
        return _settle_season(memory, told, scale, season)
    settled = _settle_plain(memory, told, scale, is_size=design.is_size)
    return replace(settled, learned=memory.learned) if settled and design.season is None else settled


def settle_anew(memory: Memory, settled: Settled) -> Memory:
    """Look again, with more points, whether the series has a season after all; else keep the limits as they are."""
    if len(memory.learned) not in LOOKS:
        return memory
    told = _told(memory, settled.scale)
    season = _season_of(told)
    found = None if season is Season.NONE else _settle_season(memory, told, settled.scale, season)
    return found or (memory if len(memory.learned) < LOOKS[-1] else replace(memory, learned=()))


def _told(memory: Memory, scale: Scale) -> list[tuple[datetime, float]]:
    times = [datetime.fromisoformat(at) for at, _, _ in memory.learned]
    values = [value for _, value, _ in memory.learned]
    lasts: list[float | None] = [None, *values]
    drawn = [charted(value, None, last, Method.INDIVIDUALS, scale) for last, value in zip(lasts, values, strict=False)]
    return [(at, value) for at, value in zip(times, drawn, strict=True) if value is not None]


def _scale_of(values: Sequence[float], *, is_size: bool) -> Scale:
    if not is_size:
        return Scale.PLAIN
    steps = [after - before for before, after in pairwise(values)]
    if all(step >= 0 for step in steps) and 2 * sum(step > 0 for step in steps) > len(steps):
        return Scale.STEPS
    return Scale.LOG if min(values) >= LEAST_SIZE and max(values) >= WIDE * min(values) else Scale.PLAIN


def _season_of(told: Sequence[tuple[datetime, float]]) -> Season:
    found = {season: season_ratio(told, season) for season in (Season.WEEKDAY, Season.HOUR)}
    best = max(found, key=lambda season: found[season])
    return best if found[best] > 1 else Season.NONE


def season_ratio(told: Sequence[tuple[datetime, float]], season: Season) -> float:
    """Give F of a one-way analysis of variance by season, of the values or of their ranks (where a wild point counts no more than others).

    In multiples of what F must reach: above 1 there is a season; 0 where seasons haven't come round twice.
    """
    keys = [season_key(at, season) for at, _ in told]
    values = [value for _, value in told]
    ordered = sorted(values)
    ranks = [(bisect_left(ordered, value) + bisect_right(ordered, value)) / 2 for value in values]
    needed = FEW_SEASONS.get(len(set(keys)) - 1, SEASON_RATIO)
    return max(_ratio(keys, values), _ratio(keys, ranks)) / needed


def _ratio(keys: Sequence[str], values: Sequence[float]) -> float:
    groups: dict[str, list[float]] = defaultdict(list)
    for key, value in zip(keys, values, strict=True):
        groups[key].append(value)
    between, within = len(groups) - 1, len(values) - len(groups)
    if len(groups) < LEAST_GROUPS or within < len(groups):
        return 0.0
    mean = fmean(values)
    apart = sum(len(group) * (fmean(group) - mean) ** 2 for group in groups.values()) / between
    inside = sum((value - fmean(group)) ** 2 for group in groups.values() for value in group) / within
    if not inside:
        return float("inf") if apart else 0.0
    return apart / inside


def dependence(values: Sequence[float]) -> float:
    """Give the correlation of neighbours (lag one)."""
    mean = fmean(values)
    whole = sum((value - mean) ** 2 for value in values)
    return sum((before - mean) * (after - mean) for before, after in pairwise(values)) / whole if whole else 0.0


def is_dependent(values: Sequence[float]) -> bool:
    """Tell whether neighbours are alike beyond chance (Bartlett: two over the root of n)."""
    return dependence(values) > 2 / sqrt(len(values))


def _calm(values: Sequence[float]) -> list[float]:
    middle = median(values)
    # The larger of two robust sigmas: neighbours alone may lie close together by chance.
    sigma = max(robust_sigma(values), median(abs(value - middle) for value in values) / MEDIAN_DISTANCE)
    return [value for value in values if not sigma or abs(value - middle) <= WILD * sigma]


def _enough(kept: Sequence[float], memory: Memory) -> bool:
    return len(kept) >= LEARNING or len(memory.learned) >= MOST_LEARNED


def _settle_plain(memory: Memory, told: Sequence[tuple[datetime, float]], scale: Scale, *, is_size: bool) -> Memory | None:
    if len(told) < LEARNING:
        return None
    values = [value for _, value in told]
    kept = _calm(values) if len(memory.learned) < MOST_LEARNED else values
    if not _enough(kept, memory):
        return None
    sigma = cautious_sigma(kept) * doubt(len(kept), Season.NONE)
    if is_size and scale is not Scale.STEPS:
        sigma = max(sigma, LEAST_SHARE * (1.0 if scale is Scale.LOG else abs(fmean(kept))))
    return _frozen(memory, Settled(scale, Season.NONE, fmean(kept), sigma, len(kept), is_dependent(kept)))


def _settle_season(memory: Memory, told: Sequence[tuple[datetime, float]], scale: Scale, season: Season) -> Memory | None:
    seasons: dict[str, tuple[float, ...]] = {}
    residuals: list[float] = []
    for at, value in told:
        key = season_key(at, season)
        known = seasons.get(key, ())
        if known:
            residuals.append((value - fmean(known)) / sqrt(1 + 1 / len(known)))
        seasons[key] = (*known, value)[-PREDICTORS:]
    kept = _calm(residuals) if len(residuals) > LEARNING else residuals
    if len(kept) < LEARNING:
        return None
    sigma = standard_deviation(kept) * doubt(len(kept), season)
    settled = Settled(scale, season, 0.0, sigma, len(kept), is_dependent(kept))
    return _frozen(memory, settled, seasons, tuple(kept[-RESIDUALS:]))


def _settle_spread(memory: Memory, method: Method) -> Memory | None:
    told = [(value, size or 1.0) for _, value, size in memory.learned if size or method is Method.COUNTS]
    if len(told) < LEARNING:
        return None
    values, sizes = [value for value, _ in told], [size for _, size in told]
    spread = _spread(method, values, sizes)
    sigma = spread.unit * spread.factor * doubt(len(told), Season.NONE)
    return _frozen(memory, Settled(Scale.PLAIN, Season.NONE, spread.center, sigma, len(told)))


def _spread(method: Method, values: Sequence[float], sizes: Sequence[float]) -> Spread:
    if method is Method.SHARES:
        return shares(values, sizes, laney=True)
    return counts(values) if method is Method.COUNTS else rates(values, sizes)


def _frozen(
    memory: Memory, settled: Settled, seasons: dict[str, tuple[float, ...]] | None = None, residuals: Iterable[float] = ()
) -> Memory:
    return Memory(settled=settled, last=memory.learned[-1][1], seasons=seasons or {}, residuals=tuple(residuals))
