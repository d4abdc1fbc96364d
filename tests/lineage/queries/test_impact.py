import pytest

from lineage.queries.cause import root_cause
from lineage.queries.impact import ImpactFilter, impact
from lineage.queries.steps import Way
from tests.lineage.queries.makers import chain, feed, link, make_job, make_run
from tests.make import make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db


def names(found):
    return [row.asset.name for row in found.rows]


def test_impact_lists_the_nearest_first_with_the_jobs_of_the_last_step():
    a, b, _ = chain("a", "b", "c")
    found = impact(a.pk, None)
    assert names(found) == ["b", "c"]
    assert (found.total, found.farthest, found.is_capped) == (2, 2, False)
    assert [name for _, name in found.rows[1].jobs] == ["build_c"]
    assert found.rows[1].via.pk == b.pk


def test_a_filter_narrows_the_rows_and_keeps_the_total():
    a, *_ = chain("a", "b", "c")
    found = impact(a.pk, None, chosen=ImpactFilter(text="C"))
    assert (names(found), found.total, found.matching) == (["c"], 2, 1)


def test_impact_of_a_column_counts_columns():
    a, b, _ = chain("a", "b", "c")
    start = a.columns.get(path="id")
    feed(start, b.columns.get(path="id"))
    feed(start, b.columns.get(path="amount"))
    found = impact(a.pk, None, column=start.pk)
    assert [(row.asset.name, row.columns) for row in found.rows] == [("b", 2)]


def test_upstream_is_impact_the_other_way():
    *_, c = chain("a", "b", "c")
    assert names(impact(c.pk, None, way=Way.UP)) == ["b", "a"]


def test_hidden_assets_keep_the_way_open_and_their_names_closed():
    cast = make_cast(is_restricted=True)
    a, b, _ = chain("a", "b", "c")
    b.domain = cast.domain
    b.save()
    assert names(impact(a.pk, cast.charlie)) == ["Hidden asset", "c"]
    assert names(impact(a.pk, cast.alice)) == ["b", "c"]
    assert names(impact(a.pk, cast.charlie, chosen=ImpactFilter(text="b"))) == []


def test_a_failed_last_run_shows():
    a, _ = chain("a", "b")
    job = make_job("broken")
    make_run(job, state="failed")
    link(a, make_asset("late"), job)
    states = {row.asset.name: row.status.word for row in impact(a.pk, None).rows}
    assert states == {"b": "unknown", "late": "failed"}


def test_the_root_cause_is_what_every_path_passes():
    source, middle, left = chain("source", "middle", "left")
    right = make_asset("right")
    link(middle, right)
    found = root_cause([left.pk, right.pk], None)
    assert found.dominator.asset.name == "middle"
    assert [one.asset.name for one in found.shared] == ["middle", "source"]
    assert source.pk in {one.asset.pk for one in found.shared}


def test_two_separate_sources_have_no_common_cause():
    _, left = chain("a", "left")
    _, right = chain("b", "right")
    assert root_cause([left.pk, right.pk], None).dominator is None
