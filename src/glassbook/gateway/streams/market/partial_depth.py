"""`<symbol>@depth5`, `10`, `20`: the best levels of a book, whole.

*Source*: "Partial Book Depth Streams".
"""

import msgspec

from glassbook.gateway.streams.form import TimeUnit
from glassbook.gateway.streams.market.depth import WireLevel, wire_levels
from glassbook.projection import Projections
from glassbook.projection.book import Level

Top = tuple[list[Level], list[Level]]  # bids, asks


class PartialDepth(msgspec.Struct):
    last_update_id: int = msgspec.field(name="lastUpdateId")
    bids: list[WireLevel]
    asks: list[WireLevel]


class PartialDepthGauge:
    """Reads the best `level_count` levels of each side."""

    def __init__(self, projections: Projections, level_count: int) -> None:
        self._projections = projections
        self._level_count = level_count

    def read(self, symbol_id: int, _now_ms: int) -> Top:
        _, bids, asks = self._projections.depth.snapshot(symbol_id, self._level_count)
        return bids, asks

    def payload(self, symbol_id: int, reading: Top, _now_ns: int, _unit: TimeUnit) -> bytes:
        symbol = self._projections.directory.symbols[symbol_id]
        bids, asks = (wire_levels(symbol, levels) for levels in reading)
        return msgspec.json.encode(PartialDepth(self._projections.depth.sequence, bids, asks))
