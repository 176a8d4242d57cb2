"""The four SBE streams, decoded here by hand from the layout that the schema documents."""

import json
from struct import calcsize, unpack_from

import pytest

from glassbook.gateway.sbe.schema import DEPTH_DIFFERENCE, MESSAGES
from glassbook.gateway.sbe.server import SbeStreamServer
from glassbook.gateway.sbe.streams import SbeDepthStream
from glassbook.gateway.streams.profile import UNLIMITED
from glassbook.projection.depth import Difference
from glassbook.protocol.commands import cancel_all
from tests.unit.gateway.rest.house import BTCUSD, House
from tests.unit.gateway.streams.venue import Client
from tests.unit.gateway.wsapi.client import Ed25519

HEADER = "<HHHH"
MS_NS = 1_000_000


class Reader:
    """Reads a message from front to back."""

    def __init__(self, data):
        self._data, self._at = data, 0

    def take(self, layout):
        values = unpack_from("<" + layout, self._data, self._at)
        self._at += calcsize("<" + layout)
        return values

    def group(self, counter, layout):
        length, count = self.take("H" + counter)
        assert length == calcsize("<" + layout)
        return [self.take(layout) for _ in range(count)]

    def rest(self):
        (length,) = self.take("B")
        name = self._data[self._at :]
        assert len(name) == length
        return name.decode()


def read(data, template, block, counter="", *groups):
    """Return the block, the groups and the symbol of a message of this template."""
    reader = Reader(data)
    assert reader.take("HHHH") == (calcsize("<" + block), template, 1, 0)
    values = reader.take(block)
    return values, *(reader.group(counter, layout) for layout in groups), reader.rest()


class Sbe:
    """A venue with an SBE server, and alice's Ed25519 key."""

    def __init__(self, folder):
        self.house = House(folder)
        self.server = SbeStreamServer(self.house.venue, UNLIMITED)
        self.house.exchange.listeners.append(self.server.on_batch)
        self.key = Ed25519(self.house, "alice").api_key
        self._clients = []

    def client(self, path, query="", key=None):
        headers = [(b"x-mbx-apikey", (self.key if key is None else key).encode())]
        self._clients.append(Client(self.server, path, query, headers))
        return self._clients[-1]

    def wait(self, ms):
        self.house.clock.now_ns += ms * MS_NS
        self.server.beat()

    def trade(self, *quantities):
        self.house.place(self.house.alice, "SELL", 10, "30000.01")
        for quantity in quantities:
            self.house.place(self.house.bob, "BUY", quantity, "30000.01")


@pytest.fixture
def venue(tmp_path):
    opened = Sbe(tmp_path)
    yield opened
    opened.house.close()


@pytest.mark.operation("sbe <symbol>@trade")
def test_a_trade_is_told_with_its_batch(venue):
    client = venue.client("/sbe/ws/btcusd@trade")
    venue.trade("0.5", "0.25")
    first, second = client.line.heard_bytes()
    values, trades, symbol = read(first, 10_000, "qqbb", "I", "qqqB")
    now_us = venue.house.clock() // 1_000
    assert (values, symbol) == ((now_us, now_us, -2, -5), "BTCUSD")
    assert trades == [(1, 30_000_01, 50_000, 0)]
    assert read(second, 10_000, "qqbb", "I", "qqqB")[1] == [(2, 30_000_01, 25_000, 0)]


@pytest.mark.operation("sbe <symbol>@trade")
def test_trades_of_one_command_are_one_event(venue):
    client = venue.client("/sbe/ws/btcusd@trade")
    for price in ("29999.5", "29999.25"):
        venue.house.place(venue.house.bob, "BUY", 1, price)
    venue.house.place(venue.house.alice, "SELL", 2, 29_000)
    [event] = client.line.heard_bytes()
    _, trades, _ = read(event, 10_000, "qqbb", "I", "qqqB")
    assert trades == [(1, 29_999_50, 100_000, 1), (2, 29_999_25, 100_000, 1)]


@pytest.mark.operation("sbe <symbol>@bestBidAsk")
def test_the_best_prices_are_told_as_they_change(venue):
    client = venue.client("/sbe/ws/btcusd@bestBidAsk")
    venue.house.place(venue.house.alice, "SELL", "0.5", 31_000)
    venue.house.place(venue.house.bob, "BUY", "0.25", 30_000)
    venue.house.place(venue.house.bob, "BUY", "0.25", 29_000)  # not the best
    told = [read(event, 10_001, "qqbbqqqq") for event in client.line.heard_bytes()]
    assert [values[4:] for values, _ in told] == [
        (0, 0, 31_000_00, 50_000),
        (30_000_00, 25_000, 31_000_00, 50_000),
    ]
    assert told[0][0][2:4] == (-2, -5)
    assert told[0][0][1] < told[1][0][1]  # the book's update ids


