"""What a chart says, in words."""

from .calibration import RUN_LENGTH
from .rules import Rule
from .words import LEARNING, Memory, Phase, Reading, Scale, Season, Settled, Signal

NOTES = {
    str(Rule.TWO_OF_THREE): "two of three beyond 2 sigma",
    str(Rule.FOUR_OF_FIVE): "four of five beyond 1 sigma",
    str(Rule.NINE_ON_ONE_SIDE): "nine in a row on one side",
    str(Rule.SIX_IN_A_TREND): "six in a row in one direction",
    "cusum": "the cumulative sum has left its interval",
    "drift": "the moving average has left its limits",
}
SEASONS = {
    Season.NONE: "all values before",
    Season.WEEKDAY: "the same weekday of the eight weeks before",
    Season.HOUR: "the same hour of the eight days before",
}
SCALES = {
    Scale.PLAIN: "",
    Scale.LOG: "It varies by factors, so its logarithm is charted: the limits are as far apart in per cent, not in numbers.",
    Scale.STEPS: "It only grows, so the step from one value to the next is charted, and a step down always alarms.",
}
_THOUSANDS = ((1e12, "T"), (1e9, "B"), (1e6, "M"))


def number(value: float | None) -> str:
    """Say a number as short as it stays true: `12,345`, `0.0312`, `3.46M`."""
    if value is None:
        return "-"
    size = abs(value)
    for unit, letter in _THOUSANDS:
        if size >= unit:
            return f"{value / unit:.3g}{letter}"
    if size >= 100 or value == int(value):  # noqa: PLR2004 - three digits before the point are enough
        return f"{value:,.0f}"
    return f"{value:.3g}"


def say_signal(signal: Signal, reading: Reading) -> str:
    """Say why a point alarms."""
    if signal is Signal.SHRANK:
        return "the total shrank"
    if signal is Signal.CHANGED:
        return "it had never varied"
    z = reading.z or 0.0
    if signal is Signal.DRIFT:
        return f"the moving average drifted to {number(reading.average)}"
    side, limit = ("above", reading.upper) if z > 0 else ("below", reading.lower)
    return f"{side} the limit {number(limit)} ({abs(z):.1f} sigma from {number(reading.center)})"


def say_reading(reading: Reading, learned: int = 0) -> str:
    """Say what a chart says of a point."""
    if reading.signals:
        return f"{number(reading.charted)}: " + "; ".join(say_signal(signal, reading) for signal in reading.signals)
    if reading.phase is Phase.LEARNING:
        return f"learning from its first values ({learned} so far, {LEARNING} at least)"
    if reading.z is None:
        return f"{number(reading.charted)}, not judged"
    noted = "; ".join(NOTES.get(note, note) for note in reading.notes)
    return f"{number(reading.charted)}, within {number(reading.lower)} to {number(reading.upper)}" + (f" (noted: {noted})" if noted else "")


def say_settled(settled: Settled) -> list[str]:
    """Say how a chart that watches was set up, a sentence each."""
    said = [f"Compared with {SEASONS[settled.season]}; limits learned from {settled.learned_from} values."]
    if SCALES[settled.scale]:
        said.append(SCALES[settled.scale])
    if settled.is_constant:
        said.append("It has never varied, so any change alarms.")
    elif settled.is_dependent:
        said.append(
            "Warning: each value resembles the one before (autocorrelation), so false alarms come more often than stated;"
            " drift is noted here instead of alarming."
        )
    return said


def say_run_length() -> str:
    """Say what a chart promises about false alarms."""
    return (
        f"Where nothing is wrong it alarms by chance about once in {RUN_LENGTH:.0f} values (its in-control run length): one value more than 3 sigma"
        " from the centre, or a drift of the moving average. Sigma is how far values usually lie from the centre."
    )


def say_memory(memory: Memory, *, is_size: bool = False) -> list[str]:
    """Say what a chart knows."""
    if memory.settled is None:
        return [f"Learning: {len(memory.learned)} of at least {LEARNING} values. It doesn't alarm until it has limits."]
    steady = (
        ["A size off by less than 1.5 % is no news, however steady it was."] if is_size and memory.settled.season is Season.NONE else []
    )
    return [*say_settled(memory.settled), *steady, say_run_length()]
