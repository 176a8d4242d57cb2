"""nautilus_trader: a trading node with Binance's adapter. It reconnects by itself."""

import os
from datetime import timedelta
from decimal import Decimal
from typing import Any

from nautilus_trader.adapters.binance import (
    BINANCE,
    BinanceAccountType,
    BinanceDataClientConfig,
    BinanceExecClientConfig,
    BinanceLiveDataClientFactory,
    BinanceLiveExecClientFactory,
)
from nautilus_trader.config import InstrumentProviderConfig, LoggingConfig, TradingNodeConfig
from nautilus_trader.live.node import TradingNode
from nautilus_trader.model.enums import OrderSide
from nautilus_trader.model.identifiers import InstrumentId, TraderId
from nautilus_trader.trading.strategy import Strategy
from story import SYMBOL, TOLD, run, say

INSTRUMENT = InstrumentId.from_str(f"{SYMBOL}.{BINANCE}")


class Story(Strategy):  # type: ignore[misc]  # it has no types
    """Goes one step with every event."""

    def __init__(self) -> None:
        super().__init__()
        self._steps = self._tell()
        self.events: list[str] = []
        self.prices: list[str] = []
        self.asks: list[list[str]] = []
        self.is_over = False

    def on_start(self) -> None:
        symbols = [each.raw_symbol.value for each in self.cache.instruments()]
        say("connected", time=self.clock.timestamp_ms(), symbols=symbols)
        self.subscribe_trade_ticks(INSTRUMENT)
        self.subscribe_order_book_deltas(INSTRUMENT)
        next(self._steps)

    def on_order_book_deltas(self, _deltas: Any) -> None:
        levels = self.cache.order_book(INSTRUMENT).asks()
        self.asks = [[f"{float(each.price):.8f}", f"{float(each.size()):.8f}"] for each in levels]
        self._go_on()

    def on_trade_tick(self, tick: Any) -> None:
        self.prices.append(f"{float(tick.price):.8f}")
        self._go_on()

    def on_order_accepted(self, _event: Any) -> None:
        self._note("NEW")

    def on_order_canceled(self, _event: Any) -> None:
        self._note("CANCELED")

    def on_order_filled(self, _event: Any) -> None:
        self._note("TRADE")

    def _note(self, kind: str) -> None:
        self.events.append(kind)
        self._go_on()

    def _go_on(self) -> None:
        next(self._steps, None)

    def _buy(self, price: int) -> Any:
        instrument = self.cache.instrument(INSTRUMENT)
        order = self.order_factory.limit(
            INSTRUMENT,
            OrderSide.BUY,
            instrument.make_qty(Decimal(1)),
            instrument.make_price(Decimal(price)),
        )
        self.submit_order(order)
        return order

    def _tell(self) -> Any:
        """What happens when; each `yield` waits for the next event."""
        order = self._buy(1000)
        while len(self.events) < 1:
            yield
        say("placed", status=self.events[0])
        self.cancel_order(order)
        while len(self.events) < 2:
            yield
        say("cancelled", status=self.events[1], same=order.is_closed)
        while not self.asks:
            yield
        say("book", asks=self.asks)
        order = self._buy(3000)
        while len(self.events) < 4 or not self.prices:
            yield
        say("filled", status=order.status_string())
        say("events", kinds=self.events[:])
        say("streamed", price=self.prices[0])
        left = self._buy(1001)
        while len(self.events) < 5:
            yield
        say("waiting")
        self.clock.set_timer("again", timedelta(milliseconds=200), callback=self._try)
        while len(self.events) < 6:  # while the venue is away, no order is accepted
            yield
        self.clock.cancel_timer("again")
        self.cancel_order(left)
        while "CANCELED" not in self.events[5:]:
            yield
        found = {"found": left.is_closed, "status": left.status_string()}
        say("again", **found, placed=self.events[5], events=["CANCELED", self.events[5]])
        os._exit(0)

    def _try(self, _timer: Any) -> None:
        """Place one more order: its account's events tell when it is heard of again."""
        self._buy(1002)


def main() -> None:
    pointed = {
        "api_key": TOLD["key"],
        "api_secret": TOLD["secret"],
        "account_type": BinanceAccountType.SPOT,
        "base_url_http": TOLD["http"],
        "base_url_ws": TOLD["ws"],
        "us": True,
        "instrument_provider": InstrumentProviderConfig(load_all=True),
    }
    node = TradingNode(
        TradingNodeConfig(
            trader_id=TraderId("STORY-001"),
            logging=LoggingConfig(log_level="ERROR"),
            data_clients={BINANCE: BinanceDataClientConfig(**pointed)},
            exec_clients={BINANCE: BinanceExecClientConfig(**pointed)},
        )
    )
    node.trader.add_strategy(Story())
    node.add_data_client_factory(BINANCE, BinanceLiveDataClientFactory)
    node.add_exec_client_factory(BINANCE, BinanceLiveExecClientFactory)
    node.build()
    node.run()


run(main)