@pytest.mark.operation("sbe <symbol>@depth")
def test_differences_join_every_20_ms(venue):
    client = venue.client("/sbe/ws/btcusd@depth")
    venue.house.place(venue.house.bob, "BUY", 1, 30_000)
    venue.wait(20)
    venue.wait(20)  # nothing happened: nothing is told
    venue.house.place(venue.house.bob, "BUY", 1, 29_000)
    venue.house.exchange.apply(cancel_all(account_of(venue, "bob"), BTCUSD))
    venue.wait(20)
    first, second = (
        read(event, 10_003, "qqqbb", "H", "qq", "qq") for event in client.line.heard_bytes()
    )
    assert first[1:] == ([(30_000_00, 100_000)], [], "BTCUSD")
    assert second[1][0] == (30_000_00, 0)
    assert second[0][1] == first[0][2] + 1


def account_of(venue, handle):
    reference = venue.house.keys.reference(handle)
    return venue.house.venue.projections.directory.account(reference).account_id


def test_a_change_of_more_levels_than_can_be_counted_is_a_gap(venue):
    told = []

    class Topic:
        def tell(self, encode):
            told.append(encode(None))

    stream = SbeDepthStream(venue.house.venue.projections, 20)
    count = DEPTH_DIFFERENCE.groups[0].blocks_max
    for changed in (count, count + 1):
        levels = [(price, 1) for price in range(1, changed + 1)]
        stream._tell(Topic(), Difference(BTCUSD, 1, 2, levels, []), 0)
    assert len(told) == 1
    assert len(read(told[0], 10_003, "qqqbb", "H", "qq", "qq")[1]) == count


@pytest.mark.operation("sbe <symbol>@depth20")
def test_the_top_of_the_book_is_told_whole_every_50_ms(venue):
    client = venue.client("/sbe/ws/btcusd@depth20")
    for price in range(29_000, 29_025):
        venue.house.place(venue.house.bob, "BUY", "0.5", price)
    venue.house.place(venue.house.alice, "SELL", 1, 31_000)
    assert client.line.heard_bytes() == []
    venue.wait(50)
    [event] = client.line.heard_bytes()
    _, bids, asks, symbol = read(event, 10_002, "qqbb", "H", "qq", "qq")
    assert bids == [(price * 100, 50_000) for price in range(29_024, 29_004, -1)]
    assert (asks, symbol) == ([(31_000_00, 100_000)], "BTCUSD")
    for _ in range(3):
        venue.wait(50)
        [event] = client.line.heard_bytes()
        assert read(event, 10_002, "qqbb", "H", "qq", "qq")[1:] == (bids, asks, symbol)


def test_streams_are_asked_for_by_address_and_by_request(venue):
    client = venue.client("/sbe/stream", "streams=btcusd@trade/ethusd@trade")
    assert client.ask("LIST_SUBSCRIPTIONS")[0]["result"] == ["btcusd@trade", "ethusd@trade"]
    assert client.ask("SUBSCRIBE", "btcusd@depth20") == [{"result": None, "id": 1}]
    [refused] = client.ask("SUBSCRIBE", "btcusd@kline_1m")
    assert refused["error"]["msg"] == "Invalid request: invalid stream"
    venue.trade("0.5")
    assert len(client.line.heard_bytes()) == 1


def refusal(client):
    [start, body] = client.replies
    return start["status"], json.loads(body["body"])["code"]


def test_only_an_ed25519_key_opens_the_streams(venue):
    assert refusal(venue.client("/sbe/ws", key="")) == (401, -2014)
    assert refusal(venue.client("/sbe/ws", key="A" * 64)) == (401, -2015)
    assert refusal(venue.client("/sbe/ws", key=venue.house.alice.api_key)) == (400, -4056)
    assert refusal(venue.client("/sbe/other")) == (404, -1)


def test_the_end_is_announced_in_json(venue):
    client = venue.client("/sbe/ws")
    venue.server.shut_down()
    [told] = client.line.heard()
    assert told["e"] == "serverShutdown"


def test_every_message_has_a_template_of_its_own():
    assert len({message.template_id for message in MESSAGES}) == len(MESSAGES)
