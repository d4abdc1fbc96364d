"""The weekly report goes once to whoever asked for it, with last week's numbers as far as they may see."""

from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from catalog.models import Person
from feedback.actions.alerts.channels import Address, Wishes, make_channel, set_wishes
from feedback.actions.alerts.reporting import send_report, send_reports
from feedback.alerting import Message
from feedback.alerting.mail import letter
from feedback.models import Delivery, Notice, Preference
from tests.lineage.queries.makers import link, make_job, make_run
from tests.make import make_asset
from tests.people import make_cast, make_person

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
WEDNESDAY_BEFORE = datetime(2026, 11, 11, 9, tzinfo=UTC)


@pytest.fixture
def cast(db):
    made = make_cast(is_restricted=True)
    job = make_job(owner_team=made.team)
    link(make_asset("raw", domain=made.domain), make_asset("out", domain=made.domain), job)
    for number, state in enumerate(["completed", "failed"]):
        make_run(job, f"r{number}", state=state, last_event_at=WEDNESDAY_BEFORE)
    make_run(job, "before", state="failed", last_event_at=WEDNESDAY_BEFORE - timedelta(weeks=1))
    return made


def test_it_tells_last_week_beside_the_week_before_and_leads_to_it(cast, settings):
    settings.SMTP_URL = "smtp://localhost"
    make_channel(name="", address=Address("email", "alice@example.com"), person=cast.alice)
    set_wishes(person=cast.alice, wishes=Wishes(report_on="sales"))
    assert send_reports(now=MONDAY) == 1
    message = Message.from_json(Delivery.objects.get().content)
    assert message.facts["Failed runs"] == "50.0 % (1 of 2 runs that ended); the week before 100.0 % (1 of 1 runs that ended)"
    assert message.title == "DataOps report of Sales: the week from 9 November"
    told = letter(message, settings_url="https://x/")
    assert all("50.0 %" in body and "week=2026-11-09&" in body.replace("&amp;", "&") for body in (told.text, told.html))
    client = Client()
    client.force_login(cast.alice)
    page = client.get(Notice.objects.get().matter.url).context["report"]
    assert (page.groups[0][1][0].number.part, page.groups[0][1][0].number.total) == (1, 2)


def test_it_goes_once_a_week_not_before_ones_own_monday_and_only_to_who_asked(cast):
    set_wishes(person=cast.alice, wishes=Wishes(report_on="*", digest_at=time(8)))
    Person.objects.filter(pk=cast.alice.pk).update(time_zone="America/Los_Angeles")
    set_wishes(person=cast.bob, wishes=Wishes())
    Preference.objects.update(reported_week=date(2026, 11, 9))
    sent = [send_reports(now=MONDAY + timedelta(hours=hours)) for hours in (0, 6, 7, 8, 100, 6 * 24, 7 * 24 + 7)]
    assert sent == [0, 0, 1, 0, 0, 0, 1]
    assert set(Notice.objects.values_list("person__handle", flat=True)) == {"alice"}


def test_who_may_not_see_the_data_hears_no_number_of_it(cast):
    set_wishes(person=cast.charlie, wishes=Wishes(report_on="sales"))
    assert send_reports(now=MONDAY) == 1
    assert Notice.objects.get().words == "DataOps report: the week from 9 November\nNothing ran, broke or was asked, as far as you may see."


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one():
    person = make_person("alice")
    wish = set_wishes(person=person, wishes=Wishes(report_on="*"))
    both, sent = Barrier(2), []

    def work():
        with closing(connection):
            seen = Preference.objects.select_related("person").get(pk=wish.pk)
            both.wait(timeout=5)
            sent.append(send_report(wish=seen, now=MONDAY))

    workers = [Thread(target=work) for _ in range(2)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    assert sorted(sent) == [False, True]
    assert Notice.objects.filter(person=Person.objects.get()).count() == 1


def test_the_choice_stands_in_the_alerts_settings(cast):
    client = Client()
    client.force_login(cast.charlie)
    said = {"do": "wishes", "pace": "at_once", "digest_at": "08:00", "report_on": "*"}
    assert client.post("/me/alerts/", said).status_code == 302
    assert Preference.objects.get().report_on == "*"
    assert client.post("/me/alerts/", {**said, "report_on": "sales"}).status_code == 422
