"""The express lane: the same request again is answered alike, sooner; anything else goes around."""

import asyncio
import json
from itertools import count

import pytest

from glassbook.gateway import connection as port
from glassbook.gateway import express
from glassbook.gateway.server import GatewayServer
from glassbook.protocol.symbols import SymbolStatus
from tests.unit.gateway.rest.house import BTCUSD, sign

ORDER = "symbol=BTCUSD&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.5&price=30000"


class Watched:
    """The router, and how often the express lane led to it."""

    def __init__(self, router):
        self._router = router
        self.read_head = router.read_head
        self.served = 0

    def serve(self, head, body, address, done):
        self.served += 1
        self._router.serve(head, body, address, done)


class Slow(Watched):
    """Serves when it is told to."""

    def __init__(self, router):
        super().__init__(router)
        self.is_asked = asyncio.Event()

    def serve(self, *request):
        self.go_on = lambda: self._router.serve(*request)
        self.is_asked.set()


async def was_read(number):
    """Return once the server has read what was sent before: it answers somebody who came later."""
    reader, writer = await asyncio.open_connection("127.0.0.1", number)
    writer.write(b"GET /api/v3/ping HTTP/1.1\r\nhost: later\r\nx: %d\r\n\r\n" % next(_later))
    await answer(reader)
    writer.close()


_later = count()  # so that this takes no lane


def serve(house, story):
    """Run a story, a coroutine function of the port and the watched router."""

    async def run():
        watched = Watched(house.application.router)
        server = GatewayServer(house.application, "127.0.0.1", 0, watched)
        await server.start()
        try:
            return await asyncio.wait_for(story(server.port, watched), 20)
        finally:
            await server.stop()

    return asyncio.run(run())


def order(house, text=ORDER, key=None, path="/api/v3/order", method="POST", head="", **more):
    """Return the bytes of a signed order."""
    key = key or house.alice
    body = "".join([text, *(f"&{name}={value}" for name, value in more.items())])
    body += f"&timestamp={house.clock() // 1_000_000}"
    body += f"&signature={sign(key, body)}"
    return framed(key.api_key, body, path, method, head)


def framed(api_key, body, path="/api/v3/order", method="POST", head=""):
    return (
        f"{method} {path} HTTP/1.1\r\nhost: x\r\nX-MBX-APIKEY: {api_key}\r\n{head}"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


async def answer(reader):
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = next(line for line in head.split("\r\n") if line.startswith("content-length"))
    return head, json.loads(await reader.readexactly(int(length.partition(":")[2])))


async def ask(number, *requests):
    """Send one request after the other on one connection; return the answers."""
    reader, writer = await asyncio.open_connection("127.0.0.1", number)
    answers = []
    for each in requests:
        writer.write(each)
        answers.append(await answer(reader))
    writer.close()
    return answers


def lines(head):
    """The names of an answer's header lines, its status before them."""
    first, *rest = head.strip().split("\r\n")
    return [first, *(line.partition(":")[0] for line in rest)]


def told(house, *requests, served):
    """Ask; require that so many requests took the lane; return the answers."""

    async def story(number, watched):
        answers = await ask(number, *requests)
        assert watched.served == served
        return answers

    return serve(house, story)


def test_the_second_order_takes_the_lane_and_is_answered_like_the_first(house):
    once, again = told(house, order(house), order(house), served=1)
    assert lines(once[0]) == lines(again[0])
    for body in (once[1], again[1]):
        body.pop("orderId"), body.pop("clientOrderId")
    assert once[1] == again[1]
    assert once[1]["status"] == "NEW"


def test_the_lane_counts_weight_and_orders_as_the_plain_way_does(house):
    answers = told(house, *[order(house) for _ in range(3)], served=2)
    for number, (head, _) in enumerate(answers, 1):
        assert f"x-mbx-used-weight-1m: {number}\r\n" in head
        assert f"x-mbx-order-count-10s: {number}\r\n" in head


def test_a_trade_on_the_lane_is_told_with_its_fills(house):
    sell = ORDER.replace("BUY", "SELL")
    buy = order(house, key=house.bob)
    answers = told(house, order(house, sell), order(house, sell), buy, buy[:0] + buy, served=2)
    filled = answers[3][1]
    assert filled["status"] == "FILLED"
    assert [fill["qty"] for fill in filled["fills"]] == ["0.50000000"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (ORDER.replace("0.5", "0.000000001"), -1111),
        (ORDER.replace("BTCUSD", "NOSUCH"), -1121),
        (ORDER.replace("price=30000", "price=30000.001"), -1013),
        (ORDER.replace("price=30000", "price=999999999"), -1013),
        (ORDER.replace("0.5", "9000"), -2010),
        (ORDER.replace("&price=30000", ""), -1102),
        (ORDER + "&side=BUY", -1101),
        (ORDER + "&nonsense=1", -1104),
    ],
)
def test_a_refusal_is_the_same_on_either_way(house, text, code):
    """The first request teaches the head, refused as it is; the second takes the lane."""
    (_, plain), (_, quick) = told(house, order(house, text), order(house, text), served=1)
    assert plain == quick
    assert plain["code"] == code


