"""Listen keys: names by which a connection receives one account's own events.

A key lives for 60 minutes after it was made or last kept alive. Asking for another gives the same
one, and extends it. Source: REST API, "User data stream endpoints".
"""

from collections.abc import Callable
from dataclasses import dataclass

from glassbook.gateway.access import refusals
from glassbook.identity.api_keys import new_token

LIFE_NS = 3_600 * 1_000_000_000


@dataclass(slots=True)
class Grant:
    account_id: int
    ends_ns: int


class ListenKeys:
    """All listen keys of the venue. They are not kept over a restart: clients ask again."""

    def __init__(self, clock: Callable[[], int]) -> None:
        """`clock` gives nanoseconds since the epoch."""
        self._clock = clock
        self._grants: dict[str, Grant] = {}
        self._of_account: dict[int, str] = {}
        self._listeners: list[Callable[[str], None]] = []

    def on_end(self, listener: Callable[[str], None]) -> None:
        """Call `listener` with each key that is closed or found expired."""
        self._listeners.append(listener)

    def open(self, account_id: int) -> str:
        """Return the account's key, valid for another 60 minutes."""
        key = self._of_account.get(account_id)
        if key is None or self.account_of(key) is None:
            key = new_token()
            self._of_account[account_id] = key
        self._grants[key] = Grant(account_id, self._clock() + LIFE_NS)
        return key

    def keep_alive(self, account_id: int, key: str) -> None:
        """Extend a key of the account. *Rejects* -1125 for any other."""
        self._require_owner(account_id, key)
        self._grants[key].ends_ns = self._clock() + LIFE_NS

    def close(self, account_id: int, key: str) -> None:
        """End a key of the account. *Rejects* -1125 for any other."""
        self._require_owner(account_id, key)
        self._end(key)

    def account_of(self, key: str) -> int | None:
        """Return whose events the key opens; None when it is unknown or has expired."""
        grant = self._grants.get(key)
        if grant is None:
            return None
        if grant.ends_ns <= self._clock():
            self._end(key)
            return None
        return grant.account_id

    def end_expired(self) -> None:
        """End every key whose time is over; whoever holds connections calls this now and then."""
        for key in list(self._grants):
            self.account_of(key)

    def _require_owner(self, account_id: int, key: str) -> None:
        if self.account_of(key) != account_id:
            raise refusals.listen_key_unknown()

    def _end(self, key: str) -> None:
        grant = self._grants.pop(key)
        del self._of_account[grant.account_id]
        for listener in self._listeners:
            listener(key)
