"""A venue under load, to be killed: `python -m tests.simulation.crash.victim DIRECTORY`.

Says one line for each thing that happened, unbuffered: what was said before the end is known.

    recovering
    recovered SEQUENCE JOURNAL-HASH NEXT-SERIALS
    acknowledged SERIAL SEQUENCE SHA-256-OF-EVENTS
"""

import asyncio
import hashlib
import os
import sys
from pathlib import Path

import msgspec

from glassbook.node.configuration import Configuration
from glassbook.node.core_room import compiled_core
from glassbook.node.venue import Venue
from tests.simulation.crash.flow import (
    WORKERS,
    command,
    first_serial,
    house,
    submission_size,
    worker_of,
)

#: Small, so that segments, checkpoints and snapshots are under way at most moments.
SMALL = {"segment_bytes": 65_536, "checkpoint_commands": 100, "snapshot_commands": 500}


class Serials:
    """A projection: the next serial that each worker has to send."""

    def __init__(self):
        self.next = {worker: first_serial(worker) for worker in range(WORKERS)}
        self.is_house_built = False

    def fold(self, applied):
        for serial in applied.batch.commands["client_key"].tolist():
            self.is_house_built = True
            if serial:
                assert serial == self.next[worker_of(serial)], "each command comes once, in order"
                self.next[worker_of(serial)] += 1

    def follow(self, entry):
        """No document has a serial."""

    def save(self):
        return {"serials": msgspec.json.encode([self.next, self.is_house_built])}

    def restore(self, tables):
        decoded = msgspec.json.decode(tables["serials"], type=tuple[dict[int, int], bool])
        self.next, self.is_house_built = decoded


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def digest_of(events: list) -> str:
    return hashlib.sha256(repr([tuple(event) for event in events]).encode()).hexdigest()


async def work(venue: Venue, serials: Serials, worker: int) -> None:
    """Send this worker's commands one submission after the other, until the end."""
    while True:
        serial = serials.next[worker]
        count = submission_size(serial)
        outcome = await venue.submit_many(b"".join(command(serial + at) for at in range(count)))
        say("acknowledged", serial, outcome.sequence, digest_of(outcome.events))


async def main(directory: Path) -> None:
    serials = Serials()
    venue = Venue(Configuration(data=directory, **SMALL), compiled_core(lambda _: None), serials)
    say("recovering")
    recovered = await venue.start()
    nexts = ",".join(map(str, serials.next.values()))
    say("recovered", recovered.end.head.sequence, recovered.end.head.hash.hex(), nexts)
    if not serials.is_house_built:
        await venue.submit_many(*house())
    await asyncio.gather(*[work(venue, serials, worker) for worker in range(WORKERS)])


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
