"""How often one address may ask: so many at once, and so many a second after."""

from collections.abc import Callable

from glassbook.identity.refused import Refused, Why

AT_ONCE = 60
REFILL_NS = 200_000_000  # one more each fifth of a second
ADDRESSES_MAX = 50_000


class Pace:
    """A bucket for each address. It is kept as the time at which it is full again."""

    def __init__(
        self, clock: Callable[[], int], at_once: int = AT_ONCE, refill_ns: int = REFILL_NS
    ) -> None:
        self._clock = clock
        self._at_once = at_once
        self._refill_ns = refill_ns
        self._full_at: dict[str, int] = {}

    def require(self, address: str) -> None:
        """Take one from the address's bucket. *Raises* Refused when it is empty."""
        wait_ns = self.take(address)
        if wait_ns:
            rule = "too many requests from your address"
            raise Refused(Why.TOO_MANY, "requests", rule, retry_ns=self._clock() + wait_ns)

    def take(self, address: str) -> int:
        """Take one from the address's bucket; how long to wait (ns) when it is empty, else 0."""
        now = self._clock()
        full_at = max(self._full_at.get(address, now), now) + self._refill_ns
        if full_at - now > self._at_once * self._refill_ns:
            return self._refill_ns
        if len(self._full_at) >= ADDRESSES_MAX:
            self._full_at = {each: at for each, at in self._full_at.items() if at > now}
        self._full_at[address] = full_at
        return 0
