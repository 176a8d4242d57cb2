"""A venue that goes and comes back, seen from a page that stays open."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.clients.pointing import ccxt_client
from tests.clients.venue import running


def test_a_page_says_that_the_venue_is_gone_and_shows_its_book_when_it_is_back(browser, tmp_path):
    data = tmp_path / "data"
    with running(data, "--replay", "none") as venue:
        seen = Visit(browser, venue)
        page, port = seen.page, venue.port
        page.goto("/trade/ETHUSD")
        state = page.get_by_role("status").first
        expect(state).to_have_text("Live")
        alice = ccxt_client(venue, "alice", "binanceus")
        alice.create_order("ETH/USD", "limit", "sell", 2, 3001.5)
        expect(page.locator("tbody.ask tr").last).to_contain_text("3,001.50")
    expect(state).to_contain_text("Connection lost")
    with running(data, "--replay", "none", port=port) as venue:
        alice = ccxt_client(venue, "alice", "binanceus")
        alice.create_order("ETH/USD", "limit", "sell", 1, 3001)
        expect(state).to_have_text("Live")
        expect(page.locator("tbody.ask tr").last).to_contain_text("3,001.00")
        expect(page.locator("tbody.ask tr").nth(-2)).to_contain_text("3,001.50")
        seen.close()
