"""Trading from a page: the venue's own API, opened by a session instead of a signature."""

from base64 import b32decode
from urllib.parse import urlencode

import pytest

from glassbook.gateway.access.listen_keys import SESSION_LIFE_NS
from glassbook.gateway.rest.answer import Guest
from glassbook.gateway.rest.endpoint import OPEN_TO_GUESTS, Security
from glassbook.gateway.rest.table import ENDPOINTS
from glassbook.protocol import commands
from glassbook.protocol.labels import Label
from tests.unit.gateway.rest.house import BTC, MAKER_PPM, TAKER_PPM, USD, WHOLE, House
from tests.unit.identity.people_story import PASSWORD, Rooms

LIMIT = {"symbol": "BTCUSD", "type": "LIMIT", "timeInForce": "GTC", "quantity": "2", "price": "100"}
BUY = {**LIMIT, "side": "BUY"}


class Floor(Rooms):
    """The rooms of identity before a venue that trades; newcomers have coins and dollars."""

    def __init__(self, directory, profile="us"):
        directory.mkdir()
        self.house = House(directory.parent, profile)
        super().__init__(directory, api=self._ask_for)
        self.people.sessions.on_end(self.house.venue.listen_keys.end_session)

    async def _ask_for(self, scope, receive, send, account_id, session):
        await self.house.application.router(scope, receive, send, Guest(account_id, session))

    async def open_account(self, reference):
        exchange = self.house.exchange
        told = exchange.apply(
            commands.open_account(MAKER_PPM, TAKER_PPM), Label(name=reference)
        ).events[0]
        for asset_id, whole in ((BTC, 10), (USD, 10**6)):
            exchange.apply(commands.deposit(told.account_id, asset_id, whole * WHOLE))
        self.accounts[reference] = told.account_id

    def listener_of(self, key):
        return self.house.venue.listen_keys.account_of(key)


@pytest.fixture
def floor(tmp_path):
    opened = Floor(tmp_path / "people")
    yield opened
    opened.close()
    opened.house.close()


def api(browser, method, path, headers=None, **parameters):
    query = f"?{urlencode(parameters)}" if parameters else ""
    return browser.ask(method, f"api/v3/{path}{query}", **(headers or {}))


def open_ids(browser):
    return [each["orderId"] for each in api(browser, "GET", "openOrders").json]


def refused(answer):
    return answer.status, answer.json["code"], answer.json["msg"]


# --- what can be done


def test_an_order_is_placed_amended_replaced_and_cancelled(floor):
    ann = floor.customer()
    placed = api(ann, "POST", "order", **BUY).json
    assert (placed["status"], open_ids(ann)) == ("NEW", [placed["orderId"]])
    named = {"symbol": "BTCUSD", "orderId": placed["orderId"]}
    amended = api(ann, "PUT", "order/amend/keepPriority", **named, newQty="1").json
    assert amended["amendedOrder"]["qty"] == "1.00000000"
    replaced = api(
        ann,
        "POST",
        "order/cancelReplace",
        **BUY | {"price": "90"},
        cancelOrderId=placed["orderId"],
        cancelReplaceMode="STOP_ON_FAILURE",
    ).json
    assert replaced["newOrderResponse"]["price"] == "90.00000000"
    assert api(ann, "DELETE", "openOrders", symbol="BTCUSD").status == 200
    assert open_ids(ann) == []
    assert len(api(ann, "GET", "allOrders", symbol="BTCUSD").json) == 2


def test_a_fill_is_seen_in_balances_fills_and_history(floor):
    ann = floor.customer()
    floor.house.place(floor.house.alice, "SELL", "1", "100")
    answer = api(ann, "POST", "order", symbol="BTCUSD", side="BUY", type="MARKET", quantity="1")
    assert answer.json["status"] == "FILLED"
    (fill,) = api(ann, "GET", "myTrades", symbol="BTCUSD").json
    assert (fill["qty"], fill["commission"]) == ("1.00000000", "0.00150000")
    account = api(ann, "GET", "account", omitZeroBalances="true").json
    assert [(each["asset"], each["free"]) for each in account["balances"]] == [
        ("BTC", "10.99850000"),
        ("USD", "999900.00000000"),
    ]


