"""A venue that goes and comes back, seen from a page that stays open."""

import re

from playwright.sync_api import expect

from tests.browser.people import customer
from tests.browser.visits import Visit
from tests.clients.pointing import ccxt_client
from tests.clients.venue import running


def test_a_page_says_that_the_venue_is_gone_and_shows_all_of_it_when_it_is_back(browser, tmp_path):
    data = tmp_path / "data"
    with running(data, "--replay", "none") as venue:
        seen = Visit(browser, venue)
        seen.page.goto("/login")
        page, port = customer(seen.page, "ann@example.org", "/trade/ETHUSD"), venue.port
        state = page.get_by_role("status").first
        expect(state).to_have_text("Live")
        alice = ccxt_client(venue, "alice", "binanceus")
        alice.create_order("ETH/USD", "limit", "sell", 2, 3001.5)
        expect(page.locator("tbody.ask tr").last).to_contain_text("3,001.50")
        own = page.get_by_role("region", name="Your orders and balances")
        ticket = page.get_by_role("region", name="Order", exact=True)
        ticket.get_by_role("textbox", name="Price").fill("2000")
        ticket.get_by_role("textbox", name="Quantity").fill("1")
        ticket.get_by_role("textbox", name="Quantity").press("Enter")
        row = own.get_by_role("row", name=re.compile("2,000.00"))
        expect(row).to_be_visible()
        seen.page.context.set_offline(True)
        expect(state).to_contain_text("Connection lost")
        seen.page.context.set_offline(False)
        expect(state).to_have_text("Live")
    expect(state).to_contain_text("Connection lost")
    expect(own).to_contain_text("Not up to date")
    with running(data, "--replay", "none", port=port) as venue:
        alice = ccxt_client(venue, "alice", "binanceus")
        alice.create_order("ETH/USD", "limit", "sell", 1, 3001)
        alice.create_order("ETH/USD", "limit", "sell", 1, 2000)
        expect(state).to_have_text("Live")
        expect(page.locator("tbody.ask tr").last).to_contain_text("3,001.00")
        expect(page.locator("tbody.ask tr").nth(-2)).to_contain_text("3,001.50")
        expect(row).to_have_count(0)
        expect(own.get_by_text("Not up to date")).to_have_count(0)
        own.get_by_role("tab", name="Fills").click()
        expect(row).to_contain_text("Maker")
        ticket.get_by_role("textbox", name="Quantity").fill("0.5")
        ticket.get_by_role("textbox", name="Quantity").press("Enter")
        own.get_by_role("tab", name="Open orders").click()
        expect(row).to_contain_text("0.5")
        seen.close()
