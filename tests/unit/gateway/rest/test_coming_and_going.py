"""What came into an account from outside and what left it: booked by the operator alone."""

import pytest

from glassbook.gateway.rest.coming_and_going import READ_AT_ONCE
from glassbook.identity.api_keys import Permission
from glassbook.protocol import commands
from glassbook.protocol.accounts import FEES, FIRST_CUSTOMER
from tests.unit.gateway.rest.house import BTC, START_NS, USD, WHOLE, House

ALICE = FIRST_CUSTOMER
DAY_MS = 86_400_000
NOW_MS = START_NS // 1_000_000
DEPOSITS, WITHDRAWALS = "capital/deposit/hisrec", "capital/withdraw/history"
FIAT_DEPOSITS = "fiatpayment/query/deposit/history"
FIAT_WITHDRAWALS = "fiatpayment/query/withdraw/history"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Alice was given coins and dollars when she came; later some of each left her."""
    kept = House(tmp_path_factory.mktemp("outside"), "none")
    kept.alice = kept.keys.create("alice", permissions=Permission(127))
    kept.clock.wait(10)
    apply = kept.exchange.apply
    for units in (2, 3):
        apply(commands.withdraw(ALICE, BTC, units * WHOLE))
    apply(commands.withdraw(ALICE, USD, WHOLE))
    apply(commands.deposit(FEES, USD, WHOLE))
    apply(commands.transfer(FEES, ALICE, USD, WHOLE))
    yield kept
    kept.close()


def asked(house, path, **parameters):
    answer = house.ask("GET", f"/sapi/v1/{path}", key=house.alice, **parameters)
    assert answer.status == 200, answer.body
    return answer.json


@pytest.mark.operation(
    "GET /sapi/v1/capital/deposit/hisrec", lacks="what the operator booked; no chain, no bank"
)
def test_coins_that_came_are_told_by_the_number_of_their_command(house):
    came = asked(house, DEPOSITS)
    assert [(each["coin"], each["amount"]) for each in came] == [
        ("BTC", "100.00000000"),
        ("ETH", "1000.00000000"),
    ]
    assert {(each["status"], each["insertTime"], each["transferType"]) for each in came} == {
        (1, NOW_MS, 1)
    }
    assert came[0]["txId"] == f"Internal transfer {came[0]['id']}"
    assert asked(house, DEPOSITS, txId=came[1]["txId"]) == came[1:]


@pytest.mark.operation(
    "GET /sapi/v1/capital/withdraw/history", lacks="what the operator booked; no chain, no bank"
)
def test_coins_that_left_are_told_with_the_time_as_text(house):
    left = asked(house, WITHDRAWALS)
    assert [(each["coin"], each["amount"]) for each in left] == [
        ("BTC", "2.00000000"),
        ("BTC", "3.00000000"),
    ]
    assert {(each["status"], each["applyTime"]) for each in left} == {(6, "2023-11-14 22:13:30")}
    assert asked(house, WITHDRAWALS, withdrawOrderId="mine") == []


@pytest.mark.operation(
    "GET /sapi/v1/fiatpayment/query/deposit/history",
    lacks="what the operator booked; no chain, no bank",
)
@pytest.mark.operation(
    "GET /sapi/v1/fiatpayment/query/withdraw/history",
    lacks="what the operator booked; no chain, no bank",
)
def test_fiat_money_is_told_apart_from_coins(house):
    [came] = asked(house, FIAT_DEPOSITS)["assetLogRecordList"]
    [left] = asked(house, FIAT_WITHDRAWALS)["assetLogRecordList"]
    assert (came["fiatCurrency"], came["amount"]) == ("USD", "5000000.00000000")
    assert (left["amount"], left["orderStatus"]) == ("1.00000000", "Successful")
    for unlike in ({"orderId": "0"}, {"paymentChannel": "X"}, {"fiatCurrency": "EUR"}):
        assert asked(house, FIAT_DEPOSITS, **unlike) == {"assetLogRecordList": []}
    one = {"orderId": left["orderId"], "fiatCurrency": "USD"}
    assert asked(house, FIAT_WITHDRAWALS, **one)["assetLogRecordList"] == [left]


def test_fiat_money_is_told_in_the_global_form_too(house):
    came = asked(house, "fiat/orders", transactionType=0)
    [left] = asked(house, "fiat/orders", transactionType=1)["data"]
    assert (came["code"], came["success"], came["total"]) == ("000000", True, 1)
    assert (left["fiatCurrency"], left["indicatedAmount"]) == ("USD", "1.00000000")
    assert asked(house, "fiat/orders", transactionType=0, page=2)["data"] == []
    assert asked(house, "fiat/orders", transactionType=0, beginTime=NOW_MS + 1)["data"] == []


@pytest.mark.operation(
    "GET /sapi/v1/capital/sub-account/deposit/history",
    lacks="what the operator booked; no chain, no bank",
)
def test_what_came_to_a_sub_account_is_its_own(house):
    path = "/sapi/v1/sub-account/virtualSubAccount"
    email = house.ask("POST", path, key=house.alice, subAccountString="desk").json["email"]
    history = "capital/sub-account/deposit/history"
    assert asked(house, history, email=email) == []
    newest = max(house.venue.projections.directory.accounts)
    house.exchange.apply(commands.deposit(newest, BTC, 7))
    [came] = asked(house, history, email=email)
    assert (came["coin"], came["amount"]) == ("BTC", "0.00000007")
    wrong = house.ask("GET", f"/sapi/v1/{history}", key=house.alice, email="bob")
    assert wrong.refusal[:2] == (400, -1130)


def test_every_history_is_told_of_a_sub_account_when_it_is_named(house):
    path = "/sapi/v1/sub-account/virtualSubAccount"
    email = house.ask("POST", path, key=house.alice, subAccountString="fund").json["email"]
    newest = max(house.venue.projections.directory.accounts)
    for asset_id in (BTC, USD):
        house.exchange.apply(commands.deposit(newest, asset_id, 9))
        house.exchange.apply(commands.withdraw(newest, asset_id, 4))
    for history, amount in ((DEPOSITS, "0.00000009"), (WITHDRAWALS, "0.00000004")):
        assert [each["amount"] for each in asked(house, history, email=email)] == [amount]
    for history, amount in ((FIAT_DEPOSITS, "0.00000009"), (FIAT_WITHDRAWALS, "0.00000004")):
        [one] = asked(house, history, email=email)["assetLogRecordList"]
        assert one["amount"] == amount
    for history in (DEPOSITS, WITHDRAWALS, FIAT_DEPOSITS, FIAT_WITHDRAWALS):
        wrong = house.ask("GET", f"/sapi/v1/{history}", key=house.alice, email="bob")
        assert wrong.refusal[:2] == (400, -1130)


@pytest.mark.parametrize(
    ("path", "parameters", "count"),
    [
        (DEPOSITS, {"coin": "ETH"}, 1),
        (DEPOSITS, {"coin": "XYZ"}, 0),
        (DEPOSITS, {"status": 0}, 0),
        (DEPOSITS, {"status": 1}, 2),
        (DEPOSITS, {"startTime": NOW_MS + 1}, 0),
        (DEPOSITS, {"endTime": NOW_MS}, 2),
        (DEPOSITS, {"endTime": NOW_MS - 1}, 0),
        (DEPOSITS, {"limit": 1}, 1),
        (DEPOSITS, {"limit": 1, "offset": 2}, 0),
        (WITHDRAWALS, {"offset": 1}, 1),
        (WITHDRAWALS, {"status": 6}, 2),
        (WITHDRAWALS, {"status": 5}, 0),
    ],
)
def test_a_page_holds_what_was_asked_for(house, path, parameters, count):
    assert len(asked(house, path, **parameters)) == count


@pytest.mark.parametrize("path", [DEPOSITS, WITHDRAWALS, FIAT_DEPOSITS, FIAT_WITHDRAWALS])
def test_no_more_than_ninety_days_are_asked_about_at_once(house, path):
    def refusal(**parameters):
        return house.ask("GET", f"/sapi/v1/{path}", key=house.alice, **parameters).refusal[:2]

    most = {"startTime": NOW_MS - 90 * DAY_MS, "endTime": NOW_MS}
    assert asked(house, path, **most) is not None
    assert refusal(startTime=NOW_MS - 90 * DAY_MS - 1, endTime=NOW_MS) == (400, -1127)
    assert refusal(startTime=NOW_MS, endTime=NOW_MS - 1) == (400, -1128)
    assert refusal(offset=100_001) == (400, -1130)


def test_more_rows_than_are_read_at_once_come_in_order(house):
    many = READ_AT_ONCE + 1
    bob = house.venue.projections.directory.account(house.bob.reference).account_id
    for _ in range(many):
        house.exchange.apply(commands.deposit(bob, BTC, 1))
    path = f"/sapi/v1/{DEPOSITS}"
    last = house.ask("GET", path, key=house.bob, coin="BTC", offset=many - 1).json
    assert [each["amount"] for each in last] == ["0.00000001"] * 2
    assert int(last[1]["id"]) == int(last[0]["id"]) + 1


@pytest.mark.operation(
    "GET /sapi/v1/asset/query/dust-logs", lacks="no small change is ever converted"
)
def test_what_never_happens_here_has_an_empty_history(house):
    assert asked(house, "asset/transfer", type="MAIN_UMFUTURE") == {"total": 0, "rows": []}
    for path in ("asset/query/dust-logs", "asset/dribblet"):
        assert asked(house, path) == {"total": 0, "userAssetDribblets": []}


def test_a_stranger_sees_his_own_alone(house):
    answer = house.ask("GET", f"/sapi/v1/{WITHDRAWALS}", key=house.bob)
    assert answer.json == []
