"""The whole loop over HTTP: a wrong figure is reported downstream, its cause found and fixed upstream, confirmed, and reopened when it breaks again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contracts.models import Deviation
from feedback.actions.cases.deciding import decline_case
from feedback.actions.cases.watching import link_good_runs, reopen_regressed
from feedback.models import Case, Review
from tests.lineage.queries.makers import chain, link, make_job, make_run, touch
from tests.make import make_asset
from tests.people import as_, make_cast, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    """The rates feed revenue feeds a dashboard; the load of the rates failed an hour ago."""
    cast = make_cast()
    rates, _, board = chain("rates", "revenue", "board", domain=cast.domain, steward=cast.alice, owner_team=cast.team)
    loader = make_job("load_rates", owner_team=cast.team)
    link(make_asset("bank"), rates, loader)
    ago = timezone.now() - timedelta(hours=1)
    failed = make_run(loader, "bad", state="failed", state_at=ago, ended_at=ago, last_event_at=ago, error="503")
    return cast, rates, board, loader, failed


def report(person, board, text="Revenue of today is zero", **more):
    answer = as_(person).post(f"/assets/{board.pk}/report/", {"kind": "wrong", "text": text, "column_path": "amount", **more})
    assert answer.status_code == 302, answer.content
    return Case.objects.latest("pk")


def test_from_a_wrong_figure_to_the_fix_and_back(scene):
    cast, rates, board, loader, failed = scene
    review = Review.objects.create(asset=board, author=cast.charlie, stars=2, text="Zero today")
    case = report(cast.charlie, board, review=review.pk)
    dave = make_person("dave")
    assert as_(dave).post(f"/cases/{case.pk}/join/", {"asset": board.pk, "text": "Same here"}).status_code == 302

    steward = as_(cast.alice)
    assert "Wrong: board · amount" in steward.get("/inbox/").content.decode()
    page = steward.get(f"/cases/{case.pk}/")
    assert page.context["page"].candidates[0].run == failed.pk
    assert "Run of load_rates failed: 503" in page.content.decode()
    steward.post(f"/cases/{case.pk}/decide/", {"do": "accept"})
    steward.post(f"/cases/{case.pk}/decide/", {"do": "send_up", "asset": rates.pk})
    case.refresh_from_db()
    assert (case.state, case.asset, case.job) == ("waiting_producer", rates, loader)
    told = as_(dave).get(f"/cases/{case.pk}/").content.decode()
    assert "Waiting on producer" not in told.split("What happened")[0]  # for its reporters it is simply open

    soon = timezone.now() + timedelta(minutes=5)
    good = make_run(loader, "good", state_at=soon, ended_at=soon, first_event_at=soon, last_event_at=soon)
    touch(good, rates)
    link_good_runs([good.pk])
    assert steward.get(f"/cases/{case.pk}/").context["resolve"].initial["run_id"] == good.pk
    steward.post(f"/cases/{case.pk}/resolve/", {"outcome": "fixed", "public_answer": "The bank is back; reloaded.", "run_id": good.pk})

    for person in (cast.charlie, dave):
        client = as_(person)
        mine = client.get(f"/cases/{case.pk}/").context["page"]
        assert mine.is_asked
        client.post(f"/reports/{mine.mine.pk}/confirm/", {"looks": "right"})
    case.refresh_from_db()
    review.refresh_from_db()
    assert (case.state, case.fixed_by_run_id, review.case) == ("solved", good.pk, case)
    assert "Solved" in as_(cast.charlie).get("/me/reports/").content.decode()


def test_a_promise_broken_again_reopens_its_case_as_regressed(scene):
    cast, _, board, *_ = scene
    deviation = Deviation.objects.create(asset=board, key="quality/rows", words="0 rows", opened_at=timezone.now())
    case = report(cast.charlie, board)
    as_(cast.alice).post(f"/cases/{case.pk}/resolve/", {"outcome": "fixed", "public_answer": "Reloaded"})
    mine = case.reports.get()
    as_(cast.charlie).post(f"/reports/{mine.pk}/confirm/", {"looks": "right"})
    Deviation.objects.filter(pk=deviation.pk).update(resolved_at=timezone.now())
    Deviation.objects.create(asset=board, key="quality/rows", words="0 rows again", opened_at=timezone.now())
    reopen_regressed(timezone.now())
    reopen_regressed(timezone.now())
    case.refresh_from_db()
    assert (case.state, case.is_regressed, case.case_deviations.count()) == ("open", True, 2)
    assert case.entries.filter(text="Broken again: 0 rows again").count() == 1


def broken_again(board, minutes=0):
    """Break the promise once more, that long after now, and look."""
    Deviation.objects.update(resolved_at=timezone.now())
    again = timezone.now() + timedelta(minutes=minutes)
    Deviation.objects.create(asset=board, key="quality/rows", words="0 rows again", opened_at=again)
    reopen_regressed(again)


@pytest.mark.parametrize(("minutes", "state"), [(-5, "to_verify"), (5, "open")])
def test_while_a_fix_is_checked_only_what_broke_after_it_reopens_the_case(scene, minutes, state):
    cast, _, board, *_ = scene
    Deviation.objects.create(asset=board, key="quality/rows", words="0 rows", opened_at=timezone.now() - timedelta(hours=1))
    case = report(cast.charlie, board)
    as_(cast.alice).post(f"/cases/{case.pk}/resolve/", {"outcome": "fixed", "public_answer": "Reloaded"})
    broken_again(board, minutes)
    case.refresh_from_db()
    assert (case.state, case.case_deviations.count()) == (state, 2)


def test_a_declined_case_stays_declined_whatever_breaks_again(scene):
    cast, _, board, *_ = scene
    Deviation.objects.create(asset=board, key="quality/rows", words="0 rows", opened_at=timezone.now())
    case = report(cast.charlie, board)
    decline_case(case=case, reason="That day the shop was closed.", person=cast.alice)
    broken_again(board)
    case.refresh_from_db()
    assert (case.state, case.case_deviations.count()) == ("declined", 1)


def test_what_declined_cases_leave_loose_holds_up_nothing_else(scene, monkeypatch):
    cast, rates, board, *_ = scene
    cases = []
    for asset in (board, rates):
        Deviation.objects.create(asset=asset, key="quality/rows", words="0 rows", opened_at=timezone.now())
        cases.append(report(cast.charlie, asset))
    decline_case(case=cases[0], reason="That day the shop was closed.", person=cast.alice)
    monkeypatch.setattr("feedback.actions.cases.watching.BATCH", 1)
    Deviation.objects.update(resolved_at=timezone.now())
    for asset in (board, rates):
        Deviation.objects.create(asset=asset, key="quality/rows", words="0 rows again", opened_at=timezone.now())
    reopen_regressed(timezone.now())
    assert [case.case_deviations.count() for case in cases] == [1, 2]


def test_a_good_run_before_it_was_sent_up_fixes_nothing(scene):
    cast, rates, board, loader, _ = scene
    case = report(cast.charlie, board)
    early = make_run(loader, "early", ended_at=timezone.now() - timedelta(minutes=1))
    touch(early, rates)
    as_(cast.alice).post(f"/cases/{case.pk}/decide/", {"do": "send_up", "asset": rates.pk})
    link_good_runs([early.pk])
    case.refresh_from_db()
    assert case.fixed_by_run_id is None


def test_what_is_not_upstream_can_not_be_blamed(scene):
    cast, _, board, *_ = scene
    case = report(cast.charlie, board)
    elsewhere = make_asset("elsewhere", domain=cast.domain)
    answer = as_(cast.alice).post(f"/cases/{case.pk}/decide/", {"do": "send_up", "asset": elsewhere.pk}, follow=True)
    assert "No lineage leads from elsewhere" in answer.content.decode()


def test_who_may_not_handle_it_can_only_read(scene):
    cast, rates, board, *_ = scene
    case = report(cast.charlie, board)
    dave = as_(make_person("dave"))
    for address, data in (("decide/", {"do": "accept"}), ("resolve/", {"outcome": "fixed", "public_answer": "x"}), ("say/", {"text": "x"})):
        assert dave.post(f"/cases/{case.pk}/{address}", data).status_code == 403
    assert dave.get(f"/cases/{case.pk}/").context["page"].candidates == ()
    assert rates.cases.count() == 0


def test_a_case_on_a_hidden_asset_is_not_there():
    cast = make_cast(is_restricted=True)
    asset = make_asset("secret", domain=cast.domain, steward=cast.alice)
    case = report(cast.bob, make_asset("x", columns=["amount"]), column_path="amount")
    Case.objects.filter(pk=case.pk).update(asset=asset)
    outsider = as_(cast.charlie)
    assert outsider.get(f"/cases/{case.pk}/").status_code == 404
    assert outsider.post(f"/cases/{case.pk}/join/", {"asset": asset.pk}).status_code == 404
    assert outsider.get(f"/assets/{asset.pk}/report/").status_code == 404
    assert "Wrong" not in outsider.get("/inbox/").content.decode()
    assert as_(cast.bob).get(f"/cases/{case.pk}/").status_code == 200  # whoever reported it may follow it
