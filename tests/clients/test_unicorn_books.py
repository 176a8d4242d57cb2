"""UNICORN's book kept at home, level by level what REST shows at the same update id."""

from typing import Any

import pytest
from unicorn_binance_rest_api.manager import BinanceRestApiManager

from tests.clients.polling import until
from tests.clients.venue import RunningVenue

books = pytest.importorskip(
    "unicorn_binance_local_depth_cache", reason="it comes with `make clients`"
)
LEVELS = 100

#: It looks for newer versions of itself unless told not to.
UNICORN_QUIET: dict[str, Any] = {"warn_on_update": False, "disable_colorama": True}


def test_unicorns_depth_cache_equals_rest_at_the_same_update(venue: RunningVenue):
    rest = unicorn_client(venue)
    keeper = unicorn_books(venue, rest)
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


class UnicornRest(BinanceRestApiManager):  # type: ignore[misc]  # it has no types
    """UNICORN's REST client, which knows of no other addresses than Binance's."""

    def __init__(self, venue: RunningVenue) -> None:
        self._http = venue.http
        super().__init__(exchange="binance.com", **UNICORN_QUIET)

    def _init_session(self) -> Any:
        self.API_URL, self.MARGIN_API_URL = f"{self._http}/api", f"{self._http}/sapi"
        return super()._init_session()


def unicorn_client(venue: RunningVenue) -> UnicornRest:
    """Return UNICORN's REST client, which has already asked for the time."""
    return UnicornRest(venue)


def unicorn_books(venue: RunningVenue, rest: UnicornRest) -> Any:
    """Return UNICORN's books kept at home, to be ended with `stop_manager`."""
    kept = books.BinanceLocalDepthCacheManager(
        exchange="binance.com", ubra_manager=rest, init_interval=0, **UNICORN_QUIET
    )
    kept.ubwa.websocket_base_uri = f"{venue.ws}/"
    return kept
