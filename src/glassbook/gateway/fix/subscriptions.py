"""What one market data session listens to: requests by their id, at most one for each stream.

Source: FIX API, "MarketDataRequest", "MarketDataRequestReject".
"""

from dataclasses import dataclass
from enum import Enum

from glassbook.gateway.access import refusals
from glassbook.gateway.fix import faults
from glassbook.gateway.fix.faults import Rejected
from glassbook.gateway.fix.fields import BY_NAME
from glassbook.gateway.fix.reading import Values
from glassbook.projection.depth import LEVELS_MAX
from glassbook.projection.directory import Directory
from glassbook.projection.listing import Symbol

SUBSCRIBE = "1"
TRADE_ENTRIES, BOOK_ENTRIES = {"2"}, {"0", "1"}
DUPLICATE_ID, TOO_MANY = "1", "2"


class Stream(Enum):
    TRADES = "trades"
    BEST = "best bid and offer"
    DEPTH = "depth"


class NotSubscribed(Exception):
    """A request that is answered with MarketDataRequestReject.

    reason  MDReqRejReason, if there is one for it
    """

    def __init__(self, why: Rejected, reason: str | None = None) -> None:
        super().__init__(why.text)
        self.code = why.code
        self.text = why.text
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Subscription:
    """One request: a kind of stream of some symbols. `levels` of each side in the snapshot."""

    request_id: str
    stream: Stream
    symbols: tuple[Symbol, ...]
    levels: int


class Subscriptions:
    """The subscriptions of one session."""

    def __init__(self, streams_max: int) -> None:
        self._streams_max = streams_max
        self._by_id: dict[str, Subscription] = {}
        self._ids: dict[tuple[Stream, int], str] = {}

    @property
    def streams(self) -> int:
        """How many streams are listened to."""
        return len(self._ids)

    def add(self, wanted: Subscription) -> None:
        """Take in a subscription. *Raises* NotSubscribed, and changes nothing."""
        if wanted.request_id in self._by_id:
            raise NotSubscribed(faults.request_id_in_use(), DUPLICATE_ID)
        for symbol in wanted.symbols:
            active = self._ids.get((wanted.stream, symbol.symbol_id))
            if active is not None:
                raise NotSubscribed(faults.similar_subscription(symbol.name, active), TOO_MANY)
        if len(self._ids) + len(wanted.symbols) > self._streams_max:
            raise NotSubscribed(faults.too_many_subscriptions(self._streams_max), TOO_MANY)
        # From here on nothing may be refused.
        self._by_id[wanted.request_id] = wanted
        for symbol in wanted.symbols:
            self._ids[wanted.stream, symbol.symbol_id] = wanted.request_id

    def remove(self, request_id: str) -> Subscription:
        """Give up a subscription, and return it. *Raises* NotSubscribed."""
        ended = self._by_id.pop(request_id, None)
        if ended is None:
            raise NotSubscribed(faults.request_id_unknown())
        for symbol in ended.symbols:
            del self._ids[ended.stream, symbol.symbol_id]
        return ended

    def remove_all(self) -> list[Subscription]:
        """Give up all of them, and return them."""
        ended = list(self._by_id.values())
        self._by_id.clear()
        self._ids.clear()
        return ended


def subscription(directory: Directory, values: Values) -> Subscription:
    """Return what a MarketDataRequest wants. *Raises* Rejected; Refusal -1121."""
    entries = [each["MDEntryType"] for each in _group(values, "NoMDEntryTypes", "MDEntryType")]
    names = [each["Symbol"] for each in _group(values, "NoRelatedSym", "Symbol")]
    if set(entries) not in (TRADE_ENTRIES, BOOK_ENTRIES):
        raise faults.bad_value(BY_NAME["MDEntryType"])
    symbols = tuple(_listed(directory, name) for name in names)
    if set(entries) == TRADE_ENTRIES:
        return Subscription(values["MDReqID"], Stream.TRADES, symbols, 0)
    if "MarketDepth" not in values:
        raise faults.missing(BY_NAME["MarketDepth"])
    levels = int(values["MarketDepth"])
    if not 1 <= levels <= LEVELS_MAX:
        raise faults.bad_value(BY_NAME["MarketDepth"])
    stream = Stream.BEST if levels == 1 else Stream.DEPTH
    return Subscription(values["MDReqID"], stream, symbols, levels)


def _group(values: Values, name: str, field: str) -> list[Values]:
    """Return a group that must have entries, none of them twice. *Raises* Rejected."""
    entries: list[Values] = values.get(name, [])
    if not entries:
        raise faults.missing(BY_NAME[name])
    if len({each[field] for each in entries}) < len(entries):
        raise faults.repeated_entry(BY_NAME[name])
    return entries


def _listed(directory: Directory, name: str) -> Symbol:
    symbol = directory.symbol(name)
    if symbol is None:
        raise refusals.bad_symbol()
    return symbol
