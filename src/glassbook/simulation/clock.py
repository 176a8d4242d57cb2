"""The venue's clock: what the machine believes the time to be.

may      be set forward or back by up to a minute; stand still for a while, and then catch up
may not  be anything but an integer of nanoseconds
survive  the journal, whose times never go back; everybody else is told what the clock says
"""

from glassbook.simulation.loop import SimulatedLoop

BEGIN_NS = 1_700_000_000_000_000_000  # 2023-11-14 22:13:20 UTC


class SimulatedClock:
    """Nanoseconds since the Unix epoch, as the machine believes them to be."""

    def __init__(self, loop: SimulatedLoop) -> None:
        self._loop = loop
        self._offset_ns = BEGIN_NS
        self._stalled_ns: int | None = None

    def __call__(self) -> int:
        if self._stalled_ns is not None:
            return self._stalled_ns
        return self._loop.now_ns + self._offset_ns

    @property
    def true_ns(self) -> int:
        """What a clock that is never touched would say: the customers'."""
        return self._loop.now_ns + BEGIN_NS

    def jump(self, by_ns: int) -> None:
        """Be set forward, or back."""
        self._offset_ns += by_ns

    def mend(self) -> None:
        """Be set right, and go."""
        self._offset_ns = BEGIN_NS
        self._stalled_ns = None

    def stall(self) -> None:
        """Stand still."""
        self._stalled_ns = self()
