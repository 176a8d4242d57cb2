"""Sessions that are told everything there is, right and wrong, from a seed.

    python -m tests.unit.gateway.fix.fuzz --seed 1 --sessions 10000

says messages of every type, made from the tables, some of them damaged, in pieces of any length, to
a session without a socket, and stops at the first that breaks a rule, naming its seed:

* nothing but the end of a session comes of any bytes: no exception, and what is kept is bounded;
* whatever is answered fits the tables, numbered without a gap;
* a message that was left whole reaches its application as it was said, or ends where it belongs;
* a closed session says and hears nothing more.
"""

import argparse
import random

from glassbook.gateway.fix.fields import Kind
from glassbook.gateway.fix.framing import BODY_BYTES_MAX, Framer, framed
from glassbook.gateway.fix.limits import PROFILES
from glassbook.gateway.fix.messages import BY_CODE, MESSAGES, Kinds
from glassbook.gateway.fix.reading import envelope
from glassbook.gateway.fix.session import Admission, Session
from glassbook.gateway.fix.times import SECOND_NS, stamp
from glassbook.gateway.fix.transitions import State
from tests.unit.gateway.fix.house import values_of_venue

NOW_NS = 1_700_000_000 * SECOND_NS
MESSAGES_MAX = 12
DAMAGED = 0.3  # of all messages
SESSION_ONLY = ("0", "1", "5", "A")
SAMPLES = {
    Kind.BOOLEAN: ["Y", "N"],
    Kind.CHAR: ["1", "6", "x"],
    Kind.CLIENT_ID: ["a", "a-B_9", "x" * 36],
    Kind.COMP_ID: ["FUZZ"],
    Kind.DATA: ["c2lnbmF0dXJl"],
    Kind.INT: ["0", "7", "-3", "9" * 18],
    Kind.PRICE: ["1", "0.5", "12345678.12345678"],
    Kind.QTY: ["1", "0.00001", "9" * 20],
    Kind.SEQNUM: ["1"],
    Kind.STRING: ["BTCUSD", "a text, of words = and |", "x" * 256],
    Kind.UTCTIMESTAMP: ["20231114-22:13:20.000000"],
    Kind.WINDOW: ["5000", "0.001"],
}


