"""Outgoing events: signed, retried, replayed, polled; and only what the hook's team may see."""

import hashlib
import hmac
import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from catalog.actions.keys import create_key
from catalog.models import Domain, Team
from feedback.actions.alerts.hooks import CannotMakeHook, Wanted, make_hook, replay
from feedback.actions.alerts.queueing import Event as Announced
from feedback.actions.alerts.queueing import happen
from feedback.actions.alerts.spreading import note_runs, spread
from feedback.alerting.envelope import TYPES, Event, body, headers
from feedback.models import Delivery, Happening, Hook
from tests.contracts.judging.making import deliver, make_clause
from tests.feedback.alerts.making import make_agreement, make_deviation, tell_and_deliver

pytestmark = pytest.mark.django_db
DOCUMENTED = Path(__file__).parents[3] / "docs" / "reference" / "webhooks.md"


def hook(cast, receiver, *, team=None, **wanted):
    return make_hook(name="dagster", url=f"{receiver.url}/start", person=cast.bob, team=team or cast.team, wanted=Wanted(**wanted))


def is_signed(call, key):
    said = call.headers["Provender-Timestamp"].encode() + b"." + call.body
    return call.headers["Provender-Signature"] == "v1=" + hmac.new(key.encode(), said, hashlib.sha256).hexdigest()


def test_a_pipeline_starts_on_a_delivery(cast, orders, receiver):
    _, key = hook(cast, receiver, types=["asset.delivered"], assets=[orders.pk])
    note_runs([deliver(orders, timezone.now(), judge=False).pk])
    make_deviation(orders)
    tell_and_deliver()
    (call,) = receiver.calls
    assert is_signed(call, key) and not is_signed(call, "another")
    said = call.json()
    assert call.headers["Content-Type"].startswith("application/cloudevents+json")
    assert (said["specversion"], said["type"], said["schemaversion"]) == ("1.0", "provender.asset.delivered", "1")
    assert said["data"]["asset"]["name"] == "orders" and said["subject"] == f"assets/{orders.pk}"


def test_a_hook_hears_what_its_team_may_see(cast, orders, receiver):
    others = Team.objects.create(slug="others", name="Others")
    others.memberships.create(person=cast.charlie)
    make_hook(name="theirs", url=f"{receiver.url}/theirs", person=cast.charlie, team=others, wanted=Wanted())
    hook(cast, receiver)
    Domain.objects.update(is_restricted=True)
    make_deviation(orders)
    tell_and_deliver()
    assert [call.path for call in receiver.calls] == ["/start"]


def test_what_others_agreed_is_told_to_the_parties_alone(cast, orders, receiver):
    others, third = (Team.objects.create(slug=slug, name=slug) for slug in ("others", "third"))
    for team in (others, third):
        team.memberships.create(person=cast.charlie)
        make_hook(name=team.slug, url=f"{receiver.url}/{team.slug}", person=cast.charlie, team=team, wanted=Wanted())
    make_deviation(orders, clause=make_clause(orders, agreement=make_agreement(orders, consumer_team=others)))
    tell_and_deliver()
    assert [call.path for call in receiver.calls] == ["/others"]


def test_what_a_hooks_team_may_not_see_is_not_sent_by_hand_either(cast, orders, receiver):
    others = Team.objects.create(slug="others", name="Others")
    others.memberships.create(person=cast.charlie)
    theirs, _ = make_hook(name="", url=receiver.url, person=cast.charlie, team=others, wanted=Wanted())
    make_deviation(orders, clause=make_clause(orders, agreement=make_agreement(orders, consumer_team=cast.team)))
    make_deviation(orders, words="for all")
    spread(timezone.now())
    agreed, for_all = Happening.objects.order_by("pk")
    with pytest.raises(CannotMakeHook, match="may not see"):
        replay(hook=theirs, happening=agreed)
    assert replay(hook=theirs, happening=for_all).happening == for_all
    Domain.objects.update(is_restricted=True)
    with pytest.raises(CannotMakeHook, match="may not see"):
        replay(hook=theirs, happening=for_all)


def test_hooks_are_made_for_teams_of_ones_own_and_outside_addresses(cast, orders, settings):
    with pytest.raises(CannotMakeHook, match="team of yours"):
        make_hook(name="", url="https://example.org/", person=cast.charlie, team=cast.team, wanted=Wanted())
    with pytest.raises(CannotMakeHook, match="public internet"):
        make_hook(name="", url="http://127.0.0.1/", person=cast.bob, team=cast.team, wanted=Wanted())
    with pytest.raises(CannotMakeHook, match="no event"):
        make_hook(name="", url="https://example.org/", person=cast.bob, team=cast.team, wanted=Wanted(types=["nonsense"]))


