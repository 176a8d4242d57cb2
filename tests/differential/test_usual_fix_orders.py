"""The compiled reader and writer of FIX orders against the plain way, over whole sessions.

Two houses hear the same bytes; in one of them no run is read. Whatever is sent, in whatever pieces,
both journal the same commands with the same labels, and answer the same bytes.
"""

from itertools import count, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from glassbook.gateway.fix import runs
from glassbook.gateway.fix.framing import framed
from glassbook.gateway.fix.times import stamp
from tests.unit.gateway.fix.house import FixHouse

USUAL = {
    "11": ["mine", "a-B_9", "x" * 36, "1"],
    "38": ["1", "0.5", "0.00001000", "2.50000000", "12345678.12345678"],
    "40": ["2", "1"],
    "44": ["30000", "0.01", "29999.99", "30000.01000000", None],
    "54": ["1", "2"],
    "55": ["BTCUSD", "ETHUSD", "ETHBTC"],
    "59": ["1", "3", "4", None],
    "18": [None, None, "6"],
    "25001": [None, "1", "2", "3", "4", "5", "6"],
}
ODD = [
    "", "0", "-1", "1.", ".5", "1e5", "1.5.5", "9" * 19, "9" * 21, "0." + "1" * 19, "a b", "x" * 37,
    "5", "P", "\u0661", "00.5", "0.0", "BTC", "BTCUSDX", "30000.001", "999999999999999.99",
]  # fmt: skip
ODD_TIMES = ["20231114-24:00:00", "20231113-22:13:20", "20231114-22:13:20.12", "20231114 22:13:20"]
names = count()


class Pair:
    """Two houses; `runs_read` counts what only the first reads in runs."""

    def __init__(self, folder, profile):
        self.houses = []
        for name in ("first", "second"):
            (folder / name).mkdir()
            self.houses.append(FixHouse(folder / name, profile))
        self.journals = [[], []]
        for house, journal in zip(self.houses, self.journals, strict=True):
            house.exchange.listener = self._journaling(house.server.on_batch, journal)
        self.runs_read = 0

    @staticmethod
    def _journaling(tell, journal):
        def listen(applied):
            journal.append((applied.batch.commands.tobytes(), applied.batch.labels))
            tell(applied)

        return listen

    def sessions(self, **logon):
        comp_id = f"C{next(names)}"
        clients = [house.trader(comp_id=comp_id, **logon) for house in self.houses]
        read = clients[0].connection.session.reader.read

        def counted(*arguments):
            run = read(*arguments)
            self.runs_read += 0 if run is None else run.count
            return run

        clients[0].connection.session.reader.read = counted
        clients[1].connection.session.reader = None
        return clients

    def close(self):
        for house in self.houses:
            house.close()


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    opened = Pair(tmp_path_factory.mktemp("pair"), "none")
    yield opened
    opened.close()


def message(client, number, fields, header=None):
    """Return an order; `header` changes what stands in the header."""
    said = {"49": client.comp_id, "56": "SPOT", "34": number, "52": stamp(client.house.clock())}
    said["52"] = said["52"].decode()
    said |= header or {}
    pairs = [*said.items(), *fields]
    text = "".join(f"{tag}={value}\x01" for tag, value in pairs if value is not None)
    return framed(f"35=D\x01{text}".encode())


def usual(number):
    fields = {"11": f"o{number}", "38": "0.5", "40": "2", "44": "30000", "54": 1 + number % 2}
    return (fields | {"55": "BTCUSD", "59": "1", "25001": "1"}).items()


def hear(clients, data):
    """Deliver the same bytes to both; return what both answered."""
    answers = []
    for client in clients:
        client.house.loop.run_until_complete(client._deliver(data))
        answers.append(client.transport.written)
        client.transport.written = b""
    assert answers[0] == answers[1]
    return answers[0]


