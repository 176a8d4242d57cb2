"""Bytes come cut anywhere; messages come out whole or not at all."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glassbook.gateway.fix.faults import Garbled
from glassbook.gateway.fix.framing import BODY_BYTES_MAX, Framer, checksum, framed

HEARTBEAT = framed(b"35=0\x0134=2\x0149=ME\x0152=20240611-09:01:46.228\x0156=SPOT\x01")
DOCUMENTED = (
    b"8=FIX.4.4\x019=95\x0135=q\x0134=2\x0149=dpYPesqv\x0152=20240613-01:24:36.948\x0156=SPOT\x01"
    b"11=1718241876901971671\x0155=BTCUSDT\x01530=1\x0110=243\x01"
)


def messages(*pieces):
    framer, cut = Framer(), []
    for piece in pieces:
        framer.feed(piece)
        while (message := framer.next()) is not None:
            cut.append(message)
    return cut


def test_the_documented_sample_has_the_length_and_the_sum_we_compute():
    content = DOCUMENTED[len("8=FIX.4.4|9=95|") : -len("10=243|")]
    assert framed(content) == DOCUMENTED
    assert messages(DOCUMENTED) == [DOCUMENTED]


@given(st.binary(max_size=5_000))
@example(b"\xff" * 1_000)
def test_the_sum_is_of_all_bytes(data):
    assert checksum(data) == sum(data) % 256


@given(st.lists(st.integers(0, 3 * len(HEARTBEAT)), max_size=12))
def test_where_the_bytes_are_cut_makes_no_difference(cuts):
    stream = HEARTBEAT + DOCUMENTED + HEARTBEAT
    edges = [0, *sorted(cuts), len(stream)]
    pieces = [stream[a:b] for a, b in pairwise(edges)]
    assert messages(*pieces) == [HEARTBEAT, DOCUMENTED, HEARTBEAT]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"GET / HTTP/1.1\r\n", "BeginString"),
        (HEARTBEAT.replace(b"FIX.4.4", b"FIX.4.2"), "BeginString"),
        (HEARTBEAT[:-4] + b"000\x01", "CheckSum"),
        (HEARTBEAT.replace(b"SPOT", b"SPOTS"), "BodyLength"),
        (HEARTBEAT.replace(b"SPOT", b"SPO") + HEARTBEAT, "BodyLength"),
        (b"8=FIX.4.4\x019=\x0135=0\x01", "BodyLength"),
        (b"8=FIX.4.4\x019=-5\x01", "BodyLength"),
        (b"8=FIX.4.4\x019=00000005\x01", "BodyLength"),
        (b"8=FIX.4.4\x019=%d\x01" % (BODY_BYTES_MAX + 1), "BodyLength"),
        (b"8=FIX.4.4\x019=99999999999999999999", "BodyLength"),
        (b"8=FIX.4.4\x019=0\x0110=000\x01", "BodyLength"),
        (framed(b"34=0\x0135=0\x01"), "MsgType"),
        (framed("35=0\x0158=é\x01".encode("latin-1")), "printable"),
        (framed(b"35=0\x0158=\x00a\x01"), "printable"),
    ],
)
def test_what_is_no_message_is_garbled(data, why):
    framer = Framer()
    framer.feed(data)
    with pytest.raises(Garbled, match=why):
        framer.next()


@given(st.binary(max_size=400))
def test_nothing_but_garbled_comes_of_noise(noise):
    framer = Framer()
    framer.feed(b"8=FIX.4.4\x019=" + noise)
    try:
        while (message := framer.next()) is not None:
            assert framed(message[message.index(b"35=") : -7]).endswith(message[-7:])
    except Garbled:
        return
    assert len(framer._bytes) - framer._place <= BODY_BYTES_MAX


@given(st.integers(0, len(HEARTBEAT) - 1), st.integers(0, 255))
def test_one_wrong_byte_is_noticed(place, byte):
    wrong = bytearray(HEARTBEAT)
    if wrong[place] == byte:
        return
    wrong[place] = byte
    framer = Framer()
    framer.feed(bytes(wrong))
    try:
        assert framer.next() != HEARTBEAT
    except Garbled:
        return
