"""Frames cut out of bytes that arrive in any pieces, beside the library that knows the rules."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

from glassbook.gateway.streams.inbound import Inbound, Piece

BYTES_MAX = 70_000

payloads = st.one_of(
    st.binary(max_size=200), st.sampled_from([b"x" * n for n in (0, 125, 126, 65_535, 65_536)])
)


def frame(opcode, payload, is_final):
    is_control = opcode >= Opcode.CLOSE
    short = payload[:125] if is_control else payload
    return Frame(opcode, short, fin=is_final or is_control).serialize(mask=True)


frames = st.builds(frame, st.sampled_from(list(Opcode)), payloads, st.booleans())


def cut(data, places):
    """Return the data in pieces, cut at these places."""
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[a:b] for a, b in pairwise(edges)]


def fed(pieces):
    inbound = Inbound(BYTES_MAX)
    return [piece for data in pieces for piece in inbound.feed(data)]


def text(payload):
    return Frame(Opcode.TEXT, payload).serialize(mask=True)


@settings(max_examples=200)
@given(st.lists(frames, max_size=6), st.lists(st.integers(0, 2**32), max_size=8))
def test_it_does_not_matter_how_the_bytes_arrive(sent, places):
    data = b"".join(sent)
    assert fed(cut(data, places)) == fed([data])


@settings(max_examples=200)
@given(st.lists(st.one_of(frames, st.binary(max_size=20)), max_size=6), st.integers(0, 2**32))
def test_nothing_is_lost_added_or_moved(sent, place):
    """What is handed on, and the texts in their places, are what came, but for a last part."""
    data, at = b"".join(sent), 0
    for piece in fed(cut(data, [place])):
        if piece.is_text:
            length = len(piece.data)
            head = 6 + (0 if length < 126 else 2 if length < 65_536 else 8)
            mask = data[at + head - 4 : at + head]
            masked = data[at + head : at + head + length]
            assert bytes(b ^ mask[i % 4] for i, b in enumerate(masked)) == piece.data
            at += head + length
        else:
            assert data[at : at + len(piece.data)] == piece.data
            at += len(piece.data)


@settings(max_examples=100)
@given(st.lists(st.binary(max_size=300), max_size=5))
def test_texts_are_read_as_the_library_reads_them(payloads):
    data = b"".join(map(text, payloads))
    library = ServerProtocol(state=State.OPEN)
    library.receive_data(data)
    read = [bytes(frame.data) for frame in library.events_received()]
    assert fed([data]) == [Piece(True, each) for each in read]


def test_a_text_within_a_message_in_parts_is_for_the_library_to_refuse():
    first = Frame(Opcode.TEXT, b"a", fin=False).serialize(mask=True)
    last = Frame(Opcode.CONT, b"b").serialize(mask=True)
    ping = Frame(Opcode.PING, b"p").serialize(mask=True)
    assert [piece.is_text for piece in fed([first + ping + text(b"x")])] == [False] * 3
    assert [piece.is_text for piece in fed([first + ping + last + text(b"x")])] == [
        False,
        False,
        False,
        True,
    ]


def test_an_unmasked_text_is_for_the_library_to_refuse():
    assert [piece.is_text for piece in fed([Frame(Opcode.TEXT, b"x").serialize(mask=False)])] == [
        False
    ]


def test_of_a_frame_that_is_too_long_not_even_the_beginning_is_kept():
    inbound = Inbound(10)
    head = text(b"x" * 11)[:8]
    assert list(inbound.feed(head)) == [Piece(False, head)]
    assert list(inbound.feed(b"anything")) == [Piece(False, b"anything")]
    assert inbound._buffer == b""
