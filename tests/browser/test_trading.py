"""Trading as somebody who is logged in, in Chromium, on a venue that trades."""

import csv
import re
import subprocess
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from glassbook.cli.staff import added
from tests.browser.conftest import no_serious_finding
from tests.browser.pages import enter
from tests.browser.people import customer
from tests.browser.visits import Visit
from tests.clients.venue import GLASSBOOK

PHONE = {"viewport": {"width": 390, "height": 844}}
WIDE = {"viewport": {"width": 1440, "height": 900}}


@pytest.fixture(scope="module")
def logged_in(browser, venue):
    """Return what makes a window that of a customer: one log-in for each name."""
    kept = {}

    def state_of(name):
        if name not in kept:
            seen = Visit(browser, venue)
            seen.page.goto("/login")
            kept[name] = customer(seen.page, f"{name}@example.org").context.storage_state()
            seen.close()
        return kept[name]

    return state_of


@pytest.fixture(scope="module")
def trader(browser, venue, logged_in):
    """Open a market in the window of a customer, who keeps it: `trader(market, name)`.

    In the end nothing but refusals of the venue's may stand in a console: the policy was kept.
    """
    windows = {}

    def opened(market, name="ann"):
        if name not in windows:
            state = logged_in(name)
            windows[name] = Visit(browser, venue, storage_state=state, **WIDE)
        page = windows[name].page
        page.goto(f"/trade/{market}")
        expect(ticket(page).get_by_test_id("available")).not_to_have_text("–")
        return page

    yield opened
    said = [each for seen in windows.values() for each in seen.complaints]
    assert [each for each in said if "the server responded with a status of 4" not in each] == []
    for seen in windows.values():
        seen.close()


def ticket(page: Page):
    return page.get_by_role("region", name="Order", exact=True)


def own(page: Page):
    return page.get_by_role("region", name="Your orders and balances")


def fill(page: Page, kind: str, side: str = "Buy", **fields: str) -> None:
    """Fill the ticket; two blanks in a field's name stand for the second order's."""
    box = ticket(page)
    box.get_by_role("combobox", name="Order type").select_option(kind)
    box.get_by_role("button", name=side, exact=True).click()
    for name, text in fields.items():
        where = box.get_by_role("group", name=re.compile("^Then")) if name[0] == "_" else box
        label = name.strip("_").replace("_", " ")
        where.get_by_role("textbox", name=re.compile(f"^{label}( |$)")).first.fill(text)


def send(page: Page) -> None:
    ticket(page).get_by_role("button", name=re.compile(r"^(Buy|Sell) [A-Z]+$")).click()


def rows(page: Page):
    return own(page).locator("tbody tr:not(.amending)")


def place(page: Page, kind: str, side: str = "Buy", **fields: str) -> None:
    fill(page, kind, side, **fields)
    send(page)
    expect(ticket(page).get_by_test_id("done")).to_contain_text("rder")


def cancel(page: Page) -> None:
    """Cancel the order shown first, and with it those of its list, which go one after the other."""
    rows(page).first.get_by_role("button", name=re.compile("^Cancel")).click()


def cancel_each(page: Page) -> None:
    """Cancel orders that are in no list, one by one."""
    for left in reversed(range(rows(page).count())):
        cancel(page)
        expect(rows(page).get_by_role("button", name=re.compile("^Cancel"))).to_have_count(left)


def lessen(page: Page, quantity: str) -> None:
    """Amend the open order that is shown last to less; it must keep its place."""
    form = own(page).get_by_role("form", name="Amend the order")
    rows(page).get_by_role("button", name="Amend").last.click()
    form.get_by_role("textbox", name="Quantity").fill(quantity)
    expect(form).to_contain_text("keeps its place")
    form.get_by_role("textbox", name="Quantity").press("Enter")
    expect(rows(page).filter(has_text=quantity).first).to_be_visible()
    expect(form).to_have_count(0)


LISTS = {"oco": 2, "oto": 2, "otoco": 3, "opo": 2, "opoco": 3}


def prices(page: Page) -> dict[str, str]:
    """Return prices far from the market, by what they are for."""
    last = float(page.get_by_test_id("last").inner_text().split()[0].replace(",", ""))
    return {"low": f"{last * 0.5:.2f}", "high": f"{last * 1.5:.2f}", "lower": f"{last * 0.4:.2f}"}


