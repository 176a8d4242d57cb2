"""A power failure, as a bot sees it: the venue is killed with -9 and opened again on the same data
and port; the same client, never told, finds everything as it was acknowledged.
"""

from pathlib import Path
from typing import Any

from tests.clients.pointing import ccxt_client
from tests.clients.venue import RunningVenue, running

ETH = "ETH/USD"
MARKET = ("--replay", "bitstamp", "--speed", "20")


def trade(alice: Any, bob: Any) -> None:
    """Leave orders of every fate behind: open, cancelled, partly and wholly filled, expired."""
    placed = [alice.create_order(ETH, "limit", "sell", 1, 3000 + n) for n in range(10)]
    bob.create_order(ETH, "limit", "buy", 2.5, 3002)
    bob.create_order(ETH, "limit", "buy", 9, 3002, {"timeInForce": "FOK"})
    alice.cancel_order(placed[9]["id"], ETH)
    alice.edit_order(placed[8]["id"], ETH, "limit", "sell", 3, 3500)
    alice.create_order("BTC/USD", "market", "buy", 0.01)
    bob.create_order("BTC/USD", "limit", "buy", 0.5, 1000)  # far from the market


def everything(client: Any) -> dict[str, Any]:
    """Return all that a client is told about its own account, as the venue words it."""
    account = client.privateGetAccount()
    del account["updateTime"]  # when it was asked
    symbols = ("ETHUSD", "BTCUSD")
    return {
        "account": account,
        "orders": [client.privateGetAllOrders({"symbol": symbol}) for symbol in symbols],
        "open": client.privateGetOpenOrders(),
        "trades": [client.privateGetMyTrades({"symbol": symbol}) for symbol in symbols],
    }


def killed_after_trading(venue: RunningVenue) -> tuple[list[Any], list[Any]]:
    """Trade, kill the venue as its market runs, and return the clients and what they saw."""
    clients = [ccxt_client(venue, "alice"), ccxt_client(venue, "bob")]
    trade(*clients)
    seen = [everything(client) for client in clients]
    venue.kill()
    return clients, seen


def test_after_kill_9_the_same_client_finds_everything_it_was_told(tmp_path: Path):
    data = tmp_path / "data"
    with running(data, *MARKET) as venue:
        (alice, bob), seen = killed_after_trading(venue)
    with running(data, *MARKET, port=venue.port) as again:
        assert (again.address, again.keys) == (venue.address, venue.keys)
        assert [everything(alice), everything(bob)] == seen
        continues(alice, bob)


def continues(alice: Any, bob: Any) -> None:
    """Trade with an order from before the failure, and cancel another one."""
    bought = bob.create_order(ETH, "limit", "buy", 0.5, 3002)
    assert (bought["status"], bought["average"]) == ("closed", 3002)
    listed = alice.fetch_open_orders(ETH)
    cancelled = alice.cancel_all_orders(ETH)
    assert {each["id"] for each in cancelled} == {each["id"] for each in listed}
    assert int(bought["id"]) > max(int(each["id"]) for each in listed)
