"""The same over real sockets: uvicorn, the door, and a client that knows nothing of us."""

import asyncio
import base64
import json
import os
import socket
from contextlib import asynccontextmanager

import pytest
import uvloop
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from glassbook.gateway.server import GatewayServer
from glassbook.gateway.streams import outbox
from glassbook.gateway.streams.profile import (
    GLOBAL,
    HOUR_NS,
    MESSAGE_BYTES_MAX,
    SECOND_NS,
    StreamProfile,
)
from glassbook.protocol import commands as pack
from glassbook.protocol.labels import Label
from tests.unit.gateway.streams.venue import ALICE, BOB, BTCUSD, PATIENT, SmallVenue, buy, sell

PATIENCE_SECONDS = 180  # for a test that would otherwise hang; none takes a thousandth of it


@pytest.fixture(autouse=True, params=[outbox.CROWD_MIN, 1], ids=["line by line", "as a crowd"])
def crowd_min(request, monkeypatch):
    """Every story happens to a few, who are written to by their lines, and to what is a crowd."""
    monkeypatch.setattr(outbox, "CROWD_MIN", request.param)


def run(story, profile=PATIENT):
    """Run `story(venue, address)` with the venue's streams served on a port of their own."""

    async def whole():
        venue = SmallVenue(profile)
        server = GatewayServer(venue.server, "127.0.0.1", 0)
        # What the system keeps for a reader is small, so that it shows soon that he does not read.
        server._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16_384)
        await server.start()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await story(venue, f"ws://127.0.0.1:{server.port}")
        finally:
            await server.stop()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(whole())


async def ask(client, method, *params):
    await client.send(json.dumps({"method": method, "params": params, "id": 1}))
    return json.loads(await client.recv())


