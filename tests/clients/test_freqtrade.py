"""freqtrade in live mode: the whole bot, with only addresses and keys in its settings.

It buys, guards what it bought by a stop on the venue, and sells, once a minute; then the venue is
killed and opened again, and it goes on: `make clients-test`, or for ten minutes
`make clients-test CLIENTS=tests/clients/test_freqtrade.py FREQTRADE_MINUTES=10`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from time import monotonic
from typing import Any

import pytest

from tests.clients.pointing import ccxt_client, ccxt_settings
from tests.clients.venue import RunningVenue, running

FREQTRADE = Path(sys.executable).with_name("freqtrade")
WANTED = os.environ.get("FREQTRADE_MINUTES")
pytestmark = pytest.mark.skipif(
    WANTED is None or not FREQTRADE.exists(), reason="it takes minutes: `make clients-test`"
)

MINUTES = float(WANTED or 0)
SECONDS_MAX = 300 + 60 * MINUTES
MARKET = ("--replay", "bitstamp", "--speed", "20")
TURNED = "'type': exit_fill"  # what it says when it has sold again
FAULT = " - ERROR - "


def settings(venue: RunningVenue, exchange: str) -> dict[str, Any]:
    """Return a bot's settings: one pair, orders at the other side's best price."""
    pointed = ccxt_settings(venue, "alice")
    pricing = {"price_side": "other", "use_order_book": True, "order_book_top": 1}
    return {
        "max_open_trades": 1,
        "stake_currency": "USD",
        "stake_amount": 1000,
        "dry_run": False,
        "initial_state": "running",
        "internals": {"process_throttle_secs": 1},
        "unfilledtimeout": {"entry": 1, "exit": 1},
        "entry_pricing": pricing,
        "exit_pricing": pricing,
        "exchange": {
            "name": exchange,
            "key": pointed["apiKey"],
            "secret": pointed["secret"],
            "ccxt_config": {"urls": pointed["urls"]},
            "pair_whitelist": ["BTC/USD"],
        },
        "pairlists": [{"method": "StaticPairList"}],
    }


@contextmanager
def trading(folder: Path, configuration: dict[str, Any]) -> Iterator[Iterator[str]]:
    """Run the bot; yield the lines that it says. One that hangs is killed."""
    written = folder / "config.json"
    written.write_text(json.dumps(configuration))
    command = [FREQTRADE, "trade", "--config", written, "--strategy", "Turning"]
    command += ["--strategy-path", Path(__file__).with_name("bot"), "--userdir", folder / "bot"]
    (folder / "bot").mkdir()
    with subprocess.Popen(
        [*command, "--db-url", f"sqlite:///{folder}/bot.sqlite"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        too_late = Timer(SECONDS_MAX, process.kill)
        too_late.start()
        try:
            assert process.stdout is not None
            yield iter(process.stdout)
        finally:
            too_late.cancel()
            process.terminate()
            process.communicate()


def turned(lines: Iterator[str]) -> list[str]:
    """Read until it has bought and sold once more; return what it said."""
    said = []
    for line in lines:
        said.append(line)
        if TURNED in line:
            return said
    raise AssertionError("the bot ended:\n" + "".join(said[-40:]))


def fates(venue: RunningVenue) -> list[tuple[str, str, str]]:
    """Return side, type and status of all its orders, but those that found nobody in time."""
    orders = ccxt_client(venue, "alice").privateGetAllOrders({"symbol": "BTCUSD"})
    return [
        (each["side"], each["type"], each["status"])
        for each in orders
        if each["type"] != "LIMIT" or each["status"] == "FILLED"
    ]


TURN = [
    ("BUY", "LIMIT", "FILLED"),
    ("SELL", "STOP_LOSS_LIMIT", "CANCELED"),
    ("SELL", "LIMIT", "FILLED"),
]


@pytest.mark.parametrize("exchange", ["binanceus", "binance"])
def test_freqtrade_trades_live_and_goes_on_after_kill_9(tmp_path: Path, exchange: str):
    data, end = tmp_path / "data", monotonic() + 60 * MINUTES
    with running(data, *MARKET) as venue, trading(tmp_path, settings(venue, exchange)) as lines:
        said = turned(lines)
        assert fates(venue)[:3] == TURN
        assert not [line for line in said if FAULT in line]
        venue.kill()
        with running(data, *MARKET, port=venue.port) as again:
            turned(lines)
            while monotonic() < end:
                turned(lines)
            assert len(fates(again)) >= 2 * len(TURN)
