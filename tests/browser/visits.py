"""One visit to each page by an administrator, and all that the rules of every page ask of it."""

import gzip
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, Response

WIDE, PHONE, TALL = 1280, 390, 900
# Fragments that load by themselves are asked for as soon as a page has been painted.
PAINTED = "new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted)))"
MOMENT_MS, MOST_MOMENTS = 20, 500
LOOKS = Path(__file__).with_name("looks.js").read_text(encoding="utf-8")
AXE = Axe().axe_script
RUN = "rules => axe.run(document, { resultTypes: ['violations'], ...rules }).then(found => found.violations)"
# Colours are judged by looks.js. Preloading would fetch each style sheet again, for rules that aren't asked.
ALL_BUT_COLOURS = {"preload": False, "rules": {"color-contrast": {"enabled": False}, "link-in-text-block": {"enabled": False}}}


@dataclass(slots=True)
class Visit:
    """A page as it was met.

    Its `html`, `serious` violations in words, `sizes` in gzipped bytes by kind of file, `requests` by address, `width` in px on a phone.
    """

    address: str
    html: str = ""
    serious: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    sizes: Counter[str] = field(default_factory=Counter)
    requests: list[str] = field(default_factory=list)
    width: int = 0


def judge(page: Page, *, only_colours: bool = False) -> list[str]:
    """Say in words what axe calls serious or critical on a page that has it."""
    structure = [] if only_colours else page.evaluate(RUN, ALL_BUT_COLOURS)
    return [
        f"{found['id']} {found['nodes'][0]['target']} {found['nodes'][0].get('failureSummary', '')[:160]}"
        for found in structure + page.evaluate(LOOKS)
        if found["impact"] in {"serious", "critical"}
    ]


class Visitor:
    """Goes from page to page in one tab without a cache, weighing what is loaded."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.visit = Visit("")
        self.known: dict[str, int] = {}
        self.open: set[Request] = set()
        page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.on("request", self.asked)
        page.on("response", self.weigh)
        page.on("requestfinished", self.answered)
        page.on("requestfailed", self.answered)
        page.on("console", lambda message: self.visit.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.visit.complaints.append(str(error)))

    def asked(self, request: Request) -> None:
        """Note what is asked for."""
        self.visit.requests.append(request.url)
        self.open.add(request)

    def answered(self, request: Request) -> None:
        """Note what came, or won't."""
        self.open.discard(request)

    def weigh(self, response: Response) -> None:
        """Add a file's size to its kind."""
        kind = response.request.resource_type
        if kind in {"document", "stylesheet", "script"} and response.ok:
            if kind == "document" or response.url not in self.known:
                body = response.body()
                self.known[response.url] = len(gzip.compress(body, 9))
                if kind == "document":
                    self.visit.html = body.decode()
            self.visit.sizes[kind] += self.known[response.url]

    def settle(self) -> None:
        """Wait until the page has been painted and nothing it asked for is still on its way."""
        self.page.evaluate(PAINTED)
        for _ in range(MOST_MOMENTS):
            if not self.open:
                return
            self.page.wait_for_timeout(MOMENT_MS)
            self.page.evaluate(PAINTED)  # what came may ask for more
        self.visit.complaints.append(f"never came: {[request.url for request in self.open]}")

    def go(self, addresses: Iterable[str]) -> Iterator[Visit]:
        """Visit each page once: read it wide, in light and in dark, then narrow as on a phone."""
        for address in addresses:
            self.visit = Visit(address)
            self.page.goto(address)
            self.settle()
            self.page.evaluate(AXE)
            self.visit.serious += judge(self.page)
            self.page.emulate_media(color_scheme="dark")  # the same document: only its colours can differ
            self.visit.serious += [f"in the dark, {words}" for words in judge(self.page, only_colours=True)]
            self.page.emulate_media(color_scheme="light")
            self.page.set_viewport_size({"width": PHONE, "height": TALL})
            self.visit.width = self.page.evaluate("document.documentElement.scrollWidth")
            self.page.set_viewport_size({"width": WIDE, "height": TALL})
            yield self.visit
