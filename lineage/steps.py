"""The steps that follow what is recorded: functions named in settings, so that order flows from lists, not from signals.

- `RUN_STEPS(run ids)`: runs whose events said more than that they began; in the watcher, at least once, in any order.
- `ASSET_STEPS(asset ids)`: assets told of without a run; likewise.
- `WATCH_STEPS(now)`: every second, for what becomes due by the clock.
- `ASSET_MERGE_STEPS({loser: survivor})`: in the projector's transaction, before the losers' rows go.
- `REBUILT_STEPS()`: at the end of a rebuild, in its transaction. The temporary table `former_run` (id, run_id, job_id) tells old run ids;
  from `unmentioned_job` (id), the jobs about to go, a step takes those that rows of its room point to.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.module_loading import import_string

Step = Callable[..., Any]

LISTS = ("RUN_STEPS", "ASSET_STEPS", "WATCH_STEPS", "ASSET_MERGE_STEPS", "REBUILT_STEPS")


@lru_cache(maxsize=16)
def _loaded(paths: tuple[str, ...]) -> tuple[tuple[str, Step], ...]:
    return tuple((path, import_string(path)) for path in paths)


def steps(name: str) -> tuple[tuple[str, Step], ...]:
    """Load a list of steps in its order, each with its path; raises ImportError naming the one that isn't there."""
    return _loaded(tuple(getattr(settings, name)))


def check_run_steps(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """Tell at start which step can't be loaded or called, instead of when it is first needed."""
    del app_configs, options
    problems: list[CheckMessage] = []
    for name in LISTS:
        for path in getattr(settings, name):
            try:
                if not callable(import_string(path)):
                    problems.append(Error(f"{name} names {path}, which is not a function.", id="lineage.E002"))
            except ImportError as error:
                problems.append(Error(f"{name} names {path}: {error}", id="lineage.E001"))
    return problems
