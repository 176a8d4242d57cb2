"""The journal, run again from nothing: what everybody must have been told.

The core says what each command did; what follows from that for orders, balances and books is folded
here anew, by what is written beside `protocol.events.EventKind` and by nothing else.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
from blake3 import blake3

from glassbook.core.engine import Engine
from glassbook.core.invariants import ALL
from glassbook.core.invariants.walk import balances, standing
from glassbook.protocol.batches import Batch
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.orders import Side
from glassbook.protocol.reject import DoneReason
from glassbook.simulation.checkers.frames import Frame
from glassbook.simulation.house import BASE, LOT_UNITS, QUOTE
from glassbook.simulation.witness import KeptBook, Violation

MS_NS = 1_000_000
REPORTED = {
    EventKind.ORDER_ACCEPTED: "NEW",
    EventKind.ORDER_FILLED: "TRADE",
    EventKind.ORDER_CANCELLED: "CANCELED",
    EventKind.ORDER_EXPIRED: "EXPIRED",
    EventKind.ORDER_REDUCED: "REPLACED",
}


@dataclass(frozen=True)
class Report:
    """What an account's stream must say of one event of one of its orders. Units, not texts."""

    order_id: int
    execution: str
    trade_id: int
    quantity_lots: int
    price_ticks: int
    executed_lots: int
    time_ms: int


@dataclass
class Deed:
    """What one command did to one account: its reports, and its balances after that."""

    sequence: int
    reports: list[Report]
    balances: dict[int, tuple[int, int]]


