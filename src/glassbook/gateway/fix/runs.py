"""Runs of usual orders: read together, submitted together, acknowledged together.

The compiled functions beside this know bytes and tables alone; here is what they are given, and
what becomes of a run. Everything happens on the loop, one run after the other, so all sessions
share what the functions write into.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from glassbook.gateway.access.rate_limits import RateLimiter
from glassbook.gateway.fix import usual_orders, usual_reports
from glassbook.gateway.fix.messages import BY_CODE
from glassbook.gateway.fix.reading import envelope, values_of
from glassbook.gateway.fix.session import Request
from glassbook.gateway.fix.times import stamp
from glassbook.gateway.fix.usual_orders import MARK_COLUMNS, RUN_MAX
from glassbook.gateway.symbol_tables import SymbolTables
from glassbook.gateway.usual_kernels import say_what_is_compiled
from glassbook.projection.directory import Directory
from glassbook.protocol.client_keys import client_key
from glassbook.protocol.commands import COMMAND
from glassbook.protocol.labels import Label

_commands = np.zeros(RUN_MAX, COMMAND)
_marks = np.zeros((RUN_MAX, MARK_COLUMNS), np.int64)
_out = np.zeros(RUN_MAX * usual_reports.MESSAGE_BYTES_MAX, np.uint8)


@dataclass(slots=True)
class Run:
    """Usual orders that arrived one after the other.

    number  MsgSeqNum of the first
    end     where in `source` they end
    marks   i8[count, MARK_COLUMNS]: where their parts stand in `source`
    """

    number: int
    count: int
    end: int
    source: bytes
    marks: np.ndarray
    commands: bytes
    labels: list[Label]

    def request(self, place: int) -> Request:
        """Return one of the orders as it would have been read alone."""
        begins, ends, *_ = self.marks[place].tolist()
        opened = envelope(self.source[begins:ends])
        number = self.number + place
        return Request(opened.code, number, values_of(BY_CODE[opened.code], opened.body))


class Reader:
    """Reads the runs of one session, and acknowledges them."""

    def __init__(
        self, directory: Directory, limiter: RateLimiter, account_id: int, comp_id: str
    ) -> None:
        self._tables = SymbolTables(directory)
        self._limiter = limiter
        self._account_id = account_id
        self._comp_id = comp_id.encode()

    def read(
        self, source: bytes, place: int, number: int, count_max: int, now_ns: int
    ) -> Run | None:
        """Return the usual orders that stand at `place`, at most so many; None when none does.

        `number` is the MsgSeqNum that the first must have.
        """
        tables = self._tables.fresh()
        count = usual_orders.read(
            source,
            place,
            min(count_max, self._limiter.orders_left(self._account_id), RUN_MAX),
            self._comp_id,
            stamp(now_ns)[:8],
            self._account_id,
            number,
            tables.names,
            tables.symbols,
            _commands,
            _marks,
        )
        if count == 0:
            return None
        self._limiter.count_orders(self._account_id, count)
        marks = _marks[:count].copy()
        ids = [source[begins:ends].decode() for begins, ends in marks[:, 2:].tolist()]
        _commands["client_key"][:count] = list(map(client_key, ids))
        commands = _commands[:count].tobytes()
        end = int(marks[-1, usual_orders.MESSAGE_ENDS])
        return Run(number, count, end, source, marks, commands, [Label("", each) for each in ids])

    def acknowledge(
        self, run: Run, events: np.ndarray, at: int, first_sequence: int, time_ns: int,
        number: int, header: bytes,
    ) -> tuple[int, int, bytes]:  # fmt: skip
        """Return where the first event stands that belongs to no plain acknowledgement, how many of
        these there were before it, and their bytes.

        Arguments
            events          EVENT[n] of the run's commands, which begin with `first_sequence`
            number, header  of the first message, and what follows its number
        """
        tables = self._tables.fresh()
        at, count, size = usual_reports.write(
            events,
            at,
            first_sequence,
            run.source,
            run.marks,
            tables.rows,
            tables.names,
            tables.texts,
            number,
            header,
            stamp(time_ns),
            _out,
        )
        return at, count, _out[:size].tobytes()


def warm(report: Callable[[str], None]) -> None:
    """Make the compiled functions ready: from their cache, or by compiling, which is reported."""
    say_what_is_compiled(report, "orders by FIX", usual_orders.read, usual_reports.write)
    usual_orders.warm()
    usual_reports.warm()
