"""Every link is followed: nothing breaks, and nobody learns names of a domain they have no role in."""

import re
from collections import deque
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import APIRequestContext, Browser

Cookies = Callable[[str], list[dict[str, object]]]
LINK = re.compile(r'href="(/(?!static/)[^"#]*)')
EACH = 4  # pages of one sort; the sort of an address is itself without its numbers and values
API = (
    "/api/v1/assets",
    "/api/v1/jobs",
    "/api/v1/lineage/jobs",
    "/api/v1/runs",
    "/api/v1/events",
    "/api/v1/event-problems",
    "/api/v1/search/?q=customer",
)


@pytest.fixture
def asking(site: str, chromium: Browser, session_cookies: Cookies) -> Iterator[Callable[[str], APIRequestContext]]:
    contexts = []

    def as_somebody(handle: str) -> APIRequestContext:
        context = chromium.new_context(base_url=site)
        context.add_cookies(session_cookies(handle))
        contexts.append(context)
        return context.request

    yield as_somebody
    for context in contexts:
        context.close()


def crawl(request: APIRequestContext, most: int, also: tuple[str, ...] = ()) -> Iterator[tuple[str, int, str]]:
    """Give (address, status, text) of pages, breadth first."""
    waiting, seen, sorts = deque(["/", *also]), {"/", *also}, dict[str, int]()
    while waiting and most:
        address, most = waiting.popleft(), most - 1
        answer = request.get(address)
        text = answer.text()
        yield address, answer.status, text
        for link in (link.replace("&amp;", "&") for link in LINK.findall(text)):
            sort = re.sub(r"=[^&]*|\d+", "", link)
            if link not in seen and sorts.get(sort, 0) < EACH:
                sorts[sort] = sorts.get(sort, 0) + 1
                seen.add(link)
                waiting.append(link)


def restricted_names(request: APIRequestContext) -> set[str]:
    """Give the last part of the technical names, and the titles, of what the demo restricts; only those that no word of prose holds."""
    page = request.get("/assets/?domain=customers").text()
    titles = re.findall(r'class="hit-name"[^>]*>([^<]+(?:<wbr>[^<]*)*)</a>', page)
    names = re.findall(r'class="hit-where">([^\n]*?)</span>', page)
    parts = {re.split(r"[./]", name.replace("<wbr>", "").split(" · ")[1])[-1] for name in names}
    return {title.replace("<wbr>", "") for title in titles if " " in title} | {part for part in parts if "_" in part}


def test_charlie_learns_no_restricted_name(asking: Callable[[str], APIRequestContext]) -> None:
    names = restricted_names(asking("dana"))
    assert {"dim_customer", "raw_customers", "Customer health"} <= names
    leaks = set()
    for address, _, text in crawl(asking("charlie"), 160, API):
        leaks |= {f"{name} on {address}" for name in names if name in text.replace("<wbr>", "")}
    assert not leaks


def test_no_page_breaks(asking: Callable[[str], APIRequestContext]) -> None:
    answers = [(address, status) for address, status, _ in crawl(asking("dana"), 150)]
    assert len(answers) > 100
    assert [one for one in answers if one[1] >= 400] == []
