"""Small charts drawn on the server as SVG: no script, they print, and each says in words what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

WIDTH, HEIGHT, PAD = 120.0, 28.0, 2.0
STRIP_STEP, STRIP_HEIGHT = 7.0, 22.0
BAR = {"good": 16.0, "warn": 16.0, "bad": 22.0, "busy": 10.0, "idle": 6.0}


@dataclass(frozen=True, slots=True)
class Mark:
    """One period of a strip: its tone (good, warn, bad, busy, idle), what to say on hover, where it leads."""

    tone: str
    words: str
    href: str = ""


@register.simple_tag
def sparkline(values: Sequence[float], label: str) -> SafeString:
    """Draw values (any unit, in order of time) as a line of 120 by 28 px; fewer than two values draw nothing."""
    if len(values) < 2:  # noqa: PLR2004  # a line needs two points
        return format_html('<span class="muted">{}</span>', "not enough yet")
    points = _points(values)
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    return format_html(
        '<svg class="sparkline" viewBox="0 0 {} {}" role="img" aria-label="{}"><polyline points="{}"/><circle cx="{}" cy="{}" r="2"/></svg>',
        f"{WIDTH:g}", f"{HEIGHT:g}", label, line, f"{x:.1f}", f"{y:.1f}",
    )  # fmt: skip


def _points(values: Sequence[float]) -> list[tuple[float, float]]:
    low, high = min(values), max(values)
    scale = (HEIGHT - 2 * PAD) / (high - low) if high > low else 0.0
    step = (WIDTH - 2 * PAD) / (len(values) - 1)
    middle = HEIGHT / 2
    return [(PAD + at * step, HEIGHT - PAD - (value - low) * scale if scale else middle) for at, value in enumerate(values)]


@register.simple_tag
def strip(marks: Sequence[Mark], label: str) -> SafeString:
    """Draw periods as bars, oldest left: height and colour both tell the tone, so that colour alone carries nothing."""
    bars = format_html_join("", "{}", ((_bar(at, mark),) for at, mark in enumerate(marks)))
    return format_html(
        '<svg class="strip" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        f"{max(len(marks), 1) * STRIP_STEP:g}", f"{STRIP_HEIGHT:g}", label, bars,
    )  # fmt: skip


def _bar(at: int, mark: Mark) -> SafeString:
    height = BAR.get(mark.tone, BAR["idle"])
    bar = format_html(
        '<rect class="tone-{}" x="{}" y="{}" width="5" height="{}" rx="1.5"><title>{}</title></rect>',
        mark.tone, f"{at * STRIP_STEP + 1:g}", f"{STRIP_HEIGHT - height:g}", f"{height:g}", mark.words,
    )  # fmt: skip
    return format_html('<a href="{}" tabindex="-1">{}</a>', mark.href, bar) if mark.href else bar