def test_every_kind_of_order_that_waits_is_placed_amended_and_cancelled(trader):
    page = trader("BTCUSD")
    expect(page.get_by_test_id("last")).to_contain_text(",")
    far = prices(page)
    low, high, lower = far["low"], far["high"], far["lower"]
    wanted = {
        "limit": {"Price": low},
        "limitMaker": {"Price": low},
        "iceberg": {"Price": low, "Shown_at_a_time": "0.01"},
        "stopLoss": {"Stop_price": high},
        "stopLossLimit": {"Stop_price": high, "Price": high},
        "takeProfit": {"Stop_price": low},
        "takeProfitLimit": {"Stop_price": low, "Price": low},
        "trailing": {"Distance": "20"},
        "oco": {"Profit_price": low, "Stop_price": high},
        "oto": {"Price": low, "_Price": high},
        "otoco": {"Price": low, "_Profit_price": high, "_Stop_price": lower},
        "opo": {"Price": low, "_Price": high},
        "opoco": {"Price": low, "_Profit_price": high, "_Stop_price": lower},
    }
    for kind, fields in wanted.items():
        place(page, kind, "Buy", **fields, Quantity="0.02")
        expect(rows(page)).to_have_count(LISTS.get(kind, 1))
        lessen(page, "0.015")
        if kind == "oco":  # one of the two trades, so both are of one quantity
            expect(rows(page).filter(has_text="0.015")).to_have_count(2)
        cancel(page)
        expect(own(page).get_by_text("No open orders.")).to_be_visible()


def test_what_comes_in_later_may_be_of_every_type(trader):
    page = trader("BTCUSD")
    expect(page.get_by_test_id("last")).to_contain_text(",")
    low, high, lower = (prices(page)[name] for name in ("low", "high", "lower"))
    wanted = {
        "MARKET": {},
        "STOP_LOSS": {"_Stop_price": lower},
        "STOP_LOSS_LIMIT": {"_Stop_price": lower, "_Price": lower},
        "TAKE_PROFIT": {"_Stop_price": high},
        "TAKE_PROFIT_LIMIT": {"_Stop_price": high, "_Price": high},
    }
    for second, fields in wanted.items():
        fill(page, "oto", Price=low, Quantity="0.02")
        ticket(page).get_by_role("combobox", name="The second is").select_option(second)
        place(page, "oto", **fields)
        expect(rows(page)).to_have_count(2)
        cancel(page)
        expect(own(page).get_by_text("No open orders.")).to_be_visible()


def test_an_order_that_does_not_wait_is_filled_or_ends(trader):
    page = trader("BTCUSD")
    expect(page.get_by_test_id("last")).to_contain_text(",")
    near = f"{float(prices(page)['low']) * 2.02:.2f}"
    for life, price, done in (
        ("IOC", prices(page)["low"], "Order ended: Buy 0.02 BTC/USD"),
        ("FOK", near, "Order filled: Buy 0.02 BTC/USD"),
        ("FOK", prices(page)["low"], "Order ended: Buy 0.02 BTC/USD"),
        ("IOC", near, "Order filled: Buy 0.02 BTC/USD"),
    ):
        fill(page, "limit", Price=price, Quantity="0.02")
        ticket(page).get_by_role("combobox", name="Time in force").select_option(life)
        send(page)
        expect(ticket(page).get_by_test_id("done")).to_have_text(done)
        expect(own(page).get_by_text("No open orders.")).to_be_visible()


def test_the_book_gives_the_price_of_a_pegged_order(trader):
    page = trader("ETHBTC")
    for price in ("0.05", "0.06"):
        place(page, "limit", "Sell", Price=price, Quantity="1")
    expect(rows(page)).to_have_count(2)
    fill(page, "limit", "Sell", Quantity="1.5")
    ticket(page).get_by_role("combobox", name="Its price is").select_option("PRIMARY_PEG")
    ticket(page).get_by_role("textbox", name=re.compile("^Behind the best")).fill("1")
    expect(ticket(page).get_by_test_id("value")).to_have_text("0.09 BTC")
    send(page)
    expect(rows(page)).to_have_count(3)
    expect(rows(page).filter(has_text="1.5")).to_contain_text("0.06")
    cancel_each(page)


def test_market_orders_trade_at_once_by_quantity_and_by_amount(trader):
    page = trader("BTCUSD")
    place(page, "market", Quantity="0.001")
    expect(ticket(page).get_by_test_id("done")).to_have_text("Order filled: Buy 0.001 BTC/USD")
    fill(page, "market")
    ticket(page).get_by_role("button", name="Amount").click()
    ticket(page).get_by_role("textbox", name="Amount").fill("100")
    ticket(page).get_by_role("textbox", name="Amount").press("Enter")
    expect(ticket(page).get_by_test_id("done")).to_contain_text("Buy 100 BTC/USD")
    expect(page.get_by_role("log")).to_contain_text("Bought")
    own(page).get_by_role("tab", name="Fills").click()
    expect(rows(page).first).to_contain_text("Taker")


