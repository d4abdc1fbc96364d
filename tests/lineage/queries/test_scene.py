import pytest

from lineage.queries.scene import Asked, Opened, scene
from lineage.queries.steps import Way
from tests.lineage.queries.makers import chain, feed, link
from tests.make import make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db


def test_one_step_each_way_is_drawn_and_the_rest_is_counted():
    a, b, c, d, _ = chain("a", "b", "c", "d", "e")
    link(make_asset("other source"), b)
    facts = scene(Asked(c.pk), None)
    assert set(facts.levels) == {b.pk, c.pk, d.pk}
    assert facts.hidden_up == {b.pk: 2}
    assert facts.hidden_down == {d.pk: 1}
    assert a.pk not in facts.levels


def test_opening_a_card_draws_its_neighbours_on_that_side():
    a, b, c, _ = chain("a", "b", "c", "d")
    facts = scene(Asked(c.pk, down=0, opened=(Opened(b.pk, Way.UP),)), None)
    assert facts.levels == {c.pk: 0, b.pk: -1, a.pk: -2}
    assert facts.stages == {a.pk: 1}


def test_opening_what_is_not_drawn_changes_nothing():
    a, b, c = chain("a", "b", "c")
    assert set(scene(Asked(c.pk, opened=(Opened(a.pk),)), None).levels) == {b.pk, c.pk}


def test_path_focus_hides_what_is_not_on_the_path_and_counts_it():
    a, b = chain("a", "b")
    link(make_asset("bystander"), b)
    column = b.columns.get(path="id")
    feed(a.columns.get(path="id"), column)
    facts = scene(Asked(b.pk, column=column.pk, path=True), None)
    assert set(facts.levels) == {a.pk, b.pk}
    assert facts.left_out == 1


def test_edges_whose_columns_only_decide_rows_are_told_apart():
    a, b = chain("a", "b")
    feed(a.columns.get(path="id"), None, into=b, kind="indirect", subtype="FILTER")
    assert scene(Asked(b.pk), None).only_indirect() == {(a.pk, b.pk)}


def test_columns_of_hidden_assets_are_not_read():
    cast = make_cast(is_restricted=True)
    a, b = chain("a", "b")
    feed(a.columns.get(path="id"), b.columns.get(path="id"))
    a.domain = cast.domain
    a.save()
    facts = scene(Asked(b.pk, with_columns=True), cast.charlie)
    assert facts.labels[a.pk].name == "Hidden asset"
    assert a.pk not in facts.columns
    assert facts.column_links == ()
    assert [(link.source, link.target) for link in facts.links] == [(a.pk, b.pk)]


def test_a_deeper_picture_costs_two_queries_a_step(django_assert_num_queries):
    assets = chain(*(f"t{number}" for number in range(9)))
    with django_assert_num_queries(12):
        scene(Asked(assets[4].pk, up=1, down=1), None)
    with django_assert_num_queries(14):
        scene(Asked(assets[4].pk, up=2, down=2), None)
