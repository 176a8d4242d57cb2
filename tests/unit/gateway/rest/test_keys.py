"""Keys made over REST: by a key that may, and never more than that key itself."""

import pytest

from glassbook.identity.api_keys import Permission
from glassbook.identity.own_keys import Said

PATH = "/glassbook/v1/keys"
REFUSED_KEY = (401, -2015, "Invalid API-key, IP, or permissions for action.")
MAY = Permission.READ | Permission.TRADE | Permission.KEYS


@pytest.fixture
def chief(house):
    return house.keys.create("alice", permissions=MAY)


def made(house, chief, **terms):
    return house.ask("POST", PATH, key=chief, **terms)


def test_a_key_that_may_makes_another_that_works(house, chief):
    told = made(house, chief, permissions="READ", name="reader").json
    assert (told["kind"], told["permissions"], told["name"]) == ("HMAC", ["READ"], "reader")
    key = house.keys.find(told["apiKey"])
    assert key.secret == told["secret"]
    assert house.ask("GET", "/api/v3/account", key=key).status == 200
    assert house.place(key, "BUY", 1, 30_000).refusal == REFUSED_KEY


def test_a_key_that_may_not_makes_none(house):
    assert house.ask("POST", PATH, key=house.alice, permissions="READ").refusal == REFUSED_KEY
    assert house.ask("GET", PATH, key=house.alice).refusal == REFUSED_KEY


def test_no_key_opens_more_than_the_one_that_made_it(house):
    bound = house.own_keys.create(
        "alice",
        permissions=MAY,
        said=Said("", ("203.0.113.0/24",)),
        expires_ns=house.clock() + 10**15,
    )
    soon_ms = (house.clock() + 10**12) // 10**6
    within = {"permissions": "READ", "addresses": "203.0.113.7", "expiresAt": soon_ms}
    assert made(house, bound, **within).status == 200
    assert made(house, bound, **within | {"permissions": "READ,WITHDRAW"}).refusal == REFUSED_KEY
    for beyond in ("203.0.0.0/16", "198.51.100.1", "any", "2001:db8::1"):
        assert made(house, bound, **within | {"addresses": beyond}).refusal == REFUSED_KEY
    for beyond in (0, soon_ms + 10**10):
        assert made(house, bound, **within | {"expiresAt": beyond}).refusal == REFUSED_KEY
    assert len(house.keys.keys_of("alice")) == 3


def test_a_key_is_bound_as_the_one_that_made_it_unless_it_is_said(house):
    bounds = ("203.0.113.0/24", "2001:db8::/32")
    bound = house.own_keys.create("alice", permissions=MAY, said=Said("chief", bounds))
    told = made(house, bound, permissions="READ").json
    assert (told["name"], told["addresses"]) == ("", list(bounds))
    assert not house.keys.find(told["apiKey"]).opens("198.51.100.1", 0)
    changed = house.ask("PUT", PATH, key=bound, apiKey=told["apiKey"], name="n").json
    assert (changed["name"], changed["addresses"]) == ("n", list(bounds))
    assert house.documents[-1].body["fields"] == ["key-name", "key-networks"]


def test_keys_are_shown_without_their_secrets_changed_and_revoked(house, chief):
    told = made(house, chief, permissions="READ,TRADE").json["apiKey"]
    changed = house.ask("PUT", PATH, key=chief, apiKey=told, permissions="READ", name="n").json
    assert changed["permissions"] == ["READ"]
    shown = house.ask("GET", PATH, key=chief).json
    assert {each["apiKey"] for each in shown} >= {told, chief.api_key}
    assert all("secret" not in each for each in shown)
    assert house.ask("DELETE", PATH, key=chief, apiKey=told).json == {}
    assert house.keys.find(told) is None


def test_nobody_touches_another_accounts_keys(house, chief):
    theirs = house.bob.api_key
    for method in ("PUT", "DELETE"):
        refused = house.ask(method, PATH, key=chief, apiKey=theirs)
        assert refused.refusal[1] == -1130
    assert house.ask("GET", PATH, key=chief, email="bob").refusal[1] == -1130
    assert house.keys.find(theirs) == house.bob


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("permissions", "LEND"),
        ("addresses", "nowhere"),
        ("publicKey", "no key"),
        ("name", "x" * 61),
    ],
)
def test_what_is_said_wrongly_of_a_key_is_refused(house, chief, name, value):
    text = f"Data sent for parameter '{name}' is not valid."
    assert made(house, chief, **{name: value}).refusal == (400, -1130, text)


def test_a_sub_account_gets_its_keys_from_its_master(house):
    master = house.keys.create("alice", permissions=Permission(127))
    path = "/sapi/v1/sub-account/virtualSubAccount"
    email = house.ask("POST", path, key=master, subAccountString="desk").json["email"]
    told = made(house, master, email=email, permissions="READ").json
    key = house.keys.find(told["apiKey"])
    assert house.ask("GET", "/api/v3/account", key=key).json["uid"] == 4
