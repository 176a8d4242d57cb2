"""`<symbol>@trade` and `<symbol>@aggTrade`: the tape, told with the batch it was printed in.

The trades of one taker order at one price make one aggregate. They belong to one command, so an
aggregate is always whole within a batch, and the newest one's id tells the ids of those before it.

*Source*: "Trade Streams" and "Aggregate Trade Streams". Binance.US carries the order ids `b` and
`a`, which Binance has dropped; they are carried here.
"""

from itertools import groupby

import msgspec

from glassbook.gateway.streams.form import TimeUnit
from glassbook.gateway.streams.stream import News, SymbolStream
from glassbook.gateway.streams.topics import Topic
from glassbook.projection.listing import Symbol
from glassbook.protocol.events import Event
from glassbook.protocol.orders import Side


class Trade(msgspec.Struct, tag_field="e", tag="trade"):
    event_time: int = msgspec.field(name="E")
    symbol: str = msgspec.field(name="s")
    trade_id: int = msgspec.field(name="t")
    price: str = msgspec.field(name="p")
    quantity: str = msgspec.field(name="q")
    buyer_order_id: int = msgspec.field(name="b")
    seller_order_id: int = msgspec.field(name="a")
    trade_time: int = msgspec.field(name="T")
    is_buyer_maker: bool = msgspec.field(name="m")
    ignored: bool = msgspec.field(name="M", default=True)


class AggregateTrade(msgspec.Struct, tag_field="e", tag="aggTrade"):
    event_time: int = msgspec.field(name="E")
    symbol: str = msgspec.field(name="s")
    aggregate_id: int = msgspec.field(name="a")
    price: str = msgspec.field(name="p")
    quantity: str = msgspec.field(name="q")
    first_trade_id: int = msgspec.field(name="f")
    last_trade_id: int = msgspec.field(name="l")
    trade_time: int = msgspec.field(name="T")
    is_buyer_maker: bool = msgspec.field(name="m")
    ignored: bool = msgspec.field(name="M", default=True)


class TradeStream(SymbolStream):
    """Every trade."""

    is_live = True

    def on_batch(self, news: News) -> None:
        for symbol_id in self.among(news.trades.keys()):
            for taker in news.trades[symbol_id]:
                self._tell(self.topics[symbol_id], taker, news)

    def _tell(self, topic: Topic, taker: Event, news: News) -> None:
        symbol = self.symbol(taker.symbol_id)
        topic.tell(lambda unit: _trade(symbol, taker, news, unit))


class AggregateTradeStream(SymbolStream):
    """The trades of each taker order at each price, as one."""

    is_live = True

    def on_batch(self, news: News) -> None:
        for symbol_id in self.among(news.trades.keys()):
            groups = groupby(news.trades[symbol_id], lambda t: (t.order_id, t.price_ticks))
            aggregates = [list(members) for _, members in groups]
            newest = self.projections.trades.last(symbol_id)
            assert newest is not None, "the batch was folded before it is told"
            first_id = newest.aggregate_id - len(aggregates) + 1
            for aggregate_id, takers in enumerate(aggregates, first_id):
                self._tell(self.topics[symbol_id], aggregate_id, takers, news)

    def _tell(self, topic: Topic, aggregate_id: int, takers: list[Event], news: News) -> None:
        symbol = self.symbol(takers[0].symbol_id)
        topic.tell(lambda unit: _aggregate(symbol, aggregate_id, takers, news, unit))


def _trade(symbol: Symbol, taker: Event, news: News, unit: TimeUnit) -> bytes:
    buys = taker.side == Side.BUY
    return msgspec.json.encode(
        Trade(
            event_time=unit.of(news.now_ns),
            symbol=symbol.name,
            trade_id=taker.trade_id,
            price=symbol.price_text(taker.price_ticks),
            quantity=symbol.quantity_text(taker.quantity_lots),
            buyer_order_id=taker.order_id if buys else taker.counter_order_id,
            seller_order_id=taker.counter_order_id if buys else taker.order_id,
            trade_time=unit.of(news.time_ns),
            is_buyer_maker=not buys,
        )
    )


def _aggregate(
    symbol: Symbol, aggregate_id: int, takers: list[Event], news: News, unit: TimeUnit
) -> bytes:
    first, last = takers[0], takers[-1]
    return msgspec.json.encode(
        AggregateTrade(
            event_time=unit.of(news.now_ns),
            symbol=symbol.name,
            aggregate_id=aggregate_id,
            price=symbol.price_text(first.price_ticks),
            quantity=symbol.quantity_text(sum(taker.quantity_lots for taker in takers)),
            first_trade_id=first.trade_id,
            last_trade_id=last.trade_id,
            trade_time=unit.of(news.time_ns),
            is_buyer_maker=first.side == Side.SELL,
        )
    )
