"""`glassbook up` opens a venue that trades, and lets go of it in order."""

import json
import signal

import pytest
from websockets.sync.client import connect

from tests.clients.polling import until
from tests.unit.cli.commands import Up, run
from tests.unit.replay.captures import write_capture

QUIET = """
    1000 ms #1 bid 1@78000 created
    1000 ms #2 ask 2@78001 created
    9000000 ms #1 bid 1@78000 deleted
    9000000 ms #2 ask 2@78001 deleted
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("venue") / "data"


@pytest.fixture(scope="module")
def venue(data, tmp_path_factory):
    capture = write_capture(tmp_path_factory.mktemp("capture"), QUIET)
    with Up(data, "--replay", capture, "--limits", "none") as up:
        yield up


@pytest.fixture
def glassbook(capsys, monkeypatch):
    return lambda *arguments: run(capsys, monkeypatch, *arguments)


def test_the_market_is_there_when_the_address_is_printed(venue):
    status, book = venue.get("/api/v3/depth?symbol=BTCUSD")
    assert status == 200
    assert book["bids"] == [["78000.00000000", "1.00000000"]]
    assert book["asks"] == [["78001.00000000", "2.00000000"]]


def test_everybody_is_shown_how_far_the_journal_is_signed_and_what_is_owed(venue, data):
    def signed():
        _, head = venue.get("/transparency/head")
        return head["signedSequence"] and head

    head = until(signed)  # the first is signed meanwhile
    assert f"{head['key']}\n" == (data / "signing.pub").read_text()
    _, listed = venue.get("/transparency/checkpoints")
    assert head["signedSequence"] in listed["checkpoints"]
    status, looked_up = venue.get("/transparency/trades/ETHUSD/1")
    assert (status, looked_up["state"]) == (404, "unknown")
    _, owed = venue.get("/transparency/assets")
    assert {row["asset"] for row in owed["assets"]} >= {"BTC", "USD"}
    assert all(float(row["owedToCustomers"]) > 0 for row in owed["assets"])


def test_all_symbols_are_listed_and_the_others_are_empty(venue):
    _, info = venue.get("/api/v3/exchangeInfo")
    names = {symbol["symbol"] for symbol in info["symbols"]}
    assert names == {"BTCUSD", "ETHUSD", "ETHBTC", "USDCUSD", "BTCUSDT", "ETHUSDT"}
    _, book = venue.get("/api/v3/depth?symbol=ETHUSD")
    assert (book["bids"], book["asks"]) == ([], [])


def test_the_demo_keys_open_accounts_with_play_money(venue, data):
    keys = json.loads((data / "demo-keys.json").read_text())
    for handle in ("alice", "bob", "carol"):
        status, account = venue.get_signed("/api/v3/account", keys[handle])
        assert status == 200
        free = {balance["asset"]: balance["free"] for balance in account["balances"]}
        assert free["BTC"] == "100.00000000"
        assert free["USDT"] == "5000000.00000000"


def test_a_key_made_while_the_venue_runs_works_at_once(venue, data, glassbook):
    made = json.loads(glassbook("keys", "create", "bob", "--data", data, "--json").out)
    assert venue.get_signed("/api/v3/account", made)[0] == 200


def test_a_second_venue_in_the_same_directory_is_refused_and_told_what_to_do(
    venue, data, glassbook
):
    ran = glassbook("up", "--data", data, "--port", "0", "--replay", "none")
    assert ran.exit_code == 1
    assert f"{data} is in use by process {venue.program.pid}" in ran.err
    assert "another directory with --data" in ran.err


def test_a_port_in_use_is_refused_and_told_what_to_do(venue, tmp_path, glassbook):
    ran = glassbook("up", "--data", tmp_path, "--port", venue.port, "--replay", "none")
    assert ran.exit_code == 1
    assert f"port {venue.port} of 127.0.0.1 is in use" in ran.err
    assert "--port 0" in ran.err


def test_a_running_venue_is_not_rebuilt(venue, data, glassbook):
    before = sorted(path.name for path in data.iterdir())
    ran = glassbook("rebuild", data)
    assert ran.exit_code == 1
    assert "is in use by process" in ran.err
    assert sorted(path.name for path in data.iterdir()) == before
    assert venue.get("/api/v3/depth?symbol=BTCUSD")[0] == 200


def test_a_running_venue_can_be_verified(venue, data, glassbook):
    assert glassbook("verify", data).exit_code == 0


def weight_a_minute(up):
    limits = up.get("/api/v3/exchangeInfo")[1]["rateLimits"]
    (weight,) = [each for each in limits if each["rateLimitType"] == "REQUEST_WEIGHT"]
    return weight["limit"]


def hear_the_end(up):
    """Tell the venue to stop, and return when a client on its streams was told so."""
    address = f"ws://127.0.0.1:{up.port}/ws"
    with connect(address) as client:
        up.program.send_signal(signal.SIGTERM)
        assert json.loads(client.recv())["e"] == "serverShutdown"
        assert up.get("/api/v3/depth?symbol=BTCUSD")[0] == 200  # until then all goes on


def test_a_signal_ends_the_venue_in_order_and_a_restart_keeps_the_keys(tmp_path, glassbook):
    """One signal, and, where a stop is announced an hour before it comes, a second one."""

    def verified_after(ended):
        assert ended.exit_code == 0
        assert "Stopped. Everything acknowledged is in the journal." in ended.err
        return json.loads(glassbook("verify", tmp_path, "--json").out)

    with Up(tmp_path, "--replay", "none", "--limits", "us") as up:
        assert weight_a_minute(up) == 1_200
        keys = (tmp_path / "demo-keys.json").read_text()
        ended = up.stop(signal.SIGINT)
    verified = verified_after(ended)
    with Up(tmp_path, "--replay", "none", "--drain", "3600", "--limits", "global") as up:
        assert (tmp_path / "demo-keys.json").read_text() == keys
        assert weight_a_minute(up) == 6_000
        health = up.get("/health")[1]
        hear_the_end(up)
        ended = up.stop(signal.SIGTERM)
    assert health["status"] == "running"
    # A restart journals its build, its configuration, its key and a checkpoint, and no more.
    assert health["sequence"] == verified["sequence"] + 4
    verified_after(ended)
