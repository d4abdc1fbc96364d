"""What is promised of speed and size, and what came of measuring it."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Protocol


@dataclass(frozen=True)
class Target:
    """A promise: `floor` must be met, `goal` is hoped for; `less` says that less is better."""

    name: str
    unit: str
    floor: float
    goal: float
    less: bool = False

    def judge(self, value: float) -> str:
        """Say in one word what a measured value is."""
        for word, bound in (("goal met", self.goal), ("floor met", self.floor)):
            if value <= bound if self.less else value >= bound:
                return word
        return "SHORT"


@dataclass(frozen=True)
class Measured:
    """Values of each round, and what explains them."""

    target: Target
    rounds: tuple[float, ...]
    hint: str = ""

    @property
    def value(self) -> float:
        """The median round."""
        return median(self.rounds)

    def row(self) -> str:
        """Give a row of the table."""
        t = self.target
        spread = f"{min(self.rounds):,.4g} to {max(self.rounds):,.4g}" if len(self.rounds) > 1 else ""
        return (
            f"| {t.name} | {t.floor:,g} | {t.goal:,g} | **{self.value:,.4g}** {t.unit} | {spread} | {t.judge(self.value)} | {self.hint} |"
        )


class Part(Protocol):
    """A part of the benchmark."""

    def __call__(self, *, quick: bool) -> list[Measured]:
        """Measure it."""


PARTS: dict[str, Part] = {}


def part(name: str) -> Callable[[Part], Part]:
    """Register a part under the name by which it can be asked for."""

    def register(measure: Part) -> Part:
        PARTS[name] = measure
        return measure

    return register
