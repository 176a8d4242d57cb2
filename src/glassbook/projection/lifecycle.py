"""What each event of an order means to every projection.

An order that came to the market and does not rest when its command is over is done then: filled,
unless it was said to have expired. Until the next order comes, or the batch ends, it counts as
being entered.
"""

from collections.abc import Callable

from glassbook.projection.amendments import Amendments
from glassbook.projection.balances import Balances
from glassbook.projection.candles import Candles
from glassbook.projection.depth import Depth
from glassbook.projection.directory import Directory
from glassbook.projection.executions import Executions, ListChange
from glassbook.projection.fills import Fills
from glassbook.projection.movements import Movements
from glassbook.projection.order import Order, OrderStatus
from glassbook.projection.order_lists import OrderLists
from glassbook.projection.orders import Orders
from glassbook.projection.prevented import Prevented
from glassbook.projection.rebates import Purpose, Rebates
from glassbook.projection.rows import Amendment, OrderList, PreventedMatch
from glassbook.projection.store.history import Rows
from glassbook.projection.trades import Trades
from glassbook.projection.volumes import Volumes
from glassbook.protocol.batches import Batch
from glassbook.protocol.events import AUCTION_FILL, Event, EventKind
from glassbook.protocol.labels import NO_LABEL, Label
from glassbook.protocol.orders import ListKind, SelfTradePrevention
from glassbook.protocol.reject import DoneReason

NEW = int(OrderStatus.NEW)
PENDING_NEW = int(OrderStatus.PENDING_NEW)
PARTIALLY_FILLED = int(OrderStatus.PARTIALLY_FILLED)
FILLED = int(OrderStatus.FILLED)
LESSENING = (int(SelfTradePrevention.DECREMENT), int(SelfTradePrevention.TRANSFER))


