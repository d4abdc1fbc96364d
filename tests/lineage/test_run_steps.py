"""The steps that follow a run are checked at start."""

from lineage.steps import check_run_steps


def test_a_step_that_cannot_be_loaded_is_named(settings) -> None:
    settings.RUN_STEPS = ["lineage.nowhere.judge"]
    assert [problem.id for problem in check_run_steps(None)] == ["lineage.E001"]


def test_a_step_that_is_no_function_is_named(settings) -> None:
    settings.RUN_STEPS = ["lineage.actions.retention.PATIENCE"]
    assert [problem.id for problem in check_run_steps(None)] == ["lineage.E002"]


def test_steps_that_load_are_fine(settings) -> None:
    settings.RUN_STEPS = ["lineage.actions.usage.count_usage"]
    assert check_run_steps(None) == []
