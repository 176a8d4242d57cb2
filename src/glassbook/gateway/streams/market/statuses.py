"""`<symbol>@status`: whether a symbol trades, told when that changed.

Ours alone: on Binance a client learns of a halt from exchangeInfo, or from a refusal.
"""

import msgspec

from glassbook.gateway.streams.form import TimeUnit
from glassbook.projection import Projections
from glassbook.protocol.symbols import SymbolStatus


class SymbolStatusEvent(msgspec.Struct, tag_field="e", tag="status"):
    event_time: int = msgspec.field(name="E")
    symbol: str = msgspec.field(name="s")
    status: str = msgspec.field(name="S")


class StatusGauge:
    """Reads the status, as exchangeInfo names it."""

    def __init__(self, projections: Projections) -> None:
        self._projections = projections

    def read(self, symbol_id: int, _now_ms: int) -> SymbolStatus:
        return SymbolStatus(self._projections.directory.symbols[symbol_id].status)

    def payload(self, symbol_id: int, reading: SymbolStatus, now_ns: int, unit: TimeUnit) -> bytes:
        symbol = self._projections.directory.symbols[symbol_id]
        return msgspec.json.encode(SymbolStatusEvent(unit.of(now_ns), symbol.name, reading.name))
