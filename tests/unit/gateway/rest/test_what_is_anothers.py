"""Whoever asks by another's id, of whatever it is, learns nothing and changes nothing.

Every operation of the table that takes an id is tried with the ids of Alice's orders, lists, keys
and sub-accounts: by Bob, to whom they are nothing, and then by her, for whom it works.
"""

from contextlib import closing

import pytest

from glassbook.gateway.rest.endpoint import Security
from glassbook.gateway.rest.table import ENDPOINTS
from glassbook.identity.api_keys import Permission
from tests.unit.gateway.rest.house import House

#: Names that one gives, rather than names of what is there.
GIVEN = ("newClientOrderId", "strategyId", "cancelNewClientOrderId")
FILLED = {
    "symbol": "BTCUSD",
    "side": "SELL",
    "type": "LIMIT",
    "timeInForce": "GTC",
    "quantity": "1",
    "price": "200",
    "cancelReplaceMode": "STOP_ON_FAILURE",
    "newQty": "0.5",
    "asset": "BTC",
    "amount": "0.1",
    "name": "mine",
}
ORDER = ("timeInForce", "quantity", "price")


def ids_of(endpoint):
    """Return the parameters that name something that is there."""
    names = [each.name for each in endpoint.parameters]
    is_new = endpoint.method == "POST" and endpoint.path.startswith("/api/v3/order")
    return [
        name
        for name in names
        if name.endswith(("Id", "mail", "listenKey", "apiKey"))
        and name not in GIVEN
        and not (is_new and name.endswith(("ClientOrderId", "StrategyId")) and "Orig" not in name)
    ]


ASKED = [
    each
    for each in ENDPOINTS
    if each.security not in {Security.NONE, Security.MARKET_DATA} and ids_of(each)
]


def ask(house, key, endpoint, parameters):
    if endpoint.security.is_signed:
        return house.ask(endpoint.method, endpoint.path, key=key, **parameters)
    return house.stream_key(endpoint.method, key, **parameters)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with closing(House(tmp_path_factory.mktemp("house"))) as kept:
        yield kept


@pytest.fixture(scope="module")
def bob(house):
    """He has of everything something of his own."""
    key = house.keys.create("bob", permissions=Permission(127))
    house.place(key, "BUY", 1, 50, newClientOrderId="bobs-own")
    house.ask("POST", "/sapi/v1/sub-account/virtualSubAccount", key=key, subAccountString="b")
    return key


@pytest.fixture(scope="module")
def alice(house):
    return house.keys.create("alice", permissions=Permission(127))


@pytest.fixture(scope="module")
def hers(house, alice, bob):
    """By the name of a parameter, what of Alice's it may name."""
    order = house.place(alice, "BUY", 1, 60).json
    house.place(alice, "SELL", "0.1", 60, selfTradePreventionMode="EXPIRE_TAKER")
    house.place(bob, "SELL", "0.25", 60)
    amend = {"symbol": "BTCUSD", "orderId": order["orderId"], "newQty": "0.75"}
    amend |= {"newClientOrderId": "alices-own"}
    assert house.ask("PUT", "/api/v3/order/amend/keepPriority", key=alice, **amend).status == 200
    pair = {
        "symbol": "BTCUSD",
        "side": "SELL",
        "quantity": 1,
        "aboveType": "LIMIT_MAKER",
        "abovePrice": 300,
        "belowType": "STOP_LOSS",
        "belowStopPrice": 40,
        "listClientOrderId": "alices-list",
    }
    listed = house.ask("POST", "/api/v3/orderList/oco", key=alice, **pair).json
    opening = {"subAccountString": "alices"}
    path = "/sapi/v1/sub-account/virtualSubAccount"
    email = house.ask("POST", path, key=alice, **opening).json["email"]
    sent = {"toEmail": email, "asset": "BTC", "amount": 1}
    assert house.ask("POST", "/sapi/v3/sub-account/transfer", key=alice, **sent).status == 200
    key = house.ask("POST", "/glassbook/v1/keys", key=alice, name="alices").json["apiKey"]
    deposit = house.ask("GET", "/sapi/v1/capital/deposit/hisrec", key=alice).json[0]
    return {
        "orderId": order["orderId"],
        "cancelOrderId": order["orderId"],
        "origClientOrderId": "alices-own",
        "cancelOrigClientOrderId": "alices-own",
        "orderListId": listed["orderListId"],
        "listClientOrderId": "alices-list",
        "preventedMatchId": 0,
        "email": email,
        "fromEmail": email,
        "toEmail": email,
        "apiKey": key,
        "listenKey": house.stream_key("POST", alice).json["listenKey"],
        "txId": deposit["txId"],
        "withdrawOrderId": "alices-withdrawal",
        **dict.fromkeys(("fromId", "fromPreventedMatchId", "fromExecutionId"), 0),
        "fromAllocationId": 0,
    }


