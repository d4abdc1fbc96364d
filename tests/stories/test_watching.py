"""What the projector records is noted in the same transaction, and a watcher takes it through the steps: once, whatever fails."""

import pytest
import time_machine
from django.db import connection

from catalog.models import Asset, Namespace
from catalog.models.asset import Standing
from contracts.models import Deviation, Slot
from lineage.actions.projecting import project_all
from lineage.actions.rebuild import rebuild
from lineage.actions.watching import try_again, watch_all, work_off
from lineage.models import Note, Run, StepProblem
from tests.contracts.judging.making import at, make_clause
from tests.make import make_asset
from tests.stories.log import keep
from tests.stories.posting import EVENT, event

pytestmark = pytest.mark.usefixtures("committed_log")

HEARD: list[int] = []


def hear(runs):
    HEARD.extend(runs)


def refuse_the_first(runs):
    if Run.objects.order_by("pk").first().pk in runs:
        raise ValueError("not this one")


@pytest.fixture(autouse=True)
def _steps(settings):
    settings.RUN_STEPS = [f"{__name__}.hear"]
    HEARD.clear()


def told(number, **fields):
    return event(run={"runId": f"01936894-494e-7b5c-938a-7b0fcc5f8e{number:02d}"}, **fields)


def orders():
    return make_asset("orders", namespace=Namespace.objects.get_or_create(name="db://a")[0])


def test_a_run_that_said_more_than_that_it_began_is_told_once():
    keep([told(1, eventType="START"), told(2), told(1, eventType="FAIL", eventTime="2026-03-01T10:05:00Z")])
    project_all()
    assert watch_all() == 2
    assert sorted(HEARD) == sorted(Run.objects.values_list("pk", flat=True))
    assert watch_all() == 0


def test_a_step_that_fails_for_one_run_stops_neither_the_others_nor_other_steps(settings):
    settings.RUN_STEPS = [f"{__name__}.refuse_the_first", f"{__name__}.hear"]
    keep([told(number) for number in range(5)])
    project_all()
    watch_all()
    assert len(HEARD) == 5
    problem = StepProblem.objects.get()
    assert (problem.run, problem.reason) == (Run.objects.order_by("pk").first().pk, "ValueError: not this one")
    settings.RUN_STEPS = [f"{__name__}.hear"]
    try_again()
    watch_all()
    assert HEARD[-1] == problem.run
    assert not StepProblem.objects.exists()


def test_a_note_another_watcher_holds_is_left_to_it():
    keep([told(1)])
    project_all()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN; SELECT 1 FROM lineage_note FOR UPDATE")
            assert work_off() == 0
            cursor.execute("ROLLBACK")
    finally:
        other.close()
    assert work_off() == 1


def test_a_rebuild_is_no_news_and_what_waited_still_waits():
    keep([told(1), told(2)])
    project_all()
    work_off(1)
    keep([told(3)])
    rebuild()
    assert sorted(Note.objects.values_list("run", flat=True)) == sorted(
        Run.objects.filter(run_id__regex="0[23]$").values_list("pk", flat=True)
    )


def test_a_rebuild_raises_no_alarm_again_and_slots_know_their_runs_by_their_new_numbers(settings):
    settings.RUN_STEPS = ["contracts.actions.judging.recorded.judge_runs"]
    asset = orders()
    make_clause(asset, in_force_from=at(-3))
    with time_machine.travel(at(0, 12)):
        keep([told(1, eventTime=at(-2, 9).isoformat())])
        project_all()
        watch_all(at(0, 12))
        before = list(Deviation.objects.order_by("pk").values("pk", "opened_at", "resolved_at"))
        rebuild()
        watch_all(at(0, 12, 1))
    assert before and list(Deviation.objects.order_by("pk").values("pk", "opened_at", "resolved_at")) == before
    assert Slot.objects.get(outcome="late").run_id == Run.objects.get().pk


def test_promises_follow_an_asset_that_turns_out_to_be_another_one(settings):
    settings.RUN_STEPS = ["contracts.actions.judging.recorded.judge_runs"]
    keep([told(1), told(2, outputs=[{"namespace": "s3://bucket", "name": "orders"}])])
    project_all()
    loser = Asset.objects.get(namespace__name="s3://bucket")
    make_clause(loser, in_force_from=at(-3))
    watch_all(at(0, 12))
    assert Deviation.objects.get(resolved_at=None).asset == loser
    link = {
        "symlinks": {"_producer": "x", "_schemaURL": "x", "identifiers": [{"namespace": "s3://bucket", "name": "orders", "type": "PATH"}]}
    }
    keep([told(3, outputs=[EVENT["outputs"][0] | {"facets": link}])])
    project_all()
    watch_all(at(0, 12, 1))
    survivor = Asset.objects.get(name="orders")
    assert Deviation.objects.filter(resolved_at=None).get().asset == survivor
    assert survivor.standing == Standing.BROKEN
