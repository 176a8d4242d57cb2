"""Messages out to many sockets, in compiled code and without the interpreter's lock.

An update is the same bytes for hundreds of clients. Written by their transports, each of them costs
a turn through Python beside the system call that it takes; and the lock would be let go, and waited
for, a thousand times in a row. Here it is once for all of them. Only the loop's own thread closes
sockets, and it is in here: a number stays that socket's meanwhile.

Its one rule: nothing here waits, closes or gives up. What a socket did not take, for whatever
reason, is its transport's, which asks it again and finds the reason out.

Source: send(2), POSIX.1-2017.
"""

import ctypes
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain
from socket import MSG_DONTWAIT, MSG_NOSIGNAL
from typing import Any

import numpy as np
from numba import types
from numpy.typing import NDArray

from glassbook.compiler.kernels import IS_COMPILED, Kernels

NO_SOCKET = -1

KERNELS = Kernels("gateway/streams/fan_out.py", nogil=True)

# The C library's, and not `write`: with a number that is no socket's it does nothing. Compiled code
# knows it by its name, because an address is another one in each process and could not be kept.
if IS_COMPILED:
    _send = types.ExternalFunction(
        "send", types.intp(types.int32, types.uintp, types.uintp, types.int32)
    )
else:
    _send = ctypes.CDLL(None).send
    _send.argtypes = ctypes.c_int, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int
    _send.restype = ctypes.c_ssize_t

_AT_ONCE = int(MSG_DONTWAIT | MSG_NOSIGNAL)


def send(messages: Sequence[bytes], sockets: Sequence[Sequence[int]]) -> list[NDArray[np.int64]]:
    """Send each message to its sockets; return how many bytes each of these took.

    Arguments
        sockets  of each message, by number; from NO_SOCKET nothing is wanted, and it takes nothing
    """
    everyone = np.fromiter(chain.from_iterable(sockets), np.int32)
    taken = np.zeros(len(everyone), np.int64)
    group_ends = _ends(sockets)
    text = np.frombuffer(b"".join(messages), np.uint8)
    _send_all(text, _ends(messages), everyone, group_ends, taken)
    return np.split(taken, group_ends[:-1])


def warm() -> None:
    """Make the compiled function ready: from its cache, or by compiling for half a second."""
    send([b" "], [[NO_SOCKET]])


def _ends(parts: Iterable[Sequence[Any]]) -> NDArray[np.int64]:
    """Return where each part ends when they stand in a row."""
    return np.fromiter(accumulate(map(len, parts)), np.int64)


@KERNELS.entry
def _send_all(text: Any, message_ends: Any, sockets: Any, group_ends: Any, taken: Any) -> None:
    """Send each message to the sockets of its group."""
    begin, place = 0, 0
    for group in range(len(group_ends)):
        address, size = text.ctypes.data + begin, message_ends[group] - begin
        while place < group_ends[group]:
            if sockets[place] != NO_SOCKET:
                taken[place] = max(0, _send(sockets[place], address, size, _AT_ONCE))
            place += 1
        begin = message_ends[group]
