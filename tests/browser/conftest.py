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
from tests.browser.visits import PATIENCE_MS, Visit, Windows
from tests.clients.venue import RunningVenue, running

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = {"serious", "critical"}
MARKET = ("--replay", "bitstamp", "--speed", "4")

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browser") / "market"


@pytest.fixture(scope="package")
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


@pytest.fixture(scope="module")
def windows_kept(browser: Browser, venue: RunningVenue) -> Iterator[Windows]:
    """The windows that the stories of a file open, one after the other."""
    opened = Windows(browser, venue)
    yield opened
    opened.close()


@pytest.fixture
def visit(windows_kept: Windows) -> Iterator[Any]:
    """Open a window: `visit(path, **window)` returns its Visit."""
    visits: list[Visit] = []

    def opened(path: str, **window: Any) -> Visit:
        visits.append(windows_kept.take(**window))
        visits[-1].page.goto(path)
        return visits[-1]

    yield opened
    for each in visits:
        windows_kept.give_back(each)
