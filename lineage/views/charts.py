"""Turns rows into the plain values that charts are drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from lineage.models import Run
from lineage.models.run import RunState
from lineage.picture.durations import DurationBar
from lineage.picture.gantt import DayBar

LIVE = {RunState.STARTED, RunState.RUNNING, RunState.UNKNOWN}
TONES = {RunState.COMPLETED: "good", RunState.FAILED: "bad", RunState.STARTED: "busy", RunState.RUNNING: "busy"}


@dataclass(frozen=True, slots=True)
class StripMark:
    """One run of a strip: its tone, what to say on hover; no link of its own, as the whole tile is one."""

    tone: str
    words: str
    href: str = ""


def strip_marks(runs: Sequence[Run]) -> list[StripMark]:
    """Turn runs, newest first, into marks, oldest first."""
    return [
        StripMark(
            TONES.get(RunState(run.state), "idle"), f"{timezone.localtime(run.first_event_at):%a %d %b, %H:%M}: {run.get_state_display()}"
        )
        for run in reversed(runs)
    ]


def duration_bars(runs: Sequence[Run]) -> list[DurationBar]:
    """One bar per run that has ended, oldest first, as a chart of durations wants it."""
    ended = [run for run in reversed(runs) if run.duration is not None]
    return [
        DurationBar(run.first_event_at, run.duration.total_seconds(), run.state, reverse("run", args=[run.pk]))
        for run in ended
        if run.duration is not None
    ]


def day_bars(runs: Sequence[Run], now: datetime) -> list[DayBar]:
    """One bar per run, from its start to its end; a live one ends now."""
    return [
        DayBar(
            key=run.run_id,
            parent=run.parent_run_id,
            label=run.job.name,
            state=run.state,
            start=run.started_at or run.first_event_at,
            end=run.ended_at or (now if run.state in LIVE else run.last_event_at),
            href=reverse("run", args=[run.pk]),
        )
        for run in runs
    ]
