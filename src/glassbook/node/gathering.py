"""Single commands that arrive in one turn of the loop go to the sequencer as one packet.

A busy door reads many sockets in a turn. Offered one by one, every order would take the queue's
lock, a ticket and a call-back of its own; together they take one. Nobody waits for it: the packet
leaves before the loop looks at its sockets again. Each command still succeeds or fails alone.
"""

import asyncio
from collections.abc import Callable

from glassbook.protocol.batches import Labels
from glassbook.protocol.labels import NO_LABEL, Label
from glassbook.protocol.submission import Outcome, QueueFull, Sent, VenueStopped
from glassbook.sequencer.work import Done

PACKET_COMMANDS_MAX = 1_024

Offer = Callable[[bytes, Labels | None, Done], None]


class Packet:
    """Commands offered together, and whom to tell of each."""

    __slots__ = ("commands", "dones", "is_sent", "labels")

    def __init__(self) -> None:
        self.commands: list[bytes] = []
        self.dones: list[Sent] = []
        self.labels: Labels = {}
        self.is_sent = False

    def add(self, command: bytes, label: Label, done: Sent) -> None:
        if label is not NO_LABEL:
            self.labels[len(self.commands)] = label
        self.commands.append(command)
        self.dones.append(done)

    def singles(self) -> "list[Packet]":
        """Return the same commands in packets of one: what has room may go."""
        singles = []
        for index, (command, done) in enumerate(zip(self.commands, self.dones, strict=True)):
            single = Packet()
            single.add(command, self.labels.get(index, NO_LABEL), done)
            singles.append(single)
        return singles


class Gathering:
    """What was sent since the loop last turned. A packet has at most `queue_commands_max` commands:

    more than the queue can ever hold it would not take, nor say why.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, offer: Offer, queue_commands_max: int
    ) -> None:
        self._loop = loop
        self._offer = offer
        self._packet_max = min(PACKET_COMMANDS_MAX, queue_commands_max)
        self._packet = Packet()

    def add(self, command: bytes, label: Label, done: Sent) -> None:
        """Add a command to the packet of this turn."""
        packet = self._packet
        if not packet.commands:
            self._loop.call_soon(self._send, packet)
        packet.add(command, label, done)
        if len(packet.commands) >= self._packet_max:
            self._packet = Packet()

    def send(self) -> None:
        """Send at once what has gathered: the sequencer is about to close."""
        if self._packet.commands:
            self._send(self._packet)

    def _send(self, packet: Packet) -> None:
        if packet is self._packet:
            self._packet = Packet()
        if packet.is_sent:
            return
        packet.is_sent = True
        try:
            self._offer(
                b"".join(packet.commands),
                packet.labels,
                lambda result: self._told(packet, result),
            )
        except QueueFull as error:
            self._squeeze_in(packet, error)
        except VenueStopped as error:
            self._refuse(packet, error)

    def _squeeze_in(self, packet: Packet, error: QueueFull) -> None:
        """The queue has no room for all: one by one, so that it takes what it has room for."""
        if len(packet.commands) == 1:
            self._refuse(packet, error)
        else:
            for single in packet.singles():
                self._send(single)

    def _told(self, packet: Packet, result: Outcome | VenueStopped) -> None:
        """Hand everybody the outcome of his own command."""
        if isinstance(result, VenueStopped):
            self._refuse(packet, result)
            return
        sequence, time_ns, events = result.sequence, result.time_ns, result.events
        start, count = 0, len(events)
        for done in packet.dones:
            end = start
            while end < count and events[end].sequence == sequence:
                end += 1
            self._tell(done, Outcome(sequence, time_ns, events[start:end]))
            sequence += 1
            start = end

    def _refuse(self, packet: Packet, why: VenueStopped | QueueFull) -> None:
        """Nothing was taken, or it is not known: everybody gets an exception of his own."""
        for done in packet.dones:
            if isinstance(why, VenueStopped):
                self._tell(done, VenueStopped(str(why), is_unknown=why.is_unknown))
            else:
                self._tell(done, QueueFull(str(why)))

    def _tell(self, done: Sent, result: Outcome | VenueStopped | QueueFull) -> None:
        """Tell one submitter. That he cannot take it is no reason not to tell the next."""
        try:
            done(result)
        except Exception as error:  # noqa: BLE001 - see above
            what = "a submitter could not take its outcome"
            self._loop.call_exception_handler({"message": what, "exception": error})
