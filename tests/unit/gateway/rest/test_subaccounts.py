"""Accounts beneath an account: opened, sent money, and nobody else's to touch."""

import pytest

from glassbook.identity.api_keys import Permission
from glassbook.protocol import commands

OPEN = "/sapi/v1/sub-account/virtualSubAccount"
SEND = "/sapi/v3/sub-account/transfer"


@pytest.fixture
def master(house):
    return house.keys.create("alice", permissions=Permission(127))


@pytest.fixture
def desk(house, master):
    return house.ask("POST", OPEN, key=master, subAccountString="desk").json["email"]


def assets(house, master, email):
    told = house.ask("GET", "/sapi/v3/sub-account/assets", key=master, email=email).json
    return {each["asset"]: each["free"] for each in told["balances"]}


def test_money_goes_down_and_up_again(house, master, desk):
    sent = house.ask("POST", SEND, key=master, toEmail=desk, asset="BTC", amount="1.5")
    assert sent.json["success"]
    assert assets(house, master, desk) == {"BTC": "1.50000000"}
    house.ask("POST", SEND, key=master, fromEmail=desk, toEmail="alice", asset="BTC", amount="0.5")
    assert assets(house, master, desk) == {"BTC": "1.00000000"}
    assert house.balance(house.alice, "BTC") == ("99.00000000", "0.00000000")
    told = house.ask("GET", "/sapi/v3/sub-account/transfer/history", key=master).json["transfers"]
    assert [(each["from"], each["to"], each["qty"]) for each in told] == [
        ("alice", desk, "1.50000000"),
        (desk, "alice", "0.50000000"),
    ]
    below = house.ask("GET", "/sapi/v3/sub-account/transfer/history", key=master, email=desk).json
    assert below["transfers"] == told


def test_between_two_sub_accounts_too(house, master, desk):
    other = house.ask("POST", OPEN, key=master, subAccountString="other").json["email"]
    house.ask("POST", SEND, key=master, toEmail=desk, asset="USD", amount=10)
    house.ask("POST", SEND, key=master, fromEmail=desk, toEmail=other, asset="USD", amount=4)
    assert assets(house, master, other) == {"USD": "4.00000000"}
    summary = house.ask("GET", "/sapi/v1/sub-account/spotSummary", key=master).json
    worth = [each["totalAsset"] for each in summary["spotSubUserAssetVoList"]]
    assert worth == ["6.00000000", "4.00000000"]


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"toEmail": "bob"}, -1130),
        ({"fromEmail": "bob"}, -1130),
        ({"asset": "XYZ"}, -1130),
        ({"amount": "0.000000001"}, -1111),
        ({"amount": "9" * 20}, -1108),
        ({"amount": "0"}, -1013),
        ({"amount": "101"}, -1013),
        ({"toEmail": "alice"}, -1130),
    ],
)
def test_a_transfer_that_may_not_be_is_refused(house, master, desk, parameters, code):
    sent = {"toEmail": desk, "asset": "BTC", "amount": 1, **parameters}
    assert house.ask("POST", SEND, key=master, **sent).refusal[1] == code
    assert assets(house, master, desk) == {}


def test_only_a_key_that_may_transfer_does(house, desk):
    sent = {"toEmail": desk, "asset": "BTC", "amount": 1}
    assert house.ask("POST", SEND, key=house.alice, **sent).refusal[1] == -2015
    assert house.ask("POST", OPEN, key=house.alice, subAccountString="x").refusal[1] == -2015


def test_a_sub_account_pays_its_masters_rates_and_opens_none_beneath_itself(house, master, desk):
    key = house.keys.create(desk, permissions=Permission(127))
    assert house.ask("GET", "/api/v3/account", key=key).json["takerCommission"] == 15
    assert house.ask("POST", OPEN, key=key, subAccountString="x").refusal[1] == -1130
    assert house.ask("POST", OPEN, key=master, subAccountString="no way").refusal[1] == -1130
    assert house.ask("GET", "/sapi/v3/sub-account/list", key=key).json["subAccounts"] == []


def test_a_sub_account_is_of_its_masters_class_and_a_frozen_master_opens_none(house, master):
    directory = house.venue.projections.directory
    owner = directory.account(house.alice.reference)
    house.exchange.apply(commands.set_account_class(owner.account_id, 3))
    house.ask("POST", OPEN, key=master, subAccountString="x")
    assert [each.class_id for each in directory.subaccounts(owner.account_id)] == [3]
    house.exchange.apply(commands.freeze_account(owner.account_id))
    refused = house.ask("POST", OPEN, key=master, subAccountString="y").refusal
    assert refused[1:] == (-2010, "This action is disabled on this account.")
    assert len(directory.subaccounts(owner.account_id)) == 1


def test_a_transfer_is_told_on_both_sides_in_the_history(house, master, desk):
    house.ask("POST", SEND, key=master, toEmail=desk, asset="BTC", amount=1)
    key = house.keys.create(desk)
    told = house.ask("GET", "/sapi/v3/sub-account/transfer/history", key=key)
    assert told.status == 200
    assert [each["to"] for each in told.json["transfers"]] == [desk]
