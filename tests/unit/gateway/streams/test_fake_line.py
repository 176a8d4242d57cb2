"""The fake line behaves as a line must."""

from glassbook.gateway.streams.frames import text_frame
from tests.unit.gateway.streams.fake_line import FakeLine


def test_a_line_gives_back_what_was_put_on_it_once():
    line = FakeLine()
    line.put(text_frame(b"1") + text_frame(b"[2]"))
    assert line.heard() == [1, [2]]
    assert line.heard() == []


def test_a_closed_line_takes_nothing_more():
    line = FakeLine()
    line.hang_up(1000, "enough")
    line.put(text_frame(b"1"))
    line.ping(b"x")
    line.hang_up(1001, "again")
    assert (line.sent, line.pings, line.goodbye) == (b"", [], (1000, "enough"))


def test_what_was_put_is_unsent_until_it_is_read():
    line = FakeLine()
    line.put(text_frame(b"1"))
    assert line.unsent_bytes == 3
    line.heard()
    assert line.unsent_bytes == 0
