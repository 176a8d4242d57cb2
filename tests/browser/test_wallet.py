"""A customer's money, in Chromium: what it is worth, his accounts, months, the file of it all."""

import csv
import re
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.people import account_menu, customer


def test_money_is_moved_to_a_sub_account_and_the_month_and_the_file_tell_of_it(visit):
    seen = visit("/login")
    page = customer(seen.page, "wallet@example.org")
    account_menu(page).click()
    page.get_by_role("link", name="Wallet").click()
    expect(page.get_by_test_id("worth")).to_contain_text("USD")
    opening = page.get_by_role("region", name="Open a sub-account")
    opening.get_by_label("Name").fill("savings")
    opening.get_by_role("button").click()
    beneath = page.get_by_role("region", name="savings (account")
    expect(beneath).to_contain_text("It holds nothing.")
    moving = page.get_by_role("region", name="Move money")
    moving.get_by_label("Asset").select_option("ETH")
    moving.get_by_label("Amount").fill("5000")
    moving.get_by_role("button").click()
    expect(moving.get_by_role("alert")).to_contain_text("more than is available")
    moving.get_by_label("Amount").fill("12.5")
    moving.get_by_role("button").click()
    expect(moving.get_by_role("status")).to_contain_text("Moved, as command")
    expect(beneath.get_by_role("row", name="ETH")).to_contain_text("12.50")
    month = page.get_by_test_id("statement")
    expect(month.get_by_role("row", name="ETH")).to_contain_text("−12.50")
    expect(month.get_by_role("row", name="ETH")).to_contain_text("987.50")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Everything as CSV").click()
    rows = list(csv.DictReader(Path(saved.value.path()).read_text().splitlines()))
    moved = [each for each in rows if each["kind"] == "TRANSFER"]
    assert [(each["asset"], each["amount"]) for each in moved] == [("ETH", "-12.50000000")]
    crossed = page.get_by_role("region", name="Deposits and withdrawals")
    expect(crossed.locator("tbody tr")).to_have_count(5)
    crossed.get_by_label("Account").select_option(index=1)
    expect(crossed).to_contain_text("Nothing came or went")
    page.get_by_role("region", name="Statement").get_by_label("Account").select_option(index=1)
    expect(month.get_by_role("row", name="ETH")).to_contain_text("12.50")
    with page.expect_download() as saved:
        page.get_by_role("link", name="This month as CSV").click()
    assert "TRANSFER,ETH,12.50000000" in Path(saved.value.path()).read_text()
    assert [each for each in seen.complaints if "409" not in each] == []


def test_what_came_in_is_listed_by_asset_with_its_state_whatever_this_clock_says(visit):
    seen = visit("/login")
    seen.is_kept, page = False, seen.page
    page.clock.install(time="2020-02-02T00:00:00")
    customer(page, "crossings@example.org", "/wallet")
    month = page.get_by_role("region", name="Statement").get_by_label("Month")
    expect(month).to_have_value(f"{datetime.now(UTC):%Y-%m}")
    listed = page.get_by_role("region", name="Deposits and withdrawals")
    rows = listed.locator("tbody tr")
    expect(rows).to_have_count(5)
    expect(rows.filter(has_text="USDT")).to_contain_text("5,000,000.00")
    dollars = rows.filter(has=page.get_by_role("cell", name="USD", exact=True))
    expect(dollars).to_contain_text("Credited")
    listed.get_by_label("Asset").select_option("BTC")
    expect(rows).to_have_count(1)
    told = re.compile("Deposit.*100.00.*BTC.*Credited.*Internal transfer [0-9]+")
    expect(rows).to_contain_text(told)
