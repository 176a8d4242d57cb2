"""A strategy that turns its money over once a minute: buys, guards it by a stop, and sells."""

from typing import Any

from freqtrade.strategy import IStrategy


class Turning(IStrategy):  # type: ignore[misc]  # it has no types
    """Every candle is a reason to buy, every price one to sell."""

    INTERFACE_VERSION = 3
    timeframe = "1m"
    minimal_roi = {"0": -0.2}  # noqa: RUF012 - freqtrade's way
    stoploss = -0.3
    order_types = {  # noqa: RUF012
        "entry": "limit",
        "exit": "limit",
        "stoploss": "limit",
        "stoploss_on_exchange": True,
    }

    def populate_indicators(self, dataframe: Any, _metadata: Any) -> Any:
        return dataframe

    def populate_entry_trend(self, dataframe: Any, _metadata: Any) -> Any:
        dataframe["enter_long"] = 1
        return dataframe

    def populate_exit_trend(self, dataframe: Any, _metadata: Any) -> Any:
        return dataframe