class Fuzzer:
    """One session from one seed."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.kind = self.dice.choice(list(Kinds))
        self.session = Session(self._admit, "uuid", NOW_NS)
        self.number = 0
        self._heard = 0
        self._framer = Framer()

    def _admit(self, opened, _values, _now_ns):
        comp_id = opened.header["SenderCompID"]
        return Admission(1, "key", comp_id, self.kind, PROFILES["none"][self.kind], 30, False)

    def run(self):
        """Say a logon and then anything."""
        self._say(self._message("A", self._fields(BY_CODE["A"])))
        assert self.session.state is State.ACTIVE
        self._hear()
        codes = [each.code for each in MESSAGES]
        for _ in range(self.dice.randrange(MESSAGES_MAX)):
            code = self.dice.choice(codes)
            fields = self._fields(BY_CODE[code])
            message = self._message(code, fields)
            if self.dice.random() < DAMAGED:
                self._say(self._damage(message))
                self.number = self.session._expected - 1
            else:
                self._require_taken(code, fields, self._say(message))
            self._hear()
            if self.session.state is State.CLOSED:
                break
        if self.session.state is State.CLOSED:
            assert list(self.session.receive(message, NOW_NS)) == []
            assert self.session.take() == b""

    # --- saying ---------------------------------------------------------------------------------

    def _say(self, data):
        """Deliver bytes in pieces; return the requests that came of them."""
        requests = []
        while data:
            length = self.dice.choice([1, 7, 64, len(data)])
            requests += self.session.receive(data[:length], NOW_NS)
            data = data[length:]
            kept, place = self.session._framer.rest
            assert len(kept) - place <= BODY_BYTES_MAX + 64 + length
        return requests

    def _message(self, code, fields):
        self.number += 1
        header = [("49", "FUZZ"), ("56", "SPOT"), ("34", self.number)]
        header.append(("52", stamp(NOW_NS).decode()))
        self.dice.shuffle(header)
        text = "".join(f"{tag}={value}\x01" for tag, value in [*header, *_flat(fields)])
        return framed(f"35={code}\x01{text}".encode())

    def _fields(self, kind):
        return self._members(kind.members)

    def _members(self, members):
        """Return members that a message may have, as [(member, value or entries)]."""
        chosen = []
        for member in members:
            name = member.field.name
            if name == "RawDataLength":
                continue  # it comes with what it tells the length of
            if not member.is_required and self.dice.random() < 0.6:
                continue
            if member.members:
                entries = range(self.dice.randrange(1, 4))
                chosen.append((member, [self._entry(member) for _ in entries]))
            else:
                chosen.append((member, self._value(member.field)))
        return chosen

    def _entry(self, group):
        """An entry begins with the group's first field."""
        first, *others = group.members
        return [(first, self._value(first.field)), *self._members(tuple(others))]

    def _value(self, field):
        return self.dice.choice(list(field.values) or SAMPLES[field.kind])

    def _damage(self, message):
        """Return a message that is no longer what it was; its sum may be right all the same."""
        dice, begins = self.dice, message.index(b"\x0135=") + 1
        body = bytearray(message[begins:-7])
        match dice.randrange(8):
            case 0:
                body[dice.randrange(len(body))] = dice.randrange(256)
            case 1:
                del body[dice.randrange(len(body)) :]
            case 2:
                body += body[dice.randrange(len(body)) :]
            case 3:
                parts = bytes(body).split(b"\x01")
                dice.shuffle(parts)
                body = bytearray(b"\x01".join(parts))
            case 4:
                tag = dice.choice([b"34=", b"49=", b"25000=", b"999=", b"0=", b"10=", b"146=2"])
                body += tag + b"1\x01"
            case 5:
                return message[: dice.randrange(len(message))] + message
            case 6:
                length = dice.choice([b"0", b"9999999", b"99999999", b"-1", b"1e3", b""])
                return b"8=FIX.4.4\x019=" + length + message[begins - 1 :]
            case _:
                return message[:-4] + b"%03d\x01" % dice.randrange(256)
        return framed(bytes(body))

    # --- hearing --------------------------------------------------------------------------------

    def _require_taken(self, code, fields, requests):
        kind = BY_CODE[code]
        if code in SESSION_ONLY or not kind.by_client or self.kind not in kind.kinds:
            assert requests == []
            return
        (request,) = requests
        assert (request.code, request.sequence) == (code, self.number)
        assert request.values == _values(fields)

    def _hear(self):
        """Read back what was answered."""
        self._framer.feed(self.session.take())
        while (message := self._framer.next()) is not None:
            opened = envelope(message)
            self._heard += 1
            assert opened.sequence == self._heard
            assert BY_CODE[opened.code].by_venue
            values_of_venue(BY_CODE[opened.code], opened.body)


def _flat(fields):
    """Return tags and values in their order on the wire."""
    for member, value in fields:
        if member.members:
            yield member.field.tag, len(value)
            for entry in value:
                yield from _flat(entry)
        else:
            if member.field.name == "RawData":
                yield 95, len(value)
            yield member.field.tag, value


def _values(fields):
    """Return fields as an application is given them."""
    values = {}
    for member, value in fields:
        name = member.field.name
        values[name] = [_values(entry) for entry in value] if member.members else value
    return values


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--sessions", type=int, default=10_000)
    said = parser.parse_args()
    for seed in range(said.seed, said.seed + said.sessions):
        try:
            Fuzzer(seed).run()
        except BaseException:
            print(f"seed {seed} breaks a rule: --seed {seed} --sessions 1 shows it again")
            raise
    print(f"{said.sessions} sessions kept every rule")


if __name__ == "__main__":
    main()
