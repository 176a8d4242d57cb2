"""Random numbers that an authenticator is to sign: each for one purpose, once, for five minutes.

They are kept in memory: a restart makes them worthless, and whoever waited asks again.
"""

import secrets

from glassbook.identity.sessions import SECOND_NS

BYTES = 32
WITHIN_NS = 300 * SECOND_NS
OPEN_MAX = 10_000  # the oldest go


class Challenges:
    """The challenges that are open."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, bytes], int] = {}

    def draw(self, purpose: str, now_ns: int) -> bytes:
        """Return a new challenge. A purpose names the person, too, where there is one."""
        while len(self._open) >= OPEN_MAX:
            del self._open[next(iter(self._open))]
        challenge = secrets.token_bytes(BYTES)
        self._open[purpose, challenge] = now_ns + WITHIN_NS
        return challenge

    def use(self, purpose: str, challenge: bytes, now_ns: int) -> bool:
        """Use a challenge up; return whether it was open for this purpose."""
        return self._open.pop((purpose, challenge), 0) > now_ns
