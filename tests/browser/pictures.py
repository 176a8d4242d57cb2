"""Take the pictures of the pages that the documentation shows, from a venue that trades.

make pictures
"""

import os
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.browser.conftest import CHROMIUM
from tests.browser.people import customer
from tests.clients.venue import running

MARKET = ("--replay", "bitstamp", "--speed", "2")  # slow enough to stand still for a picture
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
WIDE = {"width": 1240, "height": 1010}
PHONE = {"width": 390, "height": 780}


def main() -> None:
    """Write them all anew."""
    assert CHROMIUM is not None, "pictures are taken with Chromium: apt-get install chromium"
    PICTURES.mkdir(exist_ok=True)
    options = ["--disable-dev-shm-usage", *["--no-sandbox"] * (os.geteuid() == 0)]
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "market", *MARKET) as venue,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        take(browser, venue.http)
        browser.close()


def take(browser: Browser, address: str) -> None:
    page = browser.new_context(base_url=address, viewport=WIDE).new_page()
    page.goto("/login")
    customer(page, "ann@example.org", "/trade/BTCUSD?view=depth")
    trade(page)
    page.get_by_role("button", name="Dismiss").first.click()
    page.screenshot(path=PICTURES / "trading.png")
    page.get_by_role("combobox", name="Order type").select_option("otoco")
    ticket(page).screenshot(path=PICTURES / "ticket.png")
    page.get_by_role("button", name="Use dark colours").click()
    page.set_viewport_size(PHONE)
    panes = page.get_by_role("group", name="Parts of this page")
    panes.get_by_role("button", name="Yours", exact=True).click()
    page.get_by_role("heading", level=1).scroll_into_view_if_needed()
    page.screenshot(path=PICTURES / "phone.png")


def trade(page: Page) -> None:
    """Place what the pictures show: orders that wait on the book near the market, and a fill."""
    expect(page.locator("tbody.bid tr").nth(10)).to_contain_text(".")
    bid = float(page.locator("tbody.bid tr").nth(4).inner_text().split()[0].replace(",", ""))
    for kind, fields in (
        ("market", {"Quantity": "0.05"}),
        ("limit", {"Price": f"{bid:.2f}", "Quantity": "0.25"}),
        ("limit", {"Price": f"{bid - 300:.2f}", "Quantity": "0.5"}),
        ("stopLoss", {"Stop price": f"{bid + 900:.2f}", "Quantity": "0.1"}),
    ):
        page.get_by_role("combobox", name="Order type").select_option(kind)
        for name, text in fields.items():
            ticket(page).get_by_role("textbox", name=name, exact=True).fill(text)
        page.keyboard.press("Enter")
        expect(ticket(page).get_by_test_id("done")).to_contain_text(fields["Quantity"])
    page.get_by_role("combobox", name="Order type").select_option("limit")
    ticket(page).get_by_role("textbox", name="Price").fill(f"{bid - 100:.2f}")
    ticket(page).get_by_role("textbox", name="Quantity").fill("0.1")


def ticket(page: Page) -> Locator:
    return page.get_by_role("region", name="Order", exact=True)


if __name__ == "__main__":
    main()
