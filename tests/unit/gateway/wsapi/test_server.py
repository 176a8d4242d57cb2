"""The server over real sockets: requests that overlap, clients that misbehave, and the end."""

import asyncio
import json

import pytest
import uvloop
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from glassbook.gateway.access.limit_profiles import PROFILES
from glassbook.gateway.rest.router import Router
from glassbook.gateway.rest.table import ENDPOINTS
from glassbook.gateway.server import GatewayServer
from glassbook.gateway.sockets import Sockets
from glassbook.gateway.streams import door
from glassbook.gateway.streams.profile import HOUR_NS, MESSAGE_BYTES_MAX, SECOND_NS, StreamProfile
from glassbook.gateway.wsapi import server as server_room
from glassbook.gateway.wsapi.profile import GLOBAL, UNLIMITED, US
from glassbook.gateway.wsapi.server import WebSocketApiServer
from tests.unit.gateway.rest.house import CALLER
from tests.unit.gateway.streams.fake_line import FakeLine
from tests.unit.gateway.wsapi.client import LIMIT, Hmac, payload_of

PATIENCE_SECONDS = 180  # for a test that would otherwise hang; none takes a thousandth of it
PATH = "/ws-api/v3"


class Gate:
    """A submitter that answers nobody until it is opened."""

    def __init__(self, exchange):
        self._exchange = exchange
        self._open = asyncio.Event()
        self._sent = []

    def open(self):
        self._open.set()
        for order in self._sent:
            self._exchange.send(*order)

    def send(self, *order):
        self._sent.append(order)

    async def submit_many(self, *orders):
        await self._open.wait()
        return await self._exchange.submit_many(*orders)

    async def submit(self, *command):
        await self._open.wait()
        return await self._exchange.submit(*command)


def run(house, story, profile=UNLIMITED):
    """Run `story(server, address)` with the API served on a port of its own."""

    async def whole():
        served = WebSocketApiServer(house.venue, profile)
        house.exchange.listeners.append(served.on_batch)
        lane = Router(house.venue, ENDPOINTS)  # an upgrade is nothing for the express lane
        server = GatewayServer(served, "127.0.0.1", 0, lane)
        await server.start()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await story(served, f"ws://127.0.0.1:{server.port}{PATH}")
        finally:
            await server.stop()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(whole())


async def ask(client, method, request_id=1, **params):
    await client.send(json.dumps({"id": request_id, "method": method, "params": params}))
    return json.loads(await client.recv())


