"""The core's only door: commands in, events out.

`apply_batches` and `apply_rare` are the compiled entries; everything else of the core is compiled
into them. `Engine` keeps the memory that they work on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from glassbook.core import digest, holdings, snapshot
from glassbook.core.commands.account_limits import set_account_limit
from glassbook.core.commands.accounts import (
    open_account,
    set_commission,
    set_symbol_commission,
    set_trade_group,
)
from glassbook.core.commands.cancel import cancel_all, cancel_list
from glassbook.core.commands.due import run_due
from glassbook.core.commands.eligibility import set_account_class, set_eligibility
from glassbook.core.commands.exchange_rules import set_exchange_rule
from glassbook.core.commands.freeze import freeze_account, unfreeze_account
from glassbook.core.commands.legs import keep_leg
from glassbook.core.commands.listing import define_asset, list_symbol
from glassbook.core.commands.lists import place_list
from glassbook.core.commands.money import move_money
from glassbook.core.commands.orders import enter_or_cancel, is_about_one_order
from glassbook.core.commands.pegged import enter_pegged, is_about_pegged
from glassbook.core.commands.reduce import reduce_order
from glassbook.core.commands.rules import set_symbol_rule, set_symbol_status
from glassbook.core.commands.transfers import transfer_money
from glassbook.core.foresight import ORDERS_WORTH_IT, look_ahead
from glassbook.core.kernel import KERNELS, entry, hot_entry, hot_kernel
from glassbook.core.memory import reserve
from glassbook.core.outbox import emit_reject
from glassbook.core.state import LEDGER, NOBODY, SCRATCH, STATE
from glassbook.protocol.accounts import FIRST_CUSTOMER
from glassbook.protocol.batches import SPAN, Batch, Part, Stretch, stretch_of
from glassbook.protocol.commands import COMMAND, CommandKind
from glassbook.protocol.events import EVENT, EventKind
from glassbook.protocol.maxima import EVENTS_SOFT_MAX, INDEX_SIZE_MIN, WINDOW_MIN
from glassbook.protocol.reject import RejectCode


@hot_entry
def apply_batches(states, ledgers, scratches, takers, rows, spans, first):
    """Apply batches from `first` on; return the first that is not through, which begins now with
    the first command that was not reached.

    Stops before a command that `apply_rare` is for, when something is due, and when the outbox is
    full enough; the caller sees to it and goes on. The memory comes as arrays of one record each:
    see memory.reserve. The taker lies in the scratch memory, and comes by itself, so that the
    compiler sees that no event is written over it.

    Arguments
        rows   COMMAND[n]: where the batches lie
        spans  SPAN[k]: where in it each of them lies
    """
    state, ledger, scratch, taker = states[0], ledgers[0], scratches[0], takers[0]
    for at in range(first, len(spans)):
        span = spans[at]
        state.time_ns = span.time_ns
        commands = rows[span.start : span.end]
        span.start += apply_commands(state, ledger, scratch, taker, commands)
        if span.start < span.end or state.due_oldest != NOBODY:
            return at
        span.events_end = scratch.event_count
        if scratch.event_count >= EVENTS_SOFT_MAX:
            return at + 1
    return len(spans)


@hot_kernel
def apply_commands(state, ledger, scratch, taker, commands):
    """Apply the commands of a batch; return how many were, before there was reason to stop."""
    for i in range(len(commands)):
        if state.open_order_count >= ORDERS_WORTH_IT:
            look_ahead(state, ledger, commands, i)
        command = commands[i]
        kind = command.kind
        state.sequence += 1
        if is_about_one_order(kind):
            enter_or_cancel(state, ledger, scratch, taker, command)
        elif kind == CommandKind.REDUCE_ORDER:
            reduce_order(state, ledger, scratch, command)
        elif kind == CommandKind.CANCEL_ALL:
            cancel_all(state, ledger, scratch, command)
        elif kind == CommandKind.DEPOSIT or kind == CommandKind.WITHDRAW:
            move_money(state, ledger, scratch, command)
        else:
            state.sequence -= 1
            return i
        if state.due_oldest != NOBODY or scratch.event_count >= EVENTS_SOFT_MAX:
            return i + 1
    return len(commands)


@entry
def apply_rare(states, ledgers, scratches, rows, at):
    """Enter what is due; or if nothing is, apply the command at index `at`, of a kind that comes
    seldom. Returns how many commands were applied.
    """
    state, ledger, scratch = states[0], ledgers[0], scratches[0]
    if state.due_oldest != NOBODY:
        run_due(state, ledger, scratch)
        return 0
    if at >= len(rows):
        return 0
    command = rows[at]
    state.sequence += 1
    kind = command.kind
    if kind == CommandKind.TRANSFER:
        transfer_money(state, ledger, scratch, command)
    elif kind == CommandKind.PLACE_LEG:
        keep_leg(state, command)
    elif kind == CommandKind.PLACE_LIST:
        place_list(state, ledger, scratch, command)
    elif is_about_pegged(kind):
        enter_pegged(state, ledger, scratch, command)
    elif kind == CommandKind.CANCEL_LIST:
        cancel_list(state, ledger, scratch, command)
    elif kind == CommandKind.OPEN_ACCOUNT:
        open_account(state, scratch, command)
    elif kind == CommandKind.SET_COMMISSION:
        set_commission(state, scratch, command)
    elif kind == CommandKind.SET_SYMBOL_COMMISSION:
        set_symbol_commission(state, scratch, command)
    elif kind == CommandKind.DEFINE_ASSET:
        define_asset(state, scratch, command)
    elif kind == CommandKind.LIST_SYMBOL:
        list_symbol(state, scratch, command)
    elif kind == CommandKind.SET_SYMBOL_RULE:
        set_symbol_rule(state, scratch, command)
    elif kind == CommandKind.SET_SYMBOL_STATUS:
        set_symbol_status(state, ledger, scratch, command)
    elif kind == CommandKind.SET_ACCOUNT_CLASS:
        set_account_class(state, ledger, scratch, command)
    elif kind == CommandKind.SET_ELIGIBILITY:
        set_eligibility(state, ledger, scratch, command)
    elif kind == CommandKind.FREEZE_ACCOUNT:
        freeze_account(state, ledger, scratch, command)
    elif kind == CommandKind.SET_EXCHANGE_RULE:
        set_exchange_rule(state, scratch, command)
    elif kind == CommandKind.SET_ACCOUNT_LIMIT:
        set_account_limit(state, scratch, command)
    elif kind == CommandKind.SET_TRADE_GROUP:
        set_trade_group(state, scratch, command)
    elif kind == CommandKind.UNFREEZE_ACCOUNT:
        unfreeze_account(state, scratch, command)
    else:
        code = RejectCode.COMMAND_UNKNOWN
        emit_reject(state, scratch, EventKind.COMMAND_REJECTED, command, code)
    return 1


#: NumPy copies records field by field, which takes thirty times as long as their bytes.
_EVENT_BYTES = np.dtype((np.void, EVENT.itemsize))


class _Outbox:
    """Working memory with the events that were written there, and what it is passed on with."""

    def __init__(self, state: np.ndarray, ledger: np.ndarray, scratch: np.ndarray) -> None:
        self.memory = (state, ledger, scratch)
        self.hot_memory = (*self.memory, scratch["taker"])
        self.count = scratch["event_count"]
        self._events = scratch["events"][0]

    @property
    def events(self) -> np.ndarray:
        return self._events[: int(self.count[0])]

    @property
    def is_full(self) -> bool:
        """Is there so much in it that it has to be emptied?"""
        return int(self.count[0]) >= EVENTS_SOFT_MAX


class Engine:
    """One exchange: its memory, and the only ways to change it.

    Not thread-safe: one writer. It releases the interpreter lock while it computes.
    """

    def __init__(self) -> None:
        self.memory = (reserve(STATE), reserve(LEDGER), reserve(SCRATCH))
        self.state, self.ledger, self.scratch = (array[0] for array in self.memory)
        # Views of what every batch needs: a record's attribute costs 4 us, a view's item 0.1.
        self._sequence = self.memory[0]["sequence"]
        self._due_oldest = self.memory[0]["due_oldest"]
        self._outboxes = [_Outbox(*self.memory)]
        self._turn = 0
        for counter in ("order_slots", "level_slots", "node_slots", "terms_slots", "list_slots"):
            setattr(self.state, counter, 1)  # slot 0 is nobody's
        self.ledger.chunk_slots = 1
        self.state.by_order_id.places = self.state.by_order_id.touched = WINDOW_MIN
        for finding in (self.state.elders, self.state.by_client_key):
            finding.places, finding.touched = INDEX_SIZE_MIN, 2 * INDEX_SIZE_MIN
        self.state.account_count = FIRST_CUSTOMER

    @property
    def hot_memory(self) -> tuple[np.ndarray, ...]:
        """What `apply_batches` works on, for whoever measures it."""
        return self._outboxes[0].hot_memory

    @property
    def sequence(self) -> int:
        """The sequence of the last command or document applied; 0 before the first."""
        return int(self._sequence[0])

    def apply(self, batch: Batch) -> np.ndarray:
        """Apply a batch and return its events, EVENT[m], in memory of their own. *Raises* as
        `parts`.
        """
        told = self.parts(stretch_of(batch))
        parts = [part.events.view(_EVENT_BYTES).copy() for part in told]
        return (parts[0] if len(parts) == 1 else np.concatenate(parts)).view(EVENT)

    def parts(self, stretch: Stretch, outboxes: int = 1) -> Iterator[Part]:
        """Apply a stretch; yield its events in parts, mostly one. Each holds until `outboxes` more
        are asked for, of this stretch or the next.

        *Raises* AssertionError when the stretch does not follow what was applied before, or when
        something that must be true of the core is not: the caller stops the venue.
        """
        assert stretch.first_sequence == self.sequence + 1, "a batch follows the one before it"
        rows, spans = stretch.rows.view(), stretch.spans
        rows.setflags(write=False)  # for writable ones everything would be compiled again
        starts, ends = spans["start"], spans["events_end"]
        outbox = self._next_outbox(outboxes)
        through = told = 0
        while through < len(spans):
            if self._due_oldest[0] == NOBODY:
                through = apply_batches(*outbox.hot_memory, rows, spans, through)
            if through < len(spans) and not outbox.is_full:
                starts[through] += apply_rare(*outbox.memory, rows, starts[through])
            if outbox.is_full:
                yield Part(outbox.events, ends[told:through])
                outbox, told = self._next_outbox(outboxes), through
        yield Part(outbox.events, ends[told:])

    def _next_outbox(self, outboxes: int) -> _Outbox:
        """Return the next of so many, emptied."""
        while len(self._outboxes) < outboxes:
            self._outboxes.append(_Outbox(*self.memory[:2], reserve(SCRATCH)))
        self._turn = (self._turn + 1) % outboxes
        outbox = self._outboxes[self._turn]
        outbox.count[0] = 0
        return outbox

    def pass_over(self, sequence: int, time_ns: int) -> None:
        """Note that a document took the next place in the sequence."""
        assert sequence == self.sequence + 1, "a document follows what came before it"
        self.state.sequence = sequence
        self.state.time_ns = time_ns

    def digest(self) -> bytes:
        """Return the BLAKE3 digest of everything that the exchange remembers."""
        return digest.state_digest(self.state, self.ledger)

    def holdings(self) -> dict[str, np.ndarray]:
        """Return the `balances` and the open `orders`, copied: see `core.holdings`."""
        return self.held()()

    def held(self) -> Callable[[], dict[str, np.ndarray]]:
        """Copy now what `holdings` are made of; the call of what this returns makes them."""
        return holdings.Held(self.state, self.ledger).tables

    def snapshot(self) -> dict[str, bytes]:
        """Return everything that the exchange remembers as named tables, copied."""
        return {name: bytes(table) for name, table in self.tables().items()}

    def tables(self) -> dict[str, memoryview]:
        """Return the same, uncopied: it holds until the next command."""
        return {name: table.data for name, table in snapshot.tables(self.state, self.ledger)}

    @classmethod
    def restore(cls, tables: Mapping[str, bytes | memoryview]) -> Engine:
        """Return an engine that remembers what `snapshot` or `tables` gave.

        *Raises* ValueError when the tables are not of this layout.
        """
        engine = cls()
        snapshot.load(engine.memory[0], engine.ledger, tables)
        return engine


def is_ready() -> bool:
    """Is the compiled core in its cache?"""
    return KERNELS.are_ready(apply_batches, apply_rare)


def warm_usual() -> None:
    """Make ready what nearly every command takes: from the cache, or by compiling it."""
    memory = (reserve(STATE), reserve(LEDGER), reserve(SCRATCH))
    rows, spans = np.frombuffer(b"", COMMAND), np.zeros(0, SPAN)
    apply_batches(*memory, memory[2]["taker"], rows, spans, 0)
    snapshot.fill_indices(memory[0])


def warm_rare() -> None:
    """Make ready what comes seldom, likewise."""
    memory = (reserve(STATE), reserve(LEDGER), reserve(SCRATCH))
    apply_rare(*memory, np.frombuffer(b"", COMMAND), 0)


assert EVENT.itemsize == SCRATCH["events"].base.itemsize
