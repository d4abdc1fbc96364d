"""Rules that hold on every page: accessible, readable without JavaScript, inside the budgets, no sideways scrolling."""

import gzip
from collections import Counter
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response

from tests.browser.addresses import PLAIN, deep

Visitor = Callable[..., Page]
ADMINISTRATOR = "dana"
PHONE = 390
HTML_KB, CSS_KB, JS_KB, LINEAGE_HTML_KB, LINEAGE_CSS_KB, LINEAGE_JS_KB, MOST_REQUESTS = 20, 15, 20, 30, 17, 26, 6


@pytest.fixture(scope="session")
def addresses(site: str, chromium: Browser, session_cookies: Callable[[str], list[dict[str, object]]]) -> list[str]:
    context = chromium.new_context(base_url=site)
    context.add_cookies(session_cookies(ADMINISTRATOR))
    found = PLAIN + deep(context.new_page())
    context.close()
    return found


def _serious(page: Page, address: str, **rules: object) -> list[str]:
    violations = Axe().run(page, options={"resultTypes": ["violations"], **rules}).response["violations"]
    return [
        f"{address}: {v['id']} {v['nodes'][0]['target']} {v['nodes'][0].get('failureSummary', '')[:160]}"
        for v in violations
        if v["impact"] in {"serious", "critical"}
    ]


def test_axe_finds_nothing_serious_in_light_and_dark(visitor: Visitor, addresses: list[str]) -> None:
    page = visitor(ADMINISTRATOR)
    found = []
    for address in addresses:
        page.emulate_media(color_scheme="light")
        page.goto(address)
        found += _serious(page, address)
        page.emulate_media(color_scheme="dark")  # the same document: only its colours can differ
        found += _serious(page, f"{address} (dark)", runOnly=["color-contrast", "link-in-text-block"])
    assert not found, "\n".join(found)


def test_every_page_can_be_read_without_javascript(visitor: Visitor, addresses: list[str]) -> None:
    page = visitor(ADMINISTRATOR, javascript=False)
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None and answer.status == 200, address
        assert page.locator("main h1").first.inner_text().strip(), address
        assert len(page.locator("main").inner_text()) > 60, address


def test_nothing_scrolls_sideways_on_a_phone(visitor: Visitor, addresses: list[str]) -> None:
    page = visitor(ADMINISTRATOR, width=PHONE)
    wide = []
    for address in addresses:
        page.goto(address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE:
            wide.append(f"{address}: {width}")
    assert not wide


class Scales:
    """Weighs what a page loads: gzipped bytes by kind of file, and the addresses asked for."""

    def __init__(self, page: Page) -> None:
        self.sizes: Counter[str] = Counter()
        self.requests: list[str] = []
        self.known: dict[str, int] = {}
        page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.on("response", self.weigh)

    def weigh(self, response: Response) -> None:
        self.requests.append(response.url)
        kind = response.request.resource_type
        if kind in {"document", "stylesheet", "script"} and response.ok:
            if kind == "document" or response.url not in self.known:
                self.known[response.url] = len(gzip.compress(response.body(), 9))
            self.sizes[kind] += self.known[response.url]

    def empty(self) -> None:
        self.sizes.clear()
        self.requests.clear()


def test_pages_stay_inside_their_budgets(visitor: Visitor, addresses: list[str]) -> None:
    page = visitor(ADMINISTRATOR)
    scales = Scales(page)
    over = []
    for address in addresses:
        scales.empty()
        page.goto(address)
        page.wait_for_timeout(100)  # fragments that load by themselves
        lineage = "/lineage/" in address
        limits = {
            "document": LINEAGE_HTML_KB if lineage else HTML_KB,
            "stylesheet": LINEAGE_CSS_KB if lineage else CSS_KB,
            "script": LINEAGE_JS_KB if lineage else JS_KB,
        }
        over += [f"{address}: {kind} {size / 1024:.1f} KB" for kind, size in scales.sizes.items() if size > limits[kind] * 1024]
        if len(scales.requests) > MOST_REQUESTS + 2 * lineage:
            over.append(f"{address}: {len(scales.requests)} requests {scales.requests}")
    assert scales.sizes["script"] > 0
    assert not over, "\n".join(over)


def test_no_page_asks_a_third_party(visitor: Visitor, addresses: list[str], site: str) -> None:
    page = visitor(ADMINISTRATOR)
    foreign: list[str] = []
    page.on("request", lambda request: foreign.append(request.url) if not request.url.startswith((site, "data:")) else None)
    for address in addresses:
        page.goto(address)
    assert not foreign