def test_a_list_of_orders_is_placed_and_cancelled_as_one(floor):
    ann = floor.customer()
    placed = api(
        ann,
        "POST",
        "orderList/otoco",
        symbol="BTCUSD",
        workingType="LIMIT",
        workingSide="BUY",
        workingTimeInForce="GTC",
        workingPrice="100",
        workingQuantity="1",
        pendingSide="SELL",
        pendingQuantity="1",
        pendingAboveType="LIMIT_MAKER",
        pendingAbovePrice="120",
        pendingBelowType="STOP_LOSS",
        pendingBelowStopPrice="90",
    )
    assert placed.status == 200, placed.text
    assert len(open_ids(ann)) == 3
    named = {"symbol": "BTCUSD", "orderListId": placed.json["orderListId"]}
    assert api(ann, "DELETE", "orderList", **named).status == 200
    assert open_ids(ann) == []


@pytest.mark.parametrize(
    "change",
    [
        {"price": "100.001"},
        {"quantity": "0"},
        {"price": ""},
        {"quantity": "0.00001", "price": "0.01"},
        {"quantity": "900000"},
        {"symbol": "NONE"},
        {"type": "PEGGED"},
    ],
)
def test_a_refusal_is_the_one_that_a_signed_order_meets(floor, change):
    ann, house = floor.customer(), floor.house
    signed = house.ask("POST", "/api/v3/order", key=house.bob, **BUY | change)
    assert refused(api(ann, "POST", "order", **BUY | change)) == signed.refusal
    assert open_ids(ann) == []


def test_a_test_order_is_judged_and_places_nothing(floor):
    ann = floor.customer()
    assert api(ann, "POST", "order/test", **BUY).status == 200
    answer = api(ann, "POST", "order/test", **BUY | {"quantity": "9000", "price": "200"})
    assert refused(answer)[1] == -2010
    assert open_ids(ann) == []


def test_orders_are_counted_as_those_of_any_door(floor):
    ann = floor.customer()
    limit = floor.house.venue.limiter.profile.orders_short.limit
    answers = [api(ann, "POST", "order", **BUY | {"quantity": "0.1"}) for _ in range(limit + 1)]
    assert {each.status for each in answers[:-1]} == {200}
    assert refused(answers[-1])[:2] == (429, -1015)


# --- who may, and what strangers try


def test_nobody_trades_without_a_session(floor):
    for cookie in ("", "glassbook-session=made-up"):
        answer = api(floor.browser(), "POST", "order", {"cookie": cookie}, **BUY)
        assert (answer.status, answer.problem["field"]) == (401, "session")
    key = floor.house.alice.api_key
    assert api(floor.browser(), "GET", "account", {"x_mbx_apikey": key}).status == 401


def test_half_a_session_trades_nothing(floor):
    ann = floor.customer()
    offer = ann.post("factor", {"password": PASSWORD}).json
    ann.post("factor/on", {"code": floor.totp(b32decode(offer["secret"]))})
    floor.wait(60)
    half = floor.browser()
    assert half.log_in().json["needsCode"]
    answer = api(half, "GET", "openOrders")
    assert (answer.status, answer.problem["field"]) == (401, "code")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("token", [None, "", "0" * 64])
def test_a_cookie_alone_changes_nothing(floor, method, token):
    ann = floor.customer()
    answer = api(ann, method, "order", {"x_glassbook_writing": token}, **BUY)
    assert (answer.status, answer.problem["field"]) == (403, "x-glassbook-writing")
    assert open_ids(ann) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://["},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site", "origin": None},
    ],
)
def test_another_sites_page_neither_trades_nor_reads(floor, headers):
    ann = floor.customer()
    for method, path, parameters in (("POST", "order", BUY), ("GET", "account", {})):
        answer = api(ann, method, path, headers, **parameters)
        assert (answer.status, answer.problem["field"]) == (403, "origin")
    assert open_ids(ann) == []


