"""A venue with a past where the recorded market trades at four times its pace, and Chromium."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from glassbook.web import bundle
from tests.browser.past import write_past
from tests.clients.venue import RunningVenue, running

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = {"serious", "critical"}
MARKET = ("--replay", "bitstamp", "--speed", "4")
PATIENCE_MS = 60_000  # a busy machine; a story that is well waits for nothing


expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browser") / "market"


@pytest.fixture(scope="session")
def venue(browser_path: str, data: Path) -> Iterator[RunningVenue]:
    write_past(data)
    with running(data, *MARKET) as opened:
        yield opened


@pytest.fixture(scope="session")
def browser_path() -> str:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    if not bundle.read():
        pytest.skip("the pages were not built here: `make env` says why")
    return CHROMIUM


@pytest.fixture(scope="module")
def browser(browser_path: str) -> Iterator[Browser]:
    """Closed after each file: while it is open, no other test of this thread has an event loop."""
    # Shared memory is small in containers, and Chromium refuses a sandbox to root.
    options = ["--disable-dev-shm-usage", *["--no-sandbox"] * (os.geteuid() == 0)]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser_path, args=options)
        yield opened
        opened.close()


def no_serious_finding(page: Page) -> None:
    """Look at a page with axe; the window bypasses the policy, which has no place for it."""
    if not AXE.exists():
        pytest.skip("axe is not installed here: `make web-test` does")
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run()")["violations"]
    assert [
        (each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in SERIOUS
    ] == []


class Visit:
    """One visitor's window, with everything that must not happen in it written down."""

    def __init__(self, browser: Browser, venue: RunningVenue, **window: Any) -> None:
        self._context = browser.new_context(**{"base_url": venue.http} | window)
        self._context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self._context.new_page()
        self.complaints: list[str] = []
        self.hosts: set[str] = set()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self._listen(said.type, said.text))
        self.page.on("request", lambda asked: self.hosts.add(asked.url.split("/")[2]))

    def _listen(self, kind: str, text: str) -> None:
        if kind == "error":
            self.complaints.append(text)

    def close(self) -> None:
        self._context.close()


@pytest.fixture
def visit(browser: Browser, venue: RunningVenue) -> Iterator[Any]:
    """Open a window: `visit(path, **window)` returns its Visit."""
    visits: list[Visit] = []

    def opened(path: str, **window: Any) -> Visit:
        visits.append(Visit(browser, venue, **window))
        visits[-1].page.goto(path)
        return visits[-1]

    yield opened
    for each in visits:
        each.close()
