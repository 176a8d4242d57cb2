"""python-binance's Client, trading on ETHUSDT: plain answers, as Binance words them."""

from collections.abc import Iterator
from itertools import islice

import pytest
from binance import Client
from binance.exceptions import BinanceAPIException

from tests.clients.pointing import binance_client
from tests.clients.polling import until
from tests.clients.venue import RunningVenue, Who

SYMBOL = "ETHUSDT"  # where nobody trades but these stories
MINUTE_MS = 60_000


def trader(venue: RunningVenue, who: Who) -> Iterator[Client]:
    client = binance_client(venue, who)
    yield client
    if client.get_open_orders(symbol=SYMBOL):
        client.cancel_all_open_orders(symbol=SYMBOL)


@pytest.fixture
def alice(venue: RunningVenue) -> Iterator[Client]:
    yield from trader(venue, "alice")


@pytest.fixture
def bob(venue: RunningVenue) -> Iterator[Client]:
    yield from trader(venue, "bob")


@pytest.fixture
def stranger(venue: RunningVenue) -> Client:
    """Somebody without a key, who has seen the recorded market trade."""
    client = binance_client(venue)
    until(lambda: client.get_recent_trades(symbol="BTCUSD"))
    return client


def refusal(refused: pytest.ExceptionInfo[BinanceAPIException]) -> tuple[int, int, str]:
    return refused.value.status_code, refused.value.code, refused.value.message


def test_general_questions_are_answered(stranger: Client):
    assert stranger.ping() == {}
    assert stranger.get_server_time()["serverTime"] > 0
    assert stranger.get_system_status() == {"status": 0, "msg": "normal"}
    info = stranger.get_exchange_info()
    assert info["timezone"] == "UTC"
    assert len(info["symbols"]) == 6
    assert stranger.get_symbol_info("ETHUSDT")["filters"][0]["tickSize"] == "0.01000000"


def test_the_market_is_read_in_every_form(stranger: Client):
    book = stranger.get_order_book(symbol="BTCUSD", limit=5)
    assert len(book["bids"]) == len(book["asks"]) == 5
    last = stranger.get_recent_trades(symbol="BTCUSD", limit=1)[0]
    first_bid, first_ask = float(book["bids"][0][0]), float(book["asks"][0][0])
    assert first_bid < first_ask
    assert set(last) == {
        "id", "price", "qty", "quoteQty", "time", "isBuyerMaker", "isBestMatch"
    }  # fmt: skip
    assert stranger.get_aggregate_trades(symbol="BTCUSD", limit=1)[0]["a"] >= 1
    assert float(stranger.get_avg_price(symbol="BTCUSD")["price"]) > 10_000


def test_candles_have_twelve_columns_and_are_paged(stranger: Client):
    candle = stranger.get_klines(symbol="BTCUSD", interval=Client.KLINE_INTERVAL_1MINUTE)[-1]
    assert len(candle) == 12
    assert candle[6] - candle[0] == MINUTE_MS - 1
    day = stranger.get_historical_klines("BTCUSD", Client.KLINE_INTERVAL_1DAY, "2 days ago UTC")
    assert day[-1][0] <= candle[0]


def test_trades_are_walked_from_the_first(stranger: Client):
    def walked() -> list[int]:
        trades = islice(stranger.aggregate_trade_iter(symbol="BTCUSD", last_id=1), 2)
        return [trade["a"] for trade in trades]

    assert until(lambda: len(walked()) == 2)
    assert walked() == [2, 3]


def test_tickers_of_one_symbol_and_of_all_are_read(stranger: Client):
    for ask in (stranger.get_ticker, stranger.get_symbol_ticker, stranger.get_orderbook_ticker):
        assert ask(symbol="BTCUSD")["symbol"] == "BTCUSD"
        assert len(ask()) == 6