class Lifecycle:
    """Tells the events of orders to the projections, and collects the rows that they make."""

    def __init__(
        self,
        directory: Directory,
        depth: Depth,
        trades: Trades,
        candles: Candles,
        orders: Orders,
        fills: Fills,
        prevented: Prevented,
        balances: Balances,
        executions: Executions,
        amendments: Amendments,
        movements: Movements,
        volumes: Volumes,
        order_lists: OrderLists,
        rebates: Rebates,
    ) -> None:
        self._rebates = rebates
        self._order_lists = order_lists
        self._over: OrderList | None = None  # the list of the order that just ended, if it is over
        self._amendments = amendments
        self._movements = movements
        self._volumes = volumes
        self._depth = depth
        self._trades = trades
        self._candles = candles
        self._orders = orders
        self._fills = fills
        self._prevented = prevented
        self._balances = balances
        self._executions = executions
        self._watched = executions.watched
        self._symbols = directory.symbols
        self._rows = Rows()
        self._entering: Order | None = None
        self._entered: Event | None = None  # which announced it
        self._terms: Event | None = None  # of the order that is accepted next
        self._peg: Event | None = None  # likewise
        self.handlers: dict[int, Callable[[Event], None]] = {
            EventKind.ORDER_LIST_ACCEPTED: self.list_accepted,
            EventKind.ORDER_ACTIVATED: self.activated,
            EventKind.ORDER_TERMS: self.terms,
            EventKind.ORDER_PEGGED: self.pegged,
            EventKind.ORDER_PRICED: self.priced,
            EventKind.ORDER_FUNDED: self._hold,
            EventKind.ORDER_SIZED: self.sized,
            EventKind.ORDER_ACCEPTED: self.accepted,
            EventKind.ORDER_TRIGGERED: self.triggered,
            EventKind.ORDER_TRACKING: self.tracking,
            EventKind.ORDER_REFILLED: self.refilled,
            EventKind.ORDER_FILLED: self.filled,
            EventKind.ORDER_CANCELLED: self.cancelled,
            EventKind.ORDER_EXPIRED: self.expired,
            EventKind.ORDER_REDUCED: self.reduced,
            EventKind.MATCH_PREVENTED: self.match_prevented,
            EventKind.ORDER_DECREMENTED: self.decremented,
            EventKind.BALANCE_MOVED: self.moved,
            EventKind.BALANCE_TRANSFERRED: self.transferred,
        }

    def begin(self, batch: Batch) -> None:
        """Take up a batch: its time and its labels."""
        self._time_ns = batch.time_ns
        self._labels = batch.labels
        self._first_sequence = batch.first_sequence
        self._rows = Rows(volumes=self._volumes.begin(batch.last_sequence, batch.time_ns))
        self._rebates.begin(batch.time_ns)

    def end(self) -> Rows:
        """Return the rows that the batch made."""
        if self._entering is not None:
            self._finish_entering()
        return self._rows

    # --- an order comes in ----------------------------------------------------------------------

    def list_accepted(self, event: Event) -> None:
        if self._entering is not None:
            self._finish_entering()
        order_list = OrderList(
            event.account_id,
            event.order_id,
            event.symbol_id,
            event.reason,
            event.quantity_lots,
            self._label(event).list_client_order_id,
            self._time_ns,
        )
        self._order_lists.add(order_list)
        self._rows.order_lists.append(order_list)
        if event.account_id in self._watched:
            self._executions.note_list(event, self._time_ns, order_list, ListChange.BEGUN)

    def terms(self, event: Event) -> None:
        self._terms = event

    def pegged(self, event: Event) -> None:
        self._peg = event

    def accepted(self, event: Event) -> None:
        if self._entering is not None:
            self._finish_entering()
        account_id, symbol_id, side = event.account_id, event.symbol_id, event.side
        price_ticks, time_ns = event.price_ticks, self._time_ns
        label = self._labels.get(event.order_id - self._first_sequence, NO_LABEL)
        order = Order(
            event.order_id,
            account_id,
            symbol_id,
            label.client_order_id,
            side,
            event.order_type,
            event.time_in_force,
            event.self_trade_prevention,
            price_ticks,
            event.quantity_lots,
            0,
            0,
            event.amount_units,
            NEW,
            0,
            0,
            0,
            0,
            time_ns,
            time_ns,
            label.strategy_id,
            label.strategy_type,
            time_ns,
        )
        self._orders.add(order)
        self._hold(event)
        if self._peg is not None:
            self._take_peg(order, self._peg)
        if self._terms is not None:
            self._take_terms(order, self._terms)
        if order.working_time_ns:
            self._enter(order, event)
        if account_id in self._watched:
            self._executions.note(event, time_ns, order)

    def _take_peg(self, order: Order, peg: Event) -> None:
        self._peg = None
        order.peg, order.peg_levels = peg.reason, peg.quantity_lots
        order.pegged_ticks, order.price_ticks = order.price_ticks, peg.price_ticks

    def _take_terms(self, order: Order, terms: Event) -> None:
        self._terms = None
        order.trigger_ticks = terms.price_ticks
        order.visible_lots = terms.quantity_lots
        order.trailing_bips = terms.reason
        if terms.counter_order_id:
            order.list_id = terms.counter_order_id
            order_list = self._order_lists.open_list(order.list_id)
            if order_list.kind != ListKind.OCO and order.order_id != order_list.order_ids[0]:
                order.status = PENDING_NEW
        if terms.open_lots or order.status == PENDING_NEW:
            order.working_time_ns = order.pegged_ticks = 0

    def activated(self, event: Event) -> None:
        """Let a pending order of a list in: to the market, or to wait for its trigger."""
        order = self._orders.get(event.order_id)
        order.status = NEW
        if not order.waits_for_price:
            self.triggered(event)
            return
        if self._entering is not None:
            self._finish_entering()
        order.update_time_ns = self._time_ns
        if order.account_id in self._watched:
            self._executions.note(event, self._time_ns, order)

    def tracking(self, event: Event) -> None:
        self._orders.get(event.order_id).trailing_time_ns = self._time_ns

    def priced(self, event: Event) -> None:
        """The book gave a pegged order that waited its price; it comes to the market next."""
        self._orders.get(event.order_id).pegged_ticks = event.price_ticks
        self._hold(event)

    def sized(self, event: Event) -> None:
        """Another order of its list has bought what this one is to sell."""
        self._orders.get(event.order_id).quantity_lots = event.quantity_lots
        self._hold(event)

    def triggered(self, event: Event) -> None:
        if self._entering is not None:
            self._finish_entering()
        order = self._orders.get(event.order_id)
        order.working_time_ns = order.update_time_ns = self._time_ns
        self._hold(event)
        self._enter(order, event)
        if order.account_id in self._watched:
            self._executions.note(event, self._time_ns, order)

    def _enter(self, order: Order, event: Event) -> None:
        """Show what of an order rests when its command is over; without that, see what comes."""
        if event.open_lots:
            lots = event.open_lots
            if order.visible_lots:
                lots = order.shown_lots = min(order.visible_lots, lots)
            self._depth.change(order.symbol_id, order.side, order.limit_ticks, lots)
        else:
            self._entering = order
            self._entered = event

    def _finish_entering(self) -> None:
        order, entered = self._entering, self._entered
        assert order is not None, "an order is being entered"
        assert entered is not None, "and was announced"
        self._entering = None
        self._finish(order, FILLED, entered.sequence)
        if self._over is not None:
            self._tell_over(entered)

    # --- it trades ------------------------------------------------------------------------------

    def filled(self, event: Event) -> None:
        order = self._orders.get(event.order_id)
        symbol_id, lots, time_ns = event.symbol_id, event.quantity_lots, self._time_ns
        if not order.executed_lots:
            self._orders.begin_to_fill(event.account_id, event.is_maker)
        order.executed_lots += lots
        order.quote_units += event.amount_units
        order.status = PARTIALLY_FILLED if event.open_lots else FILLED
        order.update_time_ns = time_ns
        self._balances.fill(event, self._symbols[symbol_id])
        self._rows.fills.append(self._fills.add(event, time_ns))
        self._volumes.add(event)
        if self._rebates.terms and event.commission_units:
            self._rebates.earn(event)
        if order.account_id in self._watched:
            self._executions.note(event, time_ns, order)
        if event.is_maker or event.reason == AUCTION_FILL:
            self._depth.change(symbol_id, event.side, order.limit_ticks, -lots)
            if order.visible_lots:
                order.shown_lots -= lots
            if not event.open_lots:
                self._finish(order, FILLED, event.sequence)
                if self._over is not None:
                    self._tell_over(event)
        if not event.is_maker:
            self._rows.trades.append(self._trades.add(event, time_ns))
            closed = self._candles.add(event, time_ns)
            if closed:
                self._rows.candles += closed

    def refilled(self, event: Event) -> None:
        order = self._orders.get(event.order_id)
        order.shown_lots = event.quantity_lots
        self._depth.change(event.symbol_id, event.side, event.price_ticks, event.quantity_lots)

    # --- it ends otherwise ----------------------------------------------------------------------

    def cancelled(self, event: Event) -> None:
        order = self._orders.get(event.order_id)
        order.update_time_ns = self._time_ns
        order.done_reason = event.reason
        self._hold(event)
        self._leave(order)
        is_houses = event.reason == DoneReason.ACCOUNT_FROZEN  # CANCELED is what the customer does
        status = OrderStatus.EXPIRED if is_houses else OrderStatus.CANCELED
        self._finish(order, status, event.sequence)
        if order.account_id in self._watched:
            if is_houses:
                self._executions.note(event, self._time_ns, order)
            else:
                label = self._label(event)
                self._executions.note_cancel(event, self._time_ns, order, label)
        if self._over is not None:
            self._tell_over(event)

    def expired(self, event: Event) -> None:
        order = self._orders.get(event.order_id)
        order.update_time_ns = self._time_ns
        order.done_reason = event.reason
        self._hold(event)
        if event.is_maker:
            self._leave(order)
        if order is self._entering:
            self._entering = None
        is_prevented = event.reason == DoneReason.SELF_TRADE_PREVENTED
        if is_prevented:
            order.prevented_lots += event.quantity_lots
        status = OrderStatus.EXPIRED_IN_MATCH if is_prevented else OrderStatus.EXPIRED
        self._finish(order, status, event.sequence)
        if order.account_id in self._watched:
            self._executions.note(event, self._time_ns, order)
        if self._over is not None:
            self._tell_over(event)

    def _leave(self, order: Order) -> None:
        """Take out of the depth what is shown of an order."""
        lots = order.book_lots
        if lots:
            self._depth.change(order.symbol_id, order.side, order.limit_ticks, -lots)

    def _finish(self, order: Order, status: int, sequence: int) -> None:
        self._orders.finish(order, status, sequence)
        self._rows.orders.append(order)
        if order.list_id:
            self._over = self._order_lists.finish(order)

    def _tell_over(self, event: Event) -> None:
        """Say that a list is over, after what is said of the last of its orders."""
        over, self._over = self._over, None
        if over is not None and over.account_id in self._watched:
            self._executions.note_list(event, self._time_ns, over, ListChange.DONE)

    def match_prevented(self, event: Event) -> None:
        """Note whom the prevention cost what: all that the taker, the maker or both had open, or
        as much of both.
        """
        taker = self._orders.get(event.order_id)
        maker = self._orders.get(event.counter_order_id)
        taker.prevented_match_id = maker.prevented_match_id = event.trade_id
        mode = event.self_trade_prevention
        if mode in LESSENING:
            taker_lots = maker_lots = event.quantity_lots
            self._lessen(taker, event)
            if taker.account_id in self._watched:
                self._executions.note(event, self._time_ns, taker)
        else:
            spares_taker = mode == SelfTradePrevention.EXPIRE_MAKER
            spares_maker = mode == SelfTradePrevention.EXPIRE_TAKER
            taker_lots = 0 if spares_taker else _left(taker)
            maker_lots = 0 if spares_maker else _left(maker)
        match = PreventedMatch(
            event.account_id,
            event.symbol_id,
            event.trade_id,
            taker.order_id,
            maker.order_id,
            mode,
            event.price_ticks,
            taker_lots,
            maker_lots,
            self._time_ns,
        )
        for account_id in {taker.account_id, maker.account_id}:
            seen = match._replace(account_id=account_id)
            self._prevented.add(event.sequence, seen)
            self._rows.prevented.append(seen)

    def decremented(self, event: Event) -> None:
        """Take from a maker what a match that was prevented cost it; that may have been its end."""
        maker = self._orders.get(event.order_id)
        self._lessen(maker, event)
        self._depth.change(event.symbol_id, event.side, event.price_ticks, -event.quantity_lots)
        if maker.visible_lots:
            maker.shown_lots -= event.quantity_lots
        if not event.open_lots:
            maker.done_reason = DoneReason.SELF_TRADE_PREVENTED
            self._finish(maker, OrderStatus.EXPIRED_IN_MATCH, event.sequence)
        if maker.account_id in self._watched:
            self._executions.note(event, self._time_ns, maker)
        if self._over is not None:
            self._tell_over(event)

    def _lessen(self, order: Order, event: Event) -> None:
        order.prevented_lots += event.quantity_lots
        order.update_time_ns = self._time_ns
        if event.self_trade_prevention == SelfTradePrevention.TRANSFER:
            self._balances.fill(event, self._symbols[event.symbol_id])
        else:
            self._hold(event)

    # --- it changes, and money moves ------------------------------------------------------------

    def reduced(self, event: Event) -> None:
        order = self._orders.get(event.order_id)
        old_lots = order.quantity_lots
        before_lots = order.book_lots
        order.quantity_lots = event.quantity_lots + order.prevented_lots
        order.shown_lots = min(order.shown_lots, event.open_lots)
        order.update_time_ns = self._time_ns
        self._hold(event)
        change_lots = order.book_lots - before_lots
        if change_lots:
            self._depth.change(event.symbol_id, event.side, order.limit_ticks, change_lots)
        previous_client_id = order.client_order_id
        client_order_id = self._label(event).client_order_id
        is_meant = not event.counter_order_id  # its pair is reduced with it, and keeps its name
        if client_order_id and is_meant:
            self._orders.rename(order, client_order_id)
        self._note_amendment(event, order, previous_client_id, old_lots)
        if order.account_id in self._watched:
            self._executions.note(event, self._time_ns, order, previous_client_id)
            if order.list_id and order.client_order_id != previous_client_id:
                self._tell_renamed(event, order)

    def _tell_renamed(self, event: Event, order: Order) -> None:
        """Say that a list goes by other names. Source: faqs/order_amend_keep_priority.md."""
        order_list = self._order_lists.open_list(order.list_id)
        self._executions.note_list(event, self._time_ns, order_list, ListChange.RENAMED)

    def _note_amendment(
        self, event: Event, order: Order, old_client_id: str, old_lots: int
    ) -> None:
        amendment = Amendment(
            order.account_id,
            order.symbol_id,
            order.order_id,
            event.sequence,
            old_client_id,
            order.client_order_id,
            old_lots,
            order.quantity_lots,
            self._time_ns,
        )
        self._amendments.add(amendment)
        self._rows.amendments.append(amendment)

    def moved(self, event: Event) -> None:
        self._balances.move(event)
        self._note_movement(event)

    def transferred(self, event: Event) -> None:
        self._balances.transfer(event)
        self._note_movement(event, self._rebates.pay(event, self._label(event)))

    def _note_movement(self, event: Event, purpose: Purpose = Purpose.NONE) -> None:
        self._rows.movements.append(self._movements.add(event, self._time_ns, purpose))
        if event.account_id in self._watched:
            self._executions.note_move(event, self._time_ns)

    def _label(self, event: Event) -> Label:
        return self._labels.get(event.sequence - self._first_sequence, NO_LABEL)

    def _hold(self, event: Event) -> None:
        """Lock or give back what an order holds: of the asset that it pays with."""
        symbol = self._symbols[event.symbol_id]
        asset = symbol.base if event.side else symbol.quote
        self._balances.hold(event.account_id, asset.asset_id, event.hold_units)


def _left(order: Order) -> int:
    return order.quantity_lots - order.executed_lots - order.prevented_lots
