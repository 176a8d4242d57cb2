"""The port itself: real sockets, patient and impatient clients."""

import asyncio
import json
import socket
import subprocess
import sys
import tracemalloc

import pytest

from glassbook.gateway import connection as port
from glassbook.gateway import server as server_room
from glassbook.gateway.listening import PortInUse
from glassbook.gateway.server import GatewayServer

PING = b"GET /api/v3/ping HTTP/1.1\r\nhost: x\r\n\r\n"
PING_ONCE = PING.replace(b"host: x", b"connection: close")
POST = b"POST /api/v3/userDataStream HTTP/1.1\r\nhost: x\r\n"


def serve(house, story):
    """Run a story, a coroutine function of the port, against a listening server."""

    async def run():
        server = GatewayServer(house.application, "127.0.0.1", 0, house.application.router)
        await server.start()
        try:
            return await asyncio.wait_for(story(server.port), 20)
        finally:
            await server.stop()

    return asyncio.run(run())


async def say(number, *pieces):
    """Send pieces, one after the other; return everything until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", number)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
    heard = await reader.read()
    writer.close()
    return heard


async def one_answer(reader):
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = next(line for line in head.split("\r\n") if line.startswith("content-length"))
    return head, await reader.readexactly(int(length.partition(":")[2]))


async def is_open(number):
    """Is somebody who comes anew answered?"""
    return (await say(number, PING_ONCE)).startswith(b"HTTP/1.1 200")


def test_a_connection_is_kept_for_many_requests(house):
    async def story(number):
        reader, writer = await asyncio.open_connection("127.0.0.1", number)
        for _ in range(3):
            writer.write(PING)
            assert (await one_answer(reader))[1] == b"{}"
        writer.close()

    serve(house, story)


def test_a_post_without_a_body_is_answered(house):
    async def story(number):
        reader, writer = await asyncio.open_connection("127.0.0.1", number)
        for length in (b"", b"content-length: 0\r\n"):
            writer.write(POST + length + b"x-mbx-apikey: nonsense\r\n\r\n")
            head, body = await one_answer(reader)
            assert head.startswith("http/1.1 401")
            assert json.loads(body)["code"] == -2014
        writer.close()

    serve(house, story)


def test_a_body_of_100_megabytes_is_refused_before_it_is_read(house):
    async def story(number):
        return await say(number, POST + b"content-length: 100000000\r\n\r\n")

    heard = serve(house, story)
    assert heard.startswith(b"HTTP/1.1 413")
    assert b'"msg":"The request body is larger than 65536 bytes."' in heard


def test_who_sends_100_megabytes_all_the_same_reads_the_refusal(house):
    """All of it is sent, and only then is the answer read. The venue keeps none of it."""
    piece, traced = b"x" * 65_536, []

    async def story(number):
        reader, writer = await asyncio.open_connection("127.0.0.1", number)
        writer.write(POST + b"content-length: 100000000\r\n\r\n")
        tracemalloc.start()
        for _ in range(100_000_000 // len(piece)):
            writer.write(piece)
            await writer.drain()
        traced.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        heard = await reader.read()
        writer.close()
        return heard

    assert serve(house, story).startswith(b"HTTP/1.1 413")
    assert traced[0] < 4_000_000


def test_who_never_stops_sending_is_hung_up_on(house, monkeypatch):
    monkeypatch.setattr(port, "PARTING_BYTES_MAX", 1_000_000)
    piece = b"x" * 65_536

    async def story(number):
        _, writer = await asyncio.open_connection("127.0.0.1", number)
        writer.write(POST + b"transfer-encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"10000\r\n%s\r\n" % piece)
            await writer.drain()

    with pytest.raises(ConnectionError):
        serve(house, story)


def test_what_is_no_http_is_told_so(house):
    async def story(number):
        return await say(number, b"\x16\x03\x01 hello\r\n\r\n")

    assert serve(house, story).startswith(b"HTTP/1.1 400")


def test_what_is_no_http_is_no_fault_of_ours(house):
    async def story(number):
        faults = []
        asyncio.get_running_loop().set_exception_handler(lambda _, fault: faults.append(fault))
        assert (await say(number, b"GET /\xff HTTP/1.1\r\n\r\n")).startswith(b"HTTP/1.1 400")
        assert (await say(number, b"\x16\x03\x01", b"\x00" * 200)).startswith(b"HTTP/1.1 400")
        return faults

    assert serve(house, story) == []


def test_headers_without_end_are_refused(house):
    """The last byte is the one too many: nothing is left unread when the server closes."""
    begun = b"GET / HTTP/1.1\r\n"
    begun += b"x: %s\r\n" % (b"y" * 1_000) * 65
    begun += b"z" * (port.HEAD_BYTES_MAX + 1 - len(begun))

    async def story(number):
        return await say(number, begun)

    assert serve(house, story).startswith(b"HTTP/1.1 400")


def test_a_client_that_asks_for_the_end_of_the_connection_gets_it(house):
    async def story(number):
        return await say(number, PING_ONCE)

    heard = serve(house, story)
    assert heard.startswith(b"HTTP/1.1 200 OK\r\ndate: ")
    assert b"\r\nconnection: close\r\n" in heard
    assert heard.endswith(b"\r\n\r\n{}")


def test_requests_sent_ahead_are_answered_in_their_order(house):
    async def story(number):
        reader, writer = await asyncio.open_connection("127.0.0.1", number)
        writer.write(PING + PING.replace(b"ping", b"time") + PING)
        bodies = [(await one_answer(reader))[1] for _ in range(3)]
        writer.close()
        return bodies

    first, second, third = serve(house, story)
    assert (first, third) == (b"{}", b"{}")
    assert b"serverTime" in second


def test_more_requests_sent_ahead_than_one_head_may_be_long_are_answered(house):
    ask = PING.replace(b"host: x", b"host: x\r\npadding: " + b"y" * 4_000)
    count = 2 * port.HEAD_BYTES_MAX // len(ask)

    async def story(number):
        reader, writer = await asyncio.open_connection("127.0.0.1", number)
        writer.write(ask * count + ask[:10])
        for _ in range(count):
            assert (await one_answer(reader))[1] == b"{}"
        writer.write(ask[10:])
        assert (await one_answer(reader))[1] == b"{}"
        writer.close()

    serve(house, story)


def test_nothing_more_is_expected_of_a_client_whose_request_is_whole(house):
    async def run():
        server = GatewayServer(house.application, "127.0.0.1", 0, house.application.router)
        await server.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(PING)
        await one_answer(reader)
        (connection,) = server._uvicorn.server_state.connections
        assert connection._deadline is None
        writer.close()
        await server.stop()

    asyncio.run(run())


@pytest.mark.parametrize(
    "begun",
    [b"", b"GET /api/v3/ping HTTP/1.1\r\nhost", POST + b"content-length: 10\r\n\r\na=1"],
    ids=["nothing", "half a head", "half a body"],
)
def test_a_client_that_begins_and_does_not_end_is_hung_up_on(house, monkeypatch, begun):
    monkeypatch.setattr(port, "REQUEST_SECONDS", 0.05)

    async def story(number):
        return await say(number, begun)

    assert serve(house, story) == b""


def test_who_asks_without_end_and_never_reads_fills_no_memory_and_is_cut_off(house, monkeypatch):
    monkeypatch.setattr(port, "TAKING_SECONDS", 0.05)
    traced = []

    async def ask_without_end(writer):
        while True:
            writer.write(PING.replace(b"/api/v3/ping", b"/openapi.json") * 100)
            await writer.drain()

    async def story(number):
        _, writer = await asyncio.open_connection("127.0.0.1", number, limit=1)
        tracemalloc.start()
        with pytest.raises(ConnectionError):
            await ask_without_end(writer)
        traced.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert await is_open(number)

    serve(house, story)
    assert traced[0] < 40_000_000


def test_connections_leave_files_for_the_venue_and_who_comes_too_many_is_told(house, monkeypatch):
    monkeypatch.setattr(server_room, "connections_max", lambda: 2)

    async def story(number):
        reader, writer = await asyncio.open_connection("127.0.0.1", number)
        writer.write(PING)
        await one_answer(reader)
        hanging_up, quiet = await asyncio.open_connection("127.0.0.1", number)
        third = await say(number, PING_ONCE)
        assert third.startswith(b"HTTP/1.1 503")
        assert b'"code":-1008' in third
        writer.write(PING)
        assert (await one_answer(reader))[1] == b"{}"
        quiet.write_eof()
        assert await hanging_up.read() == b""  # the server has noticed that there is room again
        assert await is_open(number)
        quiet.close()
        writer.close()

    serve(house, story)


def test_a_venue_asks_for_as_many_files_as_it_may_have():
    program = """
