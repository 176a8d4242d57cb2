"""Market data as JSON."""

from msgspec import Struct

from glassbook.gateway.rest.order_shapes import Shape

LevelText = tuple[str, str]  # price, quantity


class ServerTime(Shape, kw_only=True):
    server_time: int


class DepthView(Shape, kw_only=True):
    last_update_id: int
    bids: list[LevelText]
    asks: list[LevelText]


class TradeView(Shape, kw_only=True):
    id: int
    price: str
    qty: str
    quote_qty: str
    time: int
    is_buyer_maker: bool
    is_best_match: bool = True


class BlockTradeView(Shape, kw_only=True):
    id: int
    price: str
    qty: str
    quote_qty: str
    time: int
    is_buyer_maker: bool


class AggregateTradeView(
    Struct,
    rename={
        "aggregate_id": "a",
        "price": "p",
        "quantity": "q",
        "first_trade_id": "f",
        "last_trade_id": "l",
        "time": "T",
        "is_buyer_maker": "m",
        "is_best_match": "M",
    },
    kw_only=True,
    gc=False,
):
    aggregate_id: int
    price: str
    quantity: str
    first_trade_id: int
    last_trade_id: int
    time: int
    is_buyer_maker: bool
    is_best_match: bool = True


class Kline(Struct, array_like=True, gc=False):
    """A candle: a JSON array of twelve."""

    open_time: int
    open: str
    high: str
    low: str
    close: str
    volume: str
    close_time: int
    quote_volume: str
    count: int
    taker_buy_volume: str
    taker_buy_quote_volume: str
    unused: str = "0"


class AveragePrice(Shape, kw_only=True):
    mins: int
    price: str
    close_time: int


class PriceTicker(Shape, kw_only=True):
    symbol: str
    price: str


class BookTicker(Shape, kw_only=True):
    symbol: str
    bid_price: str
    bid_qty: str
    ask_price: str
    ask_qty: str


class MiniTicker(Shape, kw_only=True):
    symbol: str
    open_price: str
    high_price: str
    low_price: str
    last_price: str
    volume: str
    quote_volume: str
    open_time: int
    close_time: int
    first_id: int
    last_id: int
    count: int


class WindowTicker(Shape, kw_only=True):
    symbol: str
    price_change: str
    price_change_percent: str
    weighted_avg_price: str
    open_price: str
    high_price: str
    low_price: str
    last_price: str
    volume: str
    quote_volume: str
    open_time: int
    close_time: int
    first_id: int
    last_id: int
    count: int


class DayTicker(Shape, kw_only=True):
    symbol: str
    price_change: str
    price_change_percent: str
    weighted_avg_price: str
    prev_close_price: str
    last_price: str
    last_qty: str
    bid_price: str
    bid_qty: str
    ask_price: str
    ask_qty: str
    open_price: str
    high_price: str
    low_price: str
    volume: str
    quote_volume: str
    open_time: int
    close_time: int
    first_id: int
    last_id: int
    count: int
