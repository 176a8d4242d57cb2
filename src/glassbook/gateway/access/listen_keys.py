"""Listen keys: names by which a connection receives one account's own events.

A key lives for 60 minutes after it was made or last kept alive. Asking for another gives the same
one, and extends it. Source: REST API, "User data stream endpoints".

A session of the pages has a key of its own, which ends with the session and lives half as long:
who logs out in one place goes on listening in the others.
"""

from collections.abc import Callable
from dataclasses import dataclass

from glassbook.gateway.access import refusals
from glassbook.gateway.access.listen_key_file import KeptKey, ListenKeyFile
from glassbook.identity.api_keys import new_token

LIFE_NS = 3_600 * 1_000_000_000
SESSION_LIFE_NS = LIFE_NS // 2

Holder = tuple[int, str]  # an account, and its session; "" for all that ask by API keys


@dataclass(slots=True)
class Grant:
    holder: Holder
    ends_ns: int


class ListenKeys:
    """All listen keys of the venue. Those of accounts are kept in `file` over a restart, if one is
    given; who comes with a session asks again.
    """

    def __init__(self, clock: Callable[[], int], file: ListenKeyFile | None = None) -> None:
        """`clock` gives nanoseconds since the epoch."""
        self._clock = clock
        self._file = file
        self._grants: dict[str, Grant] = {}
        self._of_holder: dict[Holder, str] = {}
        self._listeners: list[Callable[[str], None]] = []
        for key, account_id, ends_ns in file.load(clock()) if file else ():
            self._grants[key] = Grant((account_id, ""), ends_ns)
            self._of_holder[account_id, ""] = key

    def on_end(self, listener: Callable[[str], None]) -> None:
        """Call `listener` with each key that is closed or found expired."""
        self._listeners.append(listener)

    def open(self, account_id: int, session: str = "") -> str:
        """Return the key of the account, or of one session, with its whole time before it."""
        holder = (account_id, session)
        key = self._of_holder.get(holder)
        if key is None or self.account_of(key) is None:
            key = new_token()
            self._of_holder[holder] = key
        self._grants[key] = Grant(holder, self._clock() + _life_ns(holder))
        self._keep(key)
        return key

    def keep_alive(self, account_id: int, key: str) -> None:
        """Give a key of the account its whole time again. *Rejects* -1125 for any other."""
        self._require_owner(account_id, key)
        grant = self._grants[key]
        grant.ends_ns = self._clock() + _life_ns(grant.holder)
        self._keep(key)

    def close(self, account_id: int, key: str) -> None:
        """End a key of the account. *Rejects* -1125 for any other."""
        self._require_owner(account_id, key)
        self._end(key)

    def end_session(self, session: str) -> None:
        """End the key of a session that is over, if it has one."""
        for (_, of), key in list(self._of_holder.items()):
            if of == session:
                self._end(key)

    def account_of(self, key: str) -> int | None:
        """Return whose events the key opens; None when it is unknown or has expired."""
        grant = self._grants.get(key)
        if grant is None:
            return None
        if grant.ends_ns <= self._clock():
            self._end(key)
            return None
        return grant.holder[0]

    def end_expired(self) -> None:
        """End every key whose time is over; whoever holds connections calls this now and then."""
        for key in list(self._grants):
            self.account_of(key)

    def _require_owner(self, account_id: int, key: str) -> None:
        if self.account_of(key) != account_id:
            raise refusals.listen_key_unknown()

    def _keep(self, key: str) -> None:
        grant = self._grants[key]
        account_id, session = grant.holder
        if self._file is not None and not session:
            self._file.keep(KeptKey(key, account_id, grant.ends_ns))

    def _end(self, key: str) -> None:
        grant = self._grants.pop(key)
        del self._of_holder[grant.holder]
        if self._file is not None and not grant.holder[1]:
            self._file.forget(key)
        for listener in self._listeners:
            listener(key)


def _life_ns(holder: Holder) -> int:
    return SESSION_LIFE_NS if holder[1] else LIFE_NS