def test_less_keeps_the_place_and_another_price_loses_it(trader):
    page = trader("BTCUSD")
    place(page, "limit", Price=prices(page)["low"], Quantity="0.03")
    first = rows(page).first.get_attribute("data-testid")
    form = own(page).get_by_role("form", name="Amend the order")
    lessen(page, "0.02")
    assert rows(page).first.get_attribute("data-testid") == first
    rows(page).first.get_by_role("button", name="Amend").click()
    form.get_by_role("textbox", name="Price").fill(prices(page)["lower"])
    expect(form).to_contain_text("end of the queue")
    form.get_by_role("textbox", name="Price").press("Enter")
    expect(rows(page).first).not_to_have_attribute("data-testid", first)
    expect(rows(page)).to_have_count(1)
    cancel_each(page)


def test_a_fill_is_seen_in_both_browsers_and_own_orders_in_the_book(trader):
    ann, bob = trader("ETHBTC"), trader("ETHBTC", "bob")
    place(ann, "limit", "Sell", Price="0.05", Quantity="2")
    for page, is_own in ((ann, True), (bob, False)):
        best = page.locator("tbody.ask tr").last
        expect(best).to_contain_text("0.05000")
        expect(best.get_by_text("yours: 2")).to_have_count(int(is_own))
    bob.locator("tbody.ask tr").last.get_by_role("button").click()
    expect(ticket(bob).get_by_role("textbox", name="Price")).to_have_value("0.05")
    place(bob, "limit", "Buy", Quantity="1.5")
    for page, side, left in ((bob, "Bought", "0"), (ann, "Sold", "0.5")):
        expect(page.get_by_role("log")).to_contain_text(f"{side} 1.5 in ETH/BTC")
        expect(own(page)).to_contain_text("No open orders." if left == "0" else "1.5")
    own(ann).get_by_role("tab", name="Balances").click()
    expect(own(ann).get_by_role("row", name=re.compile("^ETH"))).to_contain_text("0.50")
    own(ann).get_by_role("tab", name="Open orders").click()
    cancel_each(ann)


def test_mistakes_are_said_at_the_field_before_and_after_sending(trader):
    page = trader("BTCUSD")
    fill(page, "limit", Price="100.001", Quantity="1")
    price = ticket(page).get_by_role("textbox", name="Price")
    expect(price).to_have_attribute("aria-invalid", "true")
    expect(price).to_have_accessible_description("Not in steps of 0.01.")
    send(page)
    expect(price).to_be_focused()
    fill(page, "limitMaker", Price=prices(page)["high"], Quantity="0.01")
    expect(ticket(page)).to_contain_text("would trade at once")
    send(page)
    expect(price).to_have_accessible_description(re.compile("^Refused: Order would immediately"))
    expect(price).to_be_focused()
    fill(page, "limit", Price="100", Quantity="")
    send(page)
    quantity = ticket(page).get_by_role("textbox", name="Quantity")
    expect(quantity).to_have_accessible_description("Needed.")
    expect(own(page).get_by_text("No open orders.")).to_be_visible()


def test_what_it_costs_is_said_before_it_is_sent(trader):
    page = trader("ETHUSDT")
    fill(page, "limit", Price="2000", Quantity="3")
    expect(ticket(page).get_by_test_id("value")).to_have_text("6,000.00 USDT")
    expect(ticket(page).get_by_test_id("fee")).to_have_text("0.003 ETH")
    fill(page, "limit", Price="2000", Quantity="999999999")
    quantity = ticket(page).get_by_role("textbox", name="Quantity")
    expect(quantity).to_have_attribute("aria-invalid", "true")
    ticket(page).get_by_role("button", name="25%").click()
    assert float(quantity.input_value()) > 0
    expect(quantity).not_to_have_attribute("aria-invalid", "true")


def test_a_halt_is_said_in_the_ticket_while_the_page_is_open(trader, visit, venue):
    added(venue.data, "hal", "operator")
    second = enter(visit("/console").page, venue.data, "dave", "operator").request
    console = f"{venue.http}/web/v1"

    def order(what):
        told = [GLASSBOOK, "house", "status", "ETHUSDT", what, "--staff", "hal"]
        told += ["--reason", "a story", "--data", venue.data]
        return subprocess.run(told, check=True, capture_output=True, text=True).stdout

    def allow(said):
        action = re.search(r"action-\w+", said).group()
        writing = second.get(f"{console}/staff/session").json()["writingToken"]
        headers = {"x-glassbook-writing": writing}
        door = f"{console}/console/actions/approve"
        assert second.post(door, data={"action": action}, headers=headers).ok

    page = trader("ETHUSDT")
    button = ticket(page).get_by_role("button", name="Buy ETH")
    expect(button).to_be_enabled()
    order("HALT")
    expect(ticket(page)).to_contain_text("No orders are taken now: Halted.")
    expect(button).to_be_disabled()
    allow(order("TRADING"))
    expect(button).to_be_enabled()


