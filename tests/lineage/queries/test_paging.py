from datetime import timedelta

import pytest

from lineage.queries.paging import Place, decode, encode
from lineage.queries.runs import RunFilter, find_runs
from tests.lineage.queries.makers import make_job, make_run
from tests.make import NOON


def test_a_cursor_comes_back_as_it_was():
    assert decode(encode(Place(NOON, 7))) == Place(NOON, 7)


@pytest.mark.parametrize("cursor", ["", "x", "%%%", "MjAyNg", "é", "A" * 500])
def test_a_broken_cursor_starts_at_the_top(cursor):
    assert decode(cursor) is None


@pytest.mark.django_db
def test_pages_follow_each_other_without_gaps_or_doubles():
    job = make_job()
    for number in range(7):
        make_run(job, f"run-{number}", first_event_at=NOON + timedelta(minutes=number // 2))
    seen, cursor = [], ""
    for _ in range(4):
        page = find_runs(RunFilter(), None, cursor, size=2)
        seen += [run.run_id for run in page.rows]
        cursor = page.older
    assert sorted(seen) == [f"run-{number}" for number in range(7)]
    assert cursor == ""


@pytest.mark.django_db
def test_filters_narrow():
    job = make_job()
    make_run(job, "good")
    make_run(job, "bad", state="failed", submitter="nightly")
    assert [run.run_id for run in find_runs(RunFilter(states=("failed",)), None).rows] == ["bad"]
    assert [run.run_id for run in find_runs(RunFilter(submitter="NIGHT"), None).rows] == ["bad"]
    assert find_runs(RunFilter(namespace="nowhere"), None).rows == []
