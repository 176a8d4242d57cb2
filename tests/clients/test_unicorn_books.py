"""UNICORN's book kept at home, level by level what REST shows at the same update id."""

from typing import Any

import pytest

from tests.clients.polling import until
from tests.clients.unicorn_books import unicorn_books, unicorn_client
from tests.clients.venue import RunningVenue

books = pytest.importorskip(
    "unicorn_binance_local_depth_cache", reason="it comes with `make clients`"
)
LEVELS = 100


def test_unicorns_depth_cache_equals_rest_at_the_same_update(venue: RunningVenue):
    rest = unicorn_client(venue)
    keeper = unicorn_books(books, venue, rest)
    keeper.create_depthcache("BTCUSD")
    until(lambda: keeper.is_depth_cache_synchronized("BTCUSD"))
    try:
        assert until(lambda: unicorns_book_is_rests(keeper, rest))
    finally:
        keeper.stop_manager()


def unicorns_book_is_rests(keeper: Any, rest: Any) -> bool:
    """Is it, now that both are of one update? Its levels change a moment before its update id."""
    kept, kept_at = keeper.depth_caches["btcusd"], keeper.depth_caches["btcusd"]["last_update_id"]
    told = rest.get_order_book(symbol="BTCUSD", limit=LEVELS)
    if told["lastUpdateId"] != kept_at:
        return False
    bids, asks = keeper.get_bids("BTCUSD", LEVELS), keeper.get_asks("BTCUSD", LEVELS)
    is_same = (bids, asks) == (floats(told["bids"]), floats(told["asks"]))
    assert is_same or kept["last_update_id"] != kept_at
    return is_same


def floats(levels: list[list[str]]) -> list[list[float]]:
    return [[float(price), float(quantity)] for price, quantity in levels]