@dataclass
class Rerun:
    """The fold. Public attributes say what came of it, by sequence, order or account."""

    engine: Engine = field(default_factory=Engine)
    commands: dict[int, np.void] = field(default_factory=dict)
    client_ids: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    accepted: dict[int, int] = field(default_factory=dict)  # order id → account
    executed: dict[tuple[int, int], int] = field(default_factory=dict)  # order, sequence → lots
    cancelled: set[int] = field(default_factory=set)  # sequences of commands that cancelled
    deeds: dict[int, list[Deed]] = field(default_factory=lambda: defaultdict(list))
    trades: list[tuple[int, int, int, int]] = field(default_factory=list)
    digests: dict[int, tuple[int, bytes]] = field(default_factory=dict)  # first → last, events
    balances: dict[int, dict[int, list[int]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(lambda: [0, 0]))
    )
    open_lots: dict[int, int] = field(default_factory=dict)
    _executed: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    _events_digest: bytes = bytes(32)

    def follow(self, frame: Frame, books: dict[int, list[KeptBook]]) -> None:
        """Run one frame, and compare the books that were kept at its last sequence."""
        if not len(frame.commands):
            self._pass_over(frame)
            return
        batch = Batch(frame.first_sequence, frame.time_ns, frame.commands, frame.labels)
        events = self.engine.apply(batch)
        self._events_digest = blake3(events.tobytes(), key=self._events_digest).digest()
        event_hash = hashlib.sha256(events.tobytes()).digest()
        self.digests[frame.first_sequence] = (frame.last_sequence, event_hash)
        self._note_commands(frame)
        self._fold(list(map(Event._make, events.tolist())), frame.time_ns)
        for kept in books.get(frame.last_sequence, ()):
            self._compare(kept)

    def check_invariants(self) -> None:
        """Ask the core's state for everything that must be true of it, and compare the balances."""
        for invariant in ALL:
            if wrong := invariant(self.engine.state, self.engine.ledger):
                raise Violation(f"{invariant.__name__}: {wrong}")
        for account_id, asset_id, available, locked in balances(
            self.engine.state, self.engine.ledger
        ):
            folded = self.balances[account_id][asset_id]
            if account_id > 1 and folded != [available, locked]:
                raise Violation(f"account {account_id} holds {available}, {locked}: {folded}")

    def _pass_over(self, frame: Frame) -> None:
        schema, _, body = frame.document
        if schema == "checkpoint":
            here = (self.engine.digest().hex(), self._events_digest.hex())
            if (body["state"], body["events"]) != here:
                raise Violation(f"the checkpoint in place {frame.first_sequence} differs")
        self.engine.pass_over(frame.first_sequence, frame.time_ns)

    def _note_commands(self, frame: Frame) -> None:
        for place, command in enumerate(frame.commands):
            self.commands[frame.first_sequence + place] = command
        for place, label in frame.labels.items():
            for client_id in (label.client_order_id, label.cancel_client_order_id):
                if client_id:
                    self.client_ids[client_id].append(frame.first_sequence + place)

    def _fold(self, events: list[Event], time_ns: int) -> None:
        reports: dict[tuple[int, int], list[Report]] = {}
        after: dict[tuple[int, int], dict[int, tuple[int, int]]] = {}
        for event in events:
            self._move_money(event)
            if event.kind in REPORTED:
                key = (event.sequence, event.account_id)
                reports.setdefault(key, []).append(self._report(event, time_ns))
                held = self.balances[event.account_id]
                after[key] = {asset: (free, lock) for asset, (free, lock) in held.items()}
        for (sequence, account_id), told in reports.items():
            self.deeds[account_id].append(Deed(sequence, told, after[sequence, account_id]))

    def _report(self, event: Event, time_ns: int) -> Report:
        order_id, kind = event.order_id, EventKind(event.kind)
        is_trade = kind == EventKind.ORDER_FILLED
        if kind == EventKind.ORDER_ACCEPTED:
            self.accepted[order_id] = event.account_id
        elif kind == EventKind.ORDER_CANCELLED:
            self.cancelled.add(event.sequence)
        if is_trade:
            self._executed[order_id] += event.quantity_lots
            if not event.is_maker:
                self.trades.append(
                    (event.sequence, event.trade_id, event.price_ticks, event.quantity_lots)
                )
        self.executed[order_id, event.sequence] = self._executed[order_id]
        is_open = kind in {EventKind.ORDER_ACCEPTED, EventKind.ORDER_REDUCED} or is_trade
        self.open_lots[order_id] = event.open_lots if is_open else 0
        is_prevented = event.reason == DoneReason.SELF_TRADE_PREVENTED
        execution = REPORTED[kind]
        if kind == EventKind.ORDER_EXPIRED and is_prevented:
            execution = "TRADE_PREVENTION"
        return Report(
            order_id,
            execution,
            event.trade_id if is_trade else -1,
            event.quantity_lots if is_trade else 0,
            event.price_ticks if is_trade else 0,
            self._executed[order_id],
            time_ns // MS_NS,
        )

    def _move_money(self, event: Event) -> None:
        held, kind = self.balances[event.account_id], event.kind
        if kind == EventKind.BALANCE_MOVED:
            held[event.asset_id][0] += event.amount_units
            return
        is_buy = event.side == Side.BUY
        if kind in REPORTED:
            locked = QUOTE if is_buy else BASE
            held[locked][1] += event.hold_units
            if kind != EventKind.ORDER_FILLED or is_buy:
                held[locked][0] -= event.hold_units
        if kind == EventKind.ORDER_FILLED and is_buy:
            held[QUOTE][0] -= event.amount_units
            held[BASE][0] += event.quantity_lots * LOT_UNITS - event.commission_units
        elif kind == EventKind.ORDER_FILLED:
            held[QUOTE][0] += event.amount_units - event.commission_units

    def _compare(self, kept: KeptBook) -> None:
        for side, told in ((Side.BUY, kept.bids), (Side.SELL, kept.asks)):
            if told != (real := self.book(side)):
                raise Violation(
                    f"after update {kept.update_id} a copy of the book says {sorted(told.items())}"
                    f" of side {side.name}, the core {sorted(real.items())}"
                )

    def book(self, side: Side) -> dict[int, int]:
        """Return lots by price of one side of the core's book; nobody here waits for a trigger."""
        state, book = self.engine.state, defaultdict[int, int](int)
        for _, slot in standing(state):
            order = state.orders[slot]
            if order["side"] == side:
                price_ticks = int(state.levels[order["level"]]["price_ticks"])
                book[price_ticks] += int(order["open_lots"])
        return dict(book)
