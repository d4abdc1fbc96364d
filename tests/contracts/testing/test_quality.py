"""Quality and balance clauses are judged by what was observed."""

from datetime import timedelta

import pytest

from contracts.actions.observing import Observed, record_observations
from contracts.actions.quality import judge_observed, judge_quality
from contracts.models import Clause, Contract, ContractVersion, Deviation
from contracts.queries.gate import gate
from tests.lineage.queries.makers import make_job, make_run, touch
from tests.make import NOON, make_asset

pytestmark = pytest.mark.django_db


@pytest.fixture
def asset():
    return make_asset()


def promise(asset, property_="rowCount", **fields):
    contract, _ = Contract.objects.get_or_create(key="c", defaults={"name": "Orders"})
    facts = {
        "state": "active",
        "api_version": "v3.2.0",
        "raw": b"",
        "document": {},
        "digest": b"",
        "activated_at": NOON - timedelta(days=9),
    }
    version, _ = ContractVersion.objects.get_or_create(contract=contract, number="1.0.0", defaults=facts)
    usual = {"kind": "quality", "key": f"quality/orders/{property_}", "words": "a promise", "in_force_from": NOON - timedelta(days=9)}
    return Clause.objects.create(version=version, asset=asset, property=property_, **{**usual, **fields})


def saw(asset, value, day=0, metric="row_count", **more):
    record_observations([Observed(asset=asset.pk, metric=metric, at=NOON + timedelta(days=day), value=value, subject=f"run-{day}", **more)])
    judge_observed([asset.pk])


def verdict(clause):
    clause.refresh_from_db()
    return clause.verdict


def test_a_broken_promise_opens_a_deviation_and_a_kept_one_closes_it(asset):
    clause = promise(asset, terms={"metric": "rowCount", "operator": "mustBeGreaterThan", "value": 100})
    saw(asset, 40)
    assert verdict(clause) == "broken"
    deviation = Deviation.objects.get()
    assert (deviation.distance, deviation.opened_at, deviation.resolved_at) == (60, NOON, None)
    assert "40, expected more than 100" in deviation.words
    saw(asset, 140, day=1)
    deviation.refresh_from_db()
    assert (verdict(clause), deviation.resolved_at) == ("kept", NOON + timedelta(days=1))


def test_nothing_observed_is_not_kept(asset):
    clause = promise(asset, terms={"metric": "rowCount", "operator": "mustBe", "value": 0})
    judge_observed([asset.pk])
    assert verdict(clause) == "unknown"


def test_a_share_is_out_of_the_rows_of_the_same_run(asset):
    terms = {"metric": "nullValues", "operator": "mustBeLessThan", "value": 5, "unit": "percent"}
    clause = promise(asset, "nullValues", column_path="email", terms=terms)
    saw(asset, 200)
    saw(asset, 8, metric="null_count", column_path="email")
    assert verdict(clause) == "kept"
    saw(asset, 20, metric="null_count", column_path="email")
    assert verdict(clause) == "broken"


def test_a_named_test_speaks_for_its_clause(asset):
    clause = promise(asset, "sql", key="quality/orders/no_negative", terms={"type": "sql", "query": "…", "operator": "mustBe", "value": 0})
    record_observations([Observed(asset=asset.pk, metric="assertion", at=NOON, test="no_negative", passed=False)])
    judge_observed([asset.pk])
    assert verdict(clause) == "broken"
    record_observations([Observed(asset=asset.pk, metric="measure", at=NOON + timedelta(hours=1), test="no_negative", value=0.0)])
    judge_observed([asset.pk])
    assert verdict(clause) == "kept"


def test_a_broken_warning_is_a_deviation_that_puts_at_risk_and_leaves_the_gate_open(asset):
    promise(asset, severity="warning", terms={"metric": "rowCount", "operator": "mustBe", "value": 0})
    saw(asset, 1)
    asset.refresh_from_db()
    assert (Deviation.objects.get().severity, asset.standing, gate(asset, None).verdict) == ("warning", "at_risk", "yes")


def test_a_location_balance_compares_with_upstream_of_the_same_day(asset):
    source = make_asset("shop.public.source")
    place = {"namespace": source.namespace.name, "name": source.name}
    terms = {"metric": "rowCount", "upstream": place, "tolerance": 1, "unit": "percent"}
    clause = promise(asset, "locationBalance", kind="balance", terms=terms)
    saw(source, 1_000)
    saw(asset, 995)
    assert verdict(clause) == "kept"
    saw(asset, 900, day=1)
    assert verdict(clause) == "broken"
    saw(asset, 500, day=5)  # upstream has told nothing near that day
    assert Clause.objects.get(pk=clause.pk).verdict_at == NOON + timedelta(days=1)


def test_a_historic_balance_compares_with_the_same_weekday(asset):
    terms = {"metric": "rowCount", "against": "same weekday", "tolerance": 20, "unit": "percent", "direction": "not below"}
    clause = promise(asset, "historicBalance", kind="balance", terms=terms)
    saw(asset, 100)
    assert verdict(clause) == "unknown"
    saw(asset, 70, day=7)
    assert verdict(clause) == "broken"


def test_what_a_run_wrote_is_judged_once_however_often_it_is_told(asset):
    run = make_run(make_job())
    touch(run, asset)
    promise(asset, terms={"metric": "rowCount", "operator": "mustBe", "value": 0})
    record_observations([Observed(asset=asset.pk, metric="row_count", at=NOON, value=3.0, subject=run.run_id)])
    judge_quality([run.pk])
    judge_quality([run.pk])
    assert Deviation.objects.count() == 1


def test_a_promise_that_cannot_be_read_is_unknown_and_says_why(asset):
    clause = promise(asset, terms={"metric": "rowCount", "operator": "mustBeBetween", "value": 7})
    saw(asset, 1)
    clause.refresh_from_db()
    assert (clause.verdict, "two numbers" in clause.verdict_note) == ("unknown", True)
