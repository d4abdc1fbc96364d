"""What handlers decide, and what it does to states and clocks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import AuditEntry, Domain
from feedback.actions.cases import deciding
from feedback.actions.cases.moving import CannotMoveCase
from feedback.actions.cases.reporting import Said, report_problem
from feedback.actions.cases.resolving import Resolution, confirm_report, end_quiet_cases, resolve_case
from feedback.actions.cases.watching import escalate_late
from feedback.models import Case
from feedback.queries.inbox import handled_by
from tests.make import make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db

FIXED = Resolution("fixed", "Reloaded; 3 March is there.", version="3.2")


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def report(cast):
    asset = make_asset("shop.revenue", domain=cast.domain, owner_team=cast.team, steward=cast.alice)
    return report_problem(reporter=cast.charlie, asset=asset, said=Said("wrong", "Revenue is zero"))


def fresh(case):
    return Case.objects.get(pk=case.pk)


def test_accepting_takes_it_out_of_the_queue(cast, report):
    deciding.accept_case(case=report.case, person=cast.alice)
    assert fresh(report.case).state == "open"
    assert AuditEntry.objects.filter(verb="case.accepted").exists()
    with pytest.raises(CannotMoveCase, match="already"):
        deciding.accept_case(case=report.case, person=cast.alice)


def test_the_first_public_word_takes_it_on_and_stops_the_reply_clock_but_not_the_reporters_own(cast, report):
    deciding.say(case=report.case, text="Anything else?", person=cast.charlie)
    assert fresh(report.case).first_reply_at is None
    deciding.say(case=report.case, text="for us", person=cast.alice, is_internal=True)
    assert (fresh(report.case).first_reply_at, fresh(report.case).state) == (None, "new")
    deciding.say(case=report.case, text="We look into it", person=cast.alice)
    assert fresh(report.case).first_reply_at is not None and fresh(report.case).reply_due_at is None
    assert fresh(report.case).state == "open"


def test_asking_the_reporter_stops_the_clock_until_they_answer(cast, report):
    deciding.say(case=report.case, text="Which shop?", person=cast.alice, asks=True)
    waiting = fresh(report.case)
    assert (waiting.state, waiting.paused_at is not None) == ("waiting_reporter", True)
    Case.objects.filter(pk=waiting.pk).update(paused_at=timezone.now() - timedelta(days=7))
    before = waiting.solve_due_at
    deciding.say(case=report.case, text="Berlin", person=cast.charlie)
    running = fresh(report.case)
    assert (running.state, running.paused_at) == ("open", None)
    assert running.solve_due_at >= before + timedelta(days=6)


def test_everybody_who_reported_is_asked_and_the_last_yes_solves_it(cast, report):
    second = report_problem(reporter=cast.bob, asset=report.asset, said=Said("wrong", "me too"), case=report.case)
    resolve_case(case=report.case, resolution=FIXED, person=cast.alice)
    assert fresh(report.case).state == "to_verify"
    confirm_report(report=report, looks_right=True, person=cast.charlie)
    assert fresh(report.case).state == "to_verify"
    confirm_report(report=second, looks_right=True, person=cast.bob)
    assert (fresh(report.case).state, fresh(report.case).outcome) == ("solved", "fixed")


def test_one_no_reopens_it_as_regressed_with_new_clocks(cast, report):
    resolve_case(case=report.case, resolution=FIXED, person=cast.alice)
    confirm_report(report=report, looks_right=False, person=cast.charlie, text="Still zero")
    again = fresh(report.case)
    assert (again.state, again.is_regressed, again.outcome) == ("open", True, "")
    assert again.solve_due_at > timezone.now()


def test_a_case_that_is_open_is_not_reopened_and_one_that_is_may_strike_again(cast, report):
    with pytest.raises(CannotMoveCase, match="open already"):
        deciding.reopen_case(case=report.case, reason="Again", person=cast.alice)
    Case.objects.update(is_escalating=True)
    deciding.decline_case(case=report.case, reason="No", person=cast.alice)
    deciding.reopen_case(case=report.case, reason="Yes, after all", person=cast.alice)
    assert not fresh(report.case).is_escalating


def test_a_case_sent_to_where_one_may_not_look_leaves_the_inbox(cast, report):
    assert list(handled_by(cast.alice)) == [report.case]
    secret = make_asset("salaries", domain=Domain.objects.create(slug="hr", name="HR", is_restricted=True))
    Case.objects.update(asset=secret)
    assert not handled_by(cast.alice).exists() and handled_by(cast.ada).exists()


def test_only_the_reporter_confirms(cast, report):
    resolve_case(case=report.case, resolution=FIXED, person=cast.alice)
    with pytest.raises(CannotMoveCase, match="Only the one"):
        confirm_report(report=report, looks_right=True, person=cast.bob)


@pytest.mark.parametrize(
    ("resolution", "why"),
    [(Resolution("fixed", " "), "answer"), (Resolution("duplicate", "x"), "Choose"), (Resolution("fixed", "x", run_id=1), "no such run")],
)
def test_an_answer_needs_words_and_an_outcome(cast, report, resolution, why):
    with pytest.raises(CannotMoveCase, match=why):
        resolve_case(case=report.case, resolution=resolution, person=cast.alice)


def test_merging_hangs_the_reports_on_one_root_case(cast, report):
    other = make_asset("shop.orders", domain=cast.domain, steward=cast.alice)
    root = report_problem(reporter=cast.bob, asset=other, said=Said("late", "No orders")).case
    deciding.merge_case(case=report.case, into=root, person=cast.alice)
    assert root.reports.count() == 2
    assert (fresh(report.case).state, fresh(report.case).duplicate_of) == ("closed", root)
    with pytest.raises(CannotMoveCase, match="itself"):
        deciding.merge_case(case=root, into=root, person=cast.alice)


def test_declining_says_why_and_can_be_undone(cast, report):
    with pytest.raises(CannotMoveCase, match="Say why"):
        deciding.decline_case(case=report.case, reason="", person=cast.alice)
    deciding.decline_case(case=report.case, reason="That day the shop was closed.", person=cast.alice)
    assert fresh(report.case).state == "declined"
    deciding.reopen_case(case=report.case, reason="It was not.", person=cast.alice)
    assert fresh(report.case).state == "open"


def test_silence_counts_as_a_yes_after_a_week_and_closes_two_weeks_later(cast, report):
    resolve_case(case=report.case, resolution=FIXED, person=cast.alice)
    now = timezone.now()
    assert end_quiet_cases(now=now + timedelta(days=6)) == 0
    assert end_quiet_cases(now=now + timedelta(days=8)) == 1
    assert fresh(report.case).state == "solved"
    assert end_quiet_cases(now=now + timedelta(days=23)) == 1
    assert fresh(report.case).state == "closed"


def test_a_clock_that_strikes_marks_the_case_once(report):
    late = report.case.reply_due_at + timedelta(minutes=1)
    escalate_late(late)
    escalate_late(late)
    assert fresh(report.case).is_escalating
    assert report.case.entries.count() == 1
