"""The pictures in the documentation show what the pages are: each is taken again, and compared.

What is compared is its size and what stands on it; prices move. `make pictures` takes them for the
documentation; a run of the tests takes them into a folder of its own.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.pages import Shown, Windows
from tests.browser.pictures import (
    OUTLINES,
    PICTURES,
    TAKEN,
    WIDE,
    Picture,
    outline,
    outlines,
    place_orders,
    size,
    wait_for_outline,
)
from tests.clients.venue import RunningVenue


@pytest.fixture(scope="module")
def windows(browser: Browser, venue: RunningVenue) -> Iterator[Windows]:
    """The customer has orders, whichever picture is taken first, or alone."""
    opened = Windows(browser, venue, "looks")
    market = Shown("/trade/BTCUSD", "[data-testid=available]:not(:text-is('–'))", "customer")
    place_orders(opened.show(market, WIDE, "light").page)
    yield opened
    opened.close()


@pytest.mark.parametrize("picture", TAKEN, ids=lambda picture: picture.name)
def test_it_shows_what_the_page_is_now(windows, picture, tmp_path, request):
    taken, stands = take(windows, picture, tmp_path)
    kept = PICTURES / taken.name
    if request.config.getoption("--update-pictures"):
        kept.write_bytes(taken.read_bytes())
        write(outlines() | {picture.name: stands})
    assert outlines().get(picture.name) == stands, "look at the page, then: make pictures"
    for now, then in zip(size(taken), size(kept), strict=True):
        assert abs(now - then) <= then // 10, "look at the page, then: make pictures"


def take(windows: Windows, picture: Picture, folder: Path) -> tuple[Path, list[str]]:
    """Take a picture; return it, and what stands on it."""
    shown = Shown(picture.path, "h1", picture.who)
    page: Page = windows.show(shown, picture.viewport, picture.theme).page
    page.wait_for_load_state("networkidle")
    arranged = picture.arrange(page)
    wait_for_outline(page, arranged, outlines().get(picture.name, []))
    path = folder / f"{picture.name}.png"
    arranged.screenshot(path=path)
    return path, outline(arranged)


def write(found: dict[str, list[str]]) -> None:
    OUTLINES.write_text(json.dumps(found, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
