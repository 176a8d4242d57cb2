"""One pass of a flow through the venue: what was sent, and what became of each order.

A playback sees what any client sees: the outcomes of its own commands. Its one rule: an order that
it knows to be done is not cancelled. Where a cancel travels in the same batch as its order, nobody
knows yet; the cancel goes along, and the core refuses it when there is nothing to cancel.
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.reject import RejectCode
from glassbook.replay.flow import OrderFlow
from glassbook.replay.lifecycles import Integers


class PrintedTrade(NamedTuple):
    """A trade between two orders of the flow, by the ids they had in the recorded market."""

    maker_id: int
    taker_id: int
    price_ticks: int
    quantity_lots: int


class Playback:
    """The state of one pass.

    trades    printed between orders of the flow, in order
    refusals  u2[n]: the RejectCode of each command that was refused; 0 for the others
    sent      how many commands were sent
    """

    def __init__(self, flow: OrderFlow) -> None:
        self.flow = flow
        self.trades: list[PrintedTrade] = []
        self.refusals = np.zeros(len(flow), np.uint16)
        self.sent = 0
        self._is_done = np.zeros(len(flow), np.bool_)
        self._placed: dict[int, int] = {}  # the venue's order id → index of the command

    def worth_sending(self, start: int, stop: int) -> Integers:
        """Return the indices of the commands from `start` to `stop` that are not idle cancels."""
        span = slice(start, stop)
        is_idle = self.flow.is_cancel[span] & self._is_done[self.flow.places[span]]
        return start + np.flatnonzero(~is_idle)

    def packed(self, indices: Integers) -> bytes:
        """Return these commands as they are submitted."""
        return self.flow.commands[indices].tobytes()

    def hear(self, indices: Integers, sequence: int, events: Iterable[Event]) -> None:
        """Take note of what became of the commands at `indices`, the first of them at `sequence`.

        Events of other commands than these are passed over.
        """
        self.sent += len(indices)
        sent_as = indices.tolist()
        for event in events:
            position = event.sequence - sequence
            if 0 <= position < len(sent_as):
                self._note(event, sent_as[position])

    def refused(self) -> dict[str, int]:
        """Return how many orders were refused, by the name of the reason. Cancels do not count."""
        counts = Counter(self.refusals[~self.flow.is_cancel].tolist())
        return {RejectCode(code).name: count for code, count in counts.most_common() if code}

    def _note(self, event: Event, index: int) -> None:
        kind = event.kind
        if kind == EventKind.ORDER_ACCEPTED:
            self._placed[event.order_id] = index
        elif kind == EventKind.ORDER_REJECTED:
            self.refusals[index] = event.reason
            self._is_done[index] = True
        elif kind == EventKind.ORDER_FILLED:
            self._note_fill(event)
        elif kind in (EventKind.ORDER_CANCELLED, EventKind.ORDER_EXPIRED):
            self._finish(event.order_id)

    def _note_fill(self, event: Event) -> None:
        if not event.is_maker and event.counter_order_id in self._placed:
            self.trades.append(
                PrintedTrade(
                    self._market_id(event.counter_order_id),
                    self._market_id(event.order_id),
                    event.price_ticks,
                    event.quantity_lots,
                )
            )
        if event.open_lots == 0:
            self._finish(event.order_id)

    def _finish(self, order_id: int) -> None:
        if order_id in self._placed:
            self._is_done[self._placed[order_id]] = True

    def _market_id(self, order_id: int) -> int:
        return int(self.flow.order_ids[self._placed[order_id]])
