"""One story for every client that runs in a process of its own: it connects, sees the market,
places, cancels and fills, hears of its account, and after the venue was killed and opened again
finds what it left, places again and hears of it.
"""

from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.clients.encryption import make_certificate, terminated
from tests.clients.pointing import ccxt_client
from tests.clients.polling import until
from tests.clients.program import NODE_CLIENTS, SECONDS_MAX, Program, node, python, started
from tests.clients.unicorn_books import unicorn_books, unicorn_client
from tests.clients.venue import RunningVenue, running
from tests.tidy.tree import ROOT

CONNECTOR = ROOT / "build" / "clients" / "connector"


class Restartable:
    """A venue that can be killed and opened again where it was."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._opened = running(data, "--replay", "none")
        self.venue: RunningVenue = self._opened.__enter__()

    def restart(self) -> None:
        """Kill it with -9, and open it again on the same data and port."""
        self.venue.kill()
        self._opened.__exit__(None, None, None)
        self._opened = running(self._data, "--replay", "none", port=self.venue.port)
        self.venue = self._opened.__enter__()

    def close(self) -> None:
        self._opened.__exit__(None, None, None)


@pytest.fixture(scope="module")
def restartable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Restartable]:
    kept = Restartable(tmp_path_factory.mktemp("programs") / "data")
    yield kept
    kept.close()


@pytest.fixture
def offered(restartable: Restartable) -> Restartable:
    """The same, with one order in the book of ETHUSD: bob sells one for 3000."""
    for who in ("alice", "bob"):
        client = ccxt_client(restartable.venue, who)
        for order in client.fetch_open_orders("ETH/USD"):
            client.cancel_order(order["id"], "ETH/USD")
    client.create_order("ETH/USD", "limit", "sell", 1, 3000)
    return restartable


def tell(restartable: Restartable, program: Program) -> dict[str, dict[str, object]]:
    """Return what a client said before and after its venue was killed and opened again."""
    program.until("waiting")
    restartable.restart()
    return program.until("again")


def require_whole_story(said: dict[str, dict[str, object]]) -> None:
    assert "ETHUSD" in said["connected"]["symbols"]  # type: ignore[operator]
    assert said["connected"]["time"] > 1_700_000_000_000  # type: ignore[operator]
    assert said["book"]["asks"] == [["3000.00000000", "1.00000000"]]
    assert said["placed"] == {"status": "NEW"}
    assert said["cancelled"] == {"status": "CANCELED", "same": True}
    assert said["filled"] == {"status": "FILLED"}
    assert said["events"] == {"kinds": ["NEW", "CANCELED", "NEW", "TRADE"]}
    assert said["streamed"] == {"price": "3000.00000000"}
    back = {"found": True, "status": "CANCELED", "placed": "NEW", "events": ["CANCELED", "NEW"]}
    assert said["again"] == back


@pytest.mark.skipif(not CONNECTOR.is_dir(), reason="binance-connector comes with `make env`")
def test_binance_connector_trades_and_finds_the_venue_again(offered: Restartable) -> None:
    environment = {"PYTHONPATH": str(CONNECTOR)}
    with started(python("connector.py"), offered.venue, "alice", environment) as program:
        require_whole_story(tell(offered, program))


def test_unicorn_trades_and_finds_the_venue_again(offered: Restartable) -> None:
    with started(python("unicorn.py"), offered.venue, "alice", {}) as program:
        require_whole_story(tell(offered, program))


@pytest.mark.skipif(find_spec("cryptofeed") is None, reason="it comes with `make clients`")
def test_cryptofeed_trades_and_finds_the_venue_again(offered: Restartable, tmp_path: Path) -> None:
    """It takes no WebSocket that is in the clear."""
    pem, key = make_certificate(tmp_path)
    with terminated(pem, key, int(offered.venue.port)) as port:
        environment = {"SSL_CERT_FILE": str(pem), "STREAMS": f"wss://localhost:{port}"}
        with started(python("feeds.py"), offered.venue, "alice", environment) as program:
            require_whole_story(tell(offered, program))


@pytest.mark.skipif(find_spec("nautilus_trader") is None, reason="it comes with `make clients`")
def test_nautilus_trades_and_finds_the_venue_again(offered: Restartable) -> None:
    with started(python("nautilus.py"), offered.venue, "alice", {}) as program:
        require_whole_story(tell(offered, program))


def test_unicorns_book_kept_at_home_is_right_again(offered: Restartable) -> None:
    books = pytest.importorskip(
        "unicorn_binance_local_depth_cache", reason="it comes with `make clients`"
    )
    alice = ccxt_client(offered.venue, "alice")
    keeper = unicorn_books(books, offered.venue, unicorn_client(offered.venue))

    def has_asks(*levels: list[float]) -> bool:
        """Is this the book? It is known only once something changes in it."""
        order = alice.create_order("ETH/USD", "limit", "buy", 1, 1000)
        alice.cancel_order(order["id"], "ETH/USD")
        with suppress(books.DepthCacheOutOfSync):
            return bool(keeper.get_asks("ETHUSD", 5) == [*levels])
        return False

    keeper.create_depthcache("ETHUSD")
    try:
        until(lambda: has_asks([3000.0, 1.0]), SECONDS_MAX)
        offered.restart()
        ccxt_client(offered.venue, "bob").create_order("ETH/USD", "limit", "sell", 2, 3001)
        until(lambda: has_asks([3000.0, 1.0], [3001.0, 2.0]), SECONDS_MAX)
    finally:
        keeper.stop_manager()


@pytest.mark.skipif(not NODE_CLIENTS.is_dir(), reason="the npm clients come with `make clients`")
@pytest.mark.parametrize("name", ["binance_spot", "binance", "node_binance_api"])
def test_npm_clients_trade_and_find_the_venue_again(offered: Restartable, name: str) -> None:
    with started(node(f"{name}.mjs"), offered.venue, "alice", {}) as program:
        require_whole_story(tell(offered, program))