def test_the_account_is_shown_with_its_rates_and_balances(alice: Client):
    account = alice.get_account()
    assert account["canTrade"]
    assert account["accountType"] == "SPOT"
    assert account["commissionRates"]["maker"] == "0.00100000"
    assert alice.get_asset_balance(asset="BTC")["asset"] == "BTC"
    assert alice.get_account_status()["data"] == "Normal"
    [fee] = alice.get_trade_fee(symbol="ETHUSDT")
    assert fee["takerCommission"] == "0.00100000"


def test_a_limit_order_is_placed_found_listed_and_cancelled(alice: Client):
    placed = alice.order_limit_buy(symbol=SYMBOL, quantity="1", price="3000")
    order_id = placed["orderId"]
    assert (placed["status"], placed["fills"]) == ("NEW", [])
    assert alice.get_order(symbol=SYMBOL, orderId=order_id)["status"] == "NEW"
    assert [each["orderId"] for each in alice.get_open_orders()] == [order_id]

    cancelled = alice.cancel_order(symbol=SYMBOL, orderId=order_id)
    assert cancelled["status"] == "CANCELED"
    assert cancelled["origClientOrderId"] == placed["clientOrderId"]
    assert cancelled["clientOrderId"] != placed["clientOrderId"]
    assert alice.get_all_orders(symbol=SYMBOL)[-1]["status"] == "CANCELED"


def test_a_trade_is_told_to_the_taker_and_listed_to_both(alice: Client, bob: Client):
    alice.order_limit_sell(symbol=SYMBOL, quantity="1", price="3000")
    bought = bob.order_limit_buy(symbol=SYMBOL, quantity="0.5", price="3000")
    [fill] = bought["fills"]
    assert (fill["price"], fill["qty"]) == ("3000.00000000", "0.50000000")
    assert (fill["commission"], fill["commissionAsset"]) == ("0.00050000", "ETH")
    of_bob = bob.get_my_trades(symbol=SYMBOL)[-1]
    of_alice = alice.get_my_trades(symbol=SYMBOL)[-1]
    assert of_bob["id"] == of_alice["id"] == fill["tradeId"]
    assert (of_bob["isMaker"], of_alice["isMaker"]) == (False, True)
    assert of_alice["commission"] == "1.50000000"


def test_market_orders_trade_by_quantity_and_by_amount(alice: Client, bob: Client):
    alice.order_limit_sell(symbol=SYMBOL, quantity="2", price="3000")
    by_quantity = bob.order_market_buy(symbol=SYMBOL, quantity="0.5")
    by_amount = bob.order_market_buy(symbol=SYMBOL, quoteOrderQty="3000.5")
    assert by_quantity["executedQty"] == "0.50000000"
    assert by_amount["cummulativeQuoteQty"] == "3000.30000000"  # 1.0001 ETH: what the lot allows
    assert by_amount["origQuoteOrderQty"] == "3000.50000000"


def test_a_market_order_on_an_empty_book_expires(alice: Client):
    told = alice.order_market_buy(symbol=SYMBOL, quantity="1")
    assert (told["status"], told["executedQty"]) == ("EXPIRED", "0.00000000")


@pytest.mark.parametrize("time_in_force", [Client.TIME_IN_FORCE_IOC, Client.TIME_IN_FORCE_FOK])
def test_what_may_not_wait_expires(alice: Client, time_in_force: str):
    told = alice.order_limit_buy(
        symbol=SYMBOL, timeInForce=time_in_force, quantity="1", price="3000"
    )
    assert told["status"] == "EXPIRED"
    assert alice.get_open_orders(symbol=SYMBOL) == []


def test_a_post_only_order_rests_or_is_refused(alice: Client, bob: Client):
    maker = {"symbol": SYMBOL, "type": Client.ORDER_TYPE_LIMIT_MAKER, "quantity": "1"}
    told = alice.create_order(side="SELL", price="3000", **maker)
    assert set(told) == {"symbol", "orderId", "orderListId", "clientOrderId", "transactTime"}
    with pytest.raises(BinanceAPIException) as refused:
        bob.create_order(side="BUY", price="3000", **maker)
    assert refusal(refused) == (400, -2010, "Order would immediately match and take.")


