"""The real market, fed with its orders alone, is printed again by the real core."""

import asyncio

import numpy as np
import pytest

from glassbook.protocol.commands import (
    define_asset,
    deposit,
    list_symbol,
    open_account,
    set_symbol_rule,
    set_symbol_status,
)
from glassbook.protocol.symbols import SymbolRule, SymbolStatus
from glassbook.replay.capture import read_capture
from glassbook.replay.comparison import compare
from glassbook.replay.flow import LANES, Market, order_flow
from glassbook.replay.mirror import mirrored, reflection
from glassbook.replay.pace import FullSpeed
from glassbook.replay.playback import Playback
from glassbook.replay.player import play
from glassbook.replay.source import locate
from tests.unit.replay.core_venue import CoreVenue

USD, BTC, BTCUSD = 0, 1, 0
RULES = {
    SymbolRule.TICK_UNITS: 10**6,
    SymbolRule.LOT_UNITS: 1,
    SymbolRule.PRICE_TICKS_MAX: 10**11,
    SymbolRule.QUANTITY_LOTS_MAX: 9_000 * 10**8,
}


@pytest.fixture(scope="module")
def capture():
    return read_capture(locate("bitstamp"))


async def opened() -> tuple[CoreVenue, Market]:
    venue = CoreVenue()
    await venue.submit_many(define_asset(10**8) * 2 + list_symbol(BTC, USD))
    rules = b"".join(set_symbol_rule(BTCUSD, rule, value) for rule, value in RULES.items())
    await venue.submit_many(rules + set_symbol_status(BTCUSD, SymbolStatus.TRADING))
    outcome = await venue.submit_many(open_account(1_000, 1_000) * LANES)
    accounts = [event.account_id for event in outcome.events]
    for account_id in accounts:
        await venue.submit(deposit(account_id, USD, 500_000_000 * 10**8))
        await venue.submit(deposit(account_id, BTC, 20_000 * 10**8))
    return venue, Market(BTCUSD, 10**6, 1, np.array(accounts))


async def played(capture, image):
    venue, market = await opened()
    flow = order_flow(capture.rows, market)
    playback = Playback(image(flow))
    await play(playback, venue, FullSpeed())
    return playback


@pytest.fixture(scope="module")
def recorded(capture):
    return asyncio.run(played(capture, lambda flow: flow))


def test_the_core_prints_the_markets_own_trades(capture, recorded):
    comparison = compare(capture.trades, recorded)
    assert comparison.market_trades == 284
    assert comparison.printed_trades == 282
    assert comparison.matched_trades == 281


def test_each_trade_that_is_not_printed_has_its_reason(capture, recorded):
    reasons = {
        one.trade.trade_id: one.reason for one in compare(capture.trades, recorded).unmatched
    }
    assert sorted(reasons) == [568697549, 568697554, 568701031]
    in_money = "the taker is a market order in money, and the capture does not say how much"
    assert reasons[568697549] == reasons[568701031] == in_money
    assert reasons[568697554].startswith("printed instead: 0.00032401 at 78406.00")


def test_post_only_orders_that_would_have_crossed_are_refused(recorded):
    refused = recorded.refused()
    assert refused.pop("WOULD_TAKE") == 100_518
    assert refused == {
        "PRICE_NOT_POSITIVE": 22,
        "QUANTITY_ABOVE_MAX": 2,
        "QUANTITY_NOT_POSITIVE": 2,
    }


def test_the_mirror_image_prints_the_same_trades_reflected(capture, recorded):
    image = asyncio.run(played(capture, mirrored))
    total = reflection(recorded.flow)
    assert [
        trade._replace(price_ticks=total - trade.price_ticks) for trade in image.trades
    ] == recorded.trades