def test_a_wrong_signature_on_a_known_head_is_refused_and_changes_nothing(house):
    good = order(house)
    bad = good[:-1] + (b"0" if good[-1:] != b"0" else b"1")
    (_, first), (head, second) = told(house, good, bad, served=1)
    assert first["status"] == "NEW"
    assert second == {"code": -1022, "msg": "Signature for this request is not valid."}
    assert "x-mbx-used-weight-1m: 2\r\n" in head
    assert len(house.ask("GET", "/api/v3/openOrders", key=house.alice).json) == 1


def test_a_stale_order_on_a_known_head_is_refused(house):
    stale = order(house)
    house.clock.wait(6)
    (_, first), (_, second) = told(house, order(house), stale, served=1)
    assert first["status"] == "NEW"
    assert second["code"] == -1021


def test_a_revoked_key_opens_the_lane_no_more(house):
    async def story(number, _watched):
        reader, writer = await asyncio.open_connection("127.0.0.1", number)
        writer.write(order(house))
        first = await answer(reader)
        house.keys.revoke(house.alice.api_key)
        writer.write(order(house))
        second = await answer(reader)
        writer.close()
        return first[1], second[1]

    first, second = serve(house, story)
    assert first["status"] == "NEW"
    assert second["code"] == -2015


def test_a_halted_market_refuses_on_the_lane_too(house):
    async def story(number, watched):
        reader, writer = await asyncio.open_connection("127.0.0.1", number)
        writer.write(order(house))
        await answer(reader)
        house.set_status(BTCUSD, SymbolStatus.HALT)
        writer.write(order(house))
        refused = await answer(reader)
        writer.close()
        assert watched.served == 1
        return refused[1]

    assert serve(house, story)["code"] == -1013


def test_other_endpoints_take_the_lane_too(house):
    ping = b"GET /api/v3/ping HTTP/1.1\r\nhost: x\r\n\r\n"
    test = order(house, path="/api/v3/order/test")
    answers = told(house, ping, ping, test, test, served=2)
    assert [body for _, body in answers] == [{}] * 4


@pytest.mark.parametrize(
    "head",
    ["expect: 100-continue\r\n", "connection: close\r\n", "transfer-encoding: chunked\r\n"],
)
def test_a_head_that_asks_for_something_special_is_not_learned(house, head):
    async def story(number, watched):
        for _ in range(2):
            reader, writer = await asyncio.open_connection("127.0.0.1", number)
            writer.write(order(house, head=head))
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 ")
            writer.close()
        return watched.served

    assert serve(house, story) == 0


def asked(house, text, path="/api/v3/order", method="POST", sent="", end=""):
    """Return the bytes of a request with its signed parameters in the query; `sent` is a body."""
    query = f"{text}&timestamp={house.clock() // 1_000_000}"
    query += f"&signature={sign(house.alice, query + sent)}{end}"
    return framed(house.alice.api_key, sent, f"{path}?{query}", method)


def named(name):
    return f"symbol=BTCUSD&origClientOrderId={name}"