@pytest.mark.parametrize("form", ["ACK", "RESULT", "FULL"])
def test_an_answer_is_as_long_as_it_is_asked_to_be(alice: Client, form: str):
    told = alice.order_limit_buy(symbol=SYMBOL, quantity="1", price="3000", newOrderRespType=form)
    assert ("status" in told, "fills" in told) == (form != "ACK", form == "FULL")


def test_an_account_does_not_trade_with_itself(alice: Client):
    first = alice.order_limit_sell(symbol=SYMBOL, quantity="1", price="3000")
    told = alice.order_limit_buy(
        symbol=SYMBOL, quantity="1", price="3000", selfTradePreventionMode="EXPIRE_TAKER"
    )
    assert told["status"] == "EXPIRED_IN_MATCH"
    assert alice.get_order(symbol=SYMBOL, orderId=first["orderId"])["status"] == "NEW"


def test_a_test_order_is_checked_and_forgotten(alice: Client):
    order = {"symbol": SYMBOL, "side": "BUY", "type": "MARKET"}
    assert alice.create_test_order(**order, quantity="1") == {}
    with pytest.raises(BinanceAPIException) as refused:
        alice.create_test_order(**order, quantity="0.00001")
    assert refusal(refused) == (400, -1013, "Filter failure: LOT_SIZE")
    assert alice.get_open_orders(symbol=SYMBOL) == []


def test_all_orders_are_cancelled_at_once(alice: Client):
    placed = [
        alice.order_limit_buy(symbol=SYMBOL, quantity="1", price=price)["orderId"]
        for price in ("3000", "2900")
    ]
    told = alice.cancel_all_open_orders(symbol=SYMBOL)
    assert sorted(each["orderId"] for each in told) == placed
    with pytest.raises(BinanceAPIException) as refused:
        alice.cancel_all_open_orders(symbol=SYMBOL)
    assert refusal(refused) == (400, -2011, "Unknown order sent.")


def test_half_a_replacement_is_a_conflict(alice: Client):
    placed = alice.order_limit_buy(symbol=SYMBOL, quantity="1", price="3000")
    with pytest.raises(BinanceAPIException) as refused:
        alice.cancel_replace_order(
            symbol=SYMBOL,
            side="BUY",
            type="LIMIT",
            timeInForce="GTC",
            cancelReplaceMode="STOP_ON_FAILURE",
            cancelOrderId=placed["orderId"],
            quantity="9000",
            price="900000",
        )
    assert refusal(refused)[:2] == (409, -2021)
    assert refused.value.response.json()["data"]["cancelResult"] == "SUCCESS"


def test_a_key_that_nobody_has_is_unauthorised(venue: RunningVenue):
    with pytest.raises(BinanceAPIException) as refused:
        binance_client(venue, api_key="A" * 64, api_secret="B" * 64).get_account()
    assert refusal(refused) == (401, -2015, "Invalid API-key, IP, or permissions for action.")


def test_microseconds_are_told_to_who_asks_for_them(venue: RunningVenue, stranger: Client):
    exact = binance_client(venue, "alice", time_unit="MICROSECOND")
    told = exact.get_server_time()["serverTime"]
    assert told // 1000 - stranger.get_server_time()["serverTime"] < MINUTE_MS
    assert exact.get_account()["canTrade"]  # and it signs in microseconds, too


def test_a_listen_key_is_made_kept_alive_and_closed(alice: Client):
    key = alice.stream_get_listen_key()
    assert alice.stream_get_listen_key() == key
    alice.stream_keepalive(key)
    alice.stream_close(key)
    with pytest.raises(BinanceAPIException) as refused:
        alice.stream_keepalive(key)
    assert refusal(refused) == (400, -1125, "This listenKey does not exist.")
