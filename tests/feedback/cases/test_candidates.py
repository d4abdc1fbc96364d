"""Candidate causes upstream: what went wrong, ranked, with the way from there to here."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Asset, Column, Domain, SchemaVersion
from contracts.models import Deviation
from feedback.queries.candidates import candidate_causes
from tests.contracts.judging.making import make_clause
from tests.feedback.alerts.making import make_agreement
from tests.lineage.queries.makers import chain, feed, link, make_job, make_run
from tests.make import make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def assets():
    return chain("raw", "staged", "revenue", "board")


def causes(asset, column="", person=None):
    return candidate_causes(asset, column, person, now=NOW)


def fail(job, days=0.0, state="failed", run_id="r"):
    at = NOW - timedelta(days=days)
    times = {"state_at": at, "ended_at": at, "first_event_at": at, "last_event_at": at, "error": "503 from the bank\nand more"}
    return make_run(job, run_id, state=state, **times)


def writer(asset):
    return asset.job_datasets.get(direction="output").job


def test_a_failed_run_far_upstream_comes_first_with_its_way_here(assets):
    raw, staged, _, board = assets
    loader = make_job("fetch")
    link(make_asset("bank"), raw, loader)
    fail(loader, 0.2)
    SchemaVersion.objects.create(
        asset=staged, fingerprint=b"1", columns=[["a", "int"]], first_seen_at=NOW - timedelta(days=9), last_seen_at=NOW
    )
    SchemaVersion.objects.create(
        asset=staged, fingerprint=b"2", columns=[["b", "int"]], first_seen_at=NOW - timedelta(days=1), last_seen_at=NOW
    )
    first, second = causes(board)
    assert (first.kind, first.asset.pk, first.distance) == ("failed", raw.pk, 3)
    assert [step.short for step in first.path] == ["raw", "staged", "revenue", "board"]
    assert first.words == "Run of fetch failed: 503 from the bank"
    assert second.words == "Columns changed: + b, - a"


def test_a_failure_mended_since_weighs_less_than_a_broken_promise(assets):
    _, staged, revenue, board = assets
    fail(writer(staged), 2)
    fail(writer(staged), 1, "completed", "r2")
    Deviation.objects.create(asset=revenue, key="k", words="0 rows", opened_at=NOW)
    assert [(cause.kind, cause.asset.pk) for cause in causes(board)] == [("deviation", revenue.pk), ("recovered", staged.pk)]


def test_one_missing_delivery_is_one_candidate_whatever_promises_it_breaks(assets):
    *_, revenue, board = assets
    missing = [
        Deviation.objects.create(
            asset=revenue, key=key, words=f"Nothing has come for 2026-11-21 (promised: is there by {key})", opened_at=NOW
        )
        for key in ("7", "8")
    ]
    Deviation.objects.create(asset=revenue, key="rows", words="0 rows", opened_at=NOW - timedelta(hours=3))
    found = causes(board)
    assert [cause.words for cause in found] == ["Nothing has come for 2026-11-21", "0 rows"]
    assert set(found[0].promises) == {(f"is there by {row.key}", row.pk) for row in missing}


def test_column_lineage_decides_between_two_failures_at_the_same_distance(assets):
    *_, revenue, board = assets
    other = make_asset("weather", columns=["amount numeric"])
    link(other, board, make_job("build_board_too"))
    link(make_asset("sky"), other, make_job("look_up"))
    fail(writer(other), 0.1, run_id="a")
    fail(writer(revenue), 0.2, run_id="b")
    feed(Column.objects.get(asset=revenue, path="amount"), Column.objects.get(asset=board, path="amount"))
    assert causes(board)[0].asset.pk == other.pk
    first = causes(board, "amount")[0]
    assert (first.asset.pk, first.by_column) == (revenue.pk, True)


def test_what_others_agreed_is_no_candidate_for_a_third(assets):
    raw, _, revenue, _ = assets
    cast = make_cast()
    agreed = make_clause(raw, agreement=make_agreement(raw, consumer_person=cast.bob))
    Deviation.objects.create(asset=raw, clause=agreed, key=agreed.key, words="Later than bob was promised", opened_at=NOW)
    assert [bool(causes(revenue, person=person)) for person in (cast.bob, cast.ada, cast.charlie, None)] == [True, True, False, False]


def test_what_happened_long_ago_or_downstream_is_no_candidate(assets):
    raw, staged, _, board = assets
    fail(writer(board), 0.1)
    fail(writer(staged), 30)
    assert causes(raw) == ()
    assert {cause.asset.pk for cause in causes(staged)} == set()


def test_a_hidden_asset_is_masked_and_its_details_kept(assets):
    staged = assets[1]
    cast = make_cast(is_restricted=True)
    Asset.objects.filter(pk=staged.pk).update(domain=Domain.objects.get(slug="sales"))
    run = fail(writer(staged), 0.1)
    [cause] = causes(assets[-1], person=cast.charlie)
    assert (cause.words, cause.run, cause.asset.is_hidden) == ("Something went wrong in an asset you may not see", None, True)
    assert "staged" not in repr(cause)
    [seen] = causes(assets[-1], person=cast.alice)
    assert (seen.run, seen.asset.pk) == (run.pk, staged.pk)


def test_it_asks_as_much_for_one_cause_as_for_many(assets, django_assert_num_queries):
    fail(writer(assets[1]), 0.1)
    with CaptureQueriesContext(connection) as one:
        assert len(causes(assets[-1])) == 1
    for asset in assets[2:]:
        fail(writer(asset), 0.1, run_id=f"r{asset.pk}")
    with django_assert_num_queries(len(one)):
        assert len(causes(assets[-1])) == 3