def test_the_orders_of_others_are_not_there(floor):
    ann, bob = floor.customer(), floor.customer("bob@example.org")
    order = {"symbol": "BTCUSD", "orderId": api(bob, "POST", "order", **BUY).json["orderId"]}
    assert refused(api(ann, "GET", "order", **order))[1:] == (-2013, "Order does not exist.")
    assert refused(api(ann, "DELETE", "order", **order))[1:] == (-2011, "Unknown order sent.")
    amend = api(ann, "PUT", "order/amend/keepPriority", **order, newQty="1")
    assert refused(amend)[1:] == (-2038, "Unknown order sent.")
    assert open_ids(ann) == []
    assert open_ids(bob) == [order["orderId"]]


def test_a_key_sent_along_opens_no_other_account(floor):
    ann = floor.customer()
    floor.house.place(floor.house.alice, "BUY", "1", "100")
    headers = {"x_mbx_apikey": floor.house.alice.api_key}
    mine = api(ann, "GET", "account", headers).json["uid"]
    assert mine in floor.accounts.values()
    assert api(ann, "GET", "openOrders", headers).json == []


def test_keys_transfers_and_what_everybody_may_ask_are_not_served_here(floor):
    ann = floor.customer()
    others = [each for each in ENDPOINTS if each.security not in OPEN_TO_GUESTS]
    assert {Security.NONE, Security.KEYS, Security.TRANSFER} <= {each.security for each in others}
    for each in others:
        answer = ann.ask(each.method, each.path[1:])
        assert answer.status == 404, each.path
        if not each.path.startswith(("/fapi", "/dapi")):  # what is not even looked up is no page
            assert answer.json["code"] == -1020, each.path


@pytest.mark.parametrize("path", ["api/v3/nothing", "api/v3/order/", "api/v3//order", "api/"])
def test_odd_paths_lead_nowhere(floor, path):
    assert floor.customer().get(path).status == 404


def test_answers_are_kept_by_no_cache_and_shown_to_no_other_site(floor):
    answer = api(floor.customer(), "GET", "account")
    assert answer.header("cache-control") == "no-store"
    assert answer.header("x-content-type-options") == "nosniff"
    assert answer.header("content-type") == "application/json;charset=UTF-8"


def test_what_a_client_calls_his_order_comes_back_as_json_and_nothing_else(floor):
    name = "<img src=x>"
    answer = api(floor.customer(), "POST", "order", **BUY, newClientOrderId=name)
    assert refused(answer)[1] == -1100


# --- the events of one's own account


def listen_key(browser):
    return api(browser, "POST", "userDataStream").json["listenKey"]


def test_a_session_has_a_listen_key_of_its_own_that_ends_with_it(floor):
    ann, phone = floor.customer(), floor.browser()
    phone.log_in()
    bot = floor.house.stream_key("POST", floor.house.alice).json["listenKey"]
    here, there = listen_key(ann), listen_key(phone)
    assert here != there
    assert floor.listener_of(here) == floor.listener_of(there) is not None
    ann.ask("DELETE", "session")
    assert floor.listener_of(here) is None
    assert floor.listener_of(there) is not None
    phone.post("account/close", {"password": PASSWORD})
    assert floor.listener_of(there) is None
    assert floor.listener_of(bot) is not None


def test_a_session_that_is_ended_elsewhere_hears_nothing_more(floor):
    ann, thief = floor.customer(), floor.browser()
    thief.log_in()
    key = listen_key(thief)
    ann.post("sessions/revoke-others")
    assert floor.listener_of(key) is None


def test_a_sessions_listen_key_ends_unless_it_is_kept_alive(floor):
    ann = floor.customer()
    key = listen_key(ann)
    floor.house.clock.now_ns += SESSION_LIFE_NS - 1
    assert api(ann, "PUT", "userDataStream", listenKey=key).status == 200
    floor.house.clock.now_ns += SESSION_LIFE_NS - 1
    assert floor.listener_of(key) is not None
    floor.house.clock.now_ns += 1
    assert floor.listener_of(key) is None


def test_the_listen_key_of_another_is_not_kept_alive_or_closed(floor):
    ann, bob = floor.customer(), floor.customer("bob@example.org")
    key = listen_key(bob)
    for method in ("PUT", "DELETE"):
        assert refused(api(ann, method, "userDataStream", listenKey=key))[1] == -1125
    assert floor.listener_of(key) is not None
