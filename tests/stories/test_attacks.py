"""What an attacker tries from a browser or with a key, each attempted: scripts in words, forged posts, others' rows, extra fields, ways out."""

import json
import os
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from django.test import Client

from catalog.actions.index_assets import index_assets
from catalog.models import ApiKey, AssetList, AuditEntry, Person, Term
from config.settings import ROOT
from feedback.models import Case, Question, Report, Review
from tests.make import make_asset, make_column
from tests.people import as_, make_cast, make_person
from tests.stories.everything import make_everything, make_key

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> [x](javascript:alert(3))"


@pytest.fixture
def poisoned(db):
    """Every field that people or pipelines fill holds a script."""
    cast = make_cast()
    asset = make_asset(
        SCRIPT, title=SCRIPT, purpose=SCRIPT, description=SCRIPT, reported_description=SCRIPT, best_for=SCRIPT, domain=cast.domain
    )
    make_column(asset, SCRIPT, description=SCRIPT, reported_description=SCRIPT, data_type=SCRIPT)
    index_assets([asset.pk])
    AuditEntry.objects.create(verb="asset.described", target_kind="asset", target_id=str(asset.pk), target_name=SCRIPT, request_id="r")
    case = Case.objects.create(asset=asset, title=SCRIPT[:200], column_path=SCRIPT)
    Report.objects.create(case=case, reporter=cast.alice, asset=asset, kind="wrong", text=SCRIPT, evidence=SCRIPT, row_filter=SCRIPT)
    Review.objects.create(asset=asset, author=cast.bob, stars=1, text=SCRIPT, reply=SCRIPT, replied_by=cast.alice)
    Question.objects.create(asset=asset, author=cast.bob, text=SCRIPT).answers.create(author=cast.alice, text=SCRIPT)
    Term.objects.create(domain=cast.domain, name=SCRIPT, definition=SCRIPT)
    AssetList.objects.create(name=SCRIPT, owner=cast.ada)
    Person.objects.update(name=SCRIPT, title=SCRIPT)
    cast.domain.name = cast.domain.description = SCRIPT
    cast.domain.save()
    return cast, asset, case


PAGES = [
    "/",
    "/search/?q=script",
    "/search/?q=%3Cscript%3Ealert(1)%3C/script%3E&domain=%22%3E%3Cimg%20src=x%20onerror=alert(2)%3E",
    "/assets/{asset}/",
    "/assets/{asset}/columns/",
    "/assets/{asset}/lineage/?view=columns",
    "/assets/{asset}/reviews/",
    "/assets/{asset}/ask/",
    "/assets/{asset}/cases/",
    "/assets/{asset}/history/",
    "/assets/{asset}/promises/",
    "/cases/{case}/",
    "/inbox/",
    "/terms/",
    "/lists/",
    "/domains/sales/",
    "/people/",
    "/audit/",
]


class Reader(HTMLParser):
    """Collects what a browser would run: handlers, scripts of the page itself, addresses that are code, pictures nobody placed."""

    def __init__(self, html):
        super().__init__()
        self.runs = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.runs += [f"{tag} {name}" for name, value in attrs if name.startswith("on") or (value or "").strip().startswith("javascript:")]
        if (tag == "script" and not dict(attrs).get("src")) or dict(attrs).get("src") == "x":
            self.runs.append(tag)


def test_the_measure_itself_knows_what_would_run():
    assert Reader(f"{SCRIPT}<a href=' javascript:x'>x</a>").runs == ["script", "img onerror", "img", "a href"]


@pytest.mark.parametrize("page", PAGES)
def test_a_script_in_words_is_shown_not_run(poisoned, page):
    cast, asset, case = poisoned
    answer = as_(cast.ada).get(page.format(asset=asset.pk, case=case.pk))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "alert(1)" in text.replace("<wbr>", "").partition("<main")[2]
    assert Reader(text).runs == []
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_a_post_from_another_site_is_refused(db):
    cast = make_cast()
    asset = make_asset(domain=cast.domain)
    forged = as_(cast.alice, enforce_csrf_checks=True)
    for address in (f"/assets/{asset.pk}/edit/", f"/assets/{asset.pk}/report/", "/keys/", "/sign-out/", "/sign-in/as/", "/theme/"):
        assert forged.post(address, {"part": "describe", "title": "Mine"}, headers={"origin": "https://evil.example"}).status_code == 403
    assert forged.patch(f"/api/v1/assets/{asset.pk}", b'{"title": "Mine"}', content_type="application/json").status_code == 403
    asset.refresh_from_db()
    assert asset.title == ""


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "\thttps://evil.example",
    ],
)
def test_nobody_is_sent_to_another_site(db, target):
    cast = make_cast()
    cast.alice.set_password("a long pass phrase")
    cast.alice.save()
    signed_in = Client().post("/sign-in/", {"login": "alice", "password": "a long pass phrase", "next": target})
    themed = Client().post("/theme/", {"theme": "dark", "next": target})
    assert [signed_in.headers["Location"], themed.headers["Location"]] == ["/", "/"]


