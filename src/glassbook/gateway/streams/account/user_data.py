"""The user data stream: all that happens to one account, in the order in which it happened.

One report for each event of an order; a deposit or withdrawal as `balanceUpdate`; and after the
last event of each command the balances it touched. Nothing is kept for accounts nobody listens to.

*Source*: "User Data Stream Events" of Binance's user-data-stream.md.
"""

from collections.abc import Iterator

import msgspec

from glassbook.gateway.streams.account.execution_report import Report
from glassbook.gateway.streams.account.positions import HOLDING, Positions, position_payload
from glassbook.gateway.streams.form import TimeUnit
from glassbook.gateway.streams.stream import News, Stream
from glassbook.gateway.streams.topics import Encode, Topic
from glassbook.projection import Projections
from glassbook.projection.executions import Execution
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.reject import DoneReason

EVENTS_OF_COMMAND_BITS = 16  # an execution id is the command's sequence and the event's place in it


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
        Telling(self._projections, self._positions, self._topics, news).tell()


class Telling:
    """The telling of one batch, command by command."""

    def __init__(
        self,
        projections: Projections,
        positions: Positions,
        topics: dict[int, list[Topic]],
        news: News,
    ) -> None:
        self._directory = projections.directory
        self._positions = positions
        self._topics = topics
        self._news = news
        self._executions: Iterator[Execution] = iter(projections.executions.latest)
        self._touched: dict[int, dict[int, None]] = {}  # assets by account, of one command
        self._prevented: dict[
            tuple[int, int], Event
        ] = {}  # by symbol and order that may have ended

    def tell(self) -> None:
        """Tell every event of the followed accounts."""
        sequence = place = 0
        for fact in self._news.facts:
            if fact.sequence != sequence:
                self._end_command()
                sequence, place = fact.sequence, 0
            if fact.account_id in self._topics:
                self._tell_event(fact, sequence << EVENTS_OF_COMMAND_BITS | place)
            place += 1
        self._end_command()

    def _tell_event(self, fact: Event, execution_id: int) -> None:
        if fact.kind == EventKind.MATCH_PREVENTED:
            self._prevented[fact.symbol_id, fact.order_id] = fact
            self._prevented[fact.symbol_id, fact.counter_order_id] = fact
            return
        touched = self._positions.fold(fact)
        if fact.kind in HOLDING:
            self._send(fact.account_id, self._report(fact, execution_id))
        elif fact.kind == EventKind.BALANCE_MOVED:
            self._send(fact.account_id, self._balance_update(fact))
        self._touched.setdefault(fact.account_id, {}).update(dict.fromkeys(touched))

    def _end_command(self) -> None:
        """Tell the balances that the command touched."""
        for account_id, asset_ids in self._touched.items():
            if asset_ids:
                self._send(account_id, self._position(account_id, asset_ids))
        self._touched.clear()

    def _report(self, fact: Event, execution_id: int) -> Encode:
        execution = next(self._executions)
        assert execution.event == fact, "every event of a watched order has its execution, in order"
        is_prevented = fact.reason == DoneReason.SELF_TRADE_PREVENTED
        report = Report(
            execution,
            self._directory.symbols[fact.symbol_id],
            execution_id,
            self._prevented[fact.symbol_id, fact.order_id] if is_prevented else None,
            self._directory.assets[fact.asset_id] if fact.commission_units else None,
        )
        return lambda unit: report.payload(self._news.now_ns, unit)

    def _balance_update(self, fact: Event) -> Encode:
        news = self._news
        return lambda unit: self._positions.update_payload(fact, news.time_ns, news.now_ns, unit)

    def _position(self, account_id: int, asset_ids: dict[int, None]) -> Encode:
        balances = self._positions.position(account_id, asset_ids)

        def encode(unit: TimeUnit) -> bytes:
            return position_payload(balances, self._news.time_ns, self._news.now_ns, unit)

        return encode

    def _send(self, account_id: int, encode: Encode) -> None:
        for topic in self._topics[account_id]:
            topic.tell(encode)
