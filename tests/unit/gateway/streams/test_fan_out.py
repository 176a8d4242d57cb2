"""Many sockets are sent to at once; what one of them does not take is told, never waited for."""

import os
import socket

import pytest

from glassbook.gateway.streams.fan_out import NO_SOCKET, send


@pytest.fixture
def pairs():
    """Three pairs of sockets: what is sent to the first of a pair is read from the second."""
    pairs = [socket.socketpair() for _ in range(3)]
    yield pairs
    for end in sum(pairs, ()):
        end.close()


def sizes(taken):
    return [group.tolist() for group in taken]


def fill(sender):
    """Send until there is no room for a byte more."""
    sender.setblocking(False)
    sent = 0
    for size in (4096, 1):
        try:
            while True:
                sent += sender.send(b"." * size)
        except BlockingIOError:
            pass
    return sent


def test_each_message_goes_to_its_own_sockets(pairs):
    (first, heard_first), (second, heard_second), (third, heard_third) = pairs
    numbers = [[first.fileno(), third.fileno()], [], [second.fileno()]]
    taken = send([b"one", b"nobody's", b"three!"], numbers)
    assert sizes(taken) == [[3, 3], [], [6]]
    assert [end.recv(99) for end in (heard_first, heard_second, heard_third)] == [
        b"one",
        b"three!",
        b"one",
    ]


def test_a_socket_that_is_full_takes_nothing_and_nobody_waits_for_it(pairs):
    (full, _), (empty, heard), _ = pairs
    fill(full)
    assert sizes(send([b"news"], [[full.fileno(), empty.fileno()]])) == [[0, 4]]
    assert heard.recv(99) == b"news"


def test_a_blocking_socket_is_not_waited_for_either(pairs):
    full = pairs[0][0]
    fill(full)
    full.setblocking(True)
    assert sizes(send([b"news"], [[full.fileno()]])) == [[0]]


def test_a_socket_with_some_room_takes_some_and_says_how_much(pairs):
    sender, reader = pairs[0]
    sender.setblocking(False)
    message = os.urandom(4_000_000)
    ((taken,),) = sizes(send([message], [[sender.fileno()]]))
    assert 0 < taken < len(message)
    sender.close()
    heard = b""
    while piece := reader.recv(1 << 20):
        heard += piece
    assert heard == message[:taken]


def test_a_closed_peer_takes_nothing_and_the_next_is_told(pairs):
    (orphan, gone), (other, heard), _ = pairs
    gone.close()
    assert sizes(send([b"news"], [[orphan.fileno(), other.fileno()]])) == [[0, 4]]
    assert heard.recv(99) == b"news"


def test_who_has_no_socket_takes_nothing(pairs):
    sender, reader = pairs[0]
    assert sizes(send([b"news"], [[NO_SOCKET, sender.fileno()]])) == [[0, 4]]
    assert reader.recv(99) == b"news"


def test_a_file_is_never_written_to(tmp_path):
    path = tmp_path / "journal"
    with path.open("wb") as file:
        assert sizes(send([b"news"], [[file.fileno()]])) == [[0]]
    assert path.read_bytes() == b""
