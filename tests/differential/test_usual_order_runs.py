"""Orders that arrive in one turn, taken on together, against the plain way, one by one.

Two houses hear the same requests: the first takes them up as a run, the second goes the plain way.
Both journal the same commands with the same labels, and answer the same bytes.
"""

import asyncio
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from glassbook.gateway.access.limit_profiles import PROFILES
from glassbook.gateway.access.rate_limits import RateLimiter
from glassbook.gateway.rest.order_form import _PREFIX
from glassbook.gateway.rest.order_runs import RUN_MAX, RUN_MIN
from glassbook.protocol.submission import QueueFull, VenueStopped
from tests.unit.gateway.rest.house import CALLER, House, sign

MADE_UP = re.compile(_PREFIX.encode() + b"[0-9a-f]{10}")
#: What goes the plain way is counted before a run, and a refusal says the weight used by now.
WEIGHT = re.compile(rb"x-mbx-used-weight.*\r\n")
USUAL = {
    "account": ["alice", "bob"],
    "symbol": ["BTCUSD", "ETHUSD", "ETHBTC"],
    "side": ["BUY", "SELL"],
    "type": ["LIMIT", "LIMIT", "MARKET", "LIMIT_MAKER"],
    "timeInForce": ["GTC", "GTC", "IOC", "FOK"],
    "quantity": ["1", "0.5", "0.00001", "2.50000000", "899.99999"],
    "price": ["100", "100.01", "99.99", "101"],
    "newOrderRespType": [None, "ACK", "RESULT", "FULL"],
    "selfTradePreventionMode": [None, "NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"],
    "newClientOrderId": [None, "mine", "a-B_9", "x" * 36],
    "recvWindow": [None, "5000"],
}
FLAWS = {
    "symbol": ["NOSUCH", "BTCUS", "BTCUSDX"],
    "quantity": ["0", "0.000001", "9000000000", "0.000000001", "1e5"],
    "price": ["0", "100.001", "999999999", "-1", "NaN"],
    "recvWindow": ["60001"],
    "timestamp": ["1", "1700000002000", "1699999994999"],
    "signature": ["0" * 64, "0" * 63, "x" * 64],
    "side": ["buy"],
}