def test_a_cancel_by_query_takes_the_lane_and_is_answered_like_the_first(house):
    placed = [order(house, newClientOrderId=name) for name in ("one", "two")]
    cancels = [asked(house, named(name), method="DELETE") for name in ("one", "two")]
    *_, (head, first), (again, second) = told(house, *placed, *cancels, served=2)
    assert lines(head) == lines(again)
    assert (first.pop("origClientOrderId"), second.pop("origClientOrderId")) == ("one", "two")
    for body in (first, second):
        body.pop("orderId"), body.pop("clientOrderId")
    assert first == second
    assert second["status"] == "CANCELED"


def test_an_order_by_query_takes_the_lane_and_is_answered_like_the_first(house):
    (head, first), (again, second) = told(house, *[asked(house, ORDER)] * 2, served=1)
    assert lines(head) == lines(again)
    assert (first["status"], second["status"]) == ("NEW", "NEW")
    assert second["orderId"] == first["orderId"] + 1


def test_a_query_is_read_anew_each_time(house):
    placed = [order(house, newClientOrderId=name) for name in ("one", "two")]
    looks = [asked(house, named(name), method="GET") for name in ("one", "two", "no")]
    *_, (_, one), (_, two), (_, none) = told(house, *placed, *looks, served=3)
    assert [one["clientOrderId"], two["clientOrderId"], none["code"]] == ["one", "two", -2013]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("symbol=BTCUSD", -1102),
        ("symbol=NOSUCH&orderId=1", -1121),
        ("symbol=BTCUSD&orderId=99", -2011),
        ("symbol=BTCUSD&orderId=99&orderId=98", -1101),
        ("symbol=BTCUSD&orderId=%39%39", -2011),
        ("symbol=BTCUSD&orderId=99&&", -2011),
        ("symbol=BTCUSD&orderId=99&timestamp=1", -1101),
    ],
)
def test_a_refused_query_is_the_same_on_either_way(house, text, code):
    requests = [asked(house, text, method="DELETE") for _ in range(2)]
    (_, plain), (_, quick) = told(house, *requests, served=1)
    assert plain == quick
    assert plain["code"] == code


def test_a_wrong_signature_in_a_query_is_refused_and_changes_nothing(house):
    placed = [order(house, newClientOrderId=name) for name in ("one", "two")]
    good = asked(house, named("one"), method="DELETE")
    bad = asked(house, named("two"), method="DELETE").replace(b"signature=", b"signature=f", 1)
    worse = asked(house, named("two"), method="DELETE").replace(b"=two", b"=one")
    *_, (_, short), (_, wrong) = told(house, *placed, good, bad, worse, served=3)
    assert (short["code"], wrong["code"]) == (-1100, -1022)
    assert len(house.ask("GET", "/api/v3/openOrders", key=house.alice).json) == 1


def test_a_query_weighs_on_the_lane_what_its_values_say(house):
    (plain, _), (quick, _), (quickest, _) = told(
        house,
        *[
            f"GET /api/v3/depth?symbol=BTCUSD&limit={limit} HTTP/1.1\r\nhost: x\r\n\r\n".encode()
            for limit in (5, 5, 1000)
        ],
        served=2,
    )
    weights = [int(each.partition("weight-1m: ")[2].split("\r")[0]) for each in (plain, quick)]
    first, second = weights
    assert second == 2 * first
    assert int(quickest.partition("weight-1m: ")[2].split("\r")[0]) > 3 * first


def test_a_request_with_a_query_and_a_body_is_not_learned(house):
    """Not even where the body comes later, and the head seems to be all there is."""

    async def story(number, watched):
        reader, writer = await asyncio.open_connection("127.0.0.1", number)
        whole = asked(house, ORDER, sent="recvWindow=5000")
        for cut in (len(whole), len(whole), whole.index(b"\r\n\r\n") + 4):
            writer.write(whole[:cut])
            await was_read(number)
            writer.write(whole[cut:])
            assert (await answer(reader))[1]["status"] == "NEW"
        writer.close()
        return watched.served

    assert serve(house, story) == 0


