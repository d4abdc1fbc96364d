import pytest

from lineage.actions.projecting.showing import decide_shown
from lineage.queries.column_walk import column_links_among, column_walk
from lineage.queries.steps import Way
from tests.lineage.queries.makers import DAY, chain, feed, make_job
from tests.make import NOON

pytestmark = pytest.mark.django_db


def columns(asset):
    return {column.path: column for column in asset.columns.all()}


def test_a_column_is_followed_through_the_assets():
    a, b, c = chain("a", "b", "c")
    feed(columns(a)["id"], columns(b)["id"])
    feed(columns(b)["id"], columns(c)["amount"])
    found = column_walk(columns(a)["id"].pk, a.pk, Way.DOWN)
    assert found.levels == {columns(a)["id"].pk: 0, columns(b)["id"].pk: 1, columns(c)["amount"].pk: 2}
    assert found.assets(a.pk) == {b.pk, c.pk}


def test_indirect_edges_are_followed_only_when_asked():
    a, b = chain("a", "b")
    feed(columns(a)["id"], columns(b)["amount"], kind="indirect", subtype="JOIN")
    start = columns(a)["id"].pk
    assert column_walk(start, a.pk, Way.DOWN).beyond == []
    assert column_walk(start, a.pk, Way.DOWN, indirect=True).beyond == [columns(b)["amount"].pk]


def test_a_filter_reaches_the_whole_asset_and_what_that_feeds():
    a, b, c = chain("a", "b", "c")
    feed(columns(a)["id"], None, into=b, kind="indirect", subtype="FILTER")
    feed(columns(b)["amount"], columns(c)["amount"])
    found = column_walk(columns(a)["id"].pk, a.pk, Way.DOWN, indirect=True)
    assert found.beyond == [-b.pk, columns(c)["amount"].pk]


def test_a_filter_shows_upstream_of_every_column():
    a, b = chain("a", "b")
    feed(columns(a)["id"], None, into=b, kind="indirect", subtype="FILTER")
    assert column_walk(columns(b)["amount"].pk, b.pk, Way.UP, indirect=True).beyond == [columns(a)["id"].pk]


def test_the_cap_ends_a_column_walk():
    a, b = chain("a", "b")
    feed(columns(a)["id"], columns(b)["id"])
    found = column_walk(columns(a)["id"].pk, a.pk, Way.DOWN, cap=1)
    assert found.is_capped
    assert found.beyond == []


def test_links_between_columns_leave_indirect_ones_out():
    a, b = chain("a", "b")
    feed(columns(a)["id"], columns(b)["id"])
    feed(columns(a)["id"], columns(b)["id"], kind="indirect", subtype="JOIN")
    assert [link.kind for link in column_links_among([a.pk, b.pk], indirect=False)] == ["direct"]
    assert len(column_links_among([a.pk, b.pk], indirect=True)) == 2


def test_as_of_a_time_a_facet_overrules_sql_into_the_same_column():
    a, b = chain("a", "b")
    job = make_job().pk
    told = {"job_id": job, "evidence": "sql"}
    feed(columns(a)["amount"], columns(b)["id"], **told)
    feed(columns(a)["amount"], columns(b)["amount"], **told)
    feed(columns(a)["id"], columns(b)["id"], job_id=job)
    feed(columns(b)["id"], columns(b)["amount"], job_id=job, first_seen_at=NOON + DAY, last_seen_at=NOON + DAY)
    decide_shown([job])
    for at, shown in ((NOON, {("id", "id"), ("amount", "amount")}), (NOON + DAY, {("id", "id"), ("id", "amount")})):
        found = column_links_among([a.pk, b.pk], indirect=False, at=at)
        names = {column.pk: column.path for asset in (a, b) for column in asset.columns.all()}
        assert {(names[link.source_column], names[link.target_column]) for link in found} == shown
    assert column_links_among([a.pk, b.pk], indirect=False) == found
