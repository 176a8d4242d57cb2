"""What a replay showed, for a person and for a program."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rich.console import Console

from glassbook.protocol.decimals import to_text
from glassbook.replay.capture import MarketTrade
from glassbook.replay.comparison import Comparison
from glassbook.replay.decimals import SCALE
from glassbook.replay.playback import Playback


@dataclass(frozen=True)
class ReplayReport:
    """One pass of a capture.

    rows     of the capture; `playback.sent` of them became commands that were sent
    seconds  from the first command to the last outcome
    """

    source: str
    rows: int
    playback: Playback
    seconds: float
    comparison: Comparison

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, for JSON. Prices and quantities are decimal texts."""
        compared = self.comparison
        return {
            "source": self.source,
            "market_trades": compared.market_trades,
            "printed_trades": compared.printed_trades,
            "matched_trades": compared.matched_trades,
            "unmatched": [
                {**_trade(one.trade), "reason": one.reason} for one in compared.unmatched
            ],
            "rows": self.rows,
            "commands": self.playback.sent,
            "refused_orders": self.playback.refused(),
            "left_out": self.playback.flow.left_out,
            "seconds": round(self.seconds, 3),
        }

    def show(self) -> None:
        """Print it for a person."""
        output = Console(highlight=False, soft_wrap=True)
        compared, sent = self.comparison, self.playback.sent
        output.print(
            f"{self.source}: {sent:,} commands from {self.rows:,} rows in {self.seconds:.1f} s"
        )
        output.print(f"  {compared.market_trades:>7,} trades were printed by the market")
        output.print(f"  {compared.printed_trades:>7,} by Glassbook, fed with the orders alone")
        output.print(
            f"  {compared.matched_trades:>7,} are the same: maker, taker, price and quantity"
        )
        for one in compared.unmatched:
            output.print(f"Not printed: {_sentence(one.trade)}. {one.reason}.", markup=False)
        for name, count in self.playback.refused().items():
            output.print(f"  {count:>7,} orders refused: {name}")
        for what, count in self.playback.flow.left_out.items():
            output.print(f"  {count:>7,} left out: {what}")


def _trade(trade: MarketTrade) -> dict[str, Any]:
    return {
        "trade_id": trade.trade_id,
        "time_ms": trade.time_ms,
        "maker_order": trade.maker_id,
        "taker_order": trade.taker_id,
        "price": to_text(trade.price_e8, SCALE),
        "quantity": to_text(trade.quantity_e8, SCALE),
    }


def _sentence(trade: MarketTrade) -> str:
    when = datetime.fromtimestamp(trade.time_ms / 1_000, UTC)
    return (
        f"trade {trade.trade_id} of {when:%H:%M:%S}, "
        f"{to_text(trade.quantity_e8, SCALE)} at {to_text(trade.price_e8, SCALE, decimals=2)}, "
        f"order {trade.taker_id} taking from {trade.maker_id}"
    )
