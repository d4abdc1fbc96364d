"""Flows of a user on the lineage and run pages."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.addresses import first_link

Visitor = Callable[..., Page]
NUDGE = 72  # px, the head of a card: what is new may push its neighbours that far up or down, never to another column or past each other
PLACES = """() => Object.fromEntries([...document.querySelectorAll("[data-card]")].map((card) => {
  const at = card.transform.baseVal.consolidate().matrix; return [card.dataset.card, [at.e, at.f]]; }))"""


@pytest.fixture
def lineage(visitor: Visitor) -> Page:
    page = visitor("dana")
    asset = first_link(page, "/search/?q=fct_orders", r"/assets/\d+/")
    page.goto(f"{asset}lineage/?up=1&down=1")
    return page


def offsets(page: Page) -> dict[str, tuple[float, float]]:
    places = page.evaluate(PLACES)
    x, y = places[page.locator(".lg-card.is-focus").get_attribute("data-card")]
    return {card: (round(at[0] - x), round(at[1] - y)) for card, at in places.items()}


def test_opening_a_handle_leaves_the_other_cards_in_place(lineage: Page) -> None:
    before = offsets(lineage)
    lineage.locator("a.lg-up").first.press("Enter")  # wherever the picture is panned to
    lineage.wait_for_function("before => document.querySelectorAll('[data-card]').length > before", arg=len(before))
    after = offsets(lineage)
    shifts = [(after[card][0] - x, after[card][1] - y) for card, (x, y) in before.items()]
    assert all(across == 0 and abs(down) <= NUDGE for across, down in shifts), shifts
    assert sorted(before, key=before.get) == sorted(before, key=after.get)  # column by column, top to bottom


def test_the_address_restores_what_was_opened(lineage: Page, visitor: Visitor) -> None:
    few = len(offsets(lineage))
    lineage.locator("a.lg-up").first.press("Enter")  # wherever the picture is panned to
    lineage.wait_for_function("few => document.querySelectorAll('[data-card]').length > few", arg=few)
    again = visitor("dana")
    again.goto(lineage.url)
    assert offsets(again) == offsets(lineage)


def test_choosing_a_column_tells_its_path_in_words(lineage: Page) -> None:
    lineage.locator(".lg-card.is-focus [data-column]").first.click()
    expect(lineage.locator("#lineage [data-clear]").first).to_be_visible()
    expect(lineage.locator("#lineage > [data-said]")).to_have_text(re.compile(r"\d"))
    assert lineage.locator(".lg-row.is-up, .lg-row.is-down").count()


def test_arrow_keys_go_from_card_to_card(lineage: Page) -> None:
    lineage.locator(".lg-card.is-focus .lg-head").focus()
    focused = "document.activeElement.closest('[data-card]').dataset.card"
    start = lineage.evaluate(focused)
    lineage.keyboard.press("ArrowLeft")
    left = lineage.evaluate(focused)
    assert offsets(lineage)[left][0] < offsets(lineage)[start][0]
    lineage.keyboard.press("ArrowRight")
    assert lineage.evaluate(focused) != left


def test_the_same_handles_work_without_javascript(visitor: Visitor) -> None:
    page = visitor("dana", javascript=False)
    asset = first_link(page, "/search/?q=fct_orders", r"/assets/\d+/")
    page.goto(f"{asset}lineage/?up=1&down=1")
    few = page.locator("[data-card]").count()
    page.goto(f"{asset}lineage/{page.locator('a.lg-up').first.get_attribute('href')}")
    assert page.locator("[data-card]").count() > few
    expect(page.locator("main table").first).to_be_visible()


def test_a_run_is_reached_from_the_day(visitor: Visitor) -> None:
    page = visitor("dana")
    page.goto("/runs/day/")
    page.goto(page.locator(".lx-gantt a").first.get_attribute("href"))
    expect(page.locator("h1")).to_contain_text("Run of")
    expect(page.locator("main")).to_contain_text("Its events")