class Pair:
    """The same venue twice."""

    def __init__(self, folder, profile):
        self.houses, self.journals = [], ([], [])
        for name, journal in zip(("first", "second"), self.journals, strict=True):
            (folder / name).mkdir()
            house = House(folder / name, profile)
            # Who is counted before an order of the same run fills is not given its place back.
            limiter = RateLimiter(PROFILES[profile], house.clock)
            object.__setattr__(house.venue, "limiter", limiter)
            house.exchange.listeners.append(self._journaling(journal))
            self.houses.append(house)

    @staticmethod
    def _journaling(journal):
        def listen(applied):
            batch = applied.batch
            commands = batch.commands.copy()
            for place, command in enumerate(commands):
                label = batch.labels.get(place)
                if label is not None and label.client_order_id.startswith(_PREFIX):
                    command["client_key"], label = 0, "made up"
                journal.append((command.tobytes(), label))

        return listen

    def hear(self, orders):
        """Send the orders to both; return what both answered: statuses, headers, bodies."""
        together, alone = (asyncio.run(self._ask(each, orders)) for each in self.houses)
        assert together == alone
        assert self.journals[0] == self.journals[1]
        for journal in self.journals:
            journal.clear()
        return together

    async def _ask(self, house, orders):
        router, answers = house.application.router, [None] * len(orders)
        is_first = house is self.houses[0]
        for place, order in enumerate(orders):

            def done(answer, place=place):
                if isinstance(answer, bytes):
                    lines, _, body = answer.partition(b"\r\n\r\n")
                    status, lines = 200, lines + b"\r\n"
                else:
                    status, lines, body = answer.status, answer.lines, answer.body
                answers[place] = status, lines, MADE_UP.sub(b"made up", body)

            asked = self._request(house, order, done)
            if is_first:
                router.serve(*asked)
            else:
                router._serve_plainly(*asked)
        for _ in range(3):
            await asyncio.sleep(0)
        assert None not in answers, "everybody is answered"
        if all(status == 200 for status, _, _ in answers):
            return answers
        return [(status, WEIGHT.sub(b"", lines), body) for status, lines, body in answers]

    @staticmethod
    def _request(house, order, done):
        said = {name: value for name, value in order.items() if value is not None}
        key = getattr(house, said.pop("account"))
        said.setdefault("timestamp", str(house.clock() // 1_000_000))
        signature = said.pop("signature", None)
        text = "&".join(f"{name}={value}" for name, value in said.items())
        body = f"{text}&signature={signature or sign(key, text)}".encode()
        headers = [(b"x-mbx-apikey", key.api_key.encode())]
        head = house.application.router.read_head("POST", "/api/v3/order", headers)
        return head, body, CALLER, done

    def close(self):
        for house in self.houses:
            house.close()


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    opened = Pair(tmp_path_factory.mktemp("pair"), "none")
    yield opened
    opened.close()


@pytest.fixture
def fresh(tmp_path):
    opened = Pair(tmp_path, "none")
    yield opened
    opened.close()


@pytest.fixture
def limited(tmp_path):
    opened = Pair(tmp_path, "us")
    yield opened
    opened.close()


def order(**changes):
    usual = {"account": "alice", "symbol": "BTCUSD", "side": "BUY", "type": "LIMIT"}
    return usual | {"timeInForce": "GTC", "quantity": "1", "price": "100"} | changes


@some.composite
def orders(draw):
    said = {name: draw(some.sampled_from(values)) for name, values in USUAL.items()}
    if said["type"] != "LIMIT":
        said["timeInForce"] = None
    if said["type"] == "MARKET":
        said["price"] = None
    if draw(some.integers(0, 9)) == 0:
        name = draw(some.sampled_from(sorted(FLAWS)))
        said[name] = draw(some.sampled_from(FLAWS[name]))
    return said


@settings(max_examples=40)
@given(some.lists(orders(), min_size=1, max_size=12))
def test_both_ways_journal_and_answer_the_same(pair, several):
    pair.hear(several)


@pytest.mark.parametrize("name", ["quantity", "price"])
@pytest.mark.parametrize("number", ["90000000000", "9000000000000", "123456789012345678"])
def test_a_number_that_64_bits_may_not_hold_is_refused_alike(pair, name, number):
    assert [status for status, _, _ in pair.hear([order(**{name: number})])] == [400]


def test_orders_of_a_run_trade_with_each_other_and_each_is_told_its_own(fresh):
    maker = order(account="bob", side="SELL", price="50", quantity="0.3", symbol="ETHUSD")
    taker = order(price="50", quantity="1", timeInForce="IOC", symbol="ETHUSD")
    answers = fresh.hear([maker, maker, taker, taker])
    bodies = [body for _, _, body in answers]
    assert [body.count(b'"tradeId":') for body in bodies] == [0, 0, 2, 0]
    assert b'"executedQty":"0.60000000"' in bodies[2]
    assert b'"expiryReason":"UNFILLED_IOC_QUANTITY_EXPIRED"' in bodies[2]


def test_a_run_longer_than_the_reader_takes_is_read_in_parts(fresh):
    answers = fresh.hear([order(side="SELL", timeInForce="IOC")] * (RUN_MAX + 3))
    assert {status for status, _, _ in answers} == {200}


def test_the_limit_of_orders_ends_in_the_middle_of_a_run(limited):
    answers = limited.hear([order(timeInForce="IOC")] * 120)
    assert {status for status, _, _ in answers} == {200, 429}


@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        (QueueFull("no room"), 503),
        (VenueStopped("closed"), 503),
        (VenueStopped("?", is_unknown=True), 503),
        (RuntimeError("ours"), 500),
    ],
)
@pytest.mark.parametrize("count", [RUN_MIN - 1, RUN_MIN])
def test_what_was_not_taken_is_refused_to_everybody(pair, trouble, status, count):
    for house in pair.houses:
        house.exchange.trouble = trouble
    try:
        answers = pair.hear([order()] * count)
    finally:
        for house in pair.houses:
            house.exchange.trouble = None
    assert {answer[0] for answer in answers} == {status}


def test_where_there_is_no_room_for_a_run_its_orders_go_one_by_one(fresh, monkeypatch):
    async def full(_commands, _labels):
        raise QueueFull("no room for all")

    monkeypatch.setattr(fresh.houses[0].exchange, "submit_many", full)
    several = [order(timeInForce="FOK"), order(side="SELL", price="999")]
    answers = fresh.hear(several * RUN_MIN)
    assert {status for status, _, _ in answers} == {200}
