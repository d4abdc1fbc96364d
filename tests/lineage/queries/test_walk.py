import random
from itertools import product

import pytest

from lineage.actions.projecting.showing import decide_shown
from lineage.models import Edge
from lineage.queries.walk import UnknownPathError, links_among, path_between, totals, walk
from tests.lineage.queries.makers import DAY, chain, link, make_job
from tests.make import NOON, make_asset

pytestmark = pytest.mark.django_db
STRENGTH = ("lineage_facet", "column_lineage", "sql", "run_io")


def test_a_walk_gives_each_asset_once_with_its_distance():
    a, b, c, d = chain("a", "b", "c", "d")
    link(a, d)
    assert walk([a.pk], down=None).levels == {a.pk: 0, b.pk: 1, d.pk: 1, c.pk: 2}


def test_upstream_distances_are_negative():
    a, b, c = chain("a", "b", "c")
    assert walk([b.pk], up=None, down=None).levels == {a.pk: -1, b.pk: 0, c.pk: 1}


def test_depth_ends_a_walk():
    a, b, _ = chain("a", "b", "c")
    assert walk([a.pk], down=1).levels == {a.pk: 0, b.pk: 1}


def test_siblings_are_neither_upstream_nor_downstream():
    a, b = chain("a", "b")
    sibling = make_asset("sibling")
    link(a, sibling)
    assert sibling.pk not in walk([b.pk], up=None, down=None).levels


def test_a_cycle_ends():
    a, b = chain("a", "b")
    link(b, a)
    assert walk([a.pk], up=None, down=None).levels == {a.pk: 0, b.pk: 1}


def test_the_cap_keeps_the_nearest_and_says_that_there_is_more():
    a, b, c, _ = chain("a", "b", "c", "d")
    found = walk([a.pk], down=None, cap=2)
    assert found.is_capped
    assert found.levels == {a.pk: 0, b.pk: 1, c.pk: 2}


def test_edges_not_shown_are_not_walked():
    a, b = chain("a", "b")
    c = make_asset("c")
    link(b, c, is_shown=False)
    assert walk([a.pk], down=None).levels == {a.pk: 0, b.pk: 1}


def test_as_of_sees_edges_that_lived_then_and_not_those_of_later(settings):
    settings.EDGE_WINDOW_DAYS = 30
    a, old, new = (make_asset(name) for name in ("a", "old", "new"))
    link(a, old, first_seen_at=NOON - 90 * DAY, last_seen_at=NOON - 60 * DAY, is_shown=False)
    link(a, new, first_seen_at=NOON, last_seen_at=NOON)
    assert walk([a.pk], down=1, at=NOON - 50 * DAY).levels == {a.pk: 0, old.pk: 1}
    assert walk([a.pk], down=1, at=NOON).levels == {a.pk: 0, new.pk: 1}


@pytest.mark.parametrize("seed", range(4))
def test_as_of_its_newest_edge_a_job_shows_what_it_shows_now(seed):
    draw, job = random.Random(seed), make_job()
    assets = [make_asset(f"a{number}") for number in range(5)]
    for source, target, evidence in draw.sample(list(product(assets, assets, STRENGTH)), 40):
        Edge.objects.create(source=source, target=target, evidence=evidence, job=job, first_seen_at=NOON - 50 * DAY, last_seen_at=NOON)
    Edge.objects.filter(pk__in=draw.sample(list(Edge.objects.values_list("pk", flat=True)), 12)).update(last_seen_at=NOON - 40 * DAY)
    decide_shown([job.pk])
    ids = [asset.pk for asset in assets]
    assert links_among(ids, NOON) == links_among(ids) != []


def test_a_facet_that_is_no_longer_sent_overrules_nothing():
    a, b = make_asset("a"), make_asset("b")
    job = make_job()
    link(a, b, job, evidence="column_lineage", first_seen_at=NOON - 90 * DAY, last_seen_at=NOON - 90 * DAY)
    link(a, b, job)
    decide_shown([job.pk])
    assert [found.evidence for found in links_among([a.pk, b.pk])] == [("run_io",)]


def test_as_of_a_time_a_job_that_runs_seldom_keeps_its_edges_until_it_shows_newer_ones():
    a, b, c = (make_asset(name) for name in "abc")
    job = make_job()
    link(a, b, job, first_seen_at=NOON - 90 * DAY, last_seen_at=NOON - 90 * DAY)
    link(a, c, job)
    assert walk([a.pk], down=1, at=NOON - 10 * DAY).levels == {a.pk: 0, b.pk: 1}
    assert walk([a.pk], down=1, at=NOON).levels == {a.pk: 0, c.pk: 1}


def test_as_of_a_time_what_was_declared_holds_until_another_declaration():
    a, b, c = (make_asset(name) for name in "abc")
    job = make_job()
    link(a, b, job, evidence="declared", first_seen_at=NOON - 90 * DAY, last_seen_at=NOON - 90 * DAY)
    link(a, c, job, evidence="declared")
    assert walk([a.pk], down=1, at=NOON - 10 * DAY).levels == {a.pk: 0, b.pk: 1}
    assert walk([a.pk], down=1, at=NOON).levels == {a.pk: 0, c.pk: 1}


def test_totals_count_to_the_cap():
    a, *_ = chain("a", "b", "c", "d")
    assert (totals(a.pk).up, totals(a.pk).down) == (0, 3)
    assert totals(a.pk, cap=1).down == 2


def test_the_shortest_path_is_found():
    a, b, c, d = chain("a", "b", "c", "d")
    link(b, d)
    assert path_between(a.pk, d.pk) == [a.pk, b.pk, d.pk]
    assert path_between(c.pk, c.pk) == [c.pk]


def test_no_path_against_the_stream():
    a, b = chain("a", "b")
    with pytest.raises(UnknownPathError, match="other direction"):
        path_between(b.pk, a.pk)


def test_links_join_all_evidence_of_a_pair():
    a, b = chain("a", "b")
    link(a, b, make_job("other"), evidence="declared")
    (found,) = links_among([a.pk, b.pk])
    assert set(found.evidence) == {"run_io", "declared"}
    assert len(found.jobs) == 2