@pytest.mark.parametrize(("end", "served"), [("", 2), ("&", 2), ("#top", 1), ("&x='", 1)])
def test_a_query_that_a_parser_may_see_otherwise_goes_the_long_way(house, end, served):
    requests = [asked(house, ORDER, end=each) for each in ("", "", end)]
    told(house, *requests, served=served)


def test_a_long_query_goes_the_long_way(house):
    """Which has a bound on how long a head may be."""
    ends = ["", "", "&x=" + "y" * 2_048]
    told(house, *[asked(house, ORDER, end=each) for each in ends], served=1)


def test_what_a_get_has_for_a_body_is_read_on_no_way(house):
    """The parameters of a GET stand in its query, here and at Binance."""
    requests = [order(house, "recvWindow=5000", None, "/api/v3/account", "GET")] * 2
    (_, plain), (_, again) = told(house, *requests, served=0)
    assert plain == again
    assert plain["code"] == -1102


def test_requests_sent_ahead_wait_for_their_turn(house):
    async def story(number, watched):
        reader, writer = await asyncio.open_connection("127.0.0.1", number)
        writer.write(order(house))
        await answer(reader)
        writer.write(order(house, newClientOrderId="one"))
        await answer(reader)
        names = [f"n{each}" for each in range(5)]
        writer.write(b"".join(order(house, newClientOrderId=name) for name in names))
        heard = [(await answer(reader))[1]["clientOrderId"] for _ in names]
        writer.close()
        assert watched.served >= 0
        return heard

    assert serve(house, story) == [f"n{each}" for each in range(5)]


def test_an_order_in_two_pieces_is_put_together(house):
    async def story(number, _watched):
        reader, writer = await asyncio.open_connection("127.0.0.1", number)
        whole = order(house)
        for cut in (len(whole), 20, len(whole) - 1, whole.index(b"\r\n\r\n") + 4):
            writer.write(whole[:cut])
            await was_read(number)
            writer.write(whole[cut:])
            assert (await answer(reader))[1]["status"] == "NEW"
        writer.close()

    serve(house, story)


def test_what_comes_while_an_order_is_under_way_waits_for_it(house):
    async def run():
        slow = Slow(house.application.router)
        server = GatewayServer(house.application, "127.0.0.1", 0, slow)
        await server.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(order(house))
        await answer(reader)
        writer.write(order(house))
        await slow.is_asked.wait()
        first = slow.go_on
        writer.write(b"GET /api/v3/time HTTP/1.1\r\nhost: x\r\n\r\n")
        await was_read(server.port)
        first()
        heard = [(await answer(reader))[1] for _ in range(2)]
        writer.close()
        await server.stop()
        return heard

    placed, time = asyncio.run(run())
    assert placed["status"] == "NEW"
    assert list(time) == ["serverTime"]


def test_who_waits_for_an_answer_when_the_server_stops_gets_it(house):
    async def run():
        slow = Slow(house.application.router)
        server = GatewayServer(house.application, "127.0.0.1", 0, slow)
        await server.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(order(house))
        await answer(reader)
        writer.write(order(house))
        await slow.is_asked.wait()
        (connection,) = server._uvicorn.server_state.connections
        connection.shutdown()
        slow.go_on()
        head, body = await answer(reader)
        assert await reader.read() == b""
        writer.close()
        await server.stop()
        return head, body

    head, body = asyncio.run(run())
    assert "connection: close" in head
    assert body["status"] == "NEW"


def test_a_connection_that_has_gone_quiet_is_closed(house, monkeypatch):
    monkeypatch.setattr(port, "KEEP_ALIVE_SECONDS", 0.05)

    async def story(number, _watched):
        reader, writer = await asyncio.open_connection("127.0.0.1", number)
        for _ in range(2):
            writer.write(order(house))
            await answer(reader)
        ended = await reader.read()
        writer.close()
        return ended

    assert serve(house, story) == b""


def test_heads_are_forgotten_rather_than_hoarded(house, monkeypatch):
    monkeypatch.setattr(express, "HEADS_MAX", 3)

    async def story(number, watched):
        for each in range(10):
            await ask(number, order(house, head=f"x-client: {each}\r\n"))
        await ask(number, order(house, head="x-client: 9\r\n"))
        return watched.served

    assert serve(house, story) == 1