def test_every_id_that_is_asked_for_is_one_of_hers(hers):
    assert {name for each in ASKED for name in ids_of(each)} == set(hers)


def test_another_learns_nothing_and_changes_nothing(house, bob, hers):
    before, keys = house.remembered(), house.keys.keys_of("alice")
    for endpoint in ASKED:
        for wanted in requests(endpoint, hers):
            answer = ask(house, bob, endpoint, wanted)
            assert answer.status == 400 or not found(answer.json) & secret(hers), endpoint.path
    assert house.remembered() == before
    assert house.keys.keys_of("alice") == keys


def test_to_her_each_of_them_opens(house, alice, hers):
    """What is read first; then what leaves the order there, and what takes it away."""
    rank = {"GET": 0, "PUT": 1, "POST": 2, "DELETE": 3}
    for endpoint in sorted(ASKED, key=lambda each: rank[each.method]):
        wanted = requests(endpoint, hers)
        if endpoint.method != "GET":
            wanted = [min(reversed(wanted), key=len)]  # it is there once
        if (endpoint.method, endpoint.path) == ("DELETE", "/api/v3/order"):
            continue  # it was replaced
        for each in wanted:
            answer = ask(house, alice, endpoint, each)
            assert answer.status == 200, (endpoint.path, answer.json)


def requests(endpoint, hers):
    """Return for each id of an operation a request by it, with whatever else has to be said."""
    names = {each.name for each in endpoint.parameters}
    filled = endpoint.mandatory | ({"symbol"} & names)
    if endpoint.path.endswith("cancelReplace"):
        filled |= set(ORDER)
    if endpoint.path.endswith("/orderList"):
        hers = hers | {"origClientOrderId": hers["listClientOrderId"]}
    known = FILLED | hers
    wanted = {name: known[name] for name in sorted(filled)}
    if "fromPreventedMatchId" in names:  # goes with an order's id alone
        ids = [{name: hers[name]} for name in ("preventedMatchId", "orderId")]
        ids.append(ids[1] | {"fromPreventedMatchId": hers["fromPreventedMatchId"]})
        return [wanted | each for each in ids]
    return [wanted | {name: hers[name]} for name in ids_of(endpoint)]


def secret(hers):
    texts = ("alices-own", "alices-list", hers["email"], hers["apiKey"], hers["listenKey"])
    return {hers["orderId"], hers["orderListId"], hers["txId"], *texts}


def found(told):
    """Return every text and number below an answer's names that are ids or could hold one."""
    if isinstance(told, list):
        return set().union(*map(found, told))
    if isinstance(told, dict):
        values = {name: each for name, each in told.items() if not isinstance(each, list | dict)}
        inside = [each for each in told.values() if isinstance(each, list | dict)]
        ids = {each for name, each in values.items() if name.endswith("Id") or type(each) is str}
        return ids.union(*map(found, inside))
    return set()
