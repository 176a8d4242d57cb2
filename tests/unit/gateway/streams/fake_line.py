"""A line that remembers what was put on it, for as long as nobody reads it."""

import json

from glassbook.gateway.streams.fan_out import NO_SOCKET

TEXT, BINARY = 0x81, 0x82


class FakeLine:
    def __init__(self):
        self.sent = b""
        self.read = 0
        self.pings = []
        self.goodbye = None
        self.is_cut = False
        self.on_ping = self.on_pong = self.on_message = None
        self.is_paused = False

    @property
    def is_closed(self):
        return self.is_cut or self.goodbye is not None

    @property
    def free_socket(self):
        return NO_SOCKET

    @property
    def unsent_bytes(self):
        return len(self.sent) - self.read

    def put(self, frames):
        if not self.is_closed:
            self.sent += frames
        return self.unsent_bytes

    def ping(self, payload):
        if not self.is_closed:
            self.pings.append(payload)

    def hang_up(self, code, reason):
        if not self.is_closed:
            self.goodbye = (code, reason)

    def cut(self):
        self.is_cut = True

    def tell_control(self, on_ping, on_pong):
        self.on_ping, self.on_pong = on_ping, on_pong

    def tell_messages(self, on_message):
        self.on_message = on_message

    def pause(self):
        self.is_paused = True

    def resume(self):
        self.is_paused = False

    def heard(self):
        """Read everything that was not read yet; return the texts, decoded."""
        return [json.loads(text) for text in texts_of(self._unread())]

    def heard_bytes(self):
        """Read everything that was not read yet; return the payloads of binary frames."""
        return payloads_of(self._unread(), BINARY)

    def _unread(self):
        unread, self.read = self.sent[self.read :], len(self.sent)
        return unread


def texts_of(data):
    """Return the payloads of the frames in `data`, which must be whole text frames."""
    return payloads_of(data, TEXT)


def payloads_of(data, first):
    """Return the payloads of the frames in `data`, which must be whole and begin with `first`."""
    payloads = []
    while data:
        assert data[0] == first
        length, start = data[1], 2
        if length == 126:
            length, start = int.from_bytes(data[2:4], "big"), 4
        elif length == 127:
            length, start = int.from_bytes(data[2:10], "big"), 10
        payloads.append(data[start : start + length])
        data = data[start + length :]
    return payloads
