"""Schemas, service levels, flaps, closed contracts: each clause has one verdict, each breach one deviation."""

from datetime import timedelta

import pytest
import time_machine

from catalog.models import Asset, Column
from catalog.models.asset import Standing
from contracts.actions.judging import Judgement, take
from contracts.actions.judging.conformance import Seen, conform
from contracts.actions.judging.due import judge_due
from contracts.actions.judging.heirs import renew_heirs
from contracts.actions.judging.recorded import judge_assets
from contracts.models import Clause, Deviation, Inheritance, Verdict
from contracts.queries.gate import gate
from lineage.models import Edge, Observation
from tests.contracts.judging.making import at, deliver, make_clause, make_version, pass_time
from tests.lineage.queries.makers import chain, link
from tests.make import make_asset

pytestmark = pytest.mark.django_db


def schema_clause(asset, name, terms, path=""):
    return make_clause(asset, name, terms, kind="schema", key=f"schema/{name}/{path}", column_path=path, words=f"its {name}", judge_at=None)


@pytest.mark.parametrize(
    ("promised", "observed", "verdict", "word"),
    [
        ({"physicalType": "varchar(20)"}, "VARCHAR(20)", "kept", ""),
        ({"physicalType": "bigint"}, "integer", "at_risk", "narrowed"),
        ({"physicalType": "integer"}, "bigint", "broken", "widened"),
        ({"physicalType": "integer"}, "text", "broken", "changed"),
        ({"logicalType": "integer"}, "bigint", "kept", ""),
        ({"logicalType": "timestamp"}, "timestamp with time zone", "kept", ""),
        ({"logicalType": "date"}, "text", "broken", "changed"),
        ({"physicalType": "geometry"}, "geography", "unknown", "compares"),
    ],
)
def test_types_are_held_to_the_promise(promised, observed, verdict, word):
    found = conform("type", "Amount", promised, Seen({"amount": observed}, {}))
    assert (found.verdict, word in found.words) == (verdict, True)


@pytest.mark.parametrize(
    ("terms", "columns", "verdict", "word"),
    [
        ({"columns": ["a", "b"]}, ["b", "a", "c"], "kept", "c beyond"),
        ({"columns": ["a", "b"], "closed": True}, ["a", "b", "c"], "broken", "c not promised"),
        ({"columns": ["a", "b"], "ordered": True}, ["b", "a"], "broken", "another order"),
        ({"columns": ["a", "b"]}, ["A"], "broken", "b missing"),
        ({"columns": ["a"]}, [], "unknown", "no schema"),
    ],
)
def test_columns_are_held_to_the_promise(terms, columns, verdict, word):
    found = conform("columns", "", terms, Seen(dict.fromkeys(columns, "int"), {}))
    assert (found.verdict, word in found.words) == (verdict, True)


def test_a_run_that_changes_the_schema_breaks_the_promise_and_the_next_mends_it():
    asset = make_asset(columns=("id bigint",))
    clause = schema_clause(asset, "type", {"physicalType": "bigint"}, "id")
    deliver(asset, at(0, 8))
    Column.objects.filter(asset=asset).update(data_type="text")
    broke = deliver(asset, at(1, 8))
    deviation = Deviation.objects.get()
    assert (deviation.run_id, deviation.opened_at, deviation.evidence["observed"]) == (broke.pk, at(1, 8), "text")
    Column.objects.filter(asset=asset).update(data_type="bigint")
    deliver(asset, at(2, 8))
    deviation.refresh_from_db()
    assert deviation.resolved_at == at(2, 8)
    assert list(Verdict.objects.filter(clause=clause).order_by("at").values_list("verdict", flat=True)) == ["kept", "broken", "kept"]


def test_a_schema_told_without_a_run_is_judged_too():
    asset = make_asset(columns=("id text",), last_seen_at=at(1))
    schema_clause(asset, "type", {"physicalType": "bigint"}, "id")
    judge_assets([asset.pk])
    assert Deviation.objects.get().opened_at == at(1)


