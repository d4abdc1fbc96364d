"""What is used together, what upstream says of copied columns, and how important assets are: all from lineage."""

from itertools import pairwise

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from catalog.actions.viewing import note_view
from catalog.models import Asset, Column
from lineage.actions.importance import weigh_assets
from lineage.graph import importance
from lineage.models import ColumnEdge, Edge, Job, JobDataset
from lineage.queries.column_hints import column_hints
from lineage.queries.together import used_together
from tests.make import NOON, make_asset, make_namespace
from tests.people import make_cast, make_person

SEEN = {"first_seen_at": NOON, "last_seen_at": NOON}


def read_by(name: str, *assets: Asset) -> None:
    job = Job.objects.create(namespace=make_namespace("airflow://prod", "airflow"), name=name)
    for asset in assets:
        JobDataset.objects.create(job=job, asset=asset, direction="input", **SEEN)


def copied(source: Column, target: Column, **fields: object) -> None:
    facts = {"kind": "direct", "subtype": "identity", "evidence": "column_lineage", **SEEN, **fields}
    ColumnEdge.objects.create(source=source.asset, source_column=source, target=target.asset, target_column=target, **facts)
    Edge.objects.get_or_create(source=source.asset, target=target.asset, job=None, evidence="run_io", defaults=SEEN)


def chain(*names: str) -> list[Column]:
    columns = [make_asset(f"db.{name}", columns=["id int"]).columns.get() for name in names]
    for source, target in pairwise(columns):
        copied(source, target)
    return columns


@pytest.mark.django_db
def test_what_the_same_jobs_read_is_used_together_the_most_often_first() -> None:
    cast = make_cast(is_restricted=True)
    one, often, once = (make_asset(f"db.{name}") for name in ("one", "often", "once"))
    secret = make_asset("db.secret", domain=cast.domain)
    read_by("a", one, often, secret)
    read_by("b", one, often, once)
    found = used_together(one.pk, cast.charlie, today=NOON.date())
    assert [(companion.asset, companion.words) for companion in found] == [(often, "2 jobs read both"), (once, "1 job reads both")]


@pytest.mark.django_db
def test_what_two_people_looked_at_counts_and_one_persons_curiosity_does_not() -> None:
    one, other = make_asset("db.one"), make_asset("db.other")
    for handle, count in (("ann", 0), ("ben", 1)):
        person = make_person(handle)
        for asset in (one, other):
            note_view(asset=asset, person=person, at=NOON)
        assert len(used_together(one.pk, person, today=NOON.date())) == count


@pytest.mark.django_db
def test_an_undescribed_copy_is_explained_by_the_nearest_described_column() -> None:
    far, near, middle, last = chain("far", "near", "middle", "last")
    Column.objects.filter(pk=far.pk).update(description="Far words")
    Column.objects.filter(pk=near.pk).update(reported_description="Near words")
    (hint,) = column_hints(last.asset, make_cast().bob)
    assert (hint.source, hint.copies) == (near, 2)
    assert column_hints(middle.asset, make_person("eve"))[0].copies == 1


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"subtype": "aggregation"}, {"masking": True}, {"kind": "indirect"}, {"is_shown": False}])
def test_what_is_no_plain_copy_explains_nothing(fields: dict[str, object]) -> None:
    source, target = (make_asset(f"db.{name}", columns=["id int"]).columns.get() for name in ("a", "b"))
    Column.objects.filter(pk=source.pk).update(description="Words")
    copied(source, target, **fields)
    assert column_hints(target.asset, make_person("dan")) == []


@pytest.mark.django_db
def test_words_of_a_hidden_asset_are_not_suggested() -> None:
    cast = make_cast(is_restricted=True)
    source, target = chain("a", "b")
    Column.objects.filter(pk=source.pk).update(description="Secret words")
    Asset.objects.filter(pk=source.asset_id).update(domain=cast.domain)
    assert column_hints(target.asset, cast.charlie) == []
    assert len(column_hints(target.asset, cast.bob)) == 1


@pytest.mark.django_db
def test_suggested_words_are_taken_with_one_click_by_who_may_describe(client: Client) -> None:
    cast = make_cast()
    source, target = chain("a", "b")
    Column.objects.filter(pk=source.pk).update(description="One row an order")
    Asset.objects.filter(pk=target.asset_id).update(domain=cast.domain)
    client.force_login(cast.charlie)
    assert b"What upstream says" not in client.get(f"/assets/{target.asset_id}/columns/").content
    assert client.post(f"/assets/{target.asset_id}/column-hints/accept/").status_code == 403
    client.force_login(cast.bob)
    assert b"What upstream says" in client.get(f"/assets/{target.asset_id}/columns/").content
    client.post(f"/assets/{target.asset_id}/column-hints/accept/", {"column": target.pk})
    target.refresh_from_db()
    assert target.description == "One row an order"


@pytest.mark.django_db
def test_what_most_is_built_on_is_most_important() -> None:
    base, left, right, board = (make_asset(f"db.{name}") for name in ("base", "left", "right", "board"))
    alone = make_asset("db.alone", importance=0.5)
    for source, target in ((base, left), (base, right), (left, board), (right, board)):
        Edge.objects.create(source=source, target=target, evidence="run_io", **SEEN)
    weigh_assets()
    shares = dict(Asset.objects.values_list("name", "importance"))
    assert shares["db.base"] == 1.0
    assert shares["db.board"] < shares["db.left"] == shares["db.right"] < 1.0
    assert shares[alone.name] is None


PAIRS = st.lists(st.sampled_from([(source, target) for source in range(9) for target in range(9) if source != target]), max_size=30)


@given(PAIRS)
def test_importance_is_a_share_whatever_the_graph_and_something_ranks_lowest(pairs: list[tuple[int, int]]) -> None:
    shares = importance(pairs, {})
    assert set(shares) == {node for pair in pairs for node in pair}
    assert all(0 <= share <= 1 for share in shares.values())
    assert not shares or min(shares.values()) == 0


def test_assets_of_a_cycle_share_a_rank() -> None:
    shares = importance([(1, 2), (2, 1), (2, 3)], {})
    assert shares[1] == shares[2] > shares[3]
