"""The DataOps report: every number is what its rows say, nobody sees of others' data, and it leads to its rows."""

import csv
import io
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from contracts.models import Clause, DataTest, DataTestResult, Deviation
from feedback.models import Case, Question, Report
from feedback.queries.report import Asked, report
from feedback.queries.report_rows import report_rows
from tests.contracts.judging.making import make_version
from tests.lineage.queries.makers import link, make_job, make_run, touch
from tests.make import make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HOUR = timedelta(hours=1)


def figures(person, **asked):
    page = report(person, Asked(**asked), NOW)
    return {figure.measure.key: figure for _, group in page.groups for figure in group}


@pytest.fixture
def scene():
    cast = make_cast(is_restricted=True)
    asset = make_asset(kind="table", domain=cast.domain, owner_team=cast.team)
    job = make_job(owner_team=cast.team)
    link(make_asset("raw"), asset, job)
    for number, state in enumerate(["completed", "completed", "failed", "running"]):
        touch(make_run(job, f"r{number}", state=state, last_event_at=NOW - number * HOUR), asset)
    return cast, asset


def add_deviation(asset, repaired=None):
    version = make_version(asset.name)
    clause = Clause.objects.create(
        version=version, asset=asset, key="k", kind="service", property="freshness", in_force_from=NOW, words="w"
    )
    begun = NOW - 5 * HOUR
    Deviation.objects.create(
        asset=asset, clause=clause, key="k", words="Stale", opened_at=begun, noted_at=begun + HOUR, resolved_at=repaired
    )


def test_the_share_of_failed_runs_counts_runs_that_ended(scene):
    cast, _ = scene
    number = figures(cast.ada)["runs"].number
    assert (number.part, number.total, round(number.share, 1)) == (1, 3, 33.3)


def test_an_error_of_a_test_is_no_failure(scene):
    cast, asset = scene
    test = DataTest.objects.create(name="t", asset=asset, kind="business", state="active")
    for outcome in ("passed", "failed", "error", "learning"):
        DataTestResult.objects.create(test=test, at=NOW, outcome=outcome)
    assert (figures(cast.ada)["tests"].number.part, figures(cast.ada)["tests"].number.total) == (1, 2)
    assert report(cast.ada, Asked(), NOW).standing[0].number.part == 1


def test_times_are_medians_of_what_is_over(scene):
    cast, asset = scene
    add_deviation(asset)
    add_deviation(make_asset("b", domain=cast.domain), repaired=NOW - HOUR)
    found = figures(cast.ada)
    assert (found["detect"].number.median, found["detect"].number.total) == (HOUR, 2)
    assert (found["repair"].number.median, found["repair"].number.total) == (4 * HOUR, 1)


def test_replies_fixes_and_closed_loops(scene):
    cast, asset = scene
    for hours in (1, 2, 9):
        begun = NOW - 10 * HOUR
        case = Case.objects.create(
            asset=asset, title="x", opened_at=begun, first_reply_at=begun + hours * HOUR, solved_at=NOW, state="solved", outcome="fixed"
        )
        Report.objects.create(case=case, reporter=cast.bob, asset=asset, kind="wrong", text="x", agreed_at=NOW if hours == 1 else None)
    Question.objects.create(asset=asset, author=cast.bob, text="?").answers.create(author=cast.alice, text="!", accepted_at=NOW)
    found = figures(cast.alice)
    assert (found["reply"].number.median, found["fix"].number.median) == (2 * HOUR, 10 * HOUR)
    assert (found["reports"].number.part, found["reports"].number.total) == (1, 3)
    assert (found["questions"].number.part, found["answers"].number.total) == (1, 1)


def test_who_may_not_see_the_data_counts_none_of_it(scene):
    cast, asset = scene
    add_deviation(asset)
    page = report(cast.charlie, Asked(), NOW)
    assert {figure.number.total for _, group in page.groups for figure in group} == {0}
    assert page.places == ()
    assert figures(cast.charlie, domain="sales")["runs"].number.total == 0


