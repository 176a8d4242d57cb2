"""A customer's own sessions and API keys."""

import pytest

from glassbook.identity.api_keys import Permission
from glassbook.identity.key_store import KEYS_MAX
from glassbook.identity.sessions import SESSIONS_MAX
from tests.unit.identity.people_story import PASSWORD
from tests.unit.identity.test_key_store import Ed25519PrivateKey, pem


def test_sessions_are_listed_with_where_from_and_ended_one_by_one_or_all(rooms):
    ann = rooms.customer()
    phone = rooms.browser(address="198.51.100.1", agent="Phone\r\nx")
    rooms.wait(1)
    phone.log_in()
    shown = ann.get("sessions").json
    assert [(each["visitor"], each["isThis"]) for each in shown] == [
        ("198.51.100.1 Phonex", False),
        ("203.0.113.9 Firefox", True),
    ]
    assert ann.post("sessions/revoke", {"session": shown[0]["session"]}).status == 200
    assert phone.get("session").status == 401
    phone.log_in()
    assert ann.post("sessions/revoke-others").status == 200
    assert phone.get("session").status == 401
    assert len(ann.get("sessions").json) == 1


def test_the_oldest_session_makes_room(rooms):
    ann = rooms.customer()
    for _ in range(SESSIONS_MAX):
        rooms.wait(1)
        last = rooms.browser()
        last.log_in()
    assert ann.get("session").status == 401
    assert len(last.get("sessions").json) == SESSIONS_MAX


def test_a_key_is_made_by_the_password_and_its_secret_is_shown_once(rooms):
    ann = rooms.customer()
    body = {"password": PASSWORD, "name": "bot", "permissions": ["READ", "TRADE"]}
    body |= {"addresses": ["203.0.113.0/24"], "expiresAt": rooms.now // 1_000_000 + 1}
    assert ann.post("keys", body | {"password": "not the password"}).status == 401
    made = ann.post("keys", body).json
    found = rooms.keys.find(made["apiKey"])
    assert made["secret"] == found.secret
    assert found.permissions == Permission.READ | Permission.TRADE
    assert found.opens("203.0.113.9", rooms.now)
    assert not found.opens("203.0.114.9", rooms.now)
    assert found.expires_ns == rooms.now + 1_000_000
    (shown,) = ann.get("keys").json
    assert (shown["name"], shown["addresses"]) == ("bot", ["203.0.113.0/24"])
    assert shown == {name: made[name] for name in made if name != "secret"}
    assert ann.post("keys/revoke", {"apiKey": made["apiKey"]}).status == 200
    assert rooms.keys.find(made["apiKey"]) is None


def test_of_a_public_key_no_secret_is_told(rooms):
    body = {"password": PASSWORD, "publicKey": pem(Ed25519PrivateKey.generate())}
    made = rooms.customer().post("keys", body).json
    assert made["kind"] == "ED25519"
    assert "secret" not in made


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("permissions", ["EVERYTHING"]),
        ("addresses", ["300.0.0.1"]),
        ("expiresAt", 1),
        ("expiresAt", 2**62),
        ("name", "x" * 61),
        ("name", "a\nb"),
        ("publicKey", "no key"),
    ],
)
def test_a_key_of_bad_terms_is_refused_by_field_and_not_made(rooms, field, value):
    ann = rooms.customer()
    answer = ann.post("keys", {"password": PASSWORD, field: value})
    assert (answer.status, answer.problem["field"]) == (400, field)
    assert answer.problem["accepted"]
    assert ann.get("keys").json == []


def test_a_key_that_may_withdraw_takes_a_second_factor(rooms):
    ann = rooms.customer()
    answer = ann.post("keys", {"password": PASSWORD, "permissions": ["WITHDRAW"]})
    assert (answer.status, answer.problem["field"]) == (403, "permissions")


def test_keys_are_so_many_at_most(rooms):
    ann = rooms.customer()
    for _ in range(KEYS_MAX):
        rooms.keys.create(next(iter(rooms.keys.accounts())))
    assert ann.post("keys", {"password": PASSWORD}).status == 409


def test_the_description_names_every_operation_and_what_it_takes(rooms):
    described = rooms.browser().get("openapi.json").json
    keys = described["paths"]["/web/v1/keys"]
    assert keys["get"]["responses"]["200"]
    assert keys["post"]["parameters"][0]["name"] == "X-Glassbook-Writing"
    wanted = keys["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    fields = described["components"]["schemas"][wanted.rpartition("/")[2]]
    assert fields["required"] == ["password"]
