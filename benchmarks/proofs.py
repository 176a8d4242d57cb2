"""A long journal: how long checking it takes, how large proofs are, and every flipped bit found.

    python benchmarks/proofs.py make DIR [--commands 10000000]    write the journal, signed
    python benchmarks/proofs.py check DIR                         time each strength of verification
    python benchmarks/proofs.py flip DIR [--flips 20]             flip a bit, find it, put it back

The commands are those of a venue under load: 1,000 accounts on one symbol, half of all commands
place orders near the touch, the others cancel an order sent before. They come in batches of 1,000,
with a signed checkpoint every 100,000. `flip` takes every kind of place first, then bytes of all
files alike, and fails unless the check of the chain names the very file, and the frame in which the
byte lies.
"""

import argparse
import random
import resource
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from glassbook.core.engine import Engine
from glassbook.journal.framing import GENESIS
from glassbook.journal.reader import End, JournalReader
from glassbook.journal.writer import JournalWriter
from glassbook.node.configuration import Configuration
from glassbook.node.core_room import compiled_core
from glassbook.node.exchange import Exchange
from glassbook.node.notary import Notary
from glassbook.node.proving import Prover, prove_extension
from glassbook.node.signed_checkpoints import SignedCheckpoint, read_signed
from glassbook.node.signing_key import signer
from glassbook.node.verification import Verification, verify
from glassbook.protocol import commands as pack
from glassbook.protocol.batches import Batch, SequencedDocument, commands_of
from glassbook.protocol.commands import COMMAND, CommandKind
from glassbook.protocol.orders import OrderType
from glassbook.protocol.symbols import SymbolRule, SymbolStatus
from glassbook.transparency.trees import Trees
from glassbook.transparency.verifier import verify as verify_fact

ACCOUNTS = 1_000
BATCH = 1_000
CHECKPOINT = 100_000
LIFE = 100  # batches from an order to its cancel: some 40,000 orders are open
MIDDLE_TICKS = 1_000_000
START_NS, BATCH_NS = 1_767_225_600_000_000_000, 1_000_000


def opening() -> np.ndarray:
    """Return the commands that list the symbol and pay everybody in."""
    sent = [pack.define_asset(10**8), pack.define_asset(10**8), pack.list_symbol(0, 1)]
    rules = {SymbolRule.TICK_UNITS: 10**6, SymbolRule.LOT_UNITS: 10**3}
    rules |= {SymbolRule.PRICE_TICKS_MAX: 10**9, SymbolRule.QUANTITY_LOTS_MAX: 10**9}
    sent += [pack.set_symbol_rule(0, rule, value) for rule, value in rules.items()]
    sent.append(pack.set_symbol_status(0, SymbolStatus.TRADING))
    sent += [pack.open_account(0, 1_000) for _ in range(ACCOUNTS)]
    owners = range(2, 2 + ACCOUNTS)
    sent += [pack.deposit(owner, asset, 10**15) for owner in owners for asset in (0, 1)]
    return commands_of(b"".join(sent))


