"""`<symbol>@referencePrice`: the reference price, told when it changed; null when there is none.

*Source*: "Reference Price Streams". The same as GET /api/v3/referencePrice.
"""

import msgspec

from glassbook.gateway.reference_price import reference
from glassbook.gateway.streams.form import TimeUnit
from glassbook.projection import Projections


class ReferencePriceEvent(msgspec.Struct, tag_field="e", tag="referencePrice"):
    symbol: str = msgspec.field(name="s")
    price: str | None = msgspec.field(name="r")
    time: int = msgspec.field(name="t")


class ReferencePriceGauge:
    """Reads the price in ticks, 0 where there is none."""

    def __init__(self, projections: Projections) -> None:
        self._projections = projections

    def read(self, symbol_id: int, _now_ms: int) -> int:
        symbol = self._projections.directory.symbols[symbol_id]
        return reference(self._projections, symbol)[0]

    def payload(self, symbol_id: int, reading: int, now_ns: int, unit: TimeUnit) -> bytes:
        symbol = self._projections.directory.symbols[symbol_id]
        price = symbol.price_text(reading) if reading else None
        return msgspec.json.encode(ReferencePriceEvent(symbol.name, price, unit.of(now_ns)))
