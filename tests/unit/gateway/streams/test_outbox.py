"""What waits leaves in order and whole, whether few wait for it or a crowd."""

import socket

import pytest

from glassbook.gateway.streams.fan_out import NO_SOCKET
from glassbook.gateway.streams.outbox import CROWD_MIN, Outbox


class FakeLine:
    """The venue's end of a pair of sockets; `put` keeps what is left to it, as a transport does."""

    def __init__(self):
        self.near, self.far = socket.socketpair()
        self.near.setblocking(False)
        self.far.setblocking(False)
        self.kept = b""
        self.is_open = True

    @property
    def free_socket(self):
        return self.near.fileno() if self.is_open and not self.kept else NO_SOCKET

    def drain(self):
        """Let the system take what was kept, as a loop does when the socket has room again."""
        while self.kept:
            try:
                self.kept = self.kept[self.near.send(self.kept) :]
            except BlockingIOError:
                return


class Reader:
    def __init__(self):
        self.line = FakeLine()
        self.puts = 0

    def put(self, frames):
        self.puts += 1
        if self.line.is_open:
            self.line.kept += frames

    def heard(self):
        """Read everything, also what has room only now."""
        heard = b""
        while True:
            self.line.drain()
            try:
                heard += self.line.far.recv(1 << 20)
            except BlockingIOError:
                return heard


@pytest.fixture
def readers():
    readers = [Reader() for _ in range(CROWD_MIN)]
    yield readers
    for reader in readers:
        reader.line.near.close()
        reader.line.far.close()


def crowds(readers):
    """A crowd, and too few to be one."""
    return [readers, readers[: CROWD_MIN - 1]]


def test_everybody_hears_what_waits_for_him_in_order(readers):
    for crowd in crowds(readers):
        outbox = Outbox()
        outbox.add(crowd[0], b"a")
        outbox.add_for_all(crowd, b"b")
        outbox.add(crowd[1], b"c")
        outbox.add_for_all(crowd[1:], b"d")
        outbox.flush()
        assert [reader.heard() for reader in crowd] == [b"ab", b"bcd"] + [b"bd"] * (len(crowd) - 2)


def test_what_left_waits_no_more(readers):
    for crowd in crowds(readers):
        outbox = Outbox()
        outbox.add_for_all(crowd, b"a")
        outbox.flush()
        outbox.flush()
        assert {reader.heard() for reader in crowd} == {b"a"}


def test_what_is_withdrawn_is_everything_that_waited_and_nobody_else_s(readers):
    for crowd in crowds(readers):
        outbox = Outbox()
        outbox.add_for_all(crowd, b"a")
        outbox.add_for_all(crowd, b"b")
        assert outbox.withdraw(crowd[0]) == b"ab"
        assert outbox.withdraw(crowd[0]) == b""
        outbox.flush()
        assert [reader.heard() for reader in crowd] == [b""] + [b"ab"] * (len(crowd) - 1)


def test_who_is_told_more_than_his_socket_takes_hears_it_in_order(readers):
    """Until nobody waits for him any more, what comes later goes behind what he has not read."""
    outbox, told = Outbox(), b""
    for number in range(40):
        frame = number.to_bytes(1, "big") * 50_000
        told += frame
        outbox.add_for_all(readers, frame)
        outbox.flush()
        for reader in readers[:-1]:
            assert reader.heard() == frame
    slow = readers[-1]
    assert slow.line.kept, "the story is about a socket that was full"
    assert slow.heard() == told


def test_only_a_crowd_is_written_to_past_the_line(readers):
    for crowd, puts in zip(crowds(readers), (0, CROWD_MIN - 1), strict=True):
        outbox = Outbox()
        outbox.add_for_all(crowd, b"a")
        outbox.add_for_all(crowd[9:], b"b")
        outbox.flush()
        assert sum(reader.puts for reader in crowd) == puts


def test_who_is_closed_is_left_to_his_line(readers):
    outbox = Outbox()
    readers[0].line.is_open = False
    outbox.add_for_all(readers, b"a")
    outbox.flush()
    assert [reader.heard() for reader in readers] == [b""] + [b"a"] * (CROWD_MIN - 1)
