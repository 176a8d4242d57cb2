"""Kill a venue under load, again and again, and hold it to what it said.

    python -m tests.simulation.crash.rounds --rounds 50 --seed 7

After each kill the journal is read and run again from nothing. Whatever was acknowledged must be in
it, at the sequence and with the events that were acknowledged; whatever is in it must have been
sent, once, in order, and at most one submission of each worker may be in it unacknowledged. The
next start recovers from its snapshots and must stand where the journal stands.
"""

import argparse
import random
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from glassbook.journal.framing import GENESIS, Head
from glassbook.journal.reader import JournalReader
from glassbook.node.contracts import Core
from glassbook.node.core_room import compiled_core
from glassbook.node.exchange import CHECKPOINT, Exchange
from glassbook.protocol.batches import Batch
from glassbook.protocol.events import Event
from tests.simulation.crash.flow import WORKERS, command, first_serial, submission_size, worker_of
from tests.simulation.crash.victim import digest_of

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Acknowledged:
    """A submission as the venue acknowledged it."""

    serial: int
    sequence: int
    events: str


@dataclass
class Rerun:
    """The journal, run again from nothing."""

    core: Core
    head: Head = GENESIS
    events: dict[int, list[Event]] = field(default_factory=dict)  # by sequence
    sequences: dict[int, int] = field(default_factory=dict)  # by serial
    next_serials: dict[int, int] = field(
        default_factory=lambda: {worker: first_serial(worker) for worker in range(WORKERS)}
    )

    def run(self, directory: Path) -> "Rerun":
        exchange, reader = Exchange(self.core.make()), JournalReader(directory / "journal")
        for record in reader.records():
            if isinstance(record.entry, Batch):
                self._take_up(exchange, record.entry)
                continue
            if record.entry.document.schema == CHECKPOINT:
                exchange.check(record.entry.document)
            exchange.pass_over(record.entry)
        self.head = reader.end.head
        return self

    def _take_up(self, exchange: Exchange, batch: Batch) -> None:
        for event in exchange.apply(batch).facts:
            self.events.setdefault(event.sequence, []).append(event)
        for sequence, found in enumerate(batch.commands, batch.first_sequence):
            serial = int(found["client_key"])
            if serial == 0:
                continue  # of the house
            assert found.tobytes() == command(serial), f"{serial} was sent otherwise"
            assert serial == self.next_serials[worker_of(serial)], f"{serial} came out of turn"
            self.next_serials[worker_of(serial)] += 1
            self.sequences[serial] = sequence


@dataclass
class Campaign:
    """All rounds on one directory."""

    directory: Path
    core: Core
    dice: random.Random
    last: Rerun
    acknowledged: dict[int, Acknowledged] = field(default_factory=dict)  # by serial

    def round(self) -> None:
        """Start the venue, kill it at a random moment, and compare."""
        told = dict(self.last.next_serials)  # by worker, the serial after all that it was told of
        for line in self._lines_until_killed():
            kind, *words = line.split()
            if kind == "acknowledged":
                said = Acknowledged(int(words[0]), int(words[1]), words[2])
                self.acknowledged[said.serial] = said
                told[worker_of(said.serial)] = said.serial + submission_size(said.serial)
            elif kind == "recovered":
                self._recovered_is_what_the_journal_says(*words)
        self.last = Rerun(self.core).run(self.directory)
        self._nothing_acknowledged_is_lost()
        self._nothing_unacknowledged_is_invented(told)

    def _lines_until_killed(self) -> list[str]:
        """Return all that the venue said until it was killed, after a random number of lines."""
        lines_max = self.dice.choice([1, 2, 3, self.dice.randrange(60), self.dice.randrange(900)])
        lines = []
        args = [sys.executable, "-m", "tests.simulation.crash.victim", str(self.directory)]
        with subprocess.Popen(args, stdout=subprocess.PIPE, text=True, cwd=ROOT) as victim:
            assert victim.stdout is not None
            for line in victim.stdout:
                lines.append(line)
                if len(lines) >= lines_max:
                    break
            victim.kill()
            lines += victim.stdout  # what it had said before it died counts
        assert victim.returncode == -9, "it was killed, it did not fall"
        return lines

    def _recovered_is_what_the_journal_says(self, sequence: str, hash_: str, nexts: str) -> None:
        assert (int(sequence), hash_) == (self.last.head.sequence, self.last.head.hash.hex())
        assert list(map(int, nexts.split(","))) == list(self.last.next_serials.values())

    def _nothing_acknowledged_is_lost(self) -> None:
        for said in self.acknowledged.values():
            assert self.last.sequences.get(said.serial) == said.sequence, f"{said} is lost"
            sequences = range(said.sequence, said.sequence + submission_size(said.serial))
            events = [event for at in sequences for event in self.last.events[at]]
            assert digest_of(events) == said.events, f"{said} had other events"

    def _nothing_unacknowledged_is_invented(self, told: dict[int, int]) -> None:
        """Beyond what a worker was told of, only the one submission that was under way is there."""
        for worker, next_serial in self.last.next_serials.items():
            under_way = told[worker] + submission_size(told[worker])
            assert next_serial in {told[worker], under_way}, f"worker {worker} never sent that"


def campaign(directory: Path, rounds: int, seed: int) -> Campaign:
    """Run all rounds; an AssertionError says what was broken."""
    core = compiled_core(print)
    done = Campaign(directory, core, random.Random(seed), Rerun(core))
    for _ in range(rounds):
        done.round()
    return done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, required=True, help="a directory that is not there")
    chosen = parser.parse_args()
    done = campaign(chosen.data, chosen.rounds, chosen.seed)
    print(
        f"{chosen.rounds} kills: {len(done.acknowledged)} submissions acknowledged, none lost; "
        f"{len(done.last.sequences)} commands in the journal, none invented"
    )


if __name__ == "__main__":
    main()
