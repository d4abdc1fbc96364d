"""Which runs there were, seen from any hour."""

from datetime import UTC, datetime, timedelta

import pytest

from config.demo.events import events_before
from config.demo.landscape import KETTLE
from config.demo.runs import runs_before, settled_day
from lineage.openlineage import read_event
from lineage.openlineage.parsing import parse

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)
HOURS = [NOON.replace(hour=hour) for hour in (0, 2, 6, 8, 23)]


def test_the_same_hour_gives_the_same_runs():
    assert runs_before(NOON, KETTLE) == runs_before(NOON, KETTLE)


def test_run_ids_are_unique_and_parents_exist():
    runs = runs_before(NOON, KETTLE)
    ids = {run.run_id for run in runs}
    assert len(ids) == len(runs)
    assert [run.job.key for run in runs if run.parent_id and not {run.parent_id, run.root_id} <= ids] == []


@pytest.mark.parametrize("now", HOURS, ids=lambda now: f"{now.hour}h")
def test_nothing_happens_after_now_and_the_event_count_is_reasonable(now):
    events = events_before(now, KETTLE)
    assert max(datetime.fromisoformat(event.eventTime) for event in events) <= now
    assert 2_500 <= len(events) <= 4_500


@pytest.mark.parametrize("now", HOURS, ids=lambda now: f"{now.hour}h")
def test_a_batch_run_is_going_on_whenever_one_looks(now):
    assert "spark:stock_positions" in {run.job.key for run in runs_before(now, KETTLE) if run.ended is None}


@pytest.mark.parametrize("now", HOURS, ids=lambda now: f"{now.hour}h")
def test_the_books_are_late_because_the_rates_are_missing(now):
    due = datetime.combine(settled_day(now), datetime.min.time(), UTC)
    good = {run.job.key: run.started for run in runs_before(now, KETTLE) if run.went_well}
    assert due - timedelta(days=1) < good["model:fct_revenue_daily"] < due
    assert due - timedelta(days=1) < good["landing.fetch_fx_rates"] < due
    assert good["model:fct_orders"] > due


def test_the_missing_rates_were_tried_for_twice():
    tries = [run for run in runs_before(NOON, KETTLE) if run.job.key == "landing.fetch_fx_rates" and run.incident]
    assert [(run.submitter, run.days_ago) for run in tries] == [("", 0), ("emil", 0)]
    assert "503" in tries[0].incident.message and "Traceback" in tries[0].incident.stack_trace


def test_a_failed_payment_load_went_well_the_second_time():
    runs = [run for run in runs_before(NOON, KETTLE) if run.job.key == "shop_ingest.load_payments" and run.days_ago == 6]
    assert [run.went_well for run in runs] == [False, True]
    assert next(run for run in runs_before(NOON, KETTLE) if run.run_id == runs[0].parent_id).went_well


def test_the_shop_is_busier_on_saturdays_than_on_tuesdays():
    loads = [run for run in runs_before(NOON, KETTLE) if run.job.key == "shop_ingest.load_orders"]
    volumes = {day: [run.volume for run in loads if run.nominal.weekday() == day] for day in (1, 5)}
    assert min(volumes[5]) > max(volumes[1])


def test_dashboards_rest_at_the_weekend():
    assert {run.nominal.weekday() for run in runs_before(NOON, KETTLE) if run.job.key == "refresh:sales_board"} == {0, 1, 2, 3, 4}


def test_our_reader_finds_nothing_odd_in_any_event():
    from openlineage.client.serde import Serde

    noted = {
        (event.job.ref if event.job else None, problem.code)
        for told in events_before(NOON, KETTLE)[-900:]
        for event in [read_event(parse(Serde.to_json(told).encode()))]
        for problem in event.problems
    }
    assert noted == set()
