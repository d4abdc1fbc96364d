"""Pages and API of deviations, calendars and service levels: what they show, and to whom."""

import pytest
import time_machine
from django.urls import reverse

from config.dates import dated
from contracts.models import Agreement, Deviation, Inheritance
from contracts.queries.gate import gate
from tests.contracts.judging.making import at, deliver, make_clause, pass_time
from tests.lineage.queries.makers import chain
from tests.make import make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast(is_restricted=True)


@pytest.fixture
def late(cast):
    """Raw is late; what is made of it inherits that."""
    raw, *_ = chain("raw", "orders", "report", domain=cast.domain)
    make_clause(raw)
    deliver(raw, at(-1, 7, 50), judge=False)
    with time_machine.travel(at(0, 9)):
        pass_time(at(0, 9))
        yield Deviation.objects.get()


def test_the_list_shows_what_is_broken_and_whom_it_reaches(client, cast, late):
    client.force_login(cast.alice)
    page = client.get(reverse("deviations")).content.decode()
    assert dated(late.words) in page
    assert reverse("deviation", args=[late.pk]) in page
    assert Inheritance.objects.filter(deviation=late).count() == 2


def test_who_may_not_see_the_asset_sees_no_deviation(client, cast, late):
    client.force_login(cast.charlie)
    assert dated(late.words) not in client.get(reverse("deviations")).content.decode()
    assert client.get(reverse("deviation", args=[late.pk])).status_code == 404
    assert client.get(f"/api/v1/deviations/{late.pk}").status_code == 404
    assert client.get(f"/api/v1/gate/{late.asset_id}").status_code == 404
    assert late.words not in "".join(line.decode() for line in client.get(reverse("deviations-csv")))
    client.force_login(cast.bob)
    assert late.words in "".join(line.decode() for line in client.get(reverse("deviations-csv")))


def test_one_deviation_is_looked_after_by_who_says_so(client, cast, late):
    client.force_login(cast.bob)
    assert "I look after it" in client.get(reverse("deviation", args=[late.pk])).content.decode()
    client.post(reverse("deviation-acknowledge", args=[late.pk]))
    late.refresh_from_db()
    assert late.acknowledged_by == cast.bob
    client.post(reverse("deviation-acknowledge", args=[late.pk]), {"undo": "1"})
    late.refresh_from_db()
    assert late.acknowledged_by is None


def test_filters_narrow_the_list(client, cast, late):
    client.force_login(cast.alice)
    hidden, shown = ("state=resolved", "kind=schema", "whose=hits"), ("state=all", "kind=cadence&severity=error", "q=raw", "domain=sales")
    for query, is_there in [*((query, False) for query in hidden), *((query, True) for query in shown)]:
        assert (dated(late.words) in client.get(f"{reverse('deviations')}?{query}").content.decode()) is is_there, query


def test_a_consumers_own_clause_is_seen_by_nobody_else(client, cast):
    asset = make_asset()
    clause = make_clause(asset)
    agreement = Agreement.objects.create(contract=clause.version.contract, consumer_team=cast.team, state="active")
    make_clause(asset, agreement=agreement, key="sla/own", words="there by 06:00 for sales", terms={"value": "06:00"})
    pass_time(at(0, 7))
    deviation = Deviation.objects.get()
    assert list(deviation.hits.values_list("agreement", flat=True)) == [agreement.pk]
    for person, status in ((cast.bob, 200), (cast.charlie, 404)):
        client.force_login(person)
        assert client.get(reverse("deviation", args=[deviation.pk])).status_code == status
    asset.refresh_from_db()
    told = [gate(asset, person) for person in (cast.bob, cast.charlie)]
    assert [(one.verdict, [reason.code for reason in one.reasons]) for one in told] == [("no", ["broken"]), ("yes", ["warning"])]
    assert "06:00" not in told[1].reasons[0].words


def test_the_gate_says_no_until_a_good_run(client, cast, late):
    client.force_login(cast.alice)
    raw, report = late.asset, Inheritance.objects.order_by("-steps").first().asset
    assert client.get(f"/api/v1/gate/{raw.pk}").json()["verdict"] == "no"
    told = client.get(f"/api/v1/gate/{report.namespace.name}/{report.name}").json()
    assert (told["verdict"], told["reasons"][0]["code"], told["reasons"][0]["steps"]) == ("no", "inherited", 2)
    assert client.get(f"/api/v1/gate/{raw.pk}?purpose=continue").json()["verdict"] == "yes"
    with time_machine.travel(at(0, 9, 5)):
        deliver(raw, at(0, 9, 4))
        assert client.get(f"/api/v1/gate/{raw.pk}").json()["verdict"] == "yes"
        assert client.get(f"/api/v1/gate/{report.pk}").json()["verdict"] == "unknown"


def test_the_gate_knows_when_nothing_is_promised(client, cast):
    client.force_login(cast.alice)
    told = client.get(f"/api/v1/gate/{make_asset().pk}").json()
    assert (told["verdict"], [reason["code"] for reason in told["reasons"]]) == ("unknown", ["no_promise"])


@pytest.mark.parametrize("name", ["asset-calendar", "asset-freshness-tile", "asset-contract-tile", "asset"])
def test_an_asset_shows_how_its_promise_was_kept(client, cast, late, name):
    client.force_login(cast.alice)
    page = client.get(reverse(name, args=[late.asset_id]))
    assert page.status_code == 200
    assert "0 of 1" in page.content.decode()


def test_the_calendar_shows_what_came_and_what_is_due(client, cast, late):
    client.force_login(cast.alice)
    page = client.get(reverse("asset-calendar", args=[late.asset_id]) + "?month=2026-03").content.decode()
    assert "Missed" in page and "due" in page


def test_service_levels_count_deliveries_and_stale_minutes(client, cast, late):
    client.force_login(cast.alice)
    page = client.get(reverse("slo")).content.decode()
    assert "0 of 1" in page and "1 of 0 spent" in page and "45 min" in page


def test_the_page_of_a_deviation_names_the_cause_upstream(client, cast, late):
    report = Inheritance.objects.order_by("-steps").first().asset
    make_clause(report)
    pass_time(at(0, 9))
    client.force_login(cast.alice)
    page = client.get(reverse("deviation", args=[Deviation.objects.get(asset=report).pk])).content.decode()
    assert "nothing above it is wrong" in page
    assert reverse("deviation", args=[late.pk]) in page


def test_home_says_what_is_late_now_and_to_whom_it_may(client, cast, late):
    for person, is_there in ((cast.alice, True), (cast.charlie, False)):
        client.force_login(person)
        assert ("Late or broken now" in client.get(reverse("home")).content.decode()) is is_there
