"""The whole promise in the browser: a contract from what was observed, a consumer agrees, a change meets a no, is proposed, answered, published."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

Visitor = Callable[..., Page]
ASSET = "kettle.demo_warehouse.raw_ad_spend"
COLUMN = "campaign"


def write_from_observation(alice: Page) -> str:
    """Start from what was observed, say what it is for, keep it, put it in force; gives the contract's address."""
    alice.goto("/contracts/new/")
    alice.get_by_label("Start from the asset").fill(ASSET)
    alice.get_by_role("button", name="Start from it").click()
    expect(alice.locator("main")).to_contain_text("columns as they were seen last")
    alice.get_by_label("What it is for").fill("What the web shop's advertisements cost.")
    alice.get_by_label("What it is for").press("Tab")
    expect(alice.locator("#text")).to_have_value(re.compile("advertisements cost"))
    alice.get_by_role("button", name="Keep as a draft").click()
    alice.get_by_role("button", name="Put 0.1.0 in force").click()
    expect(alice.locator("h1 + p")).to_contain_text("Active")
    return alice.url.partition("?")[0]


def agree(grace: Page, alice: Page, contract: str) -> None:
    """Ask for a column as a consumer's team, and approve it as the producer."""
    grace.goto(contract)
    grace.get_by_role("link", name="Ask for an agreement").click()
    grace.get_by_label("Who relies on it").select_option(label="Team Customer insights")
    grace.get_by_label("What for").fill("Which campaign brought which customers.")
    grace.get_by_label(COLUMN, exact=True).check()
    grace.get_by_role("button", name="Ask for it").click()
    alice.goto(grace.url)
    alice.get_by_role("button", name="Approve").click()
    expect(alice.locator("h1 + p")).to_contain_text("Active")


def ask_and_propose(bob: Page, contract: str) -> None:
    """Ask whether the column may go, hear no, and put the version without it before those it breaks."""
    bob.goto(contract)
    bob.locator("a[href$='/promises/']").first.click()
    bob.get_by_role("link", name="Can I change this?").first.click()
    bob.get_by_label(f"Drop {COLUMN}").check()
    bob.get_by_role("button", name="Who would break?").click()
    expect(bob.locator("#answer")).to_contain_text("Breaks")
    expect(bob.get_by_role("region", name="Consumers")).to_contain_text("Customer insights")

    bob.goto(f"{contract}edit/")
    bob.get_by_role("group", name=f"Column {COLUMN}").get_by_label("Remove").check()
    bob.get_by_role("button", name="Call it 1.0.0").click()
    bob.get_by_role("button", name="Keep as a draft").click()
    expect(bob.get_by_role("complementary")).to_contain_text("Breaks")
    bob.get_by_label("What changes, and why").fill("The network no longer tells us.")
    bob.get_by_role("button", name="Put it before them").click()


def test_a_promise_is_made_relied_on_changed_with_notice_and_published(visitor: Visitor) -> None:
    alice, grace, bob = visitor("alice"), visitor("grace"), visitor("bob")
    contract = write_from_observation(alice)
    agree(grace, alice, contract)
    ask_and_propose(bob, contract)
    proposal = bob.url

    grace.goto("/proposals/?mine=1")
    grace.get_by_role("link", name="1.0.0").click()
    assert grace.url == proposal
    grace.get_by_label("OK for us").check()
    grace.get_by_role("button", name="Answer").click()

    alice.goto(proposal)
    alice.get_by_role("button", name="Publish 1.0.0").click()
    alice.goto(contract)
    expect(alice.locator("h1 + p")).to_contain_text("version 1.0.0")
    expect(alice.locator("main")).to_contain_text(f"property “{COLUMN}” was removed")


def test_form_and_text_follow_each_other(visitor: Visitor) -> None:
    page = visitor("alice")
    page.goto("/contracts/?q=kettle-products")
    page.locator("td.first a").click()
    page.get_by_role("link", name="Draft the next version").click()
    text = page.locator("#text")
    text.fill(text.input_value().replace("name: sku", "name: article"))
    expect(page.get_by_role("group", name="Column article")).to_be_visible()
    expect(text).to_be_focused()
    text.fill("a: [")
    expect(page.locator("#found")).to_contain_text("Can't be kept like this")
    expect(page.get_by_role("group", name="Column article")).to_be_visible()
