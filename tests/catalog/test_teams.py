"""Teams: founding, members."""

import pytest
from django.test import Client

from catalog.models import Membership, Team
from tests.people import make_cast

pytestmark = pytest.mark.django_db


def test_whoever_founds_a_team_leads_it(client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.ada)
    client.post("/teams/new/", {"slug": "ops", "name": "Operations"})
    assert Membership.objects.get(team__slug="ops").person == cast.ada
    assert Membership.objects.get(team__slug="ops").is_lead


def test_a_lead_takes_people_in_and_lets_them_go(client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.alice)
    client.post("/teams/sales-data/members/", {"handle": "charlie"})
    membership = Membership.objects.get(person=cast.charlie)
    client.post(f"/members/{membership.pk}/remove/")
    assert not Membership.objects.filter(person=cast.charlie).exists()


def test_a_plain_member_changes_nothing(client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.bob)
    assert client.post("/teams/sales-data/members/", {"handle": "charlie"}).status_code == 403
    assert client.post("/teams/sales-data/edit/", {"name": "Mine"}).status_code == 403
    assert Team.objects.get(slug="sales-data").name == "Sales data"


def test_pages_of_teams_show_members(client: Client) -> None:
    client.force_login(make_cast().charlie)
    assert b"2 members" in client.get("/teams/").content
    assert b"Bob" in client.get("/teams/sales-data/").content
