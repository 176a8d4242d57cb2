"""Market data: trades, best bid and offer, and depth, to every session that listens.

A stream of a symbol is encoded once, however many listen. Trades and the touch are told with the
batch that made them; depth is told by the clock. Every subscription to a book begins with a
snapshot, and what was to be told before is told first, so that the ids join.
Source: FIX API, "Market Data Messages".
"""

from typing import Any, Protocol

from glassbook.gateway.fix.book_copy import BookCopy, Entry, entries, level
from glassbook.gateway.fix.instruments import instrument_list
from glassbook.gateway.fix.session import Request
from glassbook.gateway.fix.subscriptions import (
    SUBSCRIBE,
    NotSubscribed,
    Stream,
    Subscription,
    Subscriptions,
    subscription,
)
from glassbook.gateway.fix.times import stamp
from glassbook.gateway.fix.writing import Body, body
from glassbook.projection import Projections
from glassbook.projection.book import Level
from glassbook.projection.listing import Symbol
from glassbook.protocol.batches import AppliedBatch
from glassbook.protocol.events import Event, EventKind

DEPTH_PERIOD_MS = 100

NEW, CHANGE, DELETE = b"0", b"1", b"2"
BID, OFFER, TRADE = b"0", b"1", b"2"

Touch = tuple[Level | None, Level | None]


class Listener(Protocol):
    """One session's side: where news goes."""

    def send_all(self, messages: list[Body]) -> None:
        """Send these messages."""
        ...