async def answer_to(address, target, *headers):
    """Ask for an upgrade by hand; return the first line of the answer."""
    host, port = address.removeprefix("ws://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    lines = [f"GET {target} HTTP/1.1", "Host: here", "Upgrade: websocket", "Connection: Upgrade"]
    lines += ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", *headers]
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
    said = await reader.readline()
    writer.close()
    return said.decode()


async def hear_all(client, heard):
    while True:
        heard.append(await client.recv())


async def until(is_so):
    """Let the loop turn until something is so."""
    while not is_so():  # noqa: ASYNC110 - the loop turns; nothing is waited for
        await asyncio.sleep(0)


def trade_once(venue):
    venue.place(sell(BOB, 100, 1), buy(ALICE, 100, 1))


def test_a_client_subscribes_and_hears():
    async def story(venue, address):
        async with (
            connect(f"{address}/ws") as raw,
            connect(f"{address}/stream?streams=") as wrapped,
        ):
            for client in (raw, wrapped):
                assert await ask(client, "SUBSCRIBE", "btcusd@trade") == {"result": None, "id": 1}
            trade_once(venue)
            assert json.loads(await raw.recv())["t"] == 1
            assert json.loads(await wrapped.recv())["data"]["t"] == 1

    run(story)


def test_a_book_of_hundreds_of_levels_arrives_whole():
    async def story(venue, address):
        async with connect(f"{address}/ws/btcusd@depth@100ms") as client:
            await ask(client, "LIST_SUBSCRIPTIONS")
            venue.place(*[buy(ALICE, price, 1) for price in range(1, 3_000)])
            venue.wait(100)
            assert len(json.loads(await client.recv())["b"]) == 2_999

    run(story)


def test_compression_is_not_negotiated():
    async def story(_venue, address):
        async with connect(f"{address}/ws") as client:
            assert client.response.headers.get("Sec-WebSocket-Extensions") is None

    run(story)


def test_a_ping_from_the_client_is_answered():
    async def story(_venue, address):
        async with connect(f"{address}/ws") as client:
            await (await client.ping())

    run(story)


def test_a_client_that_answers_our_ping_outlives_the_deadline():
    async def story(venue, address):
        async with connect(f"{address}/ws") as client:
            for _ in range(9):
                await ask(client, "LIST_SUBSCRIPTIONS")  # the pong to our ping has arrived before
                venue.now_ns += 20 * SECOND_NS
                venue.server.beat()
            assert await ask(client, "LIST_SUBSCRIPTIONS") == {"result": [], "id": 1}

    run(story, GLOBAL)


def test_a_client_that_never_answers_is_closed_and_then_cut():
    async def story(venue, address):
        async with dumb_client(address) as (reader, _):
            venue.now_ns += 20 * SECOND_NS
            venue.server.beat()
            assert (await reader.readexactly(2))[0] == 0x89
            venue.now_ns += 60 * SECOND_NS
            venue.server.beat()
            assert b"Pong timeout" in await reader.readuntil(b"timeout")
            await until(lambda: venue.server.connection_count == 0)

    run(story, GLOBAL)


def test_a_reader_that_stopped_reading_is_cut_off_while_another_goes_on():
    limit = StreamProfile(HOUR_NS, HOUR_NS, None, unsent_bytes_max=200_000)

    async def story(venue, address):
        async with connect(f"{address}/ws/btcusd@trade") as quick:
            await ask(quick, "LIST_SUBSCRIPTIONS")
            async with dumb_client(address, "/ws/btcusd@depth@100ms/btcusd@trade") as (_, writer):
                writer.transport.pause_reading()
                trades = 0
                while venue.server.connection_count == 2:
                    venue.place(*[buy(ALICE, 1 + n, 1) for n in range(500)])
                    venue.do(pack.cancel_all(ALICE, BTCUSD))
                    trade_once(venue)
                    venue.wait(100)
                    trades += 1
                    assert json.loads(await quick.recv())["t"] == trades
                assert venue.server.connection_count == 1
            trade_once(venue)
            assert json.loads(await quick.recv())["t"] == trades + 1

    run(story, limit)


def test_who_reads_late_hears_the_same_bytes_in_the_same_order():
    path = "/ws/btcusd@depth@100ms/btcusd@trade"

    async def story(venue, address):
        told = venue.client(path)
        async with dumb_client(address, path) as (quick, _), plain_client(address, path) as late:
            *_, late_connection = venue.server._connections
            heard = heard_late = b""
            for _ in range(3):
                while not late_connection.line.unsent_bytes:
                    venue.place(*[buy(ALICE, 1 + n, 1) for n in range(500)])
                    venue.do(pack.cancel_all(ALICE, BTCUSD))
                    venue.wait(100)
                    told.heard()
                    heard += await quick.readexactly(len(told.line.sent) - len(heard))
                # His socket has room again, and the loop has not turned since: something waits.
                heard_late += drained(late)
                assert late_connection.line.unsent_bytes
                trade_once(venue)
                told.heard()
                while len(heard_late) < len(told.line.sent):
                    heard_late += await asyncio.get_running_loop().sock_recv(late, 1 << 20)
            heard += await quick.readexactly(len(told.line.sent) - len(heard))
            assert heard == heard_late == told.line.sent

    run(story)


def drained(client):
    """Read what is there."""
    heard = b""
    while True:
        try:
            heard += client.recv(1 << 20)
        except BlockingIOError:
            return heard


def test_nothing_follows_a_goodbye():
    async def story(venue, address):
        async with dumb_client(address, "/ws/btcusd@trade") as (reader, writer):
            (connection,) = venue.server._connections
            connection.hang_up(1001, "enough")
            trade_once(venue)
            writer.write(b"\x88\x80\0\0\0\0")  # the client's own, masked
            assert await reader.read() == b"\x88\x08\x03\xe9enough"

    run(story)


def test_nothing_follows_the_goodbye_of_the_web_server():
    async def story(venue, address):
        async with dumb_client(address, "/ws/btcusd@trade") as (reader, _):
            (connection,) = venue.server._connections
            connection.line.shutdown()
            trade_once(venue)
            assert await reader.read() == b"\x88\x02\x03\xf4"

    run(story)


def test_who_vanishes_is_forgotten():
    async def story(venue, address):
        async with dumb_client(address, "/ws/btcusd@trade") as (_, writer):
            assert venue.server.connection_count == 1
            writer.transport.abort()
            await until(lambda: venue.server.connection_count == 0)
        trade_once(venue)

    run(story)


@pytest.mark.parametrize(
    ("message", "code"), [("x" * (MESSAGE_BYTES_MAX + 1), 1009), (b"{}", 1003)]
)
def test_messages_too_long_and_binary_ones_close_the_connection(message, code):
    async def story(venue, address):
        async with connect(f"{address}/ws") as client:
            await client.send(message)
            with pytest.raises(ConnectionClosed) as caught:
                await client.recv()
            assert caught.value.rcvd.code == code
        await until(lambda: venue.server.connection_count == 0)

    run(story)


def test_1024_streams_fit_one_request_and_one_more_is_refused():
    async def story(venue, address):
        names = [f"s{number}@trade" for number in range(1024)]
        list_symbols(venue, 1024)
        async with connect(f"{address}/ws") as client:
            assert await ask(client, "SUBSCRIBE", *names) == {"result": None, "id": 1}
            refused = await ask(client, "SUBSCRIBE", "btcusd@trade")
            assert "at most 1024 streams" in refused["error"]["msg"]

    run(story)


def list_symbols(venue, count):
    labels = {number: Label(name=f"S{number}") for number in range(count)}
    venue.do(*[pack.list_symbol(0, 1)] * count, labels=labels)


def test_a_flood_of_messages_ends_in_a_disconnect():
    async def story(_venue, address):
        async with connect(f"{address}/ws") as client:
            for _ in range(6):
                await client.send('{"method":"LIST_SUBSCRIPTIONS","id":1}')
            heard = []
            with pytest.raises(ConnectionClosed) as caught:
                await hear_all(client, heard)
            assert (len(heard), caught.value.rcvd.code) == (5, 1008)

    run(story, GLOBAL)


def test_a_flood_of_pings_ends_in_a_disconnect():
    async def story(_venue, address):
        async with connect(f"{address}/ws") as client:
            for _ in range(6):
                await client.ping()
            with pytest.raises(ConnectionClosed) as caught:
                await client.recv()
            assert caught.value.rcvd.code == 1008

    run(story, GLOBAL)


def test_the_web_server_leaves_the_pinging_to_the_profile():
    async def story(venue, address):
        async with dumb_client(address, "/ws/btcusd@trade") as (reader, _):
            (connection,) = venue.server._connections
            connection.line.send_keepalive_ping()
            trade_once(venue)
            assert (await reader.readexactly(1)) == b"\x81"

    run(story)


def test_an_address_without_streams_is_not_found():
    async def story(_venue, address):
        with pytest.raises(InvalidStatus) as caught:
            async with connect(f"{address}/nowhere"):
                pass
        assert caught.value.response.status_code == 404

    run(story)


def test_a_shutdown_says_goodbye():
    async def story(venue, address):
        async with connect(f"{address}/ws") as client:
            await ask(client, "LIST_SUBSCRIPTIONS")
            venue.server.shut_down()
            assert json.loads(await client.recv())["e"] == "serverShutdown"
            with pytest.raises(ConnectionClosed) as caught:
                await client.recv()
            assert caught.value.rcvd.code == 1012

    run(story)


@asynccontextmanager
async def dumb_client(address, path="/ws"):
    """Connect by hand: a client that sends a handshake and then nothing, not even a pong."""
    host, port = address.removeprefix("ws://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=2**16)
    writer.write(handshake(path))
    assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


@asynccontextmanager
async def plain_client(address, path):
    """Connect by a socket that is read when a story says so, also while the loop does not turn."""
    host, port = address.removeprefix("ws://").split(":")
    loop = asyncio.get_running_loop()
    with socket.socket() as client:
        client.setblocking(False)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        await loop.sock_connect(client, (host, int(port)))
        await loop.sock_sendall(client, handshake(path))
        assert b" 101 " in await loop.sock_recv(client, 4_096)
        yield client


def handshake(path):
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [f"GET {path} HTTP/1.1", "Host: here", "Upgrade: websocket", "Connection: Upgrade"]
    lines += [f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", "", ""]
    return "\r\n".join(lines).encode()


def test_an_address_may_be_as_long_as_the_names_of_all_the_streams_of_a_connection():
    async def story(_venue, address):
        names = "/".join(["btcusd@kline_15m@+08:00"] * 1_024)
        async with connect(f"{address}/stream?streams={names}") as client:
            listed = await ask(client, "LIST_SUBSCRIPTIONS")
            assert listed == {"result": ["btcusd@kline_15m@+08:00"], "id": 1}

    run(story)


@pytest.mark.parametrize(
    ("target", "headers", "said"),
    [
        ("/ws", ["Cookie: " + "x" * 9_000], "431"),
        ("/ws", [f"X-{number}: 1" for number in range(200)], "431"),
        ("/ws/\xff", [], "400"),
        ("/ws", ["Content-Length: 5"], "400"),
    ],
)
def test_a_request_to_upgrade_that_cannot_be_read_is_answered(target, headers, said):
    async def story(_venue, address):
        assert said in await answer_to(address, target, *headers)

    run(story)
