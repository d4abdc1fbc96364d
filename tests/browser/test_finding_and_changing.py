"""Flows of a user in the catalog: finding, switching roles, describing and undoing, keys."""

import json
import re
import urllib.request
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

Visitor = Callable[..., Page]


def test_the_slash_key_goes_to_search_and_results_come_while_typing(visitor: Visitor) -> None:
    page = visitor()
    page.goto("/assets/")
    page.keyboard.press("/")
    page.keyboard.type("revenue")
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_contain_text("Revenue by day")
    box = page.locator("main input[name=q]")
    box.fill("")
    box.press_sequentially("parcel")
    expect(page.locator("#results")).to_contain_text("found for “parcel”")
    assert "q=parcel" in page.url


def test_on_a_phone_results_come_before_the_facets(visitor: Visitor) -> None:
    page = visitor(width=390)
    page.goto("/search/?q=orders")
    expect(page.locator(".facets a").first).not_to_be_visible()
    page.locator("summary", has_text="Narrow down").click()
    page.locator(".facets a", has_text="postgres").click()
    expect(page.locator(".fold > summary .badge")).to_have_text("postgres")


def test_one_role_is_left_for_another(visitor: Visitor) -> None:
    page = visitor("charlie")
    page.goto("/domains/")
    expect(page.locator("main")).not_to_contain_text("Customers")
    page.context.clear_cookies()
    page.goto("/domains/")
    page.locator("button[name=handle][value=alice]").click()
    expect(page.locator("h1")).to_have_text("Domains")
    expect(page.locator("main")).to_contain_text("Customers")


def test_a_description_is_changed_and_taken_back(visitor: Visitor) -> None:
    page = visitor("alice")
    page.goto("/search/?q=fct_orders")
    page.locator("#results a.hit-name").first.click()
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Purpose").fill("Written by a browser.")
    page.get_by_role("button", name="Save words").click()
    expect(page.locator(".lead")).to_have_text("Written by a browser.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".lead")).not_to_have_text("Written by a browser.")


def test_a_new_key_posts_an_event_that_is_listed(visitor: Visitor, site: str) -> None:
    page = visitor("dana")
    page.goto("/keys/")
    page.get_by_label("Name").fill("browser test")
    page.get_by_role("button", name="Make key").click()
    secret = page.locator(".secret code").first.inner_text()
    job = f"job_{uuid.uuid4().hex[:8]}"
    event = {
        "eventType": "COMPLETE",
        "eventTime": datetime.now(UTC).isoformat(),
        "producer": "https://kettle.example/demo/browser-test",
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": {"runId": str(uuid.uuid4())},
        "job": {"namespace": "browser", "name": job},
    }
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{site}/api/v1/lineage", json.dumps(event).encode(), headers)  # our own server
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status < 300
    page.goto("/events/")
    expect(page.locator("main")).to_contain_text(job)


def test_the_strip_of_deliveries_says_its_outcomes_in_words(visitor: Visitor) -> None:
    page = visitor()
    page.goto("/search/?q=fct_orders")
    page.locator("#results a.hit-name").first.click()
    expect(page.locator(".tile-strip .tile-note")).to_have_text(re.compile(r"kept \d+ of \d+"))
