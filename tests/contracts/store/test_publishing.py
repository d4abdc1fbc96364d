"""A version's way: clauses come into force, the version before ends, nobody promises on others' behalf."""

import pytest
from django.utils import timezone

from catalog.models import AuditEntry, Domain
from contracts.actions.binding import bind_object, bind_waiting
from contracts.actions.environments import set_environment
from contracts.actions.judging.due import settle_closed
from contracts.actions.publishing import (
    CannotPublish,
    activate_version,
    deprecate_version,
    propose_version,
    retire_version,
    withdraw_version,
)
from contracts.models import Clause, Deviation, Slot
from tests.contracts.odcs.texts import ORDERS, changed
from tests.contracts.store.making import NEXT, draft, in_force, make_orders
from tests.make import make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db


def test_activating_writes_a_clause_for_each_promise_and_says_when_to_judge() -> None:
    cast = make_cast()
    asset = make_orders(cast)
    version = in_force(cast)
    clauses = Clause.objects.filter(version=version, asset=asset, in_force_until=None)
    assert clauses.count() == 14
    timed = clauses.exclude(judge_at=None)
    assert {clause.property for clause in timed} == {"frequency", "timeOfAvailability", "retention"}
    assert {clause.in_force_from for clause in clauses} == {version.activated_at}
    assert AuditEntry.objects.get(verb="contract.activated").after == {"version": "1.0.0", "clauses": 14}


def test_a_new_version_deprecates_the_one_before_and_ends_its_clauses() -> None:
    cast = make_cast()
    make_orders(cast)
    first = in_force(cast)
    second = in_force(cast, NEXT)
    first.refresh_from_db()
    assert (first.state, second.state) == ("deprecated", "active")
    assert not first.clauses.filter(in_force_until=None).exists()
    assert second.clauses.filter(in_force_until=None).count() == 14


def make_slot(clause: Clause) -> Slot:
    now = timezone.now()
    return Slot.objects.create(clause=clause, period="2026-03-02", opens_at=now, due_at=now, grace_until=now)


def test_a_promise_that_goes_on_keeps_its_standing_slots_and_deviation() -> None:
    cast = make_cast()
    make_orders(cast)
    first = in_force(cast)
    frequency = first.clauses.get(property="frequency")
    Clause.objects.filter(pk=frequency.pk).update(verdict="broken", verdict_note="late")
    slot = make_slot(frequency)
    deviation = Deviation.objects.create(asset=frequency.asset, clause=frequency, key=frequency.key, words="late", opened_at=timezone.now())
    successor = in_force(cast, NEXT).clauses.get(property="frequency")
    slot.refresh_from_db()
    deviation.refresh_from_db()
    assert (successor.verdict, successor.verdict_note, successor.in_force_from) == ("broken", "late", first.activated_at)
    assert (slot.clause, deviation.clause, deviation.resolved_at) == (successor, successor, None)


def test_a_deviation_from_a_promise_no_longer_made_is_over() -> None:
    cast = make_cast()
    make_orders(cast)
    frequency = in_force(cast).clauses.get(property="frequency")
    deviation = Deviation.objects.create(asset=frequency.asset, clause=frequency, key=frequency.key, words="late", opened_at=timezone.now())
    Clause.objects.filter(pk=frequency.pk).update(evidence_at=timezone.now())
    in_force(cast, changed(NEXT, ("property: frequency, value: 1", "property: frequency, value: 2")))
    settle_closed()
    deviation.refresh_from_db()
    assert deviation.resolved_at is not None


def test_proposing_withdrawing_deprecating_and_retiring_are_steps_of_their_own() -> None:
    cast = make_cast()
    make_orders(cast)
    version = draft(cast)
    assert [step(version=version).state for step in (propose_version, withdraw_version, propose_version)] == [
        "proposed",
        "draft",
        "proposed",
    ]
    activate_version(version=version, person=cast.alice)
    assert deprecate_version(version=version).clauses.filter(in_force_until=None).count() == 14
    assert not retire_version(version=version).clauses.filter(in_force_until=None).exists()


def test_a_step_that_does_not_follow_is_refused() -> None:
    cast = make_cast()
    version = in_force(cast)
    for step, told in (
        (propose_version, "only a draft"),
        (withdraw_version, "only a proposed"),
        (activate_version, "can't be activated again"),
    ):
        arguments = {"person": cast.alice} if step is activate_version else {}
        with pytest.raises(CannotPublish, match=told):
            step(version=version, **arguments)
    with pytest.raises(CannotPublish, match="discarded, not retired"):
        retire_version(version=draft(cast, NEXT))


def test_nobody_promises_about_another_domain_s_assets() -> None:
    cast = make_cast()
    make_asset("shop.public.orders", domain=Domain.objects.create(slug="finance", name="Finance"))
    with pytest.raises(CannotPublish, match="steward of Finance"):
        in_force(cast)
    assert activate_version(version=draft(cast), person=cast.ada).state == "active"


def test_a_contributor_can_not_activate() -> None:
    cast = make_cast()
    make_orders(cast)
    with pytest.raises(CannotPublish, match="steward of Sales"):
        activate_version(version=draft(cast), person=cast.bob)


def test_an_object_bound_by_hand_stays_bound_and_its_clauses_follow() -> None:
    cast = make_cast()
    make_orders(cast)
    other = make_asset("elsewhere.orders", domain=cast.domain)
    version = in_force(cast)
    bind_object(version=version, object_name="orders", asset=other)
    assert set(version.clauses.filter(in_force_until=None).values_list("asset", flat=True)) == {other.pk}
    assert draft(cast, ORDERS).objects_bound.get().asset == other
    assert in_force(cast, NEXT).objects_bound.get().asset == other


def test_an_asset_that_becomes_known_later_is_bound_by_the_clock() -> None:
    cast = make_cast()
    version = in_force(cast)
    assert (version.clauses.count(), bind_waiting()) == (0, 0)
    make_orders(cast)
    assert (bind_waiting(), version.clauses.count()) == (1, 14)
    assert bind_waiting() == 0


def test_the_clock_binds_nothing_of_another_domain() -> None:
    cast = make_cast()
    in_force(cast)
    make_asset("shop.public.orders", domain=Domain.objects.create(slug="finance", name="Finance"))
    assert bind_waiting() == 0


def test_variables_are_filled_for_the_environment_and_kept_verbatim_in_the_document() -> None:
    cast = make_cast()
    make_orders(cast)
    text = changed(ORDERS, ("value: 3, unit: y", 'value: "${KEEP:-1}", unit: y'), ("database: shop", "database: '${DB}'"))
    set_environment(name="prod", variables={"KEEP": "7", "DB": "shop"}, is_default=False)
    version = activate_version(version=draft(cast, text), person=cast.alice, environment="prod")
    assert version.clauses.get(property="retention").words == "is kept for 7 years"
    assert version.document["slaProperties"][3]["value"] == "${KEEP:-1}"
    with pytest.raises(CannotPublish, match="no environment"):
        activate_version(version=draft(cast, NEXT), person=cast.alice, environment="nowhere")
