"""What waits for whom until the end of a batch or beat, when it leaves: in one write for each.

Most news is for a crowd. So what waits is kept as parcels, each an earlier one and a frame more:
all who wait for the same share one, and its bytes are put together, and sent, once for all of them.
"""

from collections.abc import Iterable
from typing import Protocol

import numpy as np

from glassbook.gateway.streams.fan_out import send
from glassbook.gateway.streams.line import Line

#: Fewer are written to line by line: to make ready for all at once costs what some 64 of them gain,
#: and then it may take until another thread gives the interpreter's lock back.
CROWD_MIN = 100


class Addressee(Protocol):
    """Whoever frames are written to."""

    def put(self, frames: bytes) -> None:
        """Take whole frames; what the system does not take at once is kept."""
        ...

    line: Line


class Parcel:
    """The frames of an earlier parcel, and one more. It never changes."""

    __slots__ = ("earlier", "frame")

    def __init__(self, earlier: "Parcel | None", frame: bytes) -> None:
        self.earlier = earlier
        self.frame = frame

    def __bytes__(self) -> bytes:
        """All of its frames, the earliest first."""
        if self.earlier is None:
            return self.frame
        frames: list[bytes] = []
        parcel: Parcel | None = self
        while parcel is not None:
            frames.append(parcel.frame)
            parcel = parcel.earlier
        return b"".join(reversed(frames))


class Outbox:
    """What waits. In the order in which they were first told something, everybody is written to."""

    def __init__(self) -> None:
        self._waiting: dict[Addressee, Parcel] = {}

    def add(self, addressee: Addressee, frame: bytes) -> None:
        """Have a frame wait for one."""
        self._waiting[addressee] = Parcel(self._waiting.get(addressee), frame)

    def add_for_all(self, audience: Iterable[Addressee], frame: bytes) -> None:
        """Have a frame wait for everybody in an audience."""
        waiting = self._waiting
        if not waiting:
            self._waiting = dict.fromkeys(audience, Parcel(None, frame))
            return
        longer: dict[Parcel | None, Parcel] = {}
        for addressee in audience:
            earlier = waiting.get(addressee)
            if earlier not in longer:
                longer[earlier] = Parcel(earlier, frame)
            waiting[addressee] = longer[earlier]

    def withdraw(self, addressee: Addressee) -> bytes:
        """Return what waits for one, which waits no more: nothing, perhaps."""
        parcel = self._waiting.pop(addressee, None)
        return b"" if parcel is None else bytes(parcel)

    def flush(self) -> None:
        """Write to everybody."""
        waiting, self._waiting = self._waiting, {}
        if len(waiting) < CROWD_MIN:
            for addressee, parcel in waiting.items():
                addressee.put(bytes(parcel))
        else:
            _write_to_crowd(waiting)


def _write_to_crowd(waiting: dict[Addressee, Parcel]) -> None:
    """Send as much as the sockets take, for all at once; the rest goes by each one's line."""
    groups: dict[Parcel, list[Addressee]] = {}
    for addressee, parcel in waiting.items():
        if parcel in groups:
            groups[parcel].append(addressee)
        else:
            groups[parcel] = [addressee]
    messages = [bytes(parcel) for parcel in groups]
    sockets = [[each.line.free_socket for each in group] for group in groups.values()]
    taken = send(messages, sockets)
    for message, group, sizes in zip(messages, groups.values(), taken, strict=True):
        for place in np.flatnonzero(sizes < len(message)).tolist():
            group[place].put(message[sizes[place] :])
