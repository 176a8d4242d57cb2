"""How the venue is, as plain data: what an operator looks at first, and what a probe asks.

`status` is one of

    starting    nothing is accepted yet
    running     all is well
    read-only   the journal cannot be written; what is asked is answered, what is ordered refused
    stopped     it was shut down
"""

from typing import Any

import msgspec

STARTING = "starting"
RUNNING = "running"
READ_ONLY = "read-only"
STOPPED = "stopped"


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The venue at a moment.

    why                  of a status that is not "running"
    sequence             the last one in the journal; `told_sequence` the last one answered
    under_way            commands taken in and not yet answered
    checkpoint_sequence  the last one whose digests are journaled
    snapshot_sequence    the newest snapshot; 0 without one
    snapshot_failure     why the last snapshot was not written; the venue goes on without
    signed_sequence      the newest signed checkpoint; 0 without one
    signing_failure      why the last checkpoint was not signed; the venue goes on without
    notes                what the recovery had to say
    """

    status: str
    why: str = ""
    sequence: int = 0
    told_sequence: int = 0
    under_way: int = 0
    checkpoint_sequence: int = 0
    snapshot_sequence: int = 0
    snapshot_failure: str = ""
    signed_sequence: int = 0
    signing_failure: str = ""
    notes: list[str] = []

    @property
    def is_accepting(self) -> bool:
        """Orders are taken."""
        return self.status == RUNNING

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, for JSON."""
        return {**msgspec.to_builtins(self), "is_accepting": self.is_accepting}
