"""All projections, folded together from one stream of applied batches.

Everything here belongs to the loop's thread. A batch is folded as a whole; what is asked between
two folds sees all of the one and nothing of the next.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from glassbook.projection.amendments import Amendments
from glassbook.projection.auction import Indication, indication
from glassbook.projection.balances import Balances
from glassbook.projection.candles import Candles
from glassbook.projection.depth import LEVELS_MAX, Depth
from glassbook.projection.directory import Directory
from glassbook.projection.executions import Executions
from glassbook.projection.fills import Fills
from glassbook.projection.lifecycle import Lifecycle
from glassbook.projection.movements import Movements
from glassbook.projection.order import Order
from glassbook.projection.order_lists import OrderLists
from glassbook.projection.orders import Orders
from glassbook.projection.prevented import Prevented
from glassbook.projection.rebates import Rebates, Sums
from glassbook.projection.rebates import Terms as RebateTerms
from glassbook.projection.saving import encoded, without_collecting
from glassbook.projection.store.history import History, StoreBehind, StoreFailed
from glassbook.projection.store.memory import MemoryHistory
from glassbook.projection.tickers import Tickers
from glassbook.projection.trades import Trades
from glassbook.projection.volumes import Volumes
from glassbook.protocol.batches import AppliedBatch, SequencedDocument
from glassbook.protocol.events import Event, EventKind

Table = TypeVar("Table")

LAYOUT = 9  # of the saved tables; others are not restored but folded anew
Saved = Mapping[str, bytes | memoryview]  # the tables, by name

DEFINING = (
    EventKind.ASSET_DEFINED,
    EventKind.SYMBOL_LISTED,
    EventKind.SYMBOL_RULE_SET,
    EventKind.SYMBOL_STATUS_SET,
    EventKind.ACCOUNT_OPENED,
    EventKind.COMMISSION_SET,
    EventKind.SYMBOL_COMMISSION_SET,
    EventKind.ACCOUNT_CLASS_SET,
    EventKind.ELIGIBILITY_SET,
    EventKind.ACCOUNT_FROZEN,
    EventKind.ACCOUNT_UNFROZEN,
    EventKind.TRADE_GROUP_SET,
    EventKind.ACCOUNT_LIMIT_SET,
    EventKind.EXCHANGE_RULE_SET,
)
TELLING_NOTHING = (
    EventKind.MATCH_PASSED_OVER,
    EventKind.AUCTION_CLEARED,
    EventKind.ORDER_REJECTED,
    EventKind.CANCEL_REJECTED,
    EventKind.ORDER_TESTED,
    EventKind.COMMAND_REJECTED,
)


class Projections:
    """What people ask of the exchange. History beyond memory lies in `store`.

    sequence, time_ns   of the last command folded
    """

    def __init__(self, store: History | None = None) -> None:
        """Without a store, history is kept in memory and ends with the process."""
        self.store = store or MemoryHistory()
        # Who was handed it before a recovery keeps it: it is the same one ever after.
        self.directory = Directory()
        self._begin()

    def _begin(self) -> None:
        """Know nothing, but who and what is in the directory."""
        self.sequence = 0
        self.time_ns = 0
        self._origin_ns = 0  # the time of the first batch: which journal this is
        self.depth = Depth()
        self.trades = Trades(self.store)
        self.candles = Candles(self.store)
        self.tickers = Tickers(self.candles, self.trades, self.depth)
        self.orders = Orders(self.store)
        self.fills = Fills(self.store)
        self.prevented = Prevented(self.store)
        self.amendments = Amendments(self.store)
        self.order_lists = OrderLists(self.store)
        self.movements = Movements(self.store)
        self.volumes = Volumes(self.store)
        self.rebates = Rebates(self.directory)
        self.balances = Balances()
        self.executions = Executions()
        self._settled_sequence = self.store.written_sequence
        self._lifecycle = Lifecycle(
            self.directory,
            self.depth,
            self.trades,
            self.candles,
            self.orders,
            self.fills,
            self.prevented,
            self.balances,
            self.executions,
            self.amendments,
            self.movements,
            self.volumes,
            self.order_lists,
            self.rebates,
        )
        self._handlers = self._lifecycle.handlers
        self._handlers |= dict.fromkeys(DEFINING, self._define)
        self._handlers |= dict.fromkeys(TELLING_NOTHING, self._pass_over)
        assert self._handlers.keys() == set(EventKind), "every event has its handler"

    # --- asked by the doors ---------------------------------------------------------------------

    def indication(self, symbol_id: int) -> Indication:
        """Return what an auction on a symbol would come to, were it held now."""
        _, bids, asks = self.depth.snapshot(symbol_id, LEVELS_MAX)
        newest = self.trades.recent(symbol_id, 1)
        return indication(bids, asks, newest[-1].price_ticks if newest else 0)

    # --- the fold -------------------------------------------------------------------------------

    def fold(self, applied: AppliedBatch) -> None:
        """Take up one batch. What the store already holds of it is not written again.

        *Raises* StoreFailed when the store could not be written, or is another journal's.
        """
        batch = applied.batch
        assert batch.first_sequence > self.sequence, "a batch is folded once, in order"
        if not self._origin_ns:
            self.store.begin(batch.time_ns)
            self._origin_ns = batch.time_ns
        self._lifecycle.begin(batch)
        self.executions.begin()
        self.depth.changed.clear()
        self._labelled = batch
        handlers = self._handlers
        for event in applied.facts:
            handlers[event.kind](event)
        rows = self._lifecycle.end()
        self.sequence = self.depth.sequence = batch.last_sequence
        self.time_ns = batch.time_ns
        self.store.write(self.sequence, rows)
        self._settle()

    def follow(self, entry: SequencedDocument) -> None:
        """Take up a document, in its place among the batches; most say nothing to a projection."""
        self.rebates.follow(entry)

    def _define(self, event: Event) -> None:
        self.directory.tell(event, self._labelled.label(event.sequence))

    def _pass_over(self, event: Event) -> None:
        """Nothing changed."""

    def _settle(self) -> None:
        """Forget what the store holds by now."""
        written_sequence = self.store.written_sequence
        if written_sequence != self._settled_sequence or written_sequence >= self.sequence:
            self._settled_sequence = written_sequence
            self.trades.settle(written_sequence)
            self.candles.settle(written_sequence)
            self.orders.settle(written_sequence)
            self.fills.settle(written_sequence)
            self.prevented.settle(written_sequence)
            self.amendments.settle(written_sequence)
            self.order_lists.settle(written_sequence)
            self.movements.settle(written_sequence)
            self.volumes.settle(written_sequence)

    # --- saved and restored ---------------------------------------------------------------------

    def save(self) -> dict[str, bytes]:
        """Return what is not in the store, as named tables; the store is made durable soon."""
        self.store.sync()
        with without_collecting():
            return {name: encoded(table) for name, table in self._tables().items()}

    def _tables(self) -> dict[str, Any]:
        return {
            "place": [LAYOUT, self.sequence, self.time_ns, self._origin_ns],
            "directory": self.directory.saved(),
            "balances": self.balances.saved(),
            "orders": self.orders.saved(),
            "order_lists": self.order_lists.saved(),
            "trades": self.trades.saved(),
            "candles": self.candles.saved(),
            "volumes": self.volumes.saved(),
            "rebates": self.rebates.saved(),
        }

    def restore(self, tables: Saved) -> None:
        """Take up what `save` returned.

        *Raises* ValueError when the tables are not its own, StoreBehind (a ValueError, too) when
        the store lacks rows of before, StoreFailed; then everything is as it was before.
        """
        before = dict(vars(self))
        try:
            self._begin()
            self._load(tables)
        except (StoreBehind, StoreFailed):
            vars(self).update(before)
            raise
        except (ValueError, TypeError, LookupError, msgspec.MsgspecError) as error:
            vars(self).update(before)
            raise ValueError(f"these are no saved projections: {error!r}") from error

    def _load(self, tables: Saved) -> None:
        place = _decode(tables["place"], tuple[int, int, int, int])
        layout, self.sequence, self.time_ns, self._origin_ns = place
        if layout != LAYOUT:
            raise ValueError(f"they are laid out by version {layout}, this program knows {LAYOUT}")
        if self._origin_ns:
            self.store.begin(self._origin_ns)
        if self.store.written_sequence < self.sequence:
            raise StoreBehind(
                f"history reaches sequence {self.store.written_sequence} only, "
                f"and the saved projections {self.sequence}"
            )
        self.depth.sequence = self.sequence
        directory = Directory()
        directory.load(_decode(tables["directory"], dict[str, Any]))
        self.balances.load(_decode(tables["balances"], dict[int, dict[int, list[int]]]))
        self.orders.load(_decode(tables["orders"], list[Order]))
        self.order_lists.load(_decode(tables["order_lists"], list[list[Any]]))
        self.trades.load(_decode(tables["trades"], dict[int, tuple[int, int, int]]))
        self.candles.load(_decode(tables["candles"], dict[int, list[Any]]))
        self.volumes.load(_decode(tables["volumes"], tuple[int, dict[int, dict[int, str]]]))
        self.rebates.load(
            _decode(tables["rebates"], tuple[int, dict[int, RebateTerms], Sums, Sums, Sums])
        )
        for order in self.orders.all_open():
            if order.book_lots:
                self.depth.change(order.symbol_id, order.side, order.limit_ticks, order.book_lots)
        self.directory.become(directory)  # last: of what could not be restored nothing is taken up


def saved_directory(tables: Saved) -> Directory:
    """Return who and what was there when `save` was asked, without taking up the rest.

    *Raises* ValueError when the tables are not those of projections.
    """
    directory = Directory()
    try:
        directory.load(_decode(tables["directory"], dict[str, Any]))
    except (KeyError, TypeError, msgspec.MsgspecError) as error:
        raise ValueError(f"these are no saved projections: {error!r}") from error
    return directory


def _decode(table: bytes | memoryview, kind: type[Table]) -> Table:
    return msgspec.msgpack.decode(table, type=kind)
