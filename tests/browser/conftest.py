"""One running Provender with the demo, and one Chromium, for all browser tests (tests/scheduling.py keeps them on one worker)."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.durability.tree import furnish

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 90
STEWARD = "alice"
# Debian's Chromium, quiet: no look-ups of its own on a machine without a way out.
QUIET = [
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark browser tests."""
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


def chromium_path() -> str | None:
    """Find Chromium, or nothing. Its headless shell is the same engine without a desktop's processes: pages take a seventh less time."""
    names = (os.environ.get("CHROMIUM"), "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if name and (found := shutil.which(name))), None)


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Start everything as `make up` does, on scratch data, and give its address once the demo is there."""
    home = Path(tempfile.mkdtemp(prefix="pv-browser-"))
    home.chmod(0o755)
    furnish(home / "h")
    port = free_port()
    surroundings = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "CELERY_BROKER_URL"}}
    surroundings |= {"PROVENDER_HOME": str(home / "h"), "PROVENDER_PORT": str(port), "PROVENDER_DEMO": "1", "NO_COLOR": "1"}
    # A mail server to name, not to reach: with it the pages that end in a letter are there.
    surroundings |= {"PROVENDER_SMTP_URL": "smtp://127.0.0.1:1", "PROVENDER_SIGN_UP": "open"}
    log = home / "up.log"
    with log.open("wb") as output:
        tree = subprocess.Popen([sys.executable, str(ROOT / "manage.py"), "up"], stdout=output, stderr=output, env=surroundings, cwd=ROOT)
        try:
            _wait_until_ready(tree, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            tree.send_signal(signal.SIGTERM)
            tree.wait(timeout=20)
            shutil.rmtree(home, ignore_errors=True)


def _wait_until_ready(tree: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while "Provender is ready" not in log.read_text(errors="replace"):
        assert tree.poll() is None and time.monotonic() < end, log.read_text(errors="replace")[-3000:]
        time.sleep(0.2)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Launch Chromium once."""
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium here: install the package 'chromium', or set CHROMIUM to its path")
    root_only = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET + root_only)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def session_cookies(site: str, chromium: Browser) -> Callable[[str], list[dict[str, object]]]:
    """Sign in through the page, once per person, and give the cookies."""
    known: dict[str, list[dict[str, object]]] = {}

    def cookies(handle: str) -> list[dict[str, object]]:
        if handle not in known:
            context = chromium.new_context(base_url=site)
            page = context.new_page()
            page.goto("/sign-in/")
            page.locator(f"button[name=handle][value={handle}]").click()
            page.wait_for_url(site + "/")
            known[handle] = context.cookies()
            context.close()
        return known[handle]

    return cookies


@pytest.fixture
def visitor(site: str, chromium: Browser, session_cookies: Callable[[str], list[dict[str, object]]]) -> Iterator[Callable[..., Page]]:
    """Open pages as somebody: `visitor(handle, theme=…, width=…, javascript=…)`; errors in the console fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(handle: str = STEWARD, *, theme: str = "light", width: int = 1280, javascript: bool = True) -> Page:
        context = chromium.new_context(
            base_url=site,
            color_scheme=theme,
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        context.add_cookies(session_cookies(handle))
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints
