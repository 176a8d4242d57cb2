"""How fast a signed order is acknowledged, durable, through the real door: beside an idle one.

Two server processes, both with the gateway's own server settings: the whole venue, and one that
answers a constant. This process loads them in turns with the same requests over loopback; the venue
also with orders over the WebSocket API, and over one FIX session. Last comes what a stream costs
(fanout.py), beside another peer.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import uvloop
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from glassbook.cli.bench import fix_load
from glassbook.cli.bench.fanout import measure_fanout
from glassbook.cli.bench.load import requests_per_second
from glassbook.cli.bench.websocket_load import WINDOW, answers_per_second, text_frame
from glassbook.cli.identity_files import key_store
from glassbook.identity.api_keys import Permission

# Enough that some orders wait for the disk while others are read: with few connections, each with
# one order under way, the loop idles until a batch is durable, and the disk is what is measured.
CONNECTIONS = 256
WARM_UP_ORDERS = 2_000
WEBSOCKETS = 4

Form = tuple[dict[str, str], dict[str, object]]  # a key, and an order of its owner
_SEED = 20_261_121


@dataclass(frozen=True)
class Opened:
    """A venue that was opened for being measured.

    rest, fix  host and port
    keys       of its demo accounts
    """

    rest: str
    fix: str
    keys: list[dict[str, str]]
    data: Path


def measure_gateway(
    count: int, rounds: int, folder: Path | None, listeners: int, stream_seconds: float = 2.0
) -> dict[str, Any]:
    """Send `count` orders a round to each server, in turns; return medians and their ratios.

    Then tell `listeners` of a stream, for some seconds a round.
    """
    order_rates, constant_rates, websocket_rates, fix_rates = [], [], [], []
    with (
        tempfile.TemporaryDirectory(dir=folder) as data,
        opened_venue(Path(data)) as venue,
        _constant() as constant,
    ):
        for address in (venue.rest, constant):
            _rate(address, list(http_orders(venue.keys, WARM_UP_ORDERS, _SEED - 1)))
        for number in range(rounds):
            clear(venue.rest, venue.keys)
            requests = list(http_orders(venue.keys, count, _SEED + number))
            constant_rates.append(_rate(constant, requests))
            order_rates.append(_rate(venue.rest, requests))
            frames = list(_websocket_orders(venue.keys, count, _SEED + rounds + number))
            websocket_rates.append(uvloop.run(answers_per_second(venue.rest, frames, WEBSOCKETS)))
            fix_rates.append(_fix_rate(venue, count, _SEED + 2 * rounds + number))
    orders, constants = median(order_rates), median(constant_rates)
    deliveries = measure_fanout(listeners, rounds, stream_seconds)
    ours, bare = median(deliveries["streams"]), median(deliveries["picows"])
    return {
        "orders_per_second": orders,
        "constant_per_second": constants,
        "ratio_to_constant": orders / constants,
        "websocket_orders_per_second": median(websocket_rates),
        "fix_orders_per_second": median(fix_rates),
        "stream_deliveries_per_cpu_second": ours,
        "picows_deliveries_per_cpu_second": bare,
        "ratio_to_picows": ours / bare,
        "connections": CONNECTIONS,
        "websockets": WEBSOCKETS,
        "websocket_window": WINDOW,
        "fix_sessions": 1,
        "fix_window": fix_load.WINDOW,
        "orders": count,
        "rounds": rounds,
        "order_rates": order_rates,
        "constant_rates": constant_rates,
        "websocket_rates": websocket_rates,
        "fix_rates": fix_rates,
        "stream_listeners": listeners,
        "stream_rates": deliveries["streams"],
        "picows_rates": deliveries["picows"],
    }


def measure_fix(count: int, rounds: int, folder: Path | None) -> dict[str, object]:
    """Send `count` orders a round over one FIX session, and nothing else; return the median."""
    with tempfile.TemporaryDirectory(dir=folder) as data, opened_venue(Path(data)) as venue:
        rates = [_fix_rate(venue, count, _SEED + number) for number in range(rounds)]
    return {
        "fix_orders_per_second": median(rates),
        "fix_sessions": 1,
        "fix_window": fix_load.WINDOW,
        "orders": count,
        "rounds": rounds,
        "fix_rates": rates,
    }


def _rate(address: str, requests: list[bytes]) -> float:
    return uvloop.run(requests_per_second(address, requests, CONNECTIONS))


def _forms(keys: list[dict[str, str]], count: int, seed: int) -> Iterator[Form]:
    """Yield limit orders on a market of their own, unsigned: half may rest, some of them trade.

    The demo accounts take turns, so that none comes to the most open orders it may have.
    """
    dice = random.Random(seed)  # noqa: S311 - order flow, not a secret
    timestamp = time.time_ns() // 1_000_000
    for number in range(count):
        side, away = ("BUY", -1) if dice.random() < 0.5 else ("SELL", 1)
        form: dict[str, object] = {
            "symbol": "ETHUSD",
            "side": side,
            "type": "LIMIT",
            "timeInForce": "IOC" if dice.random() < 0.5 else "GTC",
            "quantity": "0.01",
            "price": str(3000 + away * dice.randrange(-2, 50)),
            "recvWindow": 60_000,
            "timestamp": timestamp,
        }
        yield keys[number % len(keys)], form


def _signature(key: dict[str, str], payload: bytes) -> str:
    return hmac.new(key["secret"].encode(), payload, hashlib.sha256).hexdigest()


def http_orders(keys: list[dict[str, str]], count: int, seed: int) -> Iterator[bytes]:
    """Yield the orders as signed HTTP requests."""
    for key, form in _forms(keys, count, seed):
        body = _signed(key, form)
        yield (
            b"POST /api/v3/order HTTP/1.1\r\nHost: 127.0.0.1\r\nX-MBX-APIKEY: "
            + key["api_key"].encode()
            + b"\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
            + str(len(body)).encode()
            + b"\r\n\r\n"
            + body
        )


def clear(address: str, keys: list[dict[str, str]]) -> None:
    """Cancel all that rests, so that every round begins with an empty book."""
    for key in keys:
        form: dict[str, object] = {"symbol": "ETHUSD", "timestamp": time.time_ns() // 1_000_000}
        connection = http.client.HTTPConnection(address)
        with closing(connection):
            body, headers = _signed(key, form), {"X-MBX-APIKEY": key["api_key"]}
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("DELETE", "/api/v3/openOrders", body, headers)
            answer = connection.getresponse()
            said = answer.read()
            assert answer.status == 200 or b"-2011" in said, said  # nothing rests: just as well


def _signed(key: dict[str, str], form: dict[str, object]) -> bytes:
    body = urlencode(form).encode()
    return body + b"&signature=" + _signature(key, body).encode()


def _websocket_orders(keys: list[dict[str, str]], count: int, seed: int) -> Iterator[bytes]:
    """Yield the orders as frames of signed requests to the WebSocket API."""
    for number, (key, form) in enumerate(_forms(keys, count, seed)):
        params = dict(sorted({**form, "apiKey": key["api_key"]}.items()))
        payload = "&".join(f"{name}={value}" for name, value in params.items()).encode()
        params["signature"] = _signature(key, payload)
        yield text_frame(
            json.dumps({"id": number, "method": "order.place", "params": params}).encode()
        )


def _fix_rate(venue: Opened, count: int, seed: int) -> float:
    """Send the orders of the first account in a session of its own, and sweep up behind it."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with closing(key_store(venue.data)) as store:
        key = store.create("alice", public.decode(), Permission.FIX)
        script = fix_load.FixScript(key.api_key, private, "BENCH")
        orders = script.orders(form for _, form in _forms(venue.keys, count, seed))
        farewell = script.farewell("ETHUSD")
        rate = uvloop.run(fix_load.orders_per_second(venue.fix, script, orders, farewell))
        store.revoke(key.api_key)
    return rate


@contextmanager
def opened_venue(data: Path) -> Iterator[Opened]:
    """Run a venue without a market and without limits."""
    options = ["--data", str(data), "--port", "0", "--replay", "none", "--limits", "none"]
    run = "from glassbook.cli.main import main; main()"
    with _server(["-c", run, "up", *options, "--fix-port", "0"]) as said:
        rest = next(line.rsplit("http://", 1)[1] for line in said if "open at" in line)
        fix = next(line.split("tcp://", 1)[1] for line in said if "tcp://" in line)
        keys = json.loads((data / "demo-keys.json").read_text())
        yield Opened(rest.strip(), fix.split(",")[0].strip(), list(keys.values()), data)


@contextmanager
def _constant() -> Iterator[str]:
    with _server(["-m", "glassbook.cli.bench.constant"]) as said:
        yield next(said).strip()


@contextmanager
def _server(arguments: list[str]) -> Iterator[Iterator[str]]:
    """Run a server and yield the lines it prints; end it afterwards."""
    command = [sys.executable, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours
    assert process.stdout is not None
    try:
        yield iter(process.stdout)
    finally:
        process.terminate()
        process.wait()