def test_the_page_shows_the_key_once_tries_and_sends_again(cast, orders, receiver):
    browser = Client()
    browser.force_login(cast.bob)
    made = browser.post("/hooks/", {"url": f"{receiver.url}/secret-path", "team": cast.team.pk, "name": "CI"}).content.decode()
    assert re.search(r"prv_\w{40,}", made)
    found = Hook.objects.get()
    listed = browser.get("/hooks/").content.decode()
    assert "CI" in listed and "prv_" not in listed and "secret-path" not in listed
    make_deviation(orders)
    tell_and_deliver()
    browser.post(f"/hooks/{found.pk}/do/", {"do": "try"})
    browser.post(f"/hooks/{found.pk}/do/", {"do": "replay", "happening": Happening.objects.get().pk})
    tell_and_deliver()
    first, test, again = (call.json() for call in receiver.calls)
    assert first["id"] == again["id"] and test["type"] == "provender.test"
    assert "deviation.opened" in browser.get(f"/hooks/{found.pk}/").content.decode()
    browser.force_login(cast.charlie)
    assert browser.get(f"/hooks/{found.pk}/").status_code == 404
    assert browser.post(f"/hooks/{found.pk}/do/", {"do": "remove"}).status_code == 404


def api(person, method, path, scopes=("read", "write"), **data):
    _, secret = create_key(name="ci", scopes=scopes, person=person)
    call = getattr(Client(), method)
    kept = {"data": json.dumps(data), "content_type": "application/json"} if method == "post" else {}
    return call(f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"}, **kept)


def test_pipelines_poll_without_missing_anything(cast, orders):
    for words in ("one", "two", "three"):
        make_deviation(orders, words=words)
        spread(timezone.now())
    first = api(cast.charlie, "get", "happenings?limit=2").json()
    second = api(cast.charlie, "get", f"happenings?after={first['next']}").json()
    assert [row["data"]["words"] for row in (*first["results"], *second["results"])] == ["one", "two", "three"]
    assert api(cast.charlie, "get", f"happenings?after={second['next']}").json() == {"results": [], "next": second["next"]}
    assert api(cast.charlie, "get", "happenings?after=x").status_code == 400
    assert api(cast.charlie, "get", "happenings?type=case.opened").json()["results"] == []


def test_what_a_caller_may_not_see_did_not_happen(cast, orders):
    make_deviation(orders)
    spread(timezone.now())
    Domain.objects.update(is_restricted=True)
    assert api(cast.charlie, "get", "happenings").json()["results"] == []
    assert len(api(cast.alice, "get", "happenings").json()["results"]) == 1


def test_hooks_over_the_api(cast, orders, receiver):
    made = api(cast.bob, "post", "hooks", url=f"{receiver.url}/x", team="sales-data", types=["deviation.opened"])
    assert made.status_code == 201 and made.json()["key"].startswith("prv_") and "url" not in made.json()
    number = made.json()["id"]
    make_deviation(orders)
    tell_and_deliver()
    happened = Happening.objects.get()
    assert api(cast.bob, "post", f"hooks/{number}/replay", happening=happened.pk).status_code == 202
    assert api(cast.bob, "post", f"hooks/{number}/test").status_code == 202
    assert [row["state"] for row in api(cast.bob, "get", f"hooks/{number}/deliveries").json()] == ["queued", "queued", "sent"]
    assert "key" not in api(cast.bob, "get", "hooks").json()[0]
    for method, path in (("get", ""), ("get", "/deliveries"), ("post", "/test"), ("delete", "")):
        assert api(cast.charlie, method, f"hooks/{number}{path}").status_code == 404
    assert api(cast.bob, "post", "hooks", scopes=["read"], url=receiver.url).status_code == 403
    assert api(cast.bob, "delete", f"hooks/{number}").status_code == 204 and not Delivery.objects.exists()


def test_the_reference_says_what_is_sent():
    text = DOCUMENTED.read_text()
    assert set(re.findall(r"^\| `([a-z.]+)` \|", text, re.MULTILINE)) >= set(TYPES)
    block = re.search(r"```json\n(.*?)```", text, re.DOTALL)[1]
    example = json.loads(block)
    event = Event(example["id"], example["type"].removeprefix("provender."), example["subject"], example["time"], example["data"])
    assert json.loads(body(event, origin=example["source"])) == example
    sent = headers(b"{}", key="k", timestamp=1, event=event, delivery=1)
    assert all(f"`{name}`" in text for name in sent)


def test_the_documented_check_of_a_signature_works():
    code = re.search(r"```python\n(.*?)```", DOCUMENTED.read_text(), re.DOTALL)[1]
    known: dict = {}
    exec(code, known)  # our own example
    event = Event("x", "test", "test", "2026-03-02T12:00:00+00:00", {})
    content = body(event, origin="https://provender.example")
    now = int(timezone.now().timestamp())
    fresh = headers(content, key="prv_key", timestamp=now, event=event, delivery=1)
    stale = headers(content, key="prv_key", timestamp=now - 3_600, event=event, delivery=1)
    assert known["is_genuine"](fresh, content, "prv_key")
    assert not known["is_genuine"](fresh, content + b" ", "prv_key")
    assert not known["is_genuine"](fresh, content, "prv_other") and not known["is_genuine"](stale, content, "prv_key")


def test_what_is_about_no_asset_is_heard_by_administrators_hooks_alone(cast, receiver):
    hook(cast, receiver)
    make_hook(name="all", url=f"{receiver.url}/all", person=cast.ada, team=None, wanted=Wanted())
    happen(Announced("contract.published", "version/1/active", timezone.now(), {"contract": "x"}))
    tell_and_deliver()
    assert [call.path for call in receiver.calls] == ["/all"]
