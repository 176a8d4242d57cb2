"""Auctions as the world sees them: what one would come to, and what it came to."""

from glassbook.projection.auction import NOBODY_MEETS, Indication, indication
from glassbook.projection.order import OrderStatus
from glassbook.protocol import commands as pack
from glassbook.protocol.symbols import SymbolStatus
from tests.unit.projection.market import (
    ALICE,
    BOB,
    BTC,
    BTCUSD,
    CAROL,
    SCALE,
    USD,
    Market,
    buy,
    sell,
)

LOT = SCALE // 10**4


def collecting() -> Market:
    market = Market()
    market.do(pack.set_symbol_status(BTCUSD, SymbolStatus.PRE_TRADING))
    return market


def test_the_indication_is_that_of_the_published_example():
    """MarketGrid, "Single-Price Auction": prices in hundreds; 290 lots trade at 12,400."""
    bids = [(130, 45), (129, 95), (128, 25), (127, 35), (126, 25), (125, 55), (124, 200)]
    asks = [(122, 10), (123, 125), (124, 155), (125, 90), (126, 20), (127, 10), (128, 15)]
    asks += [(129, 10), (130, 50), (131, 35)]
    found = indication([*bids, (123, 80), (122, 60)], asks, 0)
    assert found == Indication(price_ticks=124, volume_lots=290, surplus_lots=480 - 290)


def test_nobody_meets_where_the_best_bid_is_below_the_best_ask():
    assert indication([(9, 5)], [(10, 5)], 9) == NOBODY_MEETS
    assert indication([], [(10, 5)], 9) == NOBODY_MEETS


def test_ties_go_to_the_price_nearest_the_last_and_then_to_the_lowest():
    bids, asks = [(20, 5)], [(10, 5)]
    assert [indication(bids, asks, last).price_ticks for last in (25, 15, 5, 0)] == [20, 15, 10, 10]


def test_the_surplus_tells_its_side():
    assert indication([(20, 5)], [(10, 8)], 0).surplus_lots == -3


def test_the_book_may_cross_while_orders_collect_and_says_what_they_will_come_to():
    market = collecting()
    market.do(sell(ALICE, 100, 5))
    market.do(buy(BOB, 110, 8))
    assert market.projections.depth.best(BTCUSD) == ((11_000, 8), (10_000, 5))
    assert market.projections.indication(BTCUSD) == Indication(10_000, 5, 3)


def test_after_the_auction_depth_orders_and_balances_are_those_of_the_core():
    market = collecting()
    seller = market.do(sell(ALICE, 100, 5))
    buyer = market.do(buy(BOB, 110, 8))
    iceberg = market.do(sell(CAROL, 101, 6, visible_lots=2))
    market.do(pack.set_symbol_status(BTCUSD, SymbolStatus.AUCTION_MATCH))
    market.do(pack.set_symbol_status(BTCUSD, SymbolStatus.TRADING))
    projections = market.projections
    states = [
        OrderStatus(projections.orders.by_id(account_id, BTCUSD, order_id).status).name
        for account_id, order_id in ((ALICE, seller), (BOB, buyer), (CAROL, iceberg))
    ]
    assert states == ["FILLED", "FILLED", "PARTIALLY_FILLED"]
    assert projections.depth.best(BTCUSD) == (None, (10_100, 1))
    assert [trade.price_ticks for trade in projections.trades.recent(BTCUSD, 9)] == [10_100] * 3
    for account_id in (ALICE, BOB, CAROL):
        held = market.twin.exchange.balances()
        for asset_id in (BTC, USD):
            kept = projections.balances.of_asset(account_id, asset_id)
            assert kept == held[account_id, asset_id]
