"""How long single commands take the core: not the mean of a batch, but each by itself.

How it is taken. Commands come one at a time, each as a batch of its own, so that nothing is fetched
ahead. A compiled loop reads the processor's cycle counter, calls the core's entry through a
pointer, and reads it again. The same loop around an entry that does nothing says what that costs by
itself (`clock_ns`); it is not taken off. The stream is run several times over from the same state,
which the core repeats exactly: of each command the least counts, so that what another program or
the kernel took is left out, and what the command takes always is not. `as_it_was` is of the first
run, interruptions included.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from glassbook.cli.bench.alone import EntryAlone
from glassbook.cli.bench.core import BATCH_COMMANDS
from glassbook.cli.bench.histogram import histogram
from glassbook.cli.bench.workload import Workload, market_setup, read_workload, to_commands
from glassbook.core.engine import Engine, apply_batches
from glassbook.protocol.batches import SPAN, Batch, commands_of

POINTS = {"p50": 50, "p90": 90, "p99": 99, "p99_9": 99.9, "p99_99": 99.99, "all": 100}
X86 = ("x86_64", "AMD64")
KINDS = ("new", "cancel", "modify", "take", "reduce")  # as records number them


def measure_latency(path: Path, rounds: int) -> dict[str, Any]:
    """Return percentiles in nanoseconds, of all commands and of each kind.

    *Raises* NotAWorkload, OSError.
    """
    workload = read_workload(path)
    runs = [_run(workload) for _ in range(rounds)]
    least = np.minimum.reduce([run[0] for run in runs])
    kinds = workload.records["op"][workload.prefill :]
    answer: dict[str, Any] = {"commands": len(least), "rounds": rounds}
    answer["clock_ns"] = min(run[1] for run in runs)
    answer["as_it_was"] = _points(runs[0][0])
    answer["every_kind"] = _points(least)
    took = {f"least of {rounds}": least, "one run": runs[0][0]}
    answer["histograms"] = {name: histogram(each) for name, each in took.items()}
    for number, name in enumerate(KINDS):
        if (kinds == number).any():
            answer[name] = _points(least[kinds == number])
    return answer


def _points(took_ns: np.ndarray) -> dict[str, float]:
    return {name: float(np.percentile(took_ns, point)) for name, point in POINTS.items()}


def _run(workload: Workload) -> tuple[np.ndarray, float]:
    """Run the stream once; return what each command took, and what reading the clock does, in ns.

    The counter ticks evenly, at a rate that is taken from the clock around the whole run.
    """
    engine = Engine()
    engine.apply(Batch(1, 0, commands_of(market_setup(workload))))
    commands = to_commands(workload, engine.sequence + 1)
    alone = EntryAlone(engine)
    for start in range(0, workload.prefill, BATCH_COMMANDS):
        stop = min(start + BATCH_COMMANDS, workload.prefill)
        alone.take_ns(commands[start:stop])
    timed, passed = commands[workload.prefill :], np.zeros(1, np.int64)
    took = np.zeros(len(timed), np.int64)
    spans = np.zeros(1, SPAN)
    loop, nothing = _compiled(tuple(map(numba.typeof, (*engine.hot_memory, timed, spans))))
    began = time.perf_counter_ns()
    loop(apply_batches, *engine.hot_memory, timed, spans, took, passed)
    ns_a_cycle = (time.perf_counter_ns() - began) / int(passed[0])
    empty = np.zeros(len(timed), np.int64)
    loop(nothing, *engine.hot_memory, timed, spans, empty, passed)
    return took * ns_a_cycle, float(np.median(empty)) * ns_a_cycle


@intrinsic  # type: ignore[untyped-decorator]
def _cycles(_typing: Any) -> Any:
    """Read the processor's cycle counter, when all before it is done and nothing after it begun.

    Without the two fences what a command waits for memory is not in its time: the processor reads
    the counter ahead of that, and half of the commands at 100 symbols seemed to take a third.
    """

    def build(_context: Any, builder: Any, _signature: Any, _arguments: Any) -> Any:
        kind = ir.FunctionType(ir.IntType(64), [])
        counter = builder.module.declare_intrinsic("llvm.readcyclecounter", (), kind)
        _fence(builder)
        now = builder.call(counter, ())
        _fence(builder)
        return now

    return types.int64(), build


def _fence(builder: Any) -> None:
    """Have the processor finish what it began; on others than x86 order memory, which is less."""
    if platform.machine() in X86:
        kind = ir.FunctionType(ir.VoidType(), [])
        builder.call(builder.module.declare_intrinsic("llvm.x86.sse2.lfence", (), kind), ())
    else:
        builder.fence("seq_cst")


def _compiled(memory: tuple[Any, ...]) -> tuple[Callable[..., None], Callable[..., int]]:
    """Return the loop, and an entry that does nothing, for memory and commands of these types."""
    called = types.int64(*memory, types.int64)
    arguments = (types.FunctionType(called), *memory, types.int64[::1], types.int64[::1])

    def loop(
        entry: Any,
        states: np.ndarray,
        ledgers: np.ndarray,
        scratches: np.ndarray,
        takers: np.ndarray,
        commands: np.ndarray,
        spans: np.ndarray,
        took: np.ndarray,
        passed: np.ndarray,
    ) -> None:
        first = _cycles()
        for i in range(len(commands)):
            spans[0].start, spans[0].end = i, i + 1
            scratches[0].event_count = 0
            began = _cycles()
            entry(states, ledgers, scratches, takers, commands, spans, 0)
            took[i] = _cycles() - began
        passed[0] = _cycles() - first

    def nothing(
        _states: Any,
        _ledgers: Any,
        _scratches: Any,
        _takers: Any,
        _commands: Any,
        _spans: Any,
        first: Any,
    ) -> Any:
        return first

    compiled_loop = numba.njit(types.void(*arguments), nogil=True)(loop)
    return compiled_loop, numba.njit(called)(nothing)
