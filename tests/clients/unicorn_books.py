"""How UNICORN's REST client and its books kept at home are told where the venue is."""

from typing import Any

from unicorn_binance_rest_api.manager import BinanceRestApiManager

from tests.clients.venue import RunningVenue

#: It looks for newer versions of itself unless told not to.
UNICORN_QUIET: dict[str, Any] = {"warn_on_update": False, "disable_colorama": True}


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


def unicorn_books(books: Any, venue: RunningVenue, rest: UnicornRest) -> Any:
    """Return UNICORN's books kept at home, of their package, to be ended with `stop_manager`."""
    kept = books.BinanceLocalDepthCacheManager(
        exchange="binance.com", ubra_manager=rest, init_interval=0, **UNICORN_QUIET
    )
    kept.ubwa.websocket_base_uri = f"{venue.ws}/"
    return kept
