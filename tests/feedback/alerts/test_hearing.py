"""Who hears of what, and who doesn't."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from catalog.models import Domain
from contracts.models import Acknowledgement, ChangeProposal, Deviation, Inheritance
from feedback.actions.access import ask_for_data
from feedback.actions.alerts.channels import Wishes, set_wishes
from feedback.actions.alerts.following import CannotFollow, Thing, follow
from feedback.actions.alerts.spreading import note_runs, spread
from feedback.actions.cases.deciding import say
from feedback.actions.cases.reporting import Said, report_problem
from feedback.actions.reviews import Opinion, reply_to_review, write_review
from feedback.models import Happening, Matter, News, Notice
from feedback.queries.deliveries import notices_of
from tests.contracts.judging.making import deliver, make_clause, make_version
from tests.feedback.alerts.making import make_agreement, make_deviation, resolve
from tests.make import make_asset
from tests.people import make_person

pytestmark = pytest.mark.django_db


def heard(person):
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("reason", flat=True))


def hear():
    spread(timezone.now())


def test_the_steward_and_followers_hear_of_a_broken_promise(cast, orders):
    follow(person=cast.charlie, thing=Thing(asset=orders))
    make_deviation(orders)
    hear()
    assert heard(cast.alice) == heard(cast.charlie) == ["late"]
    assert heard(cast.bob) == []
    assert not News.objects.exists()


def test_a_matter_is_one_thread_that_is_resolved_in_place(cast, orders):
    deviation = make_deviation(orders)
    hear()
    Notice.objects.update(read_at=timezone.now())
    resolve(deviation)
    hear()
    notice = Notice.objects.get(person=cast.alice)
    assert "It holds again" in notice.words and notice.read_at is None
    assert Matter.objects.get().resolved_at
    assert list(Happening.objects.order_by("pk").values_list("type", flat=True)) == ["deviation.opened", "deviation.closed"]


def test_one_delay_that_breaks_three_promises_is_one_thread_until_all_of_them_hold(cast, orders):
    clauses = [make_clause(orders, key=f"sla/{n}") for n in range(3)]
    late = [make_deviation(orders, clause=clause, opened_at=timezone.now() - timedelta(minutes=9 - n)) for n, clause in enumerate(clauses)]
    hear()
    assert Matter.objects.get().key == f"deviation/{late[0].pk}"
    assert "By the same delay" in Notice.objects.get(person=cast.alice).words
    for deviation in late[:2]:
        resolve(deviation)
        hear()
        assert Matter.objects.get().resolved_at is None
    resolve(late[2])
    hear()
    assert Matter.objects.get().resolved_at
    assert "All of it holds again" in Notice.objects.get(person=cast.alice).words


def test_a_restricted_domain_is_heard_of_by_its_people_only(cast, orders):
    follow(person=cast.charlie, thing=Thing(asset=orders))
    Domain.objects.update(is_restricted=True)
    make_deviation(orders)
    hear()
    assert heard(cast.alice) == ["late"]
    assert heard(cast.charlie) == []
    assert not Happening.objects.visible_to(cast.charlie).exists()


def test_each_consumer_hears_of_its_own_agreement_only(cast, orders):
    dora, erik = make_person("dora"), make_person("erik")
    mine = make_agreement(orders, consumer_person=dora)
    make_agreement(orders, consumer_person=erik)
    follow(person=cast.charlie, thing=Thing(asset=orders))
    make_deviation(orders, clause=make_clause(orders, agreement=mine))
    hear()
    assert heard(dora) == heard(cast.alice) == ["late"]
    assert heard(erik) == heard(cast.charlie) == []
    happened = Happening.objects
    assert happened.visible_to(dora).exists() and happened.visible_to(cast.alice).exists()
    assert not happened.visible_to(erik).exists() and not happened.visible_to(cast.charlie).exists()


def test_what_follows_from_a_deviation_upstream_raises_no_alarm_of_its_own(cast, orders):
    dora = make_person("dora")
    heirs = [make_asset(f"report{n}", steward=dora) for n in range(3)]
    root = make_deviation(orders)
    for heir in heirs:
        Inheritance.objects.create(deviation=root, asset=heir, steps=1)
    hear()
    notice = Notice.objects.get(person=dora)
    assert "3 assets affected because of orders" in notice.words
    make_deviation(heirs[0], words="Late, too")
    hear()
    assert heard(dora) == ["late"]
    assert Notice.objects.get(person=dora).matter.key == f"deviation/{root.pk}"
    resolve(root)
    hear()
    assert "It holds again" in Notice.objects.get(person=dora).words


def test_a_cause_in_a_restricted_domain_keeps_its_name(cast):
    dora = make_person("dora")
    secret = make_asset("salaries", domain=Domain.objects.create(slug="hr", name="HR", is_restricted=True))
    root = make_deviation(secret)
    Inheritance.objects.create(deviation=root, asset=make_asset("report", steward=dora), steps=1)
    hear()
    words = Notice.objects.get(person=dora).words
    assert "because of something upstream" in words and "salaries" not in words


def test_muted_reasons_and_reasons_not_followed_are_not_told(cast, orders):
    follow(person=cast.charlie, thing=Thing(asset=orders), reasons=["new_version"])
    set_wishes(person=cast.alice, wishes=Wishes(muted=["late"]))
    make_deviation(orders)
    hear()
    assert not Notice.objects.exists()


def test_a_column_is_followed_by_itself(cast, orders):
    follow(person=cast.bob, thing=Thing(asset=orders, column_path="net"))
    follow(person=cast.charlie, thing=Thing(asset=orders, column_path="id"))
    make_deviation(orders, clause=make_clause(orders, "nullCount", kind="quality", column_path="net"))
    hear()
    assert heard(cast.bob) == ["deviation"] and heard(cast.charlie) == []
    with pytest.raises(CannotFollow, match="no column"):
        follow(person=cast.bob, thing=Thing(asset=orders, column_path="nope"))


def test_the_past_read_off_is_told_to_nobody(cast, orders):
    long_ago = timezone.now() - timedelta(days=9)
    make_deviation(orders, opened_at=long_ago, resolved_at=long_ago)
    hear()
    assert not Notice.objects.exists()


def test_reporters_hear_answers_and_handlers_hear_reports(cast, orders):
    report = report_problem(reporter=cast.charlie, asset=orders, said=Said("wrong", "Net is zero"))
    hear()
    assert heard(cast.alice) == ["case"] and heard(cast.charlie) == []
    say(case=report.case, text="Looking", person=cast.alice)
    say(case=report.case, text="Between us", person=cast.alice, is_internal=True)
    hear()
    assert "Looking" in Notice.objects.get(person=cast.charlie).words
    assert Happening.objects.get().type == "case.opened"


def test_a_reporter_reads_of_their_case_wherever_it_went_and_a_handler_only_while_they_may(cast, orders):
    dora = make_person("dora")
    case = report_problem(reporter=cast.charlie, asset=orders, said=Said("wrong", "Net is zero")).case
    follow(person=dora, thing=Thing(case=case))
    say(case=case, text="Looking", person=cast.alice)
    hear()
    Domain.objects.update(is_restricted=True)
    assert [notices_of(person).count() for person in (cast.charlie, cast.alice, dora)] == [1, 1, 0]


def test_authors_hear_the_reply_to_their_review(cast, orders):
    review = write_review(author=cast.charlie, asset=orders, opinion=Opinion(2, "Often late"))
    hear()
    reply_to_review(review=review, text="Fixed in May", person=cast.alice)
    hear()
    assert heard(cast.alice) == ["review"] and heard(cast.charlie) == ["answer"]


def test_a_run_delivers_once_however_often_it_is_told(cast, orders):
    run = deliver(orders, timezone.now(), judge=False)
    for _ in range(3):
        note_runs([run.pk])
        hear()
    happening = Happening.objects.get()
    assert happening.type == "asset.delivered"
    assert happening.data["asset"]["name"] == "orders" and happening.data["run"] == run.run_id


def test_what_ended_long_ago_starts_no_pipeline(cast, orders):
    note_runs([deliver(orders, timezone.now() - timedelta(days=3), judge=False).pk])
    assert not News.objects.exists()


def test_news_that_cannot_be_told_holds_up_nothing(cast, orders):
    make_deviation(orders)
    broken = News.objects.create(subject="nonsense", row=1, what="opened")
    make_deviation(make_asset("other", steward=cast.bob))
    hear()
    assert heard(cast.alice) and heard(cast.bob)
    broken.refresh_from_db()
    assert broken.attempts == 1 and "nonsense" in broken.problem and broken.not_before > timezone.now()


def test_an_acknowledgement_is_told_to_the_others(cast, orders):
    follow(person=cast.charlie, thing=Thing(asset=orders))
    deviation = make_deviation(orders)
    hear()
    Deviation.objects.filter(pk=deviation.pk).update(acknowledged_at=timezone.now(), acknowledged_by=cast.alice)
    hear()
    assert "Alice looks after it" in Notice.objects.get(person=cast.charlie).words
    assert "looks after" not in Notice.objects.get(person=cast.alice).words


def test_the_producer_hears_what_a_consumer_answers_to_a_change(cast, orders):
    agreement = make_agreement(orders, consumer_person=cast.charlie)
    version = make_version("changed", owner_team=cast.team)
    proposal = ChangeProposal.objects.create(version=version, opened_by=cast.bob, verdict="no")
    asked = Acknowledgement.objects.create(proposal=proposal, agreement=agreement, consumer="Marketing", verdict="no")
    News.objects.all().delete()
    said = {"answer": "migrating", "comment": "We need March", "ready_by": date(2026, 3, 2)}
    Acknowledgement.objects.filter(pk=asked.pk).update(answered_at=timezone.now(), answered_by=cast.charlie, **said)
    hear()
    assert (heard(cast.alice), heard(cast.bob), heard(cast.charlie)) == (["answer"], ["answer"], [])
    words = Notice.objects.get(person=cast.bob).words
    assert words.startswith("Marketing answered the change of ") and words.endswith(" to 1.0.0: Migrating\nCharlie: We need March")


def test_stewards_hear_of_data_that_nobody_found(cast, orders):
    ask_for_data(person=cast.charlie, wanted="Weather by city", purpose="Forecasts")
    hear()
    assert (heard(cast.alice), heard(cast.bob), heard(cast.charlie)) == (["access"], [], [])
    assert Notice.objects.get().words == "Charlie asks for “Weather by city”\nForecasts"
