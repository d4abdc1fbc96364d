"""The whole loop in the browser, on the demo: a wrong figure on a dashboard, its cause upstream, the fix, the word of both reporters."""

import json
import re
import urllib.request
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

Visitor = Callable[..., Page]


def send_good_run(site: str) -> None:
    """Let the producer's next run of the exchange rates succeed, as its scheduler would tell it."""
    event = {
        "eventType": "COMPLETE",
        "eventTime": datetime.now(UTC).isoformat(),
        "producer": "https://example.org/scheduler",
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": {"runId": str(uuid.uuid4())},
        "job": {"namespace": "airflow://airflow.kettle.example", "name": "landing.fetch_fx_rates"},
        "outputs": [{"namespace": "s3://kettle-landing", "name": "fx/rates.csv"}],
    }
    head = {"Content-Type": "application/json"}
    urllib.request.urlopen(urllib.request.Request(f"{site}/api/v1/lineage", json.dumps(event).encode(), head), timeout=10).close()


def report(page: Page, dashboard: str) -> str:
    """Report a wrong figure on a dashboard's column; gives the case's address."""
    page.goto(f"{dashboard}report/")
    page.get_by_label("What did you see?").fill("Today's revenue is not there in euro.")
    page.locator("[name=column_path]").select_option("revenue_eur")
    page.get_by_role("button", name="Report it").click()
    expect(page.locator("h1")).to_have_text("Wrong: Month-end · revenue_eur")
    return page.url


def test_a_wrong_figure_is_reported_traced_fixed_and_confirmed(visitor: Visitor, site: str) -> None:
    hugo, emil, alice = visitor("hugo"), visitor("emil"), visitor("alice")
    hugo.goto("/search/?q=month-end")
    dashboard = hugo.locator("a.hit-name[href^='/assets/']", has_text="Month-end").first.get_attribute("href") or ""
    case = report(hugo, dashboard)
    alice.goto(f"{dashboard}report/")
    alice.get_by_role("button", name="I see it, too").click()

    emil.goto("/inbox/")
    emil.locator("a.hit-name", has_text="Wrong: Month-end").click()
    first = emil.locator(".entries > li").first
    expect(first).to_contain_text("Run of landing.fetch_fx_rates failed")
    first.get_by_role("button", name=re.compile("Send it up")).click()
    expect(emil.locator("h1 + p")).to_contain_text("Waiting on producer")
    expect(emil.locator(".timeline")).to_contain_text("→ Month-end")

    send_good_run(site)
    linked = emil.get_by_text("The producer's next run succeeded. If that fixed it")
    for _ in range(40):
        emil.goto(case)
        if linked.count():
            break
        emil.wait_for_timeout(250)
    expect(linked).to_be_visible()
    emil.get_by_role("button", name="Answer the reporters").click()

    for page in (hugo, alice):
        page.goto(case)
        page.get_by_role("button", name="Yes, it looks right").click()
    expect(alice.locator("h1 + p")).to_contain_text("Solved")
    expect(alice.locator("main")).to_contain_text("The run that fixed it")


def test_the_inbox_is_worked_by_keys(visitor: Visitor) -> None:
    page = visitor("emil")
    page.goto("/inbox/")
    rows = page.locator("[data-inbox] > li")
    page.keyboard.press("j")
    expect(rows.first).to_have_attribute("data-here", "")
    page.keyboard.press("x")
    expect(rows.first.locator("input[type=checkbox]")).to_be_checked()
    page.keyboard.press("3")
    expect(page.get_by_label("Reason")).to_be_focused()
