"""Reporting a problem opens a case with its handler, its clocks and what is already known to be broken."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from contracts.models import Deviation
from feedback.actions.cases.reporting import About, CannotReport, Said, report_problem
from feedback.models import Case, Report, RotaTurn
from tests.make import make_asset
from tests.people import make_cast, make_person

pytestmark = pytest.mark.django_db

WRONG = Said("wrong", "Revenue of 3 March is zero")


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def asset(cast):
    return make_asset("shop.revenue", columns=["amount"], domain=cast.domain, owner_team=cast.team, steward=cast.alice)


def test_a_report_opens_a_case_for_the_assets_steward(cast, asset):
    case = report_problem(reporter=cast.charlie, asset=asset, said=WRONG, about=About("amount")).case
    assert (case.state, case.assignee, case.team, case.severity) == ("new", cast.alice, cast.team, "normal")
    assert case.title == "Wrong: shop.revenue · amount"
    assert timezone.now() < case.reply_due_at < case.solve_due_at


def test_whose_turn_it_is_gets_the_case(cast, asset):
    today = timezone.now().date()
    RotaTurn.objects.create(domain=cast.domain, person=cast.bob, starts_on=today, ends_on=today)
    RotaTurn.objects.create(domain=cast.domain, person=cast.ada, starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2))
    assert report_problem(reporter=cast.charlie, asset=asset, said=WRONG).case.assignee == cast.bob


def test_open_deviations_of_the_asset_hang_on_the_case(cast, asset):
    broken = Deviation.objects.create(asset=asset, key="quality/rows", words="0 rows", opened_at=timezone.now())
    case = report_problem(reporter=cast.charlie, asset=asset, said=WRONG).case
    assert [row.deviation for row in case.case_deviations.all()] == [broken]


def test_an_idea_is_not_urgent(cast, asset):
    assert report_problem(reporter=cast.charlie, asset=asset, said=Said("idea", "Add the region")).case.severity == "low"


def test_a_second_person_joins_the_case_and_the_third_makes_it_escalate(cast, asset):
    case = report_problem(reporter=cast.charlie, asset=asset, said=WRONG).case
    for handle in ("erin", "frank"):
        report_problem(reporter=make_person(handle), asset=asset, said=WRONG, case=case)
    case.refresh_from_db()
    assert (Case.objects.count(), Report.objects.count(), case.is_escalating) == (1, 3, True)


def test_one_person_does_not_count_twice(cast, asset):
    case = report_problem(reporter=cast.charlie, asset=asset, said=WRONG).case
    with pytest.raises(CannotReport, match="reported this already"):
        report_problem(reporter=cast.charlie, asset=asset, said=WRONG, case=case)


@pytest.mark.parametrize(("said", "about", "why"), [(Said("wrong", "  "), None, "few words"), (WRONG, About("nope"), "no column nope")])
def test_what_can_not_be_acted_on_is_refused(cast, asset, said, about, why):
    with pytest.raises(CannotReport, match=why):
        report_problem(reporter=cast.charlie, asset=asset, said=said, about=about)


def test_an_ended_case_takes_no_more_voices(cast, asset):
    case = report_problem(reporter=cast.charlie, asset=asset, said=WRONG).case
    Case.objects.filter(pk=case.pk).update(state="closed", outcome="fixed", solved_at=timezone.now() - timedelta(days=20))
    with pytest.raises(CannotReport, match="has ended"):
        report_problem(reporter=cast.bob, asset=asset, said=WRONG, case=case)
