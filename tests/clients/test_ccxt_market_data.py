"""ccxt, both ids, looking at the market: what it makes of every public answer."""

from typing import Any

import pytest

from tests.clients.pointing import CCXT_IDS, ccxt_client
from tests.clients.polling import until
from tests.clients.venue import RunningVenue

MARKETS = ["BTC/USD", "BTC/USDT", "ETH/BTC", "ETH/USD", "ETH/USDT", "USDC/USD"]
MINUTE_MS = 60_000


@pytest.fixture(params=CCXT_IDS)
def exchange(request: pytest.FixtureRequest, venue: RunningVenue) -> Any:
    """Somebody without a key, of either id."""
    return ccxt_client(venue, name=request.param)


@pytest.fixture
def traded(exchange: Any) -> Any:
    """A client that has seen the recorded market trade."""
    until(lambda: exchange.fetch_trades("BTC/USD"))
    return exchange


def test_every_market_is_a_spot_market_that_is_open(exchange: Any):
    markets = exchange.load_markets()
    assert sorted(markets) == MARKETS
    assert all(market["spot"] and market["active"] for market in markets.values())


def test_a_market_has_its_steps_and_limits(exchange: Any):
    market = exchange.load_markets()["ETH/USD"]
    assert market["id"] == "ETHUSD"
    assert market["precision"]["price"] == 0.01
    assert market["precision"]["amount"] == 0.0001
    assert market["limits"]["amount"] == {"min": 0.0001, "max": 9000}
    assert market["limits"]["price"] == {"min": 0.01, "max": 1_000_000}
    assert market["limits"]["cost"]["min"] == 1


def test_the_venue_is_well_and_knows_the_time(exchange: Any):
    assert exchange.fetch_status()["status"] == "ok"
    assert abs(exchange.fetch_time() - exchange.milliseconds()) < MINUTE_MS


def test_the_book_is_sorted_and_not_crossed(exchange: Any):
    book = exchange.fetch_order_book("BTC/USD", 100)
    bids, asks = ([price for price, _ in book[side]] for side in ("bids", "asks"))
    assert len(bids) == len(asks) == 100
    assert bids == sorted(bids, reverse=True)
    assert asks == sorted(asks)
    assert bids[0] < asks[0]
    assert book["nonce"] > 0


def test_a_deep_book_has_up_to_5000_levels_a_side(exchange: Any):
    book = exchange.fetch_order_book("BTC/USD", 5000)
    assert 1000 < len(book["bids"]) <= 5000


def test_a_market_without_orders_has_an_empty_book(exchange: Any):
    book = exchange.fetch_order_book("USDC/USD")
    assert (book["bids"], book["asks"]) == ([], [])


def test_trades_are_read_with_their_price_amount_and_taker(traded: Any):
    trades = traded.fetch_trades("BTC/USD", limit=10)
    last = trades[-1]
    assert last["symbol"] == "BTC/USD"
    assert last["side"] in {"buy", "sell"}
    assert last["cost"] == pytest.approx(last["price"] * last["amount"])
    assert [trade["timestamp"] for trade in trades] == sorted(t["timestamp"] for t in trades)


@pytest.mark.usefixtures("traded")
@pytest.mark.parametrize("method", ["publicGetTrades", "publicGetHistoricalTrades"])
def test_single_trades_are_read_as_well(venue: RunningVenue, method: str):
    """Beside aggregated trades, which are what ccxt asks for by default."""
    exchange = ccxt_client(venue, "alice")  # historicalTrades takes a key
    exchange.options["fetchTradesMethod"] = method
    [trade] = exchange.fetch_trades("BTC/USD", limit=1)
    assert int(trade["id"]) > 0
    assert trade["price"] > 10_000


def test_candles_are_aligned_and_hold_their_own_prices(traded: Any):
    candles = until(lambda: traded.fetch_ohlcv("BTC/USD", "1m"))
    for opened, first, high, low, last, volume in candles:
        assert opened % MINUTE_MS == 0
        assert low <= min(first, last) <= max(first, last) <= high
        assert volume >= 0


def test_a_candle_of_a_day_begins_at_midnight(traded: Any):
    candle = traded.fetch_ohlcv("BTC/USD", "1d")[-1]
    assert candle[0] % (24 * 60 * MINUTE_MS) == 0


def test_a_ticker_agrees_with_the_book_and_the_trades(traded: Any):
    ticker = traded.fetch_ticker("BTC/USD")
    assert ticker["bid"] < ticker["ask"]
    assert ticker["low"] <= ticker["last"] <= ticker["high"]
    assert ticker["low"] <= ticker["vwap"] <= ticker["high"]
    assert ticker["quoteVolume"] == pytest.approx(ticker["vwap"] * ticker["baseVolume"], rel=1e-6)


def test_tickers_of_all_or_of_some_markets_are_read(exchange: Any):
    assert sorted(exchange.fetch_tickers()) == MARKETS
    assert sorted(exchange.fetch_tickers(["BTC/USD", "ETH/USD"])) == ["BTC/USD", "ETH/USD"]


def test_best_prices_and_last_prices_of_all_markets_are_read(traded: Any):
    best = traded.fetch_bids_asks()
    assert sorted(best) == MARKETS
    assert best["BTC/USD"]["bid"] < best["BTC/USD"]["ask"]
    assert traded.fetch_last_prices()["BTC/USD"]["price"] > 10_000


def test_the_global_id_reads_currencies_from_the_wallet(venue: RunningVenue):
    """The other id has this switched off in ccxt, and takes currencies from the markets."""
    exchange = ccxt_client(venue, "alice", "binance")
    currencies = exchange.fetch_currencies()
    assert sorted(currencies) == ["BTC", "ETH", "USD", "USDC", "USDT"]
    assert not currencies["BTC"]["deposit"]  # no coin can be moved in yet
