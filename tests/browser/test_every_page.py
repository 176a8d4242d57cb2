"""What holds of every page: by axe, by keyboard, on a phone, in the dark, and under its policy."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from glassbook.web.site import PAGES, TRADE
from tests.browser.conftest import no_serious_finding
from tests.browser.pages import EVERY_PAGE, PHONE, WIDE, Shown, Windows
from tests.clients.venue import RunningVenue

STEPS_MAX = 400
USABLE = "a[href], button, input, select, textarea, summary, [tabindex='0']"
# Marks what is there when one sets out, what was reached by the keyboard, and whether one sees
# where it is.
WATCH = """(usable) => {
  window.unseen = [];
  for (const each of document.querySelectorAll(usable)) each.dataset.there = "";
  addEventListener("focusin", ({ target }) => {
    target.dataset.reached = "";
    const isMarked = (each) => getComputedStyle(each).outlineStyle !== "none";
    const isSeen = isMarked(target) || isMarked(target.parentElement);
    const box = target.getBoundingClientRect();
    if (!isSeen || box.width === 0) window.unseen.push(target.outerHTML.slice(0, 120));
  });
}"""
# What can be used and was not reached. Rows of a market come and go while one walks by them.
MISSED = """() => [...document.querySelectorAll("[data-there]")]
  .filter((each) => each.checkVisibility() && !each.disabled && each.tabIndex >= 0)
  .filter((each) => !("reached" in each.dataset) && each.closest("tbody") === null)
  .map((each) => each.outerHTML.slice(0, 120))"""


def name(shown: Shown) -> str:
    return f"{shown.who}:{shown.path}"


every_page = pytest.mark.parametrize("shown", EVERY_PAGE, ids=name)


@pytest.fixture(scope="module")
def windows(browser: Browser, venue: RunningVenue) -> Iterator[Windows]:
    opened = Windows(browser, venue, "tess")
    yield opened
    opened.close()


def test_the_list_has_every_page_there_is():
    listed = {each.path.partition("?")[0] for each in EVERY_PAGE}
    assert {path for path in listed if not TRADE.search(path)} == PAGES


@every_page
def test_wide_and_light_it_has_no_serious_finding_and_keeps_the_policy(windows, venue, shown):
    seen = windows.show(shown, WIDE, "light")
    assert seen.page.locator("h1").count() == 1
    no_serious_finding(seen.page)
    assert seen.hosts == {venue.address}
    assert [each for each in seen.complaints if "404" not in each] == []


def test_the_page_of_the_api_draws_itself_under_its_policy(visit, venue):
    seen = visit("/docs/api")
    operation = seen.page.locator(".opblock", has=seen.page.locator("[data-path='/api/v3/time']"))
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table")).to_contain_text("serverTime")
    assert seen.hosts == {venue.address}
    assert seen.complaints == []


@every_page
def test_on_a_phone_in_the_dark_it_fits_and_has_no_serious_finding(windows, shown):
    page = windows.show(shown, PHONE, "dark").page
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    no_serious_finding(page)


@every_page
def test_all_of_it_is_reached_by_keyboard_and_one_sees_where_one_is(windows, shown):
    page = windows.show(shown, WIDE, "light").page
    page.evaluate(WATCH, USABLE)
    walk(page)
    assert page.evaluate("unseen") == []
    assert page.evaluate(MISSED) == []


def walk(page: Page) -> None:
    """Press Tab until it comes around: a page that holds one fast never does."""
    for step in range(STEPS_MAX):
        page.keyboard.press("Tab")
        is_around = page.evaluate("document.activeElement === document.body")
        if step and is_around:
            return
    raise AssertionError(f"{STEPS_MAX} steps did not lead around")