@some.composite
def orders(draw):
    """Fields, a change of the header, and what is done to the bytes."""
    fields = {tag: draw(some.sampled_from(values)) for tag, values in USUAL.items()}
    if draw(some.booleans()):
        is_limit = fields["40"] == "2"
        is_post_only = is_limit and fields["18"] == "6"
        fields["44"] = fields["44"] or "30000" if is_limit else None
        fields["59"] = fields["59"] or "1" if is_limit and not is_post_only else None
        fields["18"] = fields["18"] if is_limit else None
    pairs, header = list(fields.items()), {}
    match draw(some.integers(0, 19)):
        case 0:
            at = draw(some.integers(0, len(pairs) - 1))
            pairs[at] = (pairs[at][0], draw(some.sampled_from(ODD)))
        case 1:
            pairs.append(draw(some.sampled_from(pairs)))
        case 2:
            del pairs[draw(some.integers(0, len(pairs) - 1))]
        case 3:
            extra = [("25000", "5000"), ("111", "0.1"), ("152", "10"), ("999", "1"), ("058", "x")]
            pairs.append(draw(some.sampled_from(extra)))
        case 4:
            header = {"52": draw(some.sampled_from(ODD_TIMES))}
        case 5:
            header = {draw(some.sampled_from(["49", "56", "34"])): draw(some.sampled_from(ODD))}
        case 6:
            pairs = draw(some.permutations(pairs))
    return pairs, header


@settings(max_examples=60)
@given(
    some.lists(orders(), min_size=1, max_size=12),
    some.sampled_from([1, 2]),
    some.lists(some.integers(0, 3_000), max_size=3),
    some.integers(0, 30),
)
def test_both_ways_journal_and_answer_the_same(pair, several, mode, cuts, flaw):
    clients = pair.sessions(ResponseMode=mode)
    said = [
        message(clients[0], number, fields, header)
        for number, (fields, header) in enumerate(several, 2)
    ]
    data = b"".join(said)
    if flaw == 0:  # one byte is another
        data = data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]
    edges = [0, *sorted(each % len(data) for each in cuts), len(data)]
    for begins, ends in pairwise(edges):
        hear(clients, data[begins:ends])
    hear(clients, message(clients[0], len(said) + 2, [("1", "x")]))
    assert pair.journals[0] == pair.journals[1]
    for client in clients:
        client.leave(politely=False)


@pytest.mark.parametrize("mode", [1, 2])
def test_usual_orders_are_read_and_answered_in_runs(pair, mode):
    before = pair.runs_read
    clients = pair.sessions(ResponseMode=mode)
    answer = hear(clients, b"".join(message(clients[0], n, usual(n)) for n in range(2, 302)))
    assert pair.runs_read == before + 300
    assert answer.count(b"\x01150=0\x01") == 300


def test_a_run_is_no_longer_than_its_tables(pair):
    before, many = pair.runs_read, runs.RUN_MAX + 10
    clients = pair.sessions(ResponseMode=2)
    hear(clients, b"".join(message(clients[0], n, usual(n)) for n in range(2, many + 2)))
    assert pair.runs_read == before + many


def test_orders_over_the_limits_are_refused_alike(tmp_path):
    pair = Pair(tmp_path, "us")
    clients = pair.sessions(ResponseMode=2)
    answer = hear(clients, b"".join(message(clients[0], n, usual(n)) for n in range(2, 402)))
    assert 0 < answer.count(b"\x0125016=-1015\x01") < 400
    assert pair.runs_read == 400 - answer.count(b"\x0125016=-1015\x01")
    pair.close()


def test_messages_over_the_limit_end_both_sessions(tmp_path):
    pair = Pair(tmp_path, "us")
    clients = pair.sessions(ResponseMode=2)
    limit = clients[0].connection.session.allowance.limits.messages_max
    answer = hear(clients, b"".join(message(clients[0], n, usual(n)) for n in range(2, limit + 9)))
    assert b"Too many messages" in answer
    assert all(client.is_cut_off for client in clients)
    pair.close()
