"""A promise of deliveries is judged by its slots: at their true times, whatever order the news comes in."""

import pytest
import time_machine

from catalog.models.asset import Standing
from contracts.models import Deviation, Slot, Verdict
from tests.contracts.judging.making import at, deliver, make_clause, pass_time
from tests.make import make_asset

pytestmark = pytest.mark.django_db


def outcomes(clause):
    return list(Slot.objects.filter(clause=clause).order_by("due_at").values_list("outcome", flat=True))


def test_a_delivery_that_never_comes_breaks_the_promise_when_its_grace_ends():
    asset = make_asset()
    clause = make_clause(asset)
    pass_time(at(0, 8, 1))
    clause.refresh_from_db()
    assert clause.verdict == Standing.AT_RISK
    assert clause.judge_at == at(0, 8, 15)
    pass_time(at(0, 8, 15))
    deviation = Deviation.objects.get()
    assert (deviation.opened_at, deviation.resolved_at) == (at(0, 8, 15), None)
    asset.refresh_from_db()
    assert asset.standing == Standing.BROKEN
    assert outcomes(clause) == ["missed"]


def test_a_late_delivery_closes_its_deviation_with_its_distance():
    asset = make_asset()
    clause = make_clause(asset)
    with time_machine.travel(at(0, 9)):
        pass_time(at(0, 9))
        run = deliver(asset, at(0, 8, 55))
    deviation = Deviation.objects.get()
    assert (deviation.resolved_at, deviation.resolved_run_id, deviation.distance) == (at(0, 8, 55), run.pk, 55)
    asset.refresh_from_db()
    assert asset.standing == Standing.KEPT
    assert outcomes(clause) == ["late"]


def test_an_early_delivery_is_no_miss_and_a_late_one_does_not_pay_for_tomorrow():
    asset = make_asset()
    clause = make_clause(asset)
    for when in (at(0, 7, 30), at(1, 9)):
        with time_machine.travel(when):
            pass_time(when)
            deliver(asset, when)
    pass_time(at(2, 8, 30))
    assert outcomes(clause) == ["early", "late", "missed"]
    assert Deviation.objects.filter(resolved_at=None).count() == 1


def test_history_heard_in_any_order_gives_the_same_slots():
    one, other = make_asset("one"), make_asset("other")
    clauses = [make_clause(one), make_clause(other)]
    times = [at(0, 7, 50), at(1, 8, 40), at(2, 12), at(3, 7)]
    with time_machine.travel(at(3, 12)):
        for when in times:
            deliver(one, when)
        for when in reversed(times):
            deliver(other, when)
        pass_time(at(3, 12))
    strips = [list(Slot.objects.filter(clause=c).order_by("due_at").values_list("outcome", "delivered_at")) for c in clauses]
    assert strips[0] == strips[1]
    assert [outcome for outcome, _ in strips[0]] == ["on_time", "late", "late", "early"]


def test_hearing_the_same_again_changes_nothing():
    asset = make_asset()
    make_clause(asset)
    with time_machine.travel(at(1, 9)):
        deliver(asset, at(0, 7, 50))
        pass_time(at(1, 9))
        late = deliver(asset, at(1, 8, 50))
        before = list(Verdict.objects.order_by("pk").values())
        from contracts.actions.judging.recorded import judge_runs

        judge_runs([late.pk])
        pass_time(at(1, 9, 1))
    assert list(Verdict.objects.order_by("pk").values()) == before
    assert Deviation.objects.count() == 1


def test_a_failed_run_puts_a_kept_promise_at_risk_and_a_good_one_ends_that():
    asset = make_asset()
    clause = make_clause(asset)
    with time_machine.travel(at(0, 20)):
        deliver(asset, at(0, 7, 50))
        deliver(asset, at(0, 19), state="failed")
        clause.refresh_from_db()
        assert clause.verdict == Standing.AT_RISK
        deliver(asset, at(0, 19, 30))
    clause.refresh_from_db()
    assert clause.verdict == Standing.KEPT


def test_a_backfill_by_its_data_interval_fills_the_slot_it_is_for():
    asset = make_asset()
    clause = make_clause(asset)
    with time_machine.travel(at(4, 9)):
        for day in (0, 1, 3, 4):
            deliver(asset, at(day, 7), nominal_end_at=at(day))
        pass_time(at(4, 9))
        assert outcomes(clause) == ["early", "early", "missed", "early", "early"]
        deliver(asset, at(4, 8, 30), nominal_end_at=at(2))
    assert outcomes(clause) == ["early", "early", "late", "early", "early"]


def test_a_promise_judged_first_after_days_tells_its_history():
    asset = make_asset()
    clause = make_clause(asset)
    for day in (0, 1, 3):
        deliver(asset, at(day, 7, 50), judge=False)
    pass_time(at(4, 9))
    assert outcomes(clause) == ["on_time", "on_time", "missed", "on_time", "missed"]
    told = [(verdict.verdict, verdict.at) for verdict in Verdict.objects.filter(clause=clause).order_by("at", "pk")]
    assert ("broken", at(2, 8, 15)) in told and ("kept", at(3, 7, 50)) in told
    assert Deviation.objects.filter(resolved_at=None).get().opened_at == at(4, 8, 15)