class Market:
    """Who listens to what, of all market data sessions of the venue."""

    def __init__(self, projections: Projections) -> None:
        self._projections = projections
        self._listeners: dict[tuple[Stream, int], dict[Listener, bytes]] = {}
        self._copies: dict[int, BookCopy] = {}
        self._touches: dict[int, Touch] = {}

    # --- requests -------------------------------------------------------------------------------

    def take(self, request: Request, listener: Listener, kept: Subscriptions) -> None:
        """Answer a request of a session with these subscriptions. *Raises* Rejected, Refusal."""
        values = request.values
        if request.code == "x":
            listener.send_all([instrument_list(self._projections.directory, values)])
            return
        try:
            if values["SubscriptionRequestType"] == SUBSCRIBE:
                wanted = subscription(self._projections.directory, values)
                kept.add(wanted)
                self._join(wanted, listener)
            else:
                self._part(kept.remove(values["MDReqID"]), listener)
        except NotSubscribed as refused:
            answer: dict[str, Any] = {
                "MDReqID": values["MDReqID"],
                "MDReqRejReason": refused.reason,
                "ErrorCode": refused.code,
                "Text": refused.text,
            }
            listener.send_all([body("Y", answer)])

    def dismiss(self, listener: Listener, kept: Subscriptions) -> None:
        """Forget a session."""
        for each in kept.remove_all():
            self._part(each, listener)

    def _join(self, wanted: Subscription, listener: Listener) -> None:
        for symbol in wanted.symbols:
            place = wanted.stream, symbol.symbol_id
            if wanted.stream is not Stream.TRADES:
                self._begin(wanted.stream, symbol)
                listener.send_all([self._snapshot(wanted, symbol)])
            self._listeners.setdefault(place, {})[listener] = wanted.request_id.encode()

    def _begin(self, stream: Stream, symbol: Symbol) -> None:
        """Bring the others of a stream up to now, so that one snapshot's end is all snapshots'."""
        symbol_id = symbol.symbol_id
        if stream is Stream.BEST:
            self._touches.setdefault(symbol_id, self._projections.depth.best(symbol_id))
        elif symbol_id in self._copies:
            self._tell_depth(symbol_id)
        else:
            self._copies[symbol_id] = BookCopy(self._projections.depth, symbol_id)

    def _part(self, ended: Subscription, listener: Listener) -> None:
        for symbol in ended.symbols:
            place = ended.stream, symbol.symbol_id
            del self._listeners[place][listener]
            if self._listeners[place]:
                continue
            del self._listeners[place]
            if ended.stream is Stream.BEST:
                del self._touches[symbol.symbol_id]
            elif ended.stream is Stream.DEPTH:
                self._copies.pop(symbol.symbol_id).close()

    def _snapshot(self, wanted: Subscription, symbol: Symbol) -> Body:
        depth = self._projections.depth
        update_id, bids, asks = depth.snapshot(symbol.symbol_id, wanted.levels)
        if wanted.stream is Stream.DEPTH:
            update_id = self._copies[symbol.symbol_id].told  # nothing has changed since
        lines = [b"269=%b\x01%b" % (BID, level(symbol, *each)) for each in bids]
        lines += [b"269=%b\x01%b" % (OFFER, level(symbol, *each)) for each in asks]
        head = b"262=%b\x0155=%b\x0125044=%d\x01268=%d\x01" % (
            wanted.request_id.encode(), symbol.name.encode(), update_id, len(lines),
        )  # fmt: skip
        return b"W", head + b"".join(lines)

    # --- news -----------------------------------------------------------------------------------

    def on_batch(self, applied: AppliedBatch) -> None:
        """Tell a batch that every projection has folded."""
        if not self._listeners:
            return
        symbols = {symbol_id for stream, symbol_id in self._listeners if stream is Stream.TRADES}
        if symbols:
            self._tell_trades(applied, symbols)
        for symbol_id in sorted(self._touches.keys() & self._projections.depth.changed):
            self._tell_touch(symbol_id)

    def beat(self) -> None:
        """Tell what changed in the books; to be called every DEPTH_PERIOD_MS."""
        for symbol_id in self._copies:
            self._tell_depth(symbol_id)

    def _tell_trades(self, applied: AppliedBatch, symbols: set[int]) -> None:
        told: dict[int, list[Event]] = {}
        for event in applied.facts:
            is_trade = event.kind == EventKind.ORDER_FILLED and not event.is_maker
            if is_trade and event.symbol_id in symbols:
                told.setdefault(event.symbol_id, []).append(event)
        at = stamp(applied.batch.time_ns)
        for symbol_id, trades in told.items():
            symbol = self._symbol(symbol_id)
            lines = [_trade(symbol, trade, at) for trade in trades]
            self._tell(Stream.TRADES, symbol_id, entries(symbol, lines))

    def _tell_touch(self, symbol_id: int) -> None:
        before, now = self._touches[symbol_id], self._projections.depth.best(symbol_id)
        if now == before:
            return
        self._touches[symbol_id] = now
        symbol = self._symbol(symbol_id)
        lines = []
        for side, was, is_now in zip((BID, OFFER), before, now, strict=True):
            if was == is_now:
                continue
            if is_now is None:
                assert was is not None, "two sides that are empty do not differ"
                lines.append(Entry(DELETE, side, symbol.price_text(was[0]).encode()))
            else:
                lines.append(Entry.of(CHANGE if was else NEW, side, symbol, is_now))
        tail = b"25044=%d\x01" % self._projections.depth.sequence
        self._tell(Stream.BEST, symbol_id, entries(symbol, lines, tail))

    def _tell_depth(self, symbol_id: int) -> None:
        symbol = self._symbol(symbol_id)
        told = self._copies[symbol_id].take(symbol)
        if told is not None:
            self._tell(Stream.DEPTH, symbol_id, told)

    def _tell(self, stream: Stream, symbol_id: int, fields: bytes) -> None:
        for listener, request_id in tuple(self._listeners.get((stream, symbol_id), {}).items()):
            listener.send_all([(b"X", b"262=%b\x01%b" % (request_id, fields))])

    def _symbol(self, symbol_id: int) -> Symbol:
        return self._projections.directory.symbols[symbol_id]


def _trade(symbol: Symbol, trade: Event, at: bytes) -> Entry:
    line = Entry.of(NEW, TRADE, symbol, (trade.price_ticks, trade.quantity_lots))
    more = b"60=%b\x011003=%d\x012446=%d\x01" % (at, trade.trade_id, trade.side + 1)
    return line._replace(more=more)
