"""The steps that follow a recorded run: functions named in settings.RUN_STEPS, so that order flows from one list, not from signals."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.module_loading import import_string

Step = Callable[..., Any]


def run_steps() -> list[Step]:
    """Load the steps in their order; raises ImportError naming the one that isn't there."""
    return [import_string(path) for path in settings.RUN_STEPS]


def check_run_steps(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """Tell at start which step can't be loaded or called, instead of when the first run needs it."""
    del app_configs, options
    problems: list[CheckMessage] = []
    for path in settings.RUN_STEPS:
        try:
            if not callable(import_string(path)):
                problems.append(Error(f"RUN_STEPS names {path}, which is not a function.", id="lineage.E002"))
        except ImportError as error:
            problems.append(Error(f"RUN_STEPS names {path}: {error}", id="lineage.E001"))
    return problems
