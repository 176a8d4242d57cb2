"""`<symbol>@blockTrade`: trades arranged outside the book. There are none: nothing is ever told.

*Source*: "Block Trade Streams". Who subscribes is not refused, as he would be for a name unknown.
"""

import msgspec

from glassbook.gateway.streams.stream import SymbolStream


class BlockTrade(msgspec.Struct, tag_field="e", tag="blockTrade"):
    event_time: int = msgspec.field(name="E")
    symbol: str = msgspec.field(name="s")
    trade_id: int = msgspec.field(name="t")
    price: str = msgspec.field(name="p")
    quantity: str = msgspec.field(name="q")
    trade_time: int = msgspec.field(name="T")
    is_buyer_maker: bool = msgspec.field(name="m")


class BlockTradeStream(SymbolStream):
    """A stream that is open and silent."""