def signed(house, key, params):
    stamped = {"timestamp": house.clock() // 1_000_000, **params, "apiKey": key.api_key}
    return {**stamped, "signature": key.sign(payload_of(stamped))}


async def until(is_so):
    """Let the loop turn until something is so."""
    while not is_so():  # noqa: ASYNC110 - the loop turns; nothing is waited for
        await asyncio.sleep(0)


def test_one_connection_trades_and_is_told_about_it(house):
    alice = Hmac(house.alice)

    async def story(_server, address):
        async with connect(address) as client:
            method = "userDataStream.subscribe.signature"
            assert (await ask(client, method, **signed(house, alice, {})))["status"] == 200
            order = signed(house, alice, LIMIT)
            await client.send(json.dumps({"id": "x", "method": "order.place", "params": order}))
            heard = [json.loads(await client.recv()) for _ in range(3)]
            told = [each.get("id") or each["event"]["e"] for each in heard]
            assert told == ["executionReport", "outboundAccountPosition", "x"]

    run(house, story)


@pytest.mark.parametrize(
    ("suffix", "status"),
    [("/", 101), ("x", 404), ("?timeUnit=nanosecond", 400), ("?returnRateLimits=perhaps", 400)],
)
def test_the_address_is_looked_at(house, suffix, status):
    async def story(_server, address):
        if status == 101:
            async with connect(address + suffix) as client:
                assert (await ask(client, "ping"))["status"] == 200
        else:
            with pytest.raises(InvalidStatus) as refused:
                await connect(address + suffix)
            assert refused.value.response.status_code == status

    run(house, story)


def test_the_address_sets_unit_and_limits(house):
    async def story(_server, address):
        async with connect(f"{address}?timeUnit=microsecond&returnRateLimits=false") as client:
            server_time = {"serverTime": house.clock() // 1_000}
            assert await ask(client, "time") == {"id": 1, "status": 200, "result": server_time}

    run(house, story)


def test_a_request_that_takes_long_keeps_no_other_waiting(house):
    alice = Hmac(house.alice)
    gate = None

    async def story(server, address):
        nonlocal gate
        async with connect(address) as client:
            order = signed(house, alice, LIMIT)
            await client.send(json.dumps({"id": "slow", "method": "order.place", "params": order}))
            for number in range(20):
                assert (await ask(client, "time", number))["id"] == number
            gate.open()
            answer = json.loads(await client.recv())
            assert (answer["id"], answer["status"]) == ("slow", 200)

    gate = gated(house)
    run(house, story)


def gated(house):
    gate = Gate(house.exchange)
    object.__setattr__(house.venue, "submitter", gate)
    return gate


def test_many_requests_at_once_are_all_answered_under_their_ids(house):
    async def story(_server, address):
        async with connect(address) as client:
            for number in range(3_000):
                await client.send(json.dumps({"id": number, "method": "ping"}))
            answered = {json.loads(await client.recv())["id"] for _ in range(3_000)}
            assert answered == set(range(3_000))

    run(house, story)


def test_a_client_with_too_many_requests_under_way_is_not_read_until_some_are_done(
    house, monkeypatch
):
    monkeypatch.setattr(server_room, "UNDER_WAY_MAX", 4)
    monkeypatch.setattr(server_room, "UNDER_WAY_LOW", 2)
    gate, line = gated(house), FakeLine()
    params = signed(house, Hmac(house.alice), LIMIT)
    text = json.dumps({"id": 1, "method": "order.place", "params": params}).encode()

    async def story():
        server = WebSocketApiServer(house.venue, UNLIMITED)
        talk = server._begin(line, server_room.Settings(), CALLER)
        for number in range(4):
            assert line.is_paused is False, number
            line.on_message(text, True)
        assert line.is_paused is True
        gate.open()
        await until(lambda: not talk.under_way)
        assert line.is_paused is False

    asyncio.run(story())
    assert [answer["status"] for answer in line.heard()] == [200] * 4


def test_who_does_not_read_his_answers_is_cut_off(house):
    profile = StreamProfile(HOUR_NS, HOUR_NS, None, unsent_bytes_max=10_000)
    line = FakeLine()

    async def story():
        server = WebSocketApiServer(house.venue, profile)
        talk = server._begin(line, server_room.Settings(), CALLER)
        while not line.is_cut:
            talk.hear(b'{"id":1,"method":"exchangeInfo"}', True)
            await until(lambda: not talk.under_way)
            await asyncio.sleep(0)

    asyncio.run(asyncio.wait_for(story(), PATIENCE_SECONDS))
    assert line.unsent_bytes < 40_000


def test_who_sends_pings_and_does_not_read_the_pongs_is_cut_off(house, monkeypatch):
    monkeypatch.setattr(door, "UNSENT_BYTES_MAX", 100_000)
    hello = (
        f"GET {PATH} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
        "sec-websocket-version: 13\r\nsec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
    )
    ping = b"\x89\xfd" + bytes(4) + b"p" * 125

    async def ping_without_end(writer):
        while True:
            writer.write(ping * 100)
            await writer.drain()

    async def story(_server, address):
        number = int(address.removesuffix(PATH).rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", number, limit=1_000)
        writer.write(hello.encode())
        assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
        with pytest.raises(ConnectionError):
            await ping_without_end(writer)

    run(house, story)


@pytest.mark.parametrize(
    ("message", "code"), [("x" * (MESSAGE_BYTES_MAX + 1), 1009), (b"{}", 1003)]
)
def test_messages_too_long_and_binary_ones_close_the_connection(house, message, code):
    async def story(server, address):
        async with connect(address) as client:
            await client.send(message)
            with pytest.raises(ConnectionClosed) as caught:
                await client.recv()
            assert caught.value.rcvd.code == code
        await until(lambda: server.connection_count == 0)

    run(house, story)


def test_a_malformed_request_is_answered_and_the_next_one_too(house):
    async def story(_server, address):
        async with connect(address) as client:
            await client.send("{")
            assert json.loads(await client.recv())["error"]["code"] == -1135
            assert (await ask(client, "ping"))["status"] == 200

    run(house, story)


def test_a_message_in_pieces_is_one_request(house):
    async def story(_server, address):
        async with connect(address) as client:
            await client.send(['{"id":1,', '"method":"pi', 'ng"}'])
            assert json.loads(await client.recv())["result"] == {}

    run(house, story)


@pytest.mark.parametrize(("profile", "weight"), [(US, 1), (GLOBAL, 2)])
def test_connecting_weighs_by_the_profile(house, profile, weight):
    async def story(_server, address):
        async with connect(address) as client:
            limits = (await ask(client, "ping"))["rateLimits"]
            assert limits[0]["count"] == weight + 1

    run(house, story, profile)


def test_over_the_limit_nobody_connects(house):
    async def story(_server, address):
        async with connect(address) as client:
            for _ in range(25):
                await ask(client, "depth", symbol="BTCUSD", limit=5000)
        with pytest.raises(InvalidStatus) as refused:
            await connect(address)
        assert refused.value.response.status_code == 429

    run(house, story, US)


def test_a_client_is_pinged_and_must_answer(house):
    line = FakeLine()

    async def story():
        server = WebSocketApiServer(house.venue, GLOBAL)
        server._begin(line, server_room.Settings(), CALLER)
        house.clock.wait(20)
        server.beat()
        assert len(line.pings) == 1
        line.on_pong(line.pings[0])
        house.clock.wait(60)
        server.beat()
        assert line.goodbye is None
        house.clock.wait(60)
        server.beat()
        assert line.goodbye == (1008, "Pong timeout")

    asyncio.run(story())


def test_a_connection_ends_after_a_day(house):
    line = FakeLine()

    async def story():
        server = WebSocketApiServer(house.venue, StreamProfile(48 * HOUR_NS, HOUR_NS, None))
        server._begin(line, server_room.Settings(), CALLER)
        house.clock.now_ns += 24 * HOUR_NS - SECOND_NS
        server.beat()
        assert line.goodbye is None
        house.clock.wait(1)
        server.beat()
        assert line.goodbye[0] == 1001

    asyncio.run(story())


def test_the_end_is_announced_and_what_is_under_way_is_answered(house):
    gate, alice = gated(house), Hmac(house.alice)

    async def story(server, address):
        async with connect(address) as client:
            order = signed(house, alice, LIMIT)
            await client.send(json.dumps({"id": 7, "method": "order.place", "params": order}))
            assert (await ask(client, "ping"))["id"] == 1
            server.announce()
            event = {"e": "serverShutdown", "E": house.clock() // 1_000_000}
            assert json.loads(await client.recv()) == {"event": event}
            async with connect(address) as late:  # who comes now is told at the end itself
                assert (await ask(late, "ping"))["id"] == 1
            closing = asyncio.create_task(server.close())
            with pytest.raises(InvalidStatus) as refused:
                await connect(address)
            assert refused.value.response.status_code == 503
            gate.open()
            assert json.loads(await client.recv())["id"] == 7
            await closing
            with pytest.raises(ConnectionClosed) as caught:
                await client.recv()
            assert caught.value.rcvd.code == 1012

    run(house, story)


def test_whoever_opens_too_many_connections_is_told_when_to_come_again(house):
    house.venue.limiter.profile = PROFILES["global"]

    async def story(address):
        for _ in range(300):
            house.venue.limiter.count_connection("127.0.0.1")
        for path in ("/ws/btcusd@trade", "/stream", PATH, "/sbe/ws/btcusd@trade"):
            with pytest.raises(InvalidStatus) as refused:
                await connect(address + path)
            assert refused.value.response.status_code == 429
            assert int(refused.value.response.headers["retry-after"]) > 0
            assert json.loads(refused.value.response.body)["code"] == -1034

    serve_both(house, story)


def test_both_doors_are_found_by_their_paths(house):
    async def story(address):
        async with connect(f"{address}/ws/btcusd@trade") as streams, connect(address + PATH) as api:
            subscribed = {"id": 1, "method": "LIST_SUBSCRIPTIONS", "params": []}
            await streams.send(json.dumps(subscribed))
            assert json.loads(await streams.recv()) == {"id": 1, "result": ["btcusd@trade"]}
            assert (await ask(api, "ping"))["status"] == 200
        with pytest.raises(InvalidStatus):
            await connect(address + "/ws-apis")

    serve_both(house, story)


def serve_both(house, story):
    """Run `story(address)` with all doors behind one port."""

    async def whole():
        sockets = Sockets(house.venue, "none")
        server = GatewayServer(sockets, "127.0.0.1", 0)
        await server.start()
        await story(f"ws://127.0.0.1:{server.port}")
        await sockets.close()
        await server.stop()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(asyncio.wait_for(whole(), PATIENCE_SECONDS))