def test_extra_fields_change_nothing(db):
    cast = make_cast()
    asset = make_asset(domain=cast.domain)
    extra = {
        "certified_by": cast.bob.pk,
        "certified_at": "2026-01-01",
        "rating": 5,
        "domain": 99,
        "lifecycle": "certified",
        "steward": cast.bob.pk,
    }
    as_(cast.bob).post(f"/assets/{asset.pk}/edit/", {"part": "describe", "title": "Orders", **extra})
    bearer = {"authorization": f"Bearer {make_key(cast.bob, 'read', 'write')}"}
    Client().patch(
        f"/api/v1/assets/{asset.pk}",
        json.dumps({"title": "Orders", "rating": 5, "standing": "kept", "id": 1}),
        "application/json",
        headers=bearer,
    )
    before = (asset.certified_by_id, asset.certified_at, asset.rating, asset.domain_id, asset.lifecycle, asset.steward_id, asset.standing)
    asset.refresh_from_db()
    assert (
        asset.certified_by_id,
        asset.certified_at,
        asset.rating,
        asset.domain_id,
        asset.lifecycle,
        asset.steward_id,
        asset.standing,
    ) == before
    assert asset.title == "Orders"


def test_nobody_makes_himself_an_administrator(db):
    cast = make_cast()
    client = as_(cast.bob)
    client.post("/me/", {"is_administrator": "on", "is_active": "on", "handle": "ada", "current": "", "new": "x"})
    client.post(f"/people/{cast.bob.pk}/standing/", {"is_administrator": "on"})
    client.post("/people/", {"handle": "eve", "name": "Eve", "password": "a long pass phrase", "is_administrator": "on"})
    client.post("/domains/sales/roles/", {"person": cast.bob.pk, "role": "owner"})
    cast.bob.refresh_from_db()
    assert (cast.bob.is_administrator, cast.bob.handle, cast.bob.domain_roles.get().role) == (False, "bob", "contributor")
    assert not Person.objects.filter(handle="eve").exists()


def test_a_reporter_is_who_is_signed_in_whatever_the_form_says(db):
    cast = make_cast()
    asset = make_asset(domain=cast.domain)
    as_(cast.bob).post(
        f"/assets/{asset.pk}/report/", {"kind": "wrong", "text": "Zero", "reporter": cast.ada.pk, "state": "closed", "case": 1}
    )
    report = Report.objects.get()
    assert (report.reporter, report.case.state) == (cast.bob, "new")


def test_rows_of_others_can_not_be_reached_through_ones_own(db):
    world = make_everything()
    outsider, hidden = world.people["outsider"], world.by_word["asset_id"]
    seen = make_asset("open")
    client = as_(outsider)
    mine = AssetList.objects.create(name="Mine", owner=outsider)
    client.post(f"/assets/{hidden}/save/", {"list": mine.pk})
    client.post(f"/cases/{world.by_word['case_id']}/join/", {"asset": seen.pk, "text": "me too"})
    client.post(
        f"/assets/{seen.pk}/report/",
        {"kind": "wrong", "text": "Zero", "review": world.by_word["review_id"], "run_id": world.by_name["run"]},
    )
    compared = client.get(f"/compare/?a={seen.pk}&a={hidden}").content.decode()
    assert mine.entries.count() == 0
    assert Report.objects.filter(case=world.by_word["case_id"]).count() == 1
    assert Review.objects.get(pk=world.by_word["review_id"]).case_id is None
    assert "secret" not in compared
    for address in (
        "/search/?q=secret",
        "/api/v1/assets",
        "/jobs/?q=secret",
        "/runs/",
        "/deviations/?state=all",
        "/tests/",
        "/charts/",
        "/",
    ):
        assert "secret." not in client.get(address).content.decode(), address


def test_a_key_never_opens_a_page_and_makes_no_key(db):
    cast = make_cast()
    bearer = {"authorization": f"Bearer {make_key(cast.ada, 'read', 'write', 'admin', 'ingest')}"}
    assert Client().get("/people/", headers=bearer).headers["Location"].startswith("/sign-in/")
    assert Client().post("/api/v1/keys", {"name": "more", "scopes": ["admin"]}, "application/json", headers=bearer).status_code == 403
    assert ApiKey.objects.count() == 1


def test_a_key_of_a_closed_account_opens_nothing(db):
    eve = make_person("eve")
    bearer = {"authorization": f"Bearer {make_key(eve, 'read', 'write')}"}
    assert Client().get("/api/v1/assets", headers=bearer).status_code == 200
    Person.objects.filter(pk=eve.pk).update(is_active=False)
    assert Client().get("/api/v1/assets", headers=bearer).status_code == 401


def test_djangos_own_check_of_a_deployment_finds_nothing(tmp_path):
    production = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PROVENDER_HOME": str(tmp_path),
        "PROVENDER_BEHIND_TLS": "1",
        "PROVENDER_DEMO": "0",
        "PROVENDER_ALLOWED_HOSTS": "data.example",
        "PROVENDER_SECRET_KEY": "k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyz!",
    }
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    ours = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}  # a browser test sets it
    done = subprocess.run(command, cwd=ROOT, env={**ours, **production}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