import resource
from glassbook.gateway.open_files import FILES_WANTED, allow_many, connections_max
_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (100, hard))
assert connections_max() == 50
allow_many()
wanted = FILES_WANTED if hard == resource.RLIM_INFINITY else min(FILES_WANTED, hard)
assert connections_max() == wanted // 2
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_client_that_goes_away_in_the_middle_harms_nobody(house):
    async def story(number):
        _, writer = await asyncio.open_connection("127.0.0.1", number)
        writer.write(POST + b"content-length: 10\r\n\r\na=1")
        await writer.drain()
        writer.close()
        assert await is_open(number)

    serve(house, story)


def test_a_port_in_use_is_said_in_a_sentence(house):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=f"port {number} of 127.0.0.1 is in use"):
            GatewayServer(house.application, "127.0.0.1", number)


def test_the_port_is_free_again_after_the_stop(house):
    async def story():
        first = GatewayServer(house.application, "127.0.0.1", 0, house.application.router)
        await first.start()
        await first.stop()
        second = GatewayServer(house.application, "127.0.0.1", first.port)
        await second.start()
        await second.stop()

    asyncio.run(story())


def test_a_server_that_was_never_started_lets_its_port_go(house):
    async def story():
        server = GatewayServer(house.application, "127.0.0.1", 0, house.application.router)
        await server.stop()
        await GatewayServer(house.application, "127.0.0.1", server.port).stop()

    asyncio.run(story())
