"""The pages as a visitor meets them, in Chromium, on a venue that trades."""

import json
import urllib.request

from playwright.sync_api import Page, expect

from tests.clients.pointing import ccxt_client

PHONE = {"viewport": {"width": 390, "height": 844}}
LIVE = "Live"


def live(page: Page) -> None:
    expect(page.get_by_role("status").first).to_have_text(LIVE)


def book_rows(page: Page, side: str) -> list[list[str]]:
    rows = page.locator(f"tbody.{side} tr").all_inner_texts()
    return [row.split() for row in rows if len(row.split()) == 3]


def test_the_market_list_is_searched_by_keyboard_alone_and_leads_to_a_market(visit, venue):
    page = visit("/markets").page
    expect(page.get_by_role("row", name="ETH/USDT")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("eth usd")
    expect(page.locator("tbody th")).to_have_text(["ETH/USD", "ETH/USDT"])
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{venue.http}/trade/ETHUSD")
    expect(page.get_by_role("combobox", name="Market")).to_have_value("ETHUSD")
    page.go_back()
    expect(page).to_have_url(f"{venue.http}/markets")


def test_a_search_without_a_match_says_so(visit):
    page = visit("/markets").page
    page.get_by_role("searchbox").fill("<img src=x onerror=alert(1)>")
    expect(page.get_by_text("No market matches")).to_contain_text("<img src=x")


def test_orders_that_are_placed_and_cancelled_are_seen_in_the_book_and_on_the_tape(visit, venue):
    seen = visit("/trade/ETHUSD")
    page = seen.page
    live(page)
    expect(page.get_by_text("Nothing has been traded yet.").first).to_be_visible()
    alice, bob = (ccxt_client(venue, who, "binanceus") for who in ("alice", "bob"))
    order = alice.create_order("ETH/USD", "limit", "sell", 2, 3001.5)
    alice.create_order("ETH/USD", "limit", "buy", 1, 2999.99)
    expect(page.get_by_text("Spread")).to_have_text("Spread 1.51")
    assert book_rows(page, "ask") == [["3,001.50", "2.0000", "2.0000"]]
    assert book_rows(page, "bid") == [["2,999.99", "1.0000", "1.0000"]]
    bob.create_order("ETH/USD", "market", "buy", 0.5)
    expect(page.locator("tbody.ask tr").last).to_contain_text("1.5000")
    expect(page.get_by_label("Trades").first).to_contain_text("3,001.50")
    expect(page.get_by_test_id("last")).to_contain_text("3,001.50")
    proof = page.get_by_role("link", name="trade 1 and its proof")
    expect(proof).to_have_attribute("href", "/transparency?market=ETHUSD&trade=1")
    alice.cancel_order(order["id"], "ETH/USD")
    expect(page.locator("tbody.ask tr").last).to_have_text("No orders")
    alice.cancel_all_orders("ETH/USD")
    assert seen.complaints == []


def test_prices_are_grouped_away_from_the_middle(visit):
    page = visit("/trade/BTCUSD").page
    live(page)
    page.get_by_label("Group prices by").select_option("1000")
    expect(page.locator("tbody.bid tr").first).to_contain_text("0.00")
    rows = book_rows(page, "bid") + book_rows(page, "ask")
    assert len(rows) > 4
    assert {row[0][-4:] for row in rows} == {"0.00"}


def test_a_link_shows_another_visitor_the_same_candles_and_the_depth(visit, venue):
    page = visit("/trade/BTCUSD?interval=15m").page
    expect(page.get_by_role("button", name="15m")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("img", name="Candles of BTCUSD, 15m each")).to_be_visible()
    page.get_by_role("button", name="Depth").click()
    expect(page).to_have_url(f"{venue.http}/trade/BTCUSD?interval=15m&view=depth")
    live(page)
    expect(page.get_by_role("img", name="Cumulative depth")).to_be_visible()


def test_a_market_that_is_not_listed_says_so_and_leads_back(visit):
    page = visit("/trade/DOGEUSD").page
    expect(page.get_by_role("heading")).to_have_text("DOGEUSD is not traded here")
    page.get_by_role("link", name="See all markets").click()
    expect(page.get_by_role("row", name="ETH/USDT")).to_be_visible()


def test_rules_and_fees_are_those_of_the_market(visit):
    page = visit("/trade/ETHBTC").page
    facts = page.get_by_label("Rules and fees")
    expect(facts).to_contain_text("0.00001")
    expect(facts).to_contain_text("0.10%")
    expect(facts).to_contain_text("LIMIT_MAKER")


def test_transparency_shows_what_the_venue_signed_and_that_assets_are_balanced(visit, venue):
    page = visit("/transparency").page
    with urllib.request.urlopen(f"{venue.http}/transparency/head") as answer:
        head = json.load(answer)
    expect(page.get_by_label("Journal")).to_contain_text(head["key"])
    assets = page.get_by_role("table")
    expect(assets.get_by_role("row", name="BTC")).to_contain_text("Balanced")
    expect(page.get_by_text("Not balanced")).to_have_count(0)
    first = page.get_by_label("Signed checkpoints").get_by_role("listitem").first
    first.locator("summary").click()
    expect(first.locator("pre")).to_contain_text(head["origin"])


def test_on_a_phone_the_parts_of_a_market_are_chosen(visit):
    page = visit("/trade/BTCUSD", **PHONE).page
    panes = page.get_by_role("group", name="Parts of this page")
    for name in ("Order book", "Trades", "Rules and fees"):
        panes.get_by_role("button", name=name).click()
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        expect(page.get_by_role("group", name="Length of a candle")).to_be_hidden()


def test_a_chosen_theme_is_kept(visit):
    page = visit("/", color_scheme="light").page
    page.get_by_role("button", name="Use dark colours").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
