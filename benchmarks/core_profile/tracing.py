"""From a workload to a trace: every instruction and every access of the core, in order."""

from __future__ import annotations

import mmap
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from compiling import Core
from numba import njit
from parts import tables_at

from glassbook.cli.bench.alone import EntryAlone
from glassbook.cli.bench.core import BATCH_COMMANDS
from glassbook.cli.bench.workload import Workload, market_setup, to_commands
from glassbook.core import engine as core_engine
from glassbook.core.engine import Engine
from glassbook.protocol.batches import SPAN, Batch, commands_of

FIRST_ADDRESS, APART = 0x2_0000_0000, 0x1_0000_0000  # where the driver finds each piece of memory
_INSTRUCTION, _LOAD, _STORE, _BOTH, _SPACE, _COMMA, _END = map(ord, "ILSM ,\n")


@dataclass(frozen=True)
class Trace:
    """What was done, one row for each instruction or access."""

    is_instruction: np.ndarray
    addresses: np.ndarray
    sizes: np.ndarray
    commands: np.ndarray  # which of the traced commands, or -1 before the first
    kinds: np.ndarray  # of each traced command
    is_immediate: np.ndarray
    tables: list[tuple[str, int, int]]


class Memory:
    """Memory in files, that this process fills and the driver goes on with."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pieces: list[tuple[Path, int, int, int]] = []  # file, address here, there, size

    def reserve(self, dtype: np.dtype) -> np.ndarray:
        """Stand in for the core's: return one zeroed record, as an array of one."""
        return np.frombuffer(self.bytes(dtype.itemsize), dtype, count=1)

    def bytes(self, size: int) -> mmap.mmap:
        file = self.folder / f"memory-{len(self.pieces)}"
        with file.open("w+b") as opened:
            opened.truncate(size)
            pages = mmap.mmap(opened.fileno(), size)
        here = np.frombuffer(pages, np.uint8).ctypes.data
        there = FIRST_ADDRESS + APART * len(self.pieces)
        self.pieces.append((file, here, there, size))
        return pages

    def there(self, array: np.ndarray) -> int:
        """Return the address at which the driver finds an array."""
        address = array.ctypes.data
        for _, here, there, size in self.pieces:
            if here <= address < here + size:
                return address - here + there
        raise LookupError("the array lies in memory of its own")

    def words(self, *arguments: np.ndarray | int) -> list[int]:
        """Return what compiled code is called with for these arguments, as machine words."""
        words = []
        for each in arguments:
            if isinstance(each, int):
                words.append(each)
            else:
                words += [
                    0,
                    0,
                    len(each),
                    each.itemsize,
                    self.there(each),
                    len(each),
                    each.itemsize,
                ]
        return words

    def copied(self, array: np.ndarray) -> np.ndarray:
        """Return a copy in memory of this kind, not writable if the array is not."""
        copy = np.frombuffer(self.bytes(array.nbytes), array.dtype)
        copy.view("u1")[...] = array.view("u1")
        return copy


def traced(core: Core, workload: Workload, folder: Path, skip: int, count: int) -> Trace:
    """Apply the prefill and `skip` commands, and trace the `count` that follow."""
    memory = Memory(folder)
    usual, core_engine.reserve = core_engine.reserve, memory.reserve
    try:
        engine = Engine()
    finally:
        core_engine.reserve = usual
    engine.apply(Batch(1, 0, commands_of(market_setup(workload))))
    commands = to_commands(workload, engine.sequence + 1)
    first = workload.prefill + skip
    alone = EntryAlone(engine)
    for start in range(0, first, BATCH_COMMANDS):
        alone.take_ns(commands[start : min(start + BATCH_COMMANDS, first)])
    chosen = memory.copied(commands[first : first + count])
    write_plan(memory, engine, chosen)
    text = run(core, folder)
    records = engine.hot_memory[:3]
    tables = [("commands", memory.there(chosen), memory.there(chosen) + chosen.nbytes)]
    for name, record in zip(("state", "ledger", "scratch"), records, strict=True):
        tables += tables_at(name, record.dtype, memory.there(record))
    rows = read(text, min(core.sources), max(core.sources), memory.there(records[0]))
    return Trace(*rows, chosen["kind"], chosen["time_in_force"] != 0, tables)


def write_plan(memory: Memory, engine: Engine, commands: np.ndarray) -> None:
    """Write down for the driver what it is to call: as EntryAlone does, batch for batch."""
    spans = np.zeros(-(-len(commands) // BATCH_COMMANDS), SPAN)
    for i in range(len(spans)):
        size = min(BATCH_COMMANDS, len(commands) - i * BATCH_COMMANDS)
        spans[i] = (0, size, int(engine.state.time_ns), 0)
    spans, answer = memory.copied(spans), memory.copied(np.zeros(128, np.uint8))
    plan = [f"map {file} {there:x} {size:x}" for file, _, there, size in memory.pieces]
    for i in range(len(spans)):
        batch = commands[i * BATCH_COMMANDS : (i + 1) * BATCH_COMMANDS]
        words = [memory.there(answer), memory.there(answer[64:])]
        words += memory.words(*engine.hot_memory, batch, spans[i : i + 1], 0)
        plan.append(f"zero {memory.there(engine.hot_memory[2]['event_count']):x}")
        plan.append("call " + " ".join(f"{word:x}" for word in words))
    (memory.folder / "plan").write_text("\n".join(plan) + "\n")


def run(core: Core, folder: Path) -> np.ndarray:
    """Run the driver under Valgrind's lackey; return what it says, as bytes."""
    log = folder / "trace"
    command = ["valgrind", "--tool=lackey", "--trace-mem=yes", f"--log-file={log}"]
    done = subprocess.run([*command, core.program, folder / "plan"], check=False)
    if done.returncode:
        raise SystemExit(f"the driver ended with {done.returncode}: see {log}")
    return np.memmap(log, np.uint8, mode="r")


@njit
def read(text: np.ndarray, first: int, last: int, counter: int) -> tuple:
    """Return the trace's columns: what happens between two instructions of the core is left out.

    Each command begins with the writing of the state's first counter, its sequence.
    """
    rows = 0
    for i in range(len(text)):
        rows += text[i] == _END
    is_instruction = np.zeros(rows, np.bool_)
    addresses = np.zeros(rows, np.int64)
    sizes, commands = addresses.copy(), addresses.copy()
    count, command, is_ours, i = 0, -1, False, 0
    while i < len(text):
        letter = text[i] if text[i] != _SPACE else text[i + 1]
        j = i
        i += 3
        is_row = letter in (_INSTRUCTION, _LOAD, _STORE, _BOTH) and text[j + 2] == _SPACE
        address = size = 0
        while is_row and text[i] != _COMMA:
            digit = text[i]
            address = address * 16 + (digit - 48 if digit < 58 else digit - 87)
            i += 1
        while text[i] != _END:
            if is_row and text[i] != _COMMA:
                size = size * 10 + text[i] - 48
            i += 1
        i += 1
        if not is_row:
            continue
        if letter == _INSTRUCTION:
            is_ours = first <= address <= last
        if not is_ours:
            continue
        if letter in (_STORE, _BOTH) and address == counter:
            command += 1
        is_instruction[count] = letter == _INSTRUCTION
        addresses[count], sizes[count], commands[count] = address, size, command
        count += 1
    return is_instruction[:count], addresses[:count], sizes[:count], commands[:count]
