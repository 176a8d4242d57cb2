"""A power failure, as a bot sees it: the venue is killed with -9 and opened again on the same data
and port; the same client, never told, finds everything as it was acknowledged. Keys that were made
in between open their accounts.
"""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from tests.clients.pointing import ccxt_client
from tests.clients.venue import GLASSBOOK, RunningVenue, running

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


@dataclass
class Reopened:
    """A venue after the failure, and what is known of it from before.

    made   keys of carol's that were made while it was stopped
    """

    first: RunningVenue
    venue: RunningVenue
    clients: list[Any]
    seen: list[Any]
    made: dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def reopened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reopened]:
    data = tmp_path_factory.mktemp("restart") / "data"
    with running(data, *MARKET) as first:
        clients, seen = killed_after_trading(first)
    made = {"HMAC": created(data), "Ed25519": created(data, "--public-key", with_public_key(data))}
    with running(data, *MARKET, port=first.port) as venue:
        yield Reopened(first, venue, clients, seen, made)


def created(data: Path, *options: Any) -> dict[str, str]:
    command = [GLASSBOOK, "keys", "create", "carol", "--data", data, "--json", *options]
    made = subprocess.run(command, capture_output=True, text=True, check=True)
    key: dict[str, str] = json.loads(made.stdout)
    return key


def with_public_key(data: Path) -> Path:
    """Write a new public key, and the private one beside it; return where."""
    path = data.with_name("public.pem")
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    path.write_bytes(public)
    secret = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    data.with_name("private.pem").write_bytes(secret)
    return path


def test_after_kill_9_the_same_client_finds_everything_it_was_told(reopened: Reopened):
    first, again, (alice, bob) = reopened.first, reopened.venue, reopened.clients
    assert (again.address, again.keys) == (first.address, first.keys)
    assert [everything(alice), everything(bob)] == reopened.seen
    continues(alice, bob)


@pytest.mark.parametrize("kind", ["HMAC", "Ed25519"])
def test_a_key_made_on_the_stopped_venue_trades_once_it_runs(reopened: Reopened, kind: str):
    carol, key = ccxt_client(reopened.venue), reopened.made[kind]
    private = reopened.venue.data.with_name("private.pem").read_text()
    carol.apiKey, carol.secret = key["api_key"], key.get("secret") or private
    order = carol.create_order(ETH, "limit", "buy", 1, 2000)
    assert [each["id"] for each in carol.fetch_open_orders(ETH)] == [order["id"]]
    assert carol.cancel_order(order["id"], ETH)["status"] == "canceled"


def continues(alice: Any, bob: Any) -> None:
    """Trade with an order from before the failure, and cancel another one."""
    bought = bob.create_order(ETH, "limit", "buy", 0.5, 3002)
    assert (bought["status"], bought["average"]) == ("closed", 3002)
    listed = alice.fetch_open_orders(ETH)
    cancelled = alice.cancel_all_orders(ETH)
    assert {each["id"] for each in cancelled} == {each["id"] for each in listed}
    assert int(bought["id"]) > max(int(each["id"]) for each in listed)