def test_it_narrows_to_a_domain_and_a_team_and_lists_them(scene):
    cast, _ = scene
    make_run(make_job("elsewhere"), "x", state="failed", last_event_at=NOW)
    assert figures(cast.ada)["runs"].number.total == 4
    assert figures(cast.ada, domain="sales")["runs"].number.total == 3
    assert figures(cast.ada, team="sales-data")["runs"].number.total == 3
    assert [(place.name, place.numbers[0].part) for place in report(cast.ada, Asked(by="team"), NOW).places] == [("Sales data", 1)]
    assert [place.name for place in report(cast.ada, Asked(), NOW).places] == ["Sales"]


def test_weeks_add_up_to_the_whole_and_old_rows_are_left_out(scene):
    cast, asset = scene
    touch(make_run(make_job("old"), "o", state="failed", last_event_at=NOW - timedelta(weeks=40)), asset)
    found = figures(cast.ada, weeks=26)["runs"]
    assert (len(found.weeks), sum(number.total for _, number in found.weeks)) == (26, found.number.total)
    assert figures(cast.ada, weeks=52)["runs"].number.total == found.number.total + 1


def len_of(href, person):
    """Count the rows on the page of an address."""
    address = urlsplit(href)
    said = dict(parse_qsl(address.query))
    return report_rows(person, address.path.split("/")[2], Asked.read(said), said.get("which", ""), NOW, "").page.paginator.count


def test_every_number_leads_to_exactly_its_rows(scene):
    cast, asset = scene
    add_deviation(asset, repaired=NOW)
    test = DataTest.objects.create(name="t", asset=asset, kind="business", state="active")
    DataTestResult.objects.create(test=test, at=NOW, outcome="failed")
    Question.objects.create(asset=asset, author=cast.bob, text="?").answers.create(author=cast.alice, text="!", accepted_at=NOW)
    page = report(cast.alice, Asked(weeks=4, by="team", domain="sales"), NOW)
    figures = [*page.standing, *(figure for _, group in page.groups for figure in group)]
    numbers = [number for figure in figures for number in (figure.number, *(number for _, number in figure.weeks[-1:]))]
    numbers += [number for place in page.places for number in place.numbers]
    led = {number.href: number.total for number in numbers} | {
        number.part_href: number.part for number in numbers if number.part is not None
    }
    assert {href: len_of(href, cast.alice) for href in led} == led
    assert sum(count > 0 for count in led.values()) > 10


def test_the_rest_of_a_share_is_listed_too_each_row_with_its_page(scene):
    cast, _ = scene
    client = Client()
    client.force_login(cast.alice)
    found = client.get("/report/runs/?which=rest").context["found"]
    assert (found.page.paginator.count, {line.is_part for line in found.lines}) == (2, {False})
    assert {client.get(line.href).status_code for line in found.lines} == {200}
    assert client.get("/report/nothing/").status_code == 404
    assert client.get("/report/runs/?week=0001-01-01&which=x&page=x&domain=%00").status_code == 200


def test_odd_addresses_narrow_nothing(scene):
    cast, _ = scene
    client = Client()
    client.force_login(cast.alice)
    assert client.get("/report/?weeks=x&by=%00&domain=%00&team='").status_code == 200


def test_the_table_and_the_api_say_the_same(scene):
    cast, _ = scene
    client = Client()
    client.force_login(cast.alice)
    rows = list(csv.DictReader(io.StringIO(b"".join(client.get("/report.csv")).decode())))
    said = client.get("/api/v1/report").json()["figures"]
    whole = next(row for row in rows if row["measure"] == "runs" and row["week"] == "")
    runs = next(figure for figure in said if figure["key"] == "runs")
    assert (whole["rows"], whole["of_which"], whole["percent"]) == ("3", "1", "33.33")
    assert (runs["all"]["total"], runs["all"]["part"], len(runs["weeks"])) == (3, 1, 12)
