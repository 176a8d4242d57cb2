"""`<symbol>@avgPrice`: the average price of the last minutes, told when it changed.

*Source*: "Average Price". Where nothing traded in these minutes, the average is the last price.
"""

import msgspec

from glassbook.gateway.streams.form import TimeUnit
from glassbook.projection import Projections
from glassbook.projection.tickers import Average


class AveragePrice(msgspec.Struct, tag_field="e", tag="avgPrice"):
    event_time: int = msgspec.field(name="E")
    symbol: str = msgspec.field(name="s")
    interval: str = msgspec.field(name="i")
    average: str = msgspec.field(name="w")
    last_trade_time: int = msgspec.field(name="T")


class AveragePriceGauge:
    """Reads the average; nothing to say before the first trade."""

    def __init__(self, projections: Projections) -> None:
        self._projections = projections

    def read(self, symbol_id: int, now_ms: int) -> Average | None:
        average = self._projections.tickers.average(symbol_id, now_ms)
        return average if average.close_time_ns else None

    def payload(self, symbol_id: int, reading: Average, now_ns: int, unit: TimeUnit) -> bytes:
        symbol = self._projections.directory.symbols[symbol_id]
        price = symbol.price_text(reading.last_ticks)
        if reading.volume_lots:
            price = symbol.average_price_text(reading.quote_units, reading.volume_lots)
        return msgspec.json.encode(
            AveragePrice(
                event_time=unit.of(now_ns),
                symbol=symbol.name,
                interval=f"{reading.minutes}m",
                average=price,
                last_trade_time=unit.of(reading.close_time_ns),
            )
        )
