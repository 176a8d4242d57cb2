"""What every operation weighs, as data: by profile, and by what is asked for.

Source: the "Weight" paragraphs of Binance.US's and of Binance's REST API pages.
"""

from collections.abc import Callable
from typing import Any

Rule = Callable[[dict[str, Any]], int]
Weight = int | Rule


def by_limit(default: int, *steps: tuple[int, int]) -> Rule:
    """Weigh by the parameter `limit`: each step is (at most so many rows, weight)."""

    def weight(values: dict[str, Any]) -> int:
        wanted = values.get("limit", default)
        return next((weight for most, weight in steps if wanted <= most), steps[-1][1])

    return weight


def by_symbols(one: int, some: int, all_of_them: int) -> Rule:
    """Weigh by whether one symbol was named, several, or none."""

    def weight(values: dict[str, Any]) -> int:
        if "symbol" in values:
            return one
        return some if "symbols" in values else all_of_them

    return weight


def per_symbol(each: int, most: int) -> Rule:
    """Weigh by the number of symbols named, up to `most`."""

    def weight(values: dict[str, Any]) -> int:
        return min(each * len(values.get("symbols", "1")), most)

    return weight


def day_ticker(few: int, many: int, all_of_them: int) -> Rule:
    """Weigh 24 h tickers: up to 20 symbols, up to 100, more or all."""

    def weight(values: dict[str, Any]) -> int:
        if "symbol" in values:
            return few
        named = len(values.get("symbols", ())) or 101
        if named <= 20:
            return few
        return many if named <= 100 else all_of_them

    return weight


def range_rules(values: dict[str, Any]) -> int:
    """Weigh execution rules: 2 for each symbol named, 40 for all."""
    if "symbol" in values:
        return 2
    return min(2 * len(values["symbols"]), 40) if "symbols" in values else 40


def by_presence(name: str, without: int, having: int) -> Rule:
    """Weigh by whether a parameter was sent (and is not false)."""

    def weight(values: dict[str, Any]) -> int:
        return having if values.get(name) else without

    return weight


#: (method, path) → (us, global). What is not here weighs 1.
WEIGHTS: dict[tuple[str, str], tuple[Weight, Weight]] = {
    ("GET", "/api/v3/exchangeInfo"): (10, 20),
    ("GET", "/api/v3/depth"): (
        by_limit(100, (100, 1), (500, 5), (1000, 10), (5000, 50)),
        by_limit(100, (100, 5), (500, 25), (1000, 50), (5000, 250)),
    ),
    ("GET", "/api/v3/historicalBlockTrades"): (25, 25),
    ("GET", "/glassbook/v1/auction"): (10, 10),
    ("GET", "/api/v3/executionRules"): (range_rules, range_rules),
    ("GET", "/api/v3/referencePrice"): (2, 2),
    ("GET", "/api/v3/referencePrice/calculation"): (2, 2),
    ("GET", "/api/v3/myFilters"): (40, 40),
    ("GET", "/api/v3/trades"): (1, 25),
    ("GET", "/api/v3/historicalTrades"): (5, 25),
    ("GET", "/api/v3/aggTrades"): (1, 4),
    ("GET", "/api/v3/klines"): (1, 2),
    ("GET", "/api/v3/uiKlines"): (1, 2),
    ("GET", "/api/v3/avgPrice"): (1, 2),
    ("GET", "/api/v3/ticker/24hr"): (day_ticker(1, 20, 40), day_ticker(2, 40, 80)),
    ("GET", "/api/v3/ticker/tradingDay"): (per_symbol(2, 100), per_symbol(4, 200)),
    ("GET", "/api/v3/ticker/price"): (by_symbols(1, 2, 2), by_symbols(2, 4, 4)),
    ("GET", "/api/v3/ticker/bookTicker"): (by_symbols(1, 2, 2), by_symbols(2, 4, 4)),
    ("GET", "/api/v3/ticker"): (per_symbol(2, 100), per_symbol(4, 200)),
    ("POST", "/api/v3/order/test"): (
        by_presence("computeCommissionRates", 1, 20),
        by_presence("computeCommissionRates", 1, 20),
    ),
    ("POST", "/api/v3/sor/order/test"): (
        by_presence("computeCommissionRates", 1, 20),
        by_presence("computeCommissionRates", 1, 20),
    ),
    ("GET", "/api/v3/order"): (2, 4),
    ("GET", "/api/v3/openOrders"): (by_presence("symbol", 40, 3), by_presence("symbol", 80, 6)),
    ("GET", "/api/v3/allOrders"): (by_presence("symbol", 40, 10), by_presence("symbol", 80, 20)),
    ("PUT", "/api/v3/order/amend/keepPriority"): (4, 4),
    ("GET", "/api/v3/orderList"): (2, 4),
    ("GET", "/api/v3/allOrderList"): (10, 20),
    ("GET", "/api/v3/openOrderList"): (3, 6),
    ("GET", "/api/v3/account"): (10, 20),
    ("GET", "/api/v3/account/commission"): (10, 20),
    ("GET", "/api/v3/myTrades"): (
        by_presence("symbol", 40, 10),
        lambda values: 80 if "symbol" not in values else 5 if "orderId" in values else 20,
    ),
    ("GET", "/api/v3/myPreventedMatches"): (
        by_presence("orderId", 1, 10),
        by_presence("orderId", 2, 20),
    ),
    ("GET", "/api/v3/order/amendments"): (4, 4),
    ("GET", "/api/v3/myAllocations"): (20, 20),
    ("GET", "/api/v3/rateLimit/order"): (20, 40),
    ("GET", "/glassbook/v1/postings"): (40, 80),  # our own: as all orders of all symbols
    # Documented are 12000 of the 180000 a minute that /sapi has apart; here all share one limit, of
    # which this is the same part.
    ("GET", "/sapi/v1/rebate/taxQuery"): (80, 400),
    ("POST", "/api/v3/userDataStream"): (1, 2),
    ("PUT", "/api/v3/userDataStream"): (1, 2),
    ("DELETE", "/api/v3/userDataStream"): (1, 2),
}

COLUMNS = {"us": 0, "global": 1, "none": 0}


def weight_of(profile: str, method: str, path: str) -> Weight:
    """Return what an operation weighs in a profile: a number, or a rule over its parameters."""
    return WEIGHTS.get((method, path), (1, 1))[COLUMNS[profile]]
