"""`<symbol>@auction`: what an auction would come to, told while orders collect, when it changed.

Ours alone: Binance has no auctions that tell. The same as GET /glassbook/v1/auction.
"""

import msgspec

from glassbook.gateway.streams.form import TimeUnit
from glassbook.projection import Projections
from glassbook.projection.auction import Indication
from glassbook.protocol.symbols import SymbolStatus


class AuctionIndication(msgspec.Struct, tag_field="e", tag="auction"):
    event_time: int = msgspec.field(name="E")
    symbol: str = msgspec.field(name="s")
    price: str | None = msgspec.field(name="p")
    quantity: str = msgspec.field(name="q")
    surplus: str = msgspec.field(name="Q")
    is_buyers_surplus: bool = msgspec.field(name="b")


class AuctionGauge:
    """Reads the indication; nothing to say but in PRE_TRADING."""

    def __init__(self, projections: Projections) -> None:
        self._projections = projections

    def read(self, symbol_id: int, _now_ms: int) -> Indication | None:
        symbol = self._projections.directory.symbols[symbol_id]
        if symbol.status != SymbolStatus.PRE_TRADING:
            return None
        return self._projections.indication(symbol_id)

    def payload(self, symbol_id: int, reading: Indication, now_ns: int, unit: TimeUnit) -> bytes:
        symbol = self._projections.directory.symbols[symbol_id]
        return msgspec.json.encode(
            AuctionIndication(
                event_time=unit.of(now_ns),
                symbol=symbol.name,
                price=symbol.price_text(reading.price_ticks) if reading.price_ticks else None,
                quantity=symbol.quantity_text(reading.volume_lots),
                surplus=symbol.quantity_text(abs(reading.surplus_lots)),
                is_buyers_surplus=reading.surplus_lots > 0,
            )
        )
