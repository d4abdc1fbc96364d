"""Access: asked for with a purpose, decided by a steward, ended by time or by hand."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Domain
from feedback.actions import access as acts
from feedback.connecting import Place, snippets
from feedback.models import AccessRequest
from feedback.queries.access import has_access
from tests.make import make_asset
from tests.people import as_, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def asset(cast):
    return make_asset("shop.public.orders", columns=["id", "net"], domain=cast.domain, steward=cast.alice)


def ask(cast, asset):
    return acts.request_access(person=cast.charlie, asset=asset, purpose="Campaign report")


def test_from_the_request_to_the_query(cast, asset):
    outsider, steward = as_(cast.charlie), as_(cast.alice)
    assert "psql" not in outsider.get(f"/assets/{asset.pk}/access/").content.decode()
    outsider.post(f"/assets/{asset.pk}/access/", {"purpose": "Campaign report"})
    request = AccessRequest.objects.get()
    assert "Campaign report" in steward.get("/access-requests/").content.decode()
    steward.post(f"/access-requests/{request.pk}/decide/", {"do": "approve", "answer": "Until the end of the campaign"})
    page = outsider.get(f"/assets/{asset.pk}/access/").content.decode()
    assert "You have access" in page and "FROM public.orders" in page
    assert "Until the end of the campaign" in outsider.get("/me/access/").content.decode()


def test_nobody_asks_twice_and_a_no_says_why(cast, asset):
    request = ask(cast, asset)
    with pytest.raises(acts.CannotRequest, match="already"):
        ask(cast, asset)
    with pytest.raises(acts.CannotRequest, match="Say why not"):
        acts.decide_access(request=request, decision=acts.Decision(is_approved=False), person=cast.alice)
    acts.decide_access(request=request, decision=acts.Decision(is_approved=False, answer="Personal data"), person=cast.alice)
    with pytest.raises(acts.CannotRequest, match="rejected already"):
        acts.decide_access(request=request, decision=acts.Decision(is_approved=True), person=cast.alice)
    assert ask(cast, asset).state == "requested"  # one may ask again


def test_access_ends_after_its_last_day(cast, asset):
    request = ask(cast, asset)
    tomorrow = timezone.localdate() + timedelta(days=1)
    acts.decide_access(request=request, decision=acts.Decision(is_approved=True, expires_on=tomorrow), person=cast.alice)
    assert acts.expire_access(today=tomorrow) == 0
    assert has_access(asset, cast.charlie)
    assert acts.expire_access(today=tomorrow + timedelta(days=1)) == 1
    assert not has_access(asset, cast.charlie)


def test_a_steward_ends_access_with_a_reason(cast, asset):
    request = ask(cast, asset)
    acts.decide_access(request=request, decision=acts.Decision(is_approved=True), person=cast.alice)
    request.refresh_from_db()
    acts.revoke_access(request=request, reason="The campaign is over", person=cast.alice)
    assert not has_access(asset, cast.charlie)


def test_others_decide_nothing(cast, asset):
    request = ask(cast, asset)
    for person in (cast.charlie, cast.bob):
        assert as_(person).post(f"/access-requests/{request.pk}/decide/", {"do": "approve"}).status_code == 404
    with pytest.raises(acts.CannotRequest, match="your own"):
        acts.withdraw_request(request=request, person=cast.bob)


def test_a_domain_with_its_own_tickets_gets_the_asset_filled_in(cast, asset):
    Domain.objects.update(ticket_url="https://tickets.example/new?about={name}&nr={id}")
    page = as_(cast.charlie).get(f"/assets/{asset.pk}/access/").content.decode()
    assert f"https://tickets.example/new?about=shop.public.orders&amp;nr={asset.pk}" in page


def test_a_ticket_address_that_is_not_https_is_refused(cast):
    answer = as_(cast.alice).post("/domains/sales/edit/", {"name": "Sales", "ticket_url": "javascript:alert(1)"})
    assert answer.status_code == 422


def test_data_nobody_found_is_asked_for_and_reaches_the_stewards(cast, asset):
    as_(cast.charlie).post("/data-requests/new/", {"wanted": "Weather by shop", "purpose": "Forecast"})
    assert "Weather by shop" in as_(cast.alice).get("/access-requests/").content.decode()
    assert "Weather by shop" not in as_(cast.bob).get("/access-requests/").content.decode()


@pytest.mark.parametrize(
    ("platform", "namespace", "name", "line"),
    [
        ("postgres", "postgres://db:5433", "shop.public.orders", 'psql "host=db port=5433 dbname=shop"'),
        ("s3", "s3://lake", "orders/2026.parquet", "s3://lake/orders/2026.parquet"),
        ("bigquery", "bigquery", "p.d.t", "FROM `p.d.t`"),
        ("kafka", "kafka://broker:9092", "orders", "--bootstrap-server broker:9092 --topic orders"),
        ("abacus", "abacus://x", "beads", "abacus://x\nbeads"),
    ],
)
def test_how_to_query_is_written_for_the_platform(platform, namespace, name, line):
    assert any(line in snippet.text for snippet in snippets(Place(platform, namespace, name)))
