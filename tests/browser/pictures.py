"""The pictures of the pages that the documentation shows: what each shows, and to whom."""

import json
import re
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as NeverCame

from tests.browser.pages import PHONE

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
OUTLINES = Path(__file__).parent / "outlines.json"
WIDE = {"width": 1240, "height": 1010}
LOW = {"width": 1240, "height": 760}
# What stands on a page whatever the market does: its headings, columns, fields and buttons, but not
# what there is to choose from: other stories list markets.
OUTLINE = """(root) => [...root.querySelectorAll(
    "h1, h2, h3, label, legend, dt, th[scope=col], button, nav a")]
  .filter((each) => each.checkVisibility())
  .filter((each) => !each.closest("tbody, [role=log], [data-testid=statement]"))
  .map((each) => each.ariaLabel ?? [...each.querySelectorAll("option")].reduce(
    (text, choice) => text.replace(choice.text, ""), each.innerText))
  .map((text) => text.replaceAll(/\\s+/g, " ").trim())
  .filter((text) => text && !/[0-9]/.test(text))"""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture. `arrange` makes the page what it is to show, and returns what is taken of it."""

    name: str
    path: str
    who: str
    viewport: dict[str, int]
    arrange: Callable[[Page], Page | Locator]
    theme: str = "light"


def rates(page: Page) -> Page:
    """Wait for the second reading: a rate is the difference of two."""
    tile = page.get_by_test_id("tiles").get_by_text("Commands a second").locator("..")
    expect(tile).to_contain_text(re.compile("[0-9]"))
    return page


def whole(page: Page) -> Page:
    """Take the window as it is."""
    return page


def ticket(page: Page) -> Locator:
    return page.get_by_role("region", name="Order", exact=True)


def chart(page: Page) -> Locator:
    expect(page.locator("tbody.bid tr").nth(10)).to_contain_text(".")
    return page.get_by_role("region", name="Price", exact=True)


def proof(page: Page) -> Locator:
    found = page.get_by_role("region", name="Look up a trade")
    expect(found).to_contain_text("Proved")
    return found


def place_orders(page: Page) -> None:
    """Place orders that wait on the book near the market, and one that is filled."""
    bid = fifth_bid(page)
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


def fifth_bid(page: Page) -> float:
    expect(page.locator("tbody.bid tr").nth(10)).to_contain_text(".")
    return float(page.locator("tbody.bid tr").nth(4).inner_text().split()[0].replace(",", ""))


def trading(page: Page) -> Page:
    """Type an order, and dismiss the notices of those before."""
    bid = fifth_bid(page)
    expect(page.get_by_role("row", name="Stop loss")).to_be_visible()
    page.get_by_role("combobox", name="Order type").select_option("limit")
    ticket(page).get_by_role("textbox", name="Price").fill(f"{bid - 100:.2f}")
    ticket(page).get_by_role("textbox", name="Quantity").fill("0.1")
    # All at once: a notice goes by itself, too, and would be gone before it is clicked.
    notices = page.get_by_role("log").get_by_role("button", name="Dismiss")
    notices.evaluate_all("all => all.forEach((each) => each.click())")
    return page


def list_ticket(page: Page) -> Locator:
    page.get_by_role("combobox", name="Order type").select_option("otoco")
    return ticket(page)


def own_orders(page: Page) -> Page:
    panes = page.get_by_role("group", name="Parts of this page")
    panes.get_by_role("button", name="Yours", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="Stop loss")).to_be_visible()
    page.get_by_role("heading", level=1).scroll_into_view_if_needed()
    return page


TAKEN = (
    Picture("markets", "/markets", "anybody", LOW, whole),
    Picture("trading", "/trade/BTCUSD", "customer", WIDE, trading),
    Picture("depth", "/trade/BTCUSD?view=depth", "anybody", WIDE, chart),
    Picture("ticket", "/trade/BTCUSD", "customer", WIDE, list_ticket),
    Picture("phone", "/trade/BTCUSD", "customer", PHONE, own_orders, "dark"),
    Picture("wallet", "/wallet", "customer", WIDE, whole),
    Picture("security", "/security", "customer", WIDE, whole),
    Picture("console", "/console", "staff", LOW, rates),
    Picture("transparency", "/transparency", "anybody", WIDE, whole),
    Picture("proof", "/transparency?market=BTCUSD&trade=7", "anybody", WIDE, proof),
)


def outline(taken: Page | Locator) -> list[str]:
    """Return what stands on a page, in the order of the alphabet."""
    root = taken.locator("body") if isinstance(taken, Page) else taken
    return sorted(set(root.evaluate(OUTLINE)))


def wait_for_outline(page: Page, taken: Page | Locator, wanted: list[str]) -> None:
    """Wait until so much stands on a page: what it asks for may come late on a busy machine.

    For as long as a story has patience, and no longer: whoever compares then says what is missing.
    """
    root = taken.locator("body") if isinstance(taken, Page) else taken
    stands = f"([root, wanted]) => [...new Set(({OUTLINE})(root))].sort().join() === wanted"
    with suppress(NeverCame):
        page.wait_for_function(stands, arg=[root.element_handle(), ",".join(wanted)])


def outlines() -> dict[str, list[str]]:
    """Return what stood on each picture when it was taken for the documentation."""
    found: dict[str, list[str]] = json.loads(OUTLINES.read_text())
    return found


def size(picture: Path) -> tuple[int, int]:
    """Return how wide and how high a PNG is."""
    width, height = struct.unpack_from(">II", picture.read_bytes(), 16)
    return width, height