def test_empty_values_break_what_is_never_empty():
    asset = make_asset(columns=("id bigint",))
    schema_clause(asset, "required", {"required": True}, "id")
    deliver(asset, at(0, 8))
    assert not Deviation.objects.exists()
    Observation.objects.create(
        asset=asset, column_path="id", metric="null_count", subject="r", value=3, observed_at=at(1), event_digest=b""
    )
    deliver(asset, at(1, 8))
    assert "3 empty values of id" in Deviation.objects.get().words


def test_a_promise_is_looked_at_as_soon_as_it_is_in_force():
    asset = make_asset(columns=("id text",), last_seen_at=at(0))
    schema_clause(asset, "type", {"physicalType": "bigint"}, "id")
    make_clause(asset, "rowCount", {}, kind="quality", judge_at=None)
    judge_due(at(0, 1))
    asset.refresh_from_db()
    assert asset.standing == Standing.BROKEN
    assert not Clause.objects.filter(evidence_at=None).exists()


def test_data_grows_too_old_by_the_clock_alone():
    asset = make_asset()
    make_clause(asset, "freshness", {"value": 1, "unit": "d"})
    with time_machine.travel(at(0, 9)):
        deliver(asset, at(0, 8))
    clause = Clause.objects.get()
    assert (clause.verdict, clause.judge_at) == (Standing.KEPT, at(1, 8))
    pass_time(at(1, 8, 1))
    assert Deviation.objects.get().opened_at == at(1, 8)


def test_runs_that_fail_too_often_break_the_error_rate():
    asset = make_asset()
    make_clause(asset, "errorRate", {"value": 20, "unit": "%"})
    with time_machine.travel(at(2)):
        for hour in range(3):
            deliver(asset, at(0, hour))
        deliver(asset, at(0, 4), state="failed")
        assert "1 of 4 runs failed" in Deviation.objects.get(resolved_at=None).words
        deliver(asset, at(0, 5))
    assert not Deviation.objects.filter(resolved_at=None).exists()


def test_what_comes_and_goes_within_the_hour_is_one_deviation():
    clause = make_clause(make_asset(), judge_at=None)
    for minute, verdict in ((0, "broken"), (10, "kept"), (20, "broken"), (30, "kept"), (40, "broken")):
        take([Judgement(clause.pk, Standing(verdict), at(0, 8, minute), "out of bounds")])
    deviation = Deviation.objects.get()
    assert (deviation.flaps, deviation.resolved_at, deviation.opened_at) == (2, None, at(0, 8))
    take([Judgement(clause.pk, Standing.KEPT, at(0, 9)), Judgement(clause.pk, Standing.BROKEN, at(0, 11))])
    assert Deviation.objects.count() == 2


@pytest.mark.parametrize(("columns", "verdict"), [((), "no"), (("net", "id"), "no"), (("id",), "yes")])
def test_who_asks_the_gate_for_columns_hears_no_only_of_theirs(columns, verdict):
    asset = make_asset()
    take([Judgement(make_clause(asset, "nullCount", kind="quality", column_path="net", judge_at=None).pk, Standing.BROKEN, at(0))])
    asset.refresh_from_db()
    assert gate(asset, None, columns=frozenset(columns)).verdict == verdict


def test_old_news_change_no_verdict():
    clause = make_clause(make_asset(), judge_at=None)
    take([Judgement(clause.pk, Standing.KEPT, at(1))])
    take([Judgement(clause.pk, Standing.BROKEN, at(0))])
    assert not Deviation.objects.exists()


