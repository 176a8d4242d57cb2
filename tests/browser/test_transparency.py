"""What anybody may check, in Chromium: a trade is looked up, and its proof is checked offline."""

import shlex
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.clients.pointing import ccxt_client

LOOK_UP = "/transparency?market=BTCUSD&trade=7"


def found(page: Page):
    return page.get_by_role("region", name="Look up a trade")


def look_up(page: Page, market: str, number: str) -> None:
    found(page).get_by_label("Market").select_option(market)
    found(page).get_by_label("Number of the trade").fill(number)
    found(page).get_by_role("button", name="Find").click()


def saved(page: Page, link: str, folder: Path) -> Path:
    with page.expect_download() as download:
        found(page).get_by_role("link", name=link).click()
    kept = folder / download.value.suggested_filename
    download.value.save_as(kept)
    return kept


def test_a_visitor_saves_the_proof_of_a_trade_and_the_command_shown_checks_it(visit, tmp_path):
    page = visit("/transparency").page
    look_up(page, "BTCUSD", "7")
    expect(found(page)).to_contain_text("Proved")
    expect(found(page).get_by_test_id("trade")).to_contain_text("Entry in the journal")
    under = found(page).locator("a[href^='/transparency/checkpoints/']").get_attribute("href")
    proof = saved(page, "Save the proof", tmp_path)
    saved(page, "Save the verifier", tmp_path)
    python, *rest = shlex.split(found(page).locator("pre").inner_text())
    assert python == "python"
    check = partial(subprocess.run, [sys.executable, *rest], cwd=tmp_path, capture_output=True)
    checked = check(text=True, check=True)
    assert f'"sequence": {under.rpartition("/")[2]}' in checked.stdout
    proof.write_text(proof.read_text().replace("7", "8", 1))
    assert check(check=False).returncode == 1


def test_a_link_to_a_trade_shows_another_visitor_the_same(visit):
    page = visit(LOOK_UP).page
    expect(found(page).get_by_label("Number of the trade")).to_have_value("7")
    expect(found(page)).to_contain_text("BTCUSD-7.json")
    look_up(page, "BTCUSD", "8")
    expect(found(page)).to_contain_text("BTCUSD-8.json")
    page.reload()
    expect(found(page)).to_contain_text("BTCUSD-8.json")


def test_a_trade_of_just_now_is_shown_and_says_when_its_proof_comes(visit, venue):
    """The market beside goes on, so a checkpoint may cover a trade before it is looked up."""
    alice, bob = (ccxt_client(venue, who, "binanceus") for who in ("alice", "bob"))
    page = visit("/transparency").page
    for quantity in range(20, 40):
        alice.create_order("USDC/USD", "limit", "sell", quantity, 1)
        [trade] = bob.create_order("USDC/USD", "limit", "buy", quantity, 1)["trades"]
        look_up(page, "USDCUSD", trade["id"])
        expect(found(page).get_by_test_id("trade")).to_contain_text(f"{quantity}.00 USD")
        if not found(page).get_by_text("Proved", exact=True).count():
            break
    expect(found(page).get_by_role("status")).to_contain_text("No signed checkpoint covers it yet")


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("999,999,999", "BTCUSD has no trade with the number 999999999."),
        ("-1", "A trade's number is a whole number from 1 on."),
        ("٣", "A trade's number is a whole number from 1 on."),
    ],
)
def test_what_is_no_trade_is_said_in_words(visit, number, told):
    page = visit("/transparency").page
    look_up(page, "BTCUSD", number)
    expect(found(page).get_by_role("alert")).to_have_text(told)
