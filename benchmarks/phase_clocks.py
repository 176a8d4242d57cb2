"""Clocks around what an order goes through, put there by a benchmark and nowhere else.

Each phase is some functions of the venue. Whenever a thread enters or leaves one, its CPU clock and
the clock on the wall are read, and what passed counts for the phase that the thread was in, with
what it called taken out: so phases add up, and nothing counts twice.

    cpu_ns     of the threads that were in the phase
    passed_ns  what passed on the wall, once for each order that was taken through together: each
               waited for all of it
    calls      how often the phase was entered

Two waits lie between threads and belong to no function: for the pipeline and for the loop. They
have no CPU time. `whole_ns` runs from when an order's bytes come out of the socket until its
answer goes into it, summed over all orders.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from glassbook.gateway.connection import Connection
from glassbook.gateway.rest.authorise import Doorkeeper
from glassbook.gateway.rest.order_runs import OrderRuns
from glassbook.gateway.rest.posted_order import PostedOrder
from glassbook.gateway.rest.router import Router
from glassbook.journal.writer import JournalWriter
from glassbook.node.exchange import Exchange
from glassbook.node.gathering import Gathering
from glassbook.node.pipeline import Pipeline
from glassbook.node.venue import Venue
from glassbook.projection.projections import Projections
from glassbook.protocol.commands import COMMAND_SIZE
from glassbook.publisher.feed import Feed
from glassbook.sequencer.sequencer import Sequencer

PARSE, SIGNATURE, LIMITS = "parse", "key and signature", "limits"
SEQUENCING, QUEUED, STAMP = "sequencing", "wait for the pipeline", "stamp"
JOURNAL, FSYNC, CORE, PIPELINE = "journal", "fsync", "core", "what the pipeline counts and notes"
RETURNING, TELLING, CHECKPOINTS = "wait for the loop", "outcomes", "checkpoints"
FOLD, STREAMS, ENCODE = "fold", "streams", "encode"
SOCKETS, ANSWERED = "from the socket", "to the socket"
PHASES = (
    SOCKETS,
    PARSE,
    SIGNATURE,
    LIMITS,
    SEQUENCING,
    QUEUED,
    STAMP,
    JOURNAL,
    FSYNC,
    CORE,
    PIPELINE,
    RETURNING,
    TELLING,
    FOLD,
    STREAMS,
    ENCODE,
    ANSWERED,
    CHECKPOINTS,
)
OF_PIPELINE = (STAMP, JOURNAL, FSYNC, CORE, PIPELINE, CHECKPOINTS)  # the others are the loop's

Count = Callable[..., int]  # how many orders are taken through, by the arguments of the call


@dataclass
class _OfThread(threading.local):
    """What a thread is in, innermost last, with how many orders; since when, by both clocks."""

    inside: list[tuple[str, int]] = field(default_factory=list)
    cpu_ns: int = 0
    wall_ns: int = 0


class Clocks:
    """Puts clocks around the functions of the venue that is going to run in this process."""

    def __init__(self) -> None:
        self.cpu_ns = dict.fromkeys(PHASES, 0)
        self.passed_ns = dict.fromkeys(PHASES, 0)
        self.calls = dict.fromkeys(PHASES, 0)
        self.orders = 0
        self.whole_ns = 0
        self._thread = _OfThread()
        self._began: dict[int, int] = {}  # by what waits, or by the connection of the order

    def read(self) -> dict[str, Any]:
        """Return everything so far, as plain data."""
        return {
            "cpu_ns": {**self.cpu_ns},
            "passed_ns": {**self.passed_ns},
            "calls": {**self.calls},
            "orders": self.orders,
            "whole_ns": self.whole_ns,
        }

    def install(self) -> None:
        """Wrap the functions, before anything of the venue is made."""
        self._around(Connection, "data_received", SOCKETS, _one)
        self._around(OrderRuns, "take_on", PARSE, lambda runs: len(runs._asked))  # noqa: SLF001
        self._around(OrderRuns, "_take_alone", PARSE, _one)
        self._around(OrderRuns, "_read", PARSE, lambda _, asked: len(asked))
        self._around(OrderRuns, "_accounts", SIGNATURE, lambda _, asked, __: len(asked))
        self._around(Doorkeeper, "standing", SIGNATURE, _one)
        self._around(Doorkeeper, "caller", SIGNATURE, _one)
        self._around(PostedOrder, "is_signed", SIGNATURE, _one)
        self._around(OrderRuns, "_counted", LIMITS, lambda _, __, ___, kept: len(kept))
        self._around(OrderRuns, "_count", LIMITS, _one)
        self._around(Router, "_serve_plainly", PARSE, _one)
        self._around(Gathering, "_send", SEQUENCING, lambda _, packet: len(packet.commands))
        self._around(
            Venue, "offer", SEQUENCING, lambda _, commands, *__: len(commands) // COMMAND_SIZE
        )
        self._around(Sequencer, "_stamp", STAMP, _submitted)
        self._around(Pipeline, "_carry", PIPELINE, lambda _, work: _room(work))
        self._around(Pipeline, "_keep_cadence", CHECKPOINTS, lambda _: 0)
        self._around(JournalWriter, "append", JOURNAL, None)
        self._around(JournalWriter, "sync", FSYNC, None)
        self._around(Exchange, "apply", CORE, None)
        self._around(Venue, "_receive", TELLING, lambda _, delivery: _delivered(delivery))
        self._around(Projections, "fold", FOLD, None)
        self._around(Feed, "publish", STREAMS, None)
        self._around(OrderRuns, "_answer", ENCODE, lambda _, run, __: len(run.asked))
        self._around(OrderRuns, "_tell_of", ENCODE, _one)
        self._around(Connection, "_answered", ANSWERED, _one)
        self._between(Sequencer, "_enter", "_stamp", QUEUED)
        self._between(Venue, "_hand_over", "_receive", RETURNING)
        self._whole()

    # --- one phase ------------------------------------------------------------------------------

    def _around(self, of: type, name: str, phase: str, count: Count | None) -> None:
        """Count what passes in a method for a phase; without `count` for as many as its caller."""
        function, thread = getattr(of, name), self._thread

        @wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            inside = thread.inside
            if inside and inside[-1][0] == phase:
                return function(*arguments, **named)
            callers = inside[-1][1] if inside else 0
            orders = callers if count is None else count(*arguments)
            self._pass()
            inside.append((phase, orders))
            self.calls[phase] += 1
            try:
                return function(*arguments, **named)
            finally:
                self._pass()
                inside.pop()

        setattr(of, name, timed)

    def _pass(self) -> None:
        """Let what passed since the last look count for the phase that the thread is in."""
        thread = self._thread
        cpu_ns, wall_ns = time.thread_time_ns(), time.perf_counter_ns()
        if thread.inside:
            phase, orders = thread.inside[-1]
            self.cpu_ns[phase] += cpu_ns - thread.cpu_ns
            self.passed_ns[phase] += (wall_ns - thread.wall_ns) * orders
        thread.cpu_ns, thread.wall_ns = cpu_ns, wall_ns

    # --- between threads ------------------------------------------------------------------------

    def _between(self, of: type, gives: str, takes: str, phase: str) -> None:
        """Count what passes from when something is given until it is taken."""
        give, take = getattr(of, gives), getattr(of, takes)

        @wraps(give)
        def giving(owner: Any, what: Any, *rest: Any) -> Any:
            self._began[id(what)] = time.perf_counter_ns()
            return give(owner, what, *rest)

        @wraps(take)
        def taking(owner: Any, taken: Any) -> Any:
            now_ns = time.perf_counter_ns()
            for what in taken if isinstance(taken, list) else [taken]:
                began_ns = self._began.pop(id(what), now_ns)
                self.passed_ns[phase] += (now_ns - began_ns) * _delivered(what)
            self.calls[phase] += 1
            return take(owner, taken)

        setattr(of, gives, giving)
        setattr(of, takes, taking)

    def _whole(self) -> None:
        """Count what passes from an order's bytes to its answer's."""
        received, answered = Connection.data_received, Connection._answered  # noqa: SLF001
        began = self._began

        @wraps(received)
        def receiving(connection: Any, data: bytes) -> None:
            began[id(connection)] = time.perf_counter_ns()
            received(connection, data)

        @wraps(answered)
        def answering(connection: Any, answer: Any) -> None:
            answered(connection, answer)
            self.whole_ns += time.perf_counter_ns() - began.pop(id(connection))
            self.orders += 1

        setattr(Connection, "data_received", receiving)  # noqa: B010 - a method is put there
        setattr(Connection, "_answered", answering)  # noqa: B010 - as above


def _one(*_: Any) -> int:
    return 1


def _submitted(_: Any, submissions: list[Any]) -> int:
    return sum(each.command_count for each in submissions)


def _room(work: Any) -> int:
    """Return how many commands some work has; a document has none."""
    return int(work.room) if hasattr(work, "tickets") else 0


def _delivered(what: Any) -> int:
    """Return how many commands something has: a submission, or a delivery."""
    if hasattr(what, "command_count"):
        return int(what.command_count)
    return _room(what.work) if hasattr(what, "work") else 0