def traffic(first_sequence: int, cancelled_from: int, dice: np.random.Generator) -> np.ndarray:
    """Return a batch: an order, and a cancel of one sent before, in turns, in no order.

    `cancelled_from` is the first sequence of the batch whose orders are cancelled. An order's owner
    follows from its id.
    """
    sent = np.zeros(BATCH, COMMAND)
    sequences = np.arange(first_sequence, first_sequence + BATCH)
    is_cancel = np.arange(BATCH) % 2 == 1
    cancelled = np.repeat(cancelled_from + 2 * dice.permutation(BATCH // 2), 2)
    targets = np.where(is_cancel, cancelled, sequences)
    sent["account_id"] = 2 + targets % ACCOUNTS
    sent["kind"] = np.where(is_cancel, CommandKind.CANCEL_ORDER, CommandKind.PLACE_ORDER)
    sent["order_id"] = np.where(is_cancel, targets, 0)
    sides = dice.integers(0, 2, BATCH)
    steps = dice.integers(-20, 200, BATCH) * np.where(sides == 0, -1, 1)
    sent["side"] = np.where(is_cancel, 0, sides)
    sent["price_ticks"] = np.where(is_cancel, 0, MIDDLE_TICKS + steps)
    sent["quantity_lots"] = np.where(is_cancel, 0, dice.integers(1, 1_000, BATCH))
    sent["order_type"] = np.where(is_cancel, 0, OrderType.LIMIT)
    return sent


def batches(count: int) -> Iterator[np.ndarray]:
    """Yield the opening, then `count` commands."""
    yield opening()
    dice, first = np.random.default_rng(20_261_121), len(opening()) + 1
    firsts: list[int] = []
    for done in range(0, count, BATCH):
        firsts.append(first + done + done // CHECKPOINT)  # each checkpoint takes a place of its own
        yield traffic(firsts[-1], firsts[max(0, len(firsts) - LIFE)], dice)


class Making:
    """A venue without doors: what its pipeline does with each batch, one thing after the other.

    seconds  spent in journaling, in the core, at the moment of a checkpoint, and in signing
    """

    def __init__(self, data: Path) -> None:
        shutil.rmtree(data, ignore_errors=True)
        places = Configuration(data=data)
        self._notary = Notary(signer(data, places.origin), places.checkpoints_directory)
        self._notary.begin(Trees())
        self._writer = JournalWriter(places.journal_directory, End(GENESIS))
        self.exchange = Exchange(Engine())
        self._time_ns = START_NS
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def run(self, count: int) -> None:
        """Write `count` commands."""
        for turn, commands in enumerate(batches(count)):
            self._follow(commands)
            if turn and turn % (CHECKPOINT // BATCH) == 0:
                self._checkpoint()
        self._timed("signing", self._notary.close)
        self._writer.close()

    def _follow(self, commands: np.ndarray) -> None:
        self._time_ns += BATCH_NS
        batch = Batch(self.exchange.sequence + 1, self._time_ns, commands)
        self._timed("journal", lambda: self._written(batch))
        applied = self._timed("core", lambda: self.exchange.apply(batch))
        self._timed("signing", lambda: self._notary.add(self._writer.head.hash, applied))

    def _checkpoint(self) -> None:
        head = self._writer.head
        document = self._timed("core", self.exchange.checkpoint)
        moment = self._timed("moment", lambda: self.exchange.moment(head.time_ns, head.hash))
        self._timed("signing", lambda: self._notary.sign(moment))
        entry = SequencedDocument(self.exchange.sequence + 1, self._time_ns, document)
        self._timed("journal", lambda: self._written(entry))
        self.exchange.pass_over(entry)
        self._notary.add(self._writer.head.hash, None)

    def _written(self, entry: Batch | SequencedDocument) -> None:
        self._writer.append(entry)
        self._writer.sync()

    def _timed(self, name: str, act: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        answer = act()
        self.seconds[name] += time.perf_counter() - began
        return answer


def make(data: Path, count: int) -> None:
    """Write a journal of `count` commands into `data`, with its signed checkpoints."""
    making, cpu = Making(data), time.process_time()
    making.run(count)
    cpu = time.process_time() - cpu
    waited = ", ".join(f"{name} {spent:.1f} s" for name, spent in making.seconds.items())
    print(f"{making.exchange.sequence:,} sequences, CPU {cpu:.1f} s; waited for: {waited}")
    held = making.exchange.engine.holdings()
    print(", ".join(f"{len(table):,} {name}" for name, table in held.items()))


def signed_in(data: Path) -> list[SignedCheckpoint]:
    """Return the signed checkpoints of a directory."""
    places = Configuration(data=data)
    return read_signed(places.checkpoints_directory, signer(data, places.origin).key)


def checked(data: Path, *, is_replay: bool = False) -> Verification:
    """Check a directory as `glassbook verify` does."""
    core = compiled_core(print).make if is_replay else None
    return verify(Configuration(data=data).journal_directory, core, None, signed_in(data))


def check(data: Path) -> None:
    """Time each strength of verification, and each kind of proof."""
    size = sum(path.stat().st_size for path in (data / "journal").iterdir())
    print(f"journal {size / 1e6:,.0f} MB")
    for name, is_replay in (("chain", False), ("replay", True)):
        began, cpu = time.perf_counter(), time.process_time()
        found = checked(data, is_replay=is_replay)
        wall, cpu = time.perf_counter() - began, time.process_time() - cpu
        assert found.is_whole, found.difference
        print(
            f"{name:8} {wall:.1f} s, CPU {cpu:.1f} s: {found.commands / cpu / 1e6:.2f} M commands "
            f"a CPU second; {found.signed_checkpoints} signed, {found.events:,} events"
        )
    check_facts(data)
    print(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB resident")


def check_facts(data: Path) -> None:
    """Make one proof of each kind at the last checkpoint; time that, and its verification."""
    places, signed = Configuration(data=data), signed_in(data)
    journal, snapshots = places.journal_directory, places.snapshots_directory
    prover = Prover(journal, snapshots, compiled_core(print), signed[-1], lambda *_: None)
    order_id = int(prover.there().exchange.engine.holdings()["orders"]["order_id"][0])
    key = str(signer(data, places.origin).key)
    asks: dict[str, Callable[[], str]] = {
        "balance": lambda: prover.balance(2, 1),
        "order": lambda: prover.order(order_id),
        "trade": lambda: prover.trade(0, 1),
        "extension": lambda: prove_extension(journal, signed[0], signed[-1]),
    }
    for name, ask in asks.items():
        began = time.process_time()
        proof = ask()
        made = time.process_time() - began
        began = time.process_time()
        verify_fact(proof, key)
        took = time.process_time() - began
        print(
            f"{name:9} {len(proof):6,} bytes, made in {made:.1f} s, checked in {took * 1e3:.1f} ms"
        )


class Flipping:
    """Flips bits of a directory one at a time, and demands that each is found and placed."""

    def __init__(self, data: Path, seed: int) -> None:
        self._data = data
        self._dice = random.Random(seed)
        self._frames: defaultdict[Path, list[int]] = defaultdict(list)  # where each begins
        self._ends: dict[Path, int] = {}
        reader = JournalReader(data / "journal")
        for record in reader.records():
            self._frames[record.path].append(record.offset)
            self._ends[record.path] = reader.end.offset
        self._notes = sorted((data / "checkpoints").iterdir())
        self._last = record.path

    def kinds(self) -> Iterator[tuple[str, Path, int]]:
        """Yield every kind of place: its name, a file and an offset."""
        segments = list(self._frames)
        for name, path in zip(("first", "middle", "last"), self._three(segments), strict=True):
            yield f"header of the {name} segment", path, 20
            for which, start in zip(
                ("first", "middle", "last"), self._three(self._frames[path]), strict=True
            ):
                frame = f"{which} frame of the {name} segment"
                behind = [at for at in (*self._frames[path], self._ends[path]) if at > start]
                yield f"header, {frame}", path, start + 8
                yield f"hash of the one before, {frame}", path, start + 40
                yield f"body, {frame}", path, (start + 64 + behind[0]) // 2
                yield f"hash, {frame}", path, behind[0] - 1
            if self._ends[path] < path.stat().st_size:
                yield f"reserve of the {name} segment", path, self._ends[path] + 10_000
        for name, path in zip(("first", "middle", "last"), self._three(self._notes), strict=True):
            size = path.stat().st_size
            yield f"text of the {name} checkpoint", path, size // 2
            yield f"signature of the {name} checkpoint", path, size - 20

    def anywhere(self) -> tuple[str, Path, int]:
        """Return any byte of any file."""
        files = [*self._frames, *self._notes]
        path = self._dice.choices(files, [file.stat().st_size for file in files])[0]
        return "anywhere", path, self._dice.randrange(path.stat().st_size)

    def check(self, kind: str, path: Path, offset: int) -> float:
        """Flip a bit of a byte and put it back. Return how many seconds finding it took."""
        bit = 1 << self._dice.randrange(8)
        self._change(path, offset, bit)
        began = time.perf_counter()
        found = checked(self._data)
        seconds = time.perf_counter() - began
        self._change(path, offset, bit)
        starts = [0, *self._frames[path], *([self._ends[path]] if path in self._ends else [])]
        place = max(start for start in starts if start <= offset)
        said = f"{path}, byte {place}"
        if found.difference is not None:
            placed = f"{found.difference.path}, byte {found.difference.offset}"
        else:  # behind the last frame of all, where a crash may leave something, too
            assert offset >= self._ends[self._last], f"{path}, byte {offset}: not noticed"
            placed = found.torn.split(":")[0]
        assert placed == said, f"{path}, byte {offset}: placed at {placed}"
        print(f"{seconds:5.1f} s  {kind}: {path.name} byte {offset}, placed at byte {place}")
        return seconds

    def _change(self, path: Path, offset: int, bit: int) -> None:
        with path.open("r+b") as file:
            file.seek(offset)
            (byte,) = file.read(1)
            file.seek(offset)
            file.write(bytes([byte ^ bit]))

    def _three(self, things: list[Any]) -> tuple[Any, Any, Any]:
        return things[0], things[len(things) // 2], things[-1]


def flip(data: Path, flips: int, seed: int) -> None:
    """Flip a bit at every kind of place, and at `flips` more; fail unless each is placed."""
    assert checked(data).is_whole
    flipping = Flipping(data, seed)
    places = [*flipping.kinds(), *(flipping.anywhere() for _ in range(flips))]
    seconds = [flipping.check(*place) for place in places]
    print(
        f"{len(places)} of {len(places)} found and placed, {sum(seconds) / len(places):.1f} s each"
    )


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("what", choices=("make", "check", "flip"))
    parser.add_argument("data", type=Path)
    parser.add_argument("--commands", type=int, default=10_000_000)
    parser.add_argument("--flips", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    if chosen.what == "make":
        make(chosen.data, chosen.commands)
    elif chosen.what == "check":
        check(chosen.data)
    else:
        flip(chosen.data, chosen.flips, chosen.seed)


if __name__ == "__main__":
    sys.exit(main())
