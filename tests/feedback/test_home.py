"""The home page: its shelves, the first day."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalog.actions.lists import create_list
from catalog.models import Asset, Person
from catalog.models.asset import Standing
from feedback.actions.access import request_access
from feedback.models import Question
from feedback.queries.home import failed_lately, promises, running_long
from feedback.queries.shelves import check_shelves
from lineage.models import Job, JobDataset, Run
from tests.make import NOON, make_asset, make_namespace
from tests.people import make_cast, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana() -> Person:
    return make_person("dana", is_administrator=True)


def make_run(job: Job, number: int, *, state: str, started_at: datetime, minutes: int | None = None) -> Run:
    ended_at = started_at + timedelta(minutes=minutes) if minutes is not None else None
    seen = ended_at or started_at
    return Run.objects.create(
        job=job,
        run_id=str(number),
        state=state,
        state_at=seen,
        started_at=started_at,
        ended_at=ended_at,
        first_event_at=started_at,
        last_event_at=seen,
    )


def make_job_with_habit(minutes: int, runs: int = 6) -> Job:
    job = Job.objects.create(namespace=make_namespace("airflow://prod", "airflow"), name="load_orders")
    for day in range(runs):
        make_run(job, day, state="completed", started_at=NOON - timedelta(days=day + 1), minutes=minutes)
    return job


def test_on_the_first_day_the_page_says_how_to_begin(client: Client) -> None:
    client.force_login(make_person("dan"))
    assert b"OPENLINEAGE_URL=http://testserver" in client.get("/").content


def test_who_has_no_role_yet_is_told_whom_to_ask(client: Client) -> None:
    make_asset("db.orders", domain=make_cast(is_restricted=True).domain)
    client.force_login(make_person("newcomer"))
    page = client.get("/").content.decode()
    assert "Nothing is open to you yet" in page and "OPENLINEAGE_URL" not in page


def test_shelves_show_what_one_answers_for_and_what_failed(client: Client) -> None:
    cast = make_cast()
    make_asset("db.orders", owner_team=cast.team, domain=cast.domain)
    make_run(make_job_with_habit(10), 99, state="failed", started_at=timezone.now(), minutes=1)
    client.force_login(cast.bob)
    page = client.get("/").content.decode()
    assert "Yours" in page
    assert "Failed lately" in page
    assert "load_<wbr>orders" in page


def test_a_run_is_long_after_twice_its_usual_time(dana: Person) -> None:
    run = make_run(make_job_with_habit(10), 99, state="running", started_at=NOON)
    assert list(running_long(NOON + timedelta(minutes=19), dana)) == []
    assert list(running_long(NOON + timedelta(minutes=21), dana)) == [run]


def test_a_job_without_a_habit_is_never_long(dana: Person) -> None:
    make_run(make_job_with_habit(10, runs=4), 99, state="running", started_at=NOON)
    assert list(running_long(NOON + timedelta(hours=5), dana)) == []


def test_a_job_that_failed_twice_is_listed_once_with_its_newest_failure(dana: Person) -> None:
    job = make_job_with_habit(10)
    for number, hours in ((98, 3), (99, 1)):
        make_run(job, number, state="failed", started_at=NOON - timedelta(hours=hours), minutes=1)
    assert [run.run_id for run in failed_lately(NOON, dana)] == ["99"]


def test_a_failure_of_last_week_is_no_news(dana: Person) -> None:
    make_run(make_job_with_habit(10), 99, state="failed", started_at=NOON - timedelta(days=8), minutes=1)
    assert failed_lately(NOON, dana) == []


def test_a_run_that_failed_with_its_part_is_told_once(dana: Person) -> None:
    whole, part = make_job_with_habit(10), Job.objects.create(namespace=make_namespace("airflow://prod"), name="fetch_rates")
    make_run(whole, 98, state="failed", started_at=NOON - timedelta(hours=1), minutes=1)
    failed = make_run(part, 99, state="failed", started_at=NOON - timedelta(hours=1), minutes=1)
    Run.objects.filter(pk=failed.pk).update(parent_run_id="98")
    assert [run.run_id for run in failed_lately(NOON, dana)] == ["99"]


def test_failures_of_jobs_that_write_restricted_assets_stay_hidden(client: Client) -> None:
    cast = make_cast(is_restricted=True)
    job = make_job_with_habit(10)
    asset = make_asset("secrets", domain=cast.domain)
    JobDataset.objects.create(job=job, asset=asset, direction="output", first_seen_at=NOON, last_seen_at=NOON)
    make_run(job, 99, state="failed", started_at=NOON, minutes=1)
    assert failed_lately(NOON, cast.charlie) == []
    assert [run.run_id for run in failed_lately(NOON, cast.bob)] == ["99"]


def test_the_first_event_is_noticed(client: Client) -> None:
    client.force_login(make_person("dan"))
    assert b"Waiting for the first event" in client.get("/first-event/").content


def test_broken_promises_stand_on_top_worst_first_and_hidden_ones_are_not_counted(client: Client) -> None:
    cast = make_cast(is_restricted=True)
    make_asset("db.fine", standing=Standing.KEPT)
    make_asset("db.shaky", standing=Standing.AT_RISK, usage=99)
    make_asset("db.late", standing=Standing.BROKEN)
    make_asset("db.secret", standing=Standing.BROKEN, domain=cast.domain)
    assets = Asset.objects.visible_to(cast.charlie).present().for_listing()
    stand = promises(assets)
    assert (stand.kept, stand.at_risk, stand.broken) == (1, 1, 1)
    assert [asset.name for asset in stand.wrong] == ["db.late", "db.shaky"]
    client.force_login(cast.charlie)
    assert "Late or broken now" in client.get("/").content.decode()


def test_what_one_viewed_and_ones_lists_stand_on_shelves_of_ones_own(client: Client) -> None:
    cast = make_cast()
    asset = make_asset("db.orders", title="The viewed one")
    create_list(person=cast.alice, name="For Monday", team=cast.team)
    client.force_login(cast.bob)
    assert "Recently viewed" not in client.get("/").content.decode()
    client.get(f"/assets/{asset.pk}/")
    page = client.get("/").content.decode()
    assert "Recently viewed" in page
    assert "For Monday" in page
    client.force_login(cast.charlie)
    page = client.get("/").content.decode()
    assert "For Monday" not in page
    assert "No list yet." in page


def test_a_shelf_that_is_not_there_is_told_at_start(settings: Any) -> None:
    settings.HOME_SHELVES = ["feedback.queries.shelves.SHOWN", "feedback.queries.shelves.my_dreams"]
    assert [problem.id for problem in check_shelves(None)] == ["feedback.E002", "feedback.E001"]


def test_how_to_send_events_can_be_read_after_the_first_day(client: Client) -> None:
    client.force_login(make_cast().bob)
    make_asset()
    page = client.get("/send-events/").content.decode()
    assert "curl http://testserver/api/v1/lineage" in page
    assert "/api/v1/gate/" in page
    assert "Nothing has been reported yet" not in page


def test_what_is_asked_of_one_stands_on_the_home_page(client: Client) -> None:
    cast = make_cast()
    asset = make_asset("db.orders", domain=cast.domain, steward=cast.alice)
    request_access(person=cast.charlie, asset=asset, purpose="Campaign report")
    Question.objects.create(asset=asset, author=cast.charlie, text="Is VAT in or out?")
    client.force_login(cast.alice)
    page = client.get("/").content.decode()
    assert "Asked of you" in page and "Campaign report" in page and "Is VAT in or out?" in page
    client.force_login(cast.charlie)
    assert "Asked of you" not in client.get("/").content.decode()