def test_an_order_is_placed_and_cancelled_by_keyboard_alone(trader):
    page = trader("ETHUSD", "bob")
    ticket(page).get_by_role("combobox", name="Order type").focus()
    for key in ("Tab", "Tab", "Space", "Tab"):  # to Sell, choose it, and on to the price
        page.keyboard.press(key)
    page.keyboard.type("5000")
    page.keyboard.press("Tab")
    page.keyboard.type("0.1")
    page.keyboard.press("Enter")
    expect(ticket(page).get_by_test_id("done")).to_have_text("Order placed: Sell 0.1 ETH/USD")
    expect(rows(page)).to_contain_text("5,000.00")
    own(page).get_by_role("tab", name="Open orders").focus()
    page.keyboard.press("ArrowRight")
    expect(own(page).get_by_role("tab", name="History")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    rows(page).first.get_by_role("button", name="Cancel").focus()
    page.keyboard.press("Enter")
    expect(own(page).get_by_text("No open orders.")).to_be_visible()


def test_all_orders_of_a_market_are_cancelled_once_it_is_confirmed(trader):
    page = trader("ETHUSD")
    for price in ("9000", "9001"):
        place(page, "limit", "Sell", Price=price, Quantity="0.1")
    expect(rows(page)).to_have_count(2)
    own(page).get_by_role("button", name="Cancel all in ETH/USD").click()
    own(page).get_by_role("button", name="Yes, cancel them").click()
    expect(own(page).get_by_text("No open orders.")).to_be_visible()


def test_fills_and_history_are_saved_as_files(trader, tmp_path):
    page = trader("BTCUSD")
    place(page, "market", Quantity="0.001")
    own(page).get_by_label("BTC/USD only").check()
    saved_rows = {}
    for name in ("Fills", "History"):
        own(page).get_by_role("tab", name=name).click()
        with page.expect_download() as saved:
            own(page).get_by_role("button", name="Export as CSV").click()
        saved.value.save_as(tmp_path / name)
        assert saved.value.suggested_filename == f"glassbook-BTCUSD-{name.lower()}.csv"
        with (tmp_path / name).open() as file:
            saved_rows[name] = list(csv.DictReader(file))
    order = saved_rows["History"][-1]
    assert order["status"] == "FILLED"
    fills = [row for row in saved_rows["Fills"] if row["orderId"] == order["orderId"]]
    assert sum(Decimal(row["qty"]) for row in fills) == Decimal("0.001")


def test_a_stranger_is_led_to_the_log_in_and_sees_nothing_of_anybodys(visit):
    page = visit("/trade/BTCUSD", **WIDE).page
    expect(ticket(page).get_by_role("link", name="Log in")).to_have_attribute(
        "href", "/login?then=/trade/BTCUSD"
    )
    expect(own(page)).to_have_count(0)
    expect(ticket(page).get_by_role("button", name="Buy BTC")).to_have_count(0)


def test_who_logs_out_elsewhere_is_out_here_and_sees_nothing_more(trader, visit, logged_in):
    page = trader("ETHUSD", "carol")
    page.evaluate("""async () => {
        const { standing } = await (await fetch("/web/v1/visitor")).json();
        await fetch("/web/v1/session", { method: "DELETE",
          headers: { "X-Glassbook-Writing": standing.writingToken } });
    }""")
    expect(own(page)).to_have_count(0)
    expect(ticket(page).get_by_role("link", name="Log in")).to_be_visible()


def test_the_trading_page_of_a_customer_has_no_serious_finding(trader):
    page = trader("BTCUSD")
    place(page, "limit", Price=prices(page)["low"], Quantity="0.03")
    rows(page).first.get_by_role("button", name="Amend").click()
    fill(page, "otoco", Price="0.001")
    send(page)
    no_serious_finding(page)
    page.get_by_role("button", name="Use dark colours").click()
    no_serious_finding(page)
    cancel_each(page)


def test_on_a_phone_every_part_fits_the_screen(trader):
    page = trader("BTCUSD")
    place(page, "limit", Price=prices(page)["low"], Quantity="0.03")
    page.set_viewport_size(PHONE["viewport"])
    for name in ("Price", "Order book", "Order", "Yours", "Trades", "Rules and fees"):
        panes = page.get_by_role("group", name="Parts of this page")
        panes.get_by_role("button", name=name, exact=True).click()
        width = page.evaluate("document.documentElement.scrollWidth")
        assert (name, width) <= (name, PHONE["viewport"]["width"])
    page.set_viewport_size(WIDE["viewport"])
    cancel_each(page)
