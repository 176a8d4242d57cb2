"""How many messages a client may send: so many at once, and so many a second in the long run.

One number remembers it all: the time at which everything sent so far would have been due, had it
come evenly spaced. A client that spaces its messages evenly is never refused for a little jitter.
"""

from glassbook.gateway.streams.profile import SECOND_NS


class Allowance:
    """The inbound messages of one connection. `per_second` None: no limit."""

    def __init__(self, per_second: int | None) -> None:
        self._spacing_ns = 0 if per_second is None else SECOND_NS // per_second
        self._due_ns = 0

    def spend(self, now_ns: int) -> bool:
        """Take one message; return whether it was still allowed."""
        self._due_ns = max(self._due_ns, now_ns) + self._spacing_ns
        return self._due_ns <= now_ns + SECOND_NS
