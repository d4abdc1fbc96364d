"""The audit log: who reads what, filters."""

import pytest
from django.test import Client

from catalog import audit
from tests.make import make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db


def test_entries_of_hidden_assets_are_hidden(client: Client) -> None:
    cast = make_cast(is_restricted=True)
    asset = make_asset("db.salaries", domain=cast.domain)
    with audit.acting(audit.Actor(person=cast.alice)):
        audit.record(verb="asset.described", target=asset, after={"title": "Salaries"})
    for person, is_shown in ((cast.charlie, False), (cast.bob, True), (cast.ada, True)):
        client.force_login(person)
        assert (b"salaries" in client.get("/audit/").content) is is_shown


def test_the_log_is_filtered_by_person_and_verb(client: Client) -> None:
    cast = make_cast()
    asset = make_asset()
    for person, verb in ((cast.alice, "asset.described"), (cast.bob, "asset.tagged")):
        with audit.acting(audit.Actor(person=person)):
            audit.record(verb=verb, target=asset)
    client.force_login(cast.ada)
    assert [entry.verb for entry in client.get("/audit/?who=BOB").context["page"]] == ["asset.tagged"]
    assert [entry.verb for entry in client.get("/audit/?verb=asset.desc").context["page"]] == ["asset.described"]
