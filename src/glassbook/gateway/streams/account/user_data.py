"""The user data stream: all that happens to one account, in the order in which it happened.

One report for each event of an order; a deposit or withdrawal as `balanceUpdate`; and after the
last event of each command the balances it touched. Nothing is kept for accounts nobody listens to.

*Source*: "User Data Stream Events" of Binance's user-data-stream.md.
"""

from collections.abc import Iterable
from itertools import groupby

import msgspec

from glassbook.gateway.streams.account.execution_report import Report
from glassbook.gateway.streams.account.list_status import list_status, payload
from glassbook.gateway.streams.account.positions import Positions, position_payload
from glassbook.gateway.streams.stream import News, Stream
from glassbook.gateway.streams.topics import Encode, Topic
from glassbook.projection import Projections
from glassbook.projection.executions import Execution
from glassbook.projection.rows import OrderList
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.reject import DoneReason

LESSENING = (EventKind.MATCH_PREVENTED, EventKind.ORDER_DECREMENTED)
MOVING = (EventKind.BALANCE_MOVED, EventKind.BALANCE_TRANSFERRED)
PLACE_BITS = 16  # an execution id is a command's sequence and a place among its events


class ListenKeyExpired(msgspec.Struct, tag_field="e", tag="listenKeyExpired"):
    event_time: int = msgspec.field(name="E")
    listen_key: str = msgspec.field(name="listenKey")


def listen_key_expired(listen_key: str, now_ns: int) -> Encode:
    """Return what is told on a stream whose key has ended."""
    return lambda unit: msgspec.json.encode(ListenKeyExpired(unit.of(now_ns), listen_key))


class UserDataStream(Stream):
    """One topic for every listen key that somebody listens to."""

    is_live = True

    def __init__(self, projections: Projections) -> None:
        self._projections = projections
        self._positions = Positions(projections)
        self._topics: dict[int, list[Topic]] = {}  # by account

    def open(self, subject: int, topic: Topic, /) -> None:
        if subject not in self._topics:
            self._topics[subject] = []
            self._positions.follow(subject)
            self._projections.executions.watch(subject)
        self._topics[subject].append(topic)

    def close(self, subject: int, topic: Topic, /) -> None:
        self._topics[subject].remove(topic)
        if not self._topics[subject]:
            del self._topics[subject]
            self._positions.forget(subject)
            self._projections.executions.unwatch(subject)

    def on_batch(self, news: News) -> None:
        for account_id, executions in self._projections.executions.latest.items():
            if account_id in self._topics:
                self._tell_account(account_id, executions, news)

    def _tell_account(self, account_id: int, executions: list[Execution], news: News) -> None:
        for sequence, of_command in groupby(executions, lambda e: e.event.sequence):
            touched: dict[int, None] = {}
            execution_id = sequence << PLACE_BITS
            for execution in of_command:
                event = execution.event
                if execution.order_list is not None:
                    told = self._list_status(execution.order_list, execution, news)
                    self._send(account_id, told)
                    continue
                touched |= dict.fromkeys(self._positions.fold(event))
                if event.kind in MOVING:
                    self._send(account_id, self._balance_update(event, news))
                else:
                    self._send(account_id, self._report(execution, execution_id, news))
                execution_id += 1
            self._send(account_id, self._position(account_id, touched, news))

    def _report(self, execution: Execution, execution_id: int, news: News) -> Encode:
        event, directory = execution.event, self._projections.directory
        is_ended = event.reason == DoneReason.SELF_TRADE_PREVENTED
        report = Report(
            execution,
            directory.symbols[event.symbol_id],
            execution_id,
            prevented_match(event, news.facts) if is_ended or event.kind in LESSENING else None,
            directory.assets[event.asset_id] if event.commission_units else None,
            directory.accounts[event.account_id].trade_group,
        )
        return lambda unit: report.payload(news.now_ns, unit)

    def _list_status(self, order_list: OrderList, execution: Execution, news: News) -> Encode:
        directory, orders = self._projections.directory, self._projections.orders
        status = list_status(order_list, directory, orders, execution.change)
        return lambda unit: payload(status, execution.time_ns, news.now_ns, unit)

    def _balance_update(self, event: Event, news: News) -> Encode:
        positions = self._positions
        return lambda unit: positions.update_payload(event, news.time_ns, news.now_ns, unit)

    def _position(self, account_id: int, asset_ids: Iterable[int], news: News) -> Encode:
        balances = self._positions.position(account_id, asset_ids)
        return lambda unit: position_payload(balances, news.time_ns, news.now_ns, unit)

    def _send(self, account_id: int, encode: Encode) -> None:
        for topic in self._topics[account_id]:
            topic.tell(encode)


def prevented_match(expiry: Event, facts: list[Event]) -> Event:
    """Return the match that ended an order, the last one that it took part in, or that lessened it:
    that event tells of its own match.
    """
    if expiry.kind in LESSENING:
        return expiry
    order_id = expiry.order_id
    for fact in reversed(facts):
        is_match = fact.kind == EventKind.MATCH_PREVENTED
        if is_match and order_id in {fact.order_id, fact.counter_order_id}:
            return fact
    raise AssertionError("self-trade prevention says which match it prevented")
