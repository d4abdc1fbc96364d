"""Rules that hold on every page: accessible, readable without JavaScript, inside the budgets, no sideways scrolling."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.addresses import OUTSIDE, PLAIN, deep
from tests.browser.visits import AXE, PHONE, TALL, WIDE, Visit, Visitor, judge

Cookies = Callable[[str], list[dict[str, object]]]
ADMINISTRATOR = "dana"
HTML_KB, CSS_KB, JS_KB, LINEAGE_HTML_KB, LINEAGE_CSS_KB, LINEAGE_JS_KB, MOST_REQUESTS = 20, 15, 20, 30, 17, 26, 6


@pytest.fixture(scope="session")
def addresses(site: str, chromium: Browser, session_cookies: Cookies) -> list[str]:
    context = chromium.new_context(base_url=site)
    context.add_cookies(session_cookies(ADMINISTRATOR))
    found = PLAIN + deep(context.new_page())
    context.close()
    return found


@pytest.fixture(scope="session")
def visits(site: str, chromium: Browser, session_cookies: Cookies, addresses: list[str]) -> list[Visit]:
    made = []
    for cookies, listed in ((session_cookies(ADMINISTRATOR), addresses), ([], OUTSIDE)):
        context = chromium.new_context(
            base_url=site, viewport={"width": WIDE, "height": TALL}, color_scheme="light", reduced_motion="reduce"
        )
        context.add_cookies(cookies)
        made += Visitor(context.new_page()).go(listed)
        context.close()
    return made


def test_axe_finds_nothing_serious_in_light_and_dark(visits: list[Visit]) -> None:
    found = [f"{visit.address}: {words}" for visit in visits for words in visit.serious]
    assert not found, "\n".join(found)


def test_looks_that_passed_hide_no_pale_one(visitor: Callable[..., Page]) -> None:
    page = visitor(ADMINISTRATOR)
    page.goto("/me/")
    page.evaluate(AXE)
    assert judge(page) == judge(page) == []
    page.evaluate("document.querySelector('main h1').style.color = '#aaa'")
    assert [words.split()[0] for words in judge(page)] == ["color-contrast"]


def test_nothing_scrolls_sideways_on_a_phone(visits: list[Visit]) -> None:
    assert [(visit.address, visit.width) for visit in visits if visit.width > PHONE] == []


def test_pages_stay_inside_their_budgets(visits: list[Visit]) -> None:
    over = []
    for visit in visits:
        lineage = "/lineage/" in visit.address
        limits = {
            "document": LINEAGE_HTML_KB if lineage else HTML_KB,
            "stylesheet": LINEAGE_CSS_KB if lineage else CSS_KB,
            "script": LINEAGE_JS_KB if lineage else JS_KB,
        }
        over += [f"{visit.address}: {kind} {size / 1024:.1f} KB" for kind, size in visit.sizes.items() if size > limits[kind] * 1024]
        if len(visit.requests) > MOST_REQUESTS + 2 * lineage:
            over.append(f"{visit.address}: {len(visit.requests)} requests {visit.requests}")
    assert all(visit.sizes[kind] for visit in visits for kind in ("document", "stylesheet", "script"))
    assert not over, "\n".join(over)


def test_no_page_asks_a_third_party(visits: list[Visit], site: str) -> None:
    assert {url for visit in visits for url in visit.requests if not url.startswith((site, "data:"))} == set()


def test_no_page_complains_in_the_console(visits: list[Visit]) -> None:
    assert [(visit.address, visit.complaints) for visit in visits if visit.complaints] == []


def test_every_page_can_be_read_without_javascript(visitor: Callable[..., Page], visits: list[Visit]) -> None:
    page = visitor(ADMINISTRATOR, javascript=False)
    page.goto("/sign-in/closed/")  # an address of ours: from elsewhere Chromium loads no icons
    for visit in visits:
        page.set_content(visit.html, wait_until="load")
        assert page.locator("main h1").first.inner_text().strip(), visit.address
        assert len(page.locator("main").inner_text()) > 60, visit.address
