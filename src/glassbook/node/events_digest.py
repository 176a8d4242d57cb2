"""One digest of all events so far: BLAKE3 of each batch's events, keyed with the digest before."""

import numpy as np
from blake3 import blake3

from glassbook.protocol.batches import Part
from glassbook.protocol.events import EVENT

NO_EVENTS = bytes(32)


class EventsDigest:
    """Takes up events in parts, in whatever parts they come.

    value  after the last batch that is through
    """

    def __init__(self, value: bytes = NO_EVENTS) -> None:
        self.value = value
        self._batch = blake3(key=value)

    def take(self, part: Part) -> None:
        """Take up the events of some batches, and of one that is not through."""
        told = part.events.view(np.uint8).data
        start = 0
        for end in (part.ends * EVENT.itemsize).tolist():
            self._batch.update(told[start:end])
            self.value = self._batch.digest()
            self._batch = blake3(key=self.value)
            start = end
        self._batch.update(told[start:])
