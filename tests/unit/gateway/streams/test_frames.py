"""Frames are what any WebSocket client understands, whatever their length."""

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN
from websockets.uri import parse_uri

from glassbook.gateway.streams.form import Form, TimeUnit
from glassbook.gateway.streams.frames import text_frame

RAW = Form(is_combined=False, unit=TimeUnit.MILLISECOND)
COMBINED = Form(is_combined=True, unit=TimeUnit.MICROSECOND)


def received(data):
    """Return what a real client makes of the bytes."""
    client = ClientProtocol(parse_uri("ws://venue"), state=OPEN, max_size=None)
    client.receive_data(data)
    return client.events_received()


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 200_000])
def test_a_frame_of_any_length_arrives_whole(length):
    payload = b"x" * length
    assert received(text_frame(payload)) == [Frame(Opcode.TEXT, payload)]


def test_frames_written_together_arrive_one_by_one():
    both = text_frame(b"1") + text_frame(b"y" * 300)
    assert [frame.data for frame in received(both)] == [b"1", b"y" * 300]


def test_a_raw_event_is_the_payload_alone_and_a_combined_one_is_wrapped_with_its_name():
    assert RAW.frame("btcusd@trade", b'{"t":1}') == text_frame(b'{"t":1}')
    assert COMBINED.frame("btcusd@trade", b'{"t":1}') == text_frame(
        b'{"stream":"btcusd@trade","data":{"t":1}}'
    )


def test_times_are_cut_to_whole_milliseconds_or_microseconds():
    assert TimeUnit.MILLISECOND.of(1_700_000_000_123_456_789) == 1_700_000_000_123
    assert TimeUnit.MICROSECOND.of(1_700_000_000_123_456_789) == 1_700_000_000_123_456