def test_only_errors_are_inherited_and_heirs_raise_no_alarm():
    raw, orders, _ = chain("raw", "orders", "report")
    warned, failed = (make_clause(raw, key=key, severity=severity, judge_at=None) for key, severity in (("a", "warning"), ("b", "error")))
    take([Judgement(warned.pk, Standing.BROKEN, at(0))])
    assert not Inheritance.objects.exists()
    take([Judgement(failed.pk, Standing.BROKEN, at(0))])
    assert dict(Inheritance.objects.values_list("asset__name", "steps")) == {"orders": 1, "report": 2}
    assert Deviation.objects.filter(asset=orders).count() == 0
    assert dict(Asset.objects.values_list("name", "standing")) == {"raw": "broken", "orders": "at_risk", "report": "at_risk"}
    take([Judgement(failed.pk, Standing.KEPT, at(1))])
    assert not Inheritance.objects.exists()
    assert dict(Asset.objects.values_list("name", "standing")) == {"raw": "at_risk", "orders": "unknown", "report": "unknown"}


def test_heirs_follow_lineage_while_something_is_broken():
    raw, orders = chain("raw", "orders")
    take([Judgement(make_clause(raw, judge_at=None).pk, Standing.BROKEN, at(0))])
    new = make_asset("new")
    link(orders, new)
    assert renew_heirs() == {new.pk}
    Edge.objects.filter(target=orders).delete()
    assert renew_heirs() == {orders.pk, new.pk}
    assert not Inheritance.objects.exists()
    assert set(Asset.objects.exclude(pk=raw.pk).values_list("standing", flat=True)) == {"unknown"}


def test_a_retired_contract_ends_its_deviations():
    asset = make_asset()
    clause = make_clause(asset)
    pass_time(at(0, 9))
    Clause.objects.filter(pk=clause.pk).update(in_force_until=at(0, 10))
    pass_time(at(0, 10, 1))
    assert Deviation.objects.get().resolved_at == at(0, 10)
    asset.refresh_from_db()
    assert asset.standing == Standing.UNKNOWN


def test_a_new_version_with_the_same_promise_takes_its_deviation_over():
    asset = make_asset()
    old = make_clause(asset)
    pass_time(at(0, 9))
    Clause.objects.filter(pk=old.pk).update(in_force_until=at(0, 10))
    new = make_clause(asset, version=make_version(), key=old.key, verdict="broken", verdict_at=at(0, 8, 15), in_force_from=at(0, 10))
    pass_time(at(0, 10, 1))
    deviation = Deviation.objects.get()
    assert (deviation.clause, deviation.resolved_at) == (new, None)


def test_a_clause_that_cannot_be_judged_stops_no_other():
    sick, sound = make_asset("sick"), make_asset("sound")
    make_clause(sick, terms={"value": {"not": "a time"}})
    make_clause(sick, "freshness", {"value": "1", "unit": ["d"]}, key="odd")
    make_clause(sound)
    pass_time(at(0, 9))
    assert [deviation.asset for deviation in Deviation.objects.all()] == [sound]
    assert "is not a time of day" in Clause.objects.get(asset=sick, property="timeOfAvailability").verdict_note


def test_availability_is_the_time_in_which_no_promised_delivery_was_overdue():
    asset = make_asset("orders")
    make_clause(asset)
    make_clause(asset, "frequency", {"value": 1, "unit": "d", "grace": "8h"}, key="sla/frequency", in_force_from=at(0, 1))
    share = make_clause(asset, "availability", {"value": 99})
    for day in range(4):
        deliver(asset, at(day, 7), judge=False)
    for hour in (12, 13):
        pass_time(at(4, hour))
    share.refresh_from_db()
    assert (share.verdict, share.verdict_note) == (
        "broken",
        "95.29% of 99.00%: 4 h 45 min overdue in 4 d 5 h, and it is now",  # since the first delivery fell due
    )
    for minute in (15, 75):
        pass_time(at(5, 8, 0) + timedelta(minutes=minute))
    share.refresh_from_db()
    assert "1 d 1 h overdue" in share.verdict_note, "both promises are overdue now: the time counts once"
