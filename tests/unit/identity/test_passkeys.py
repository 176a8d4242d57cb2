"""Passkeys: made, shown, deleted; and what other sites, people and days make of them."""

from base64 import b32decode

import pytest

from glassbook.identity.challenges import OPEN_MAX, WITHIN_NS, Challenges
from glassbook.identity.sessions import SECOND_NS
from tests.unit.identity.authenticator import PRESENT, VERIFIED, Device
from tests.unit.identity.people_story import EMAIL, PASSWORD


def offered(browser):
    return browser.post("passkeys/offer", {"password": PASSWORD}).json["publicKey"]


def add(browser, device, name="Laptop"):
    return browser.post("passkeys", {"name": name, "credential": device.made(offered(browser))})


def log_in(browser, device, options=None):
    asked = options or browser.post("session/passkey/ask", {}).json["publicKey"]
    return browser.post("session/passkey", {"credential": device.shown(asked)})


@pytest.fixture
def device():
    return Device()


@pytest.fixture
def ann(rooms, device):
    browser = rooms.customer()
    assert add(browser, device).status == 200
    return browser


def test_a_passkey_opens_the_account_without_a_password_and_is_told_of(rooms, ann, device):
    assert rooms.letter().about == "change"
    elsewhere = rooms.browser()
    answer = log_in(elsewhere, device)
    assert (answer.status, answer.json["needsCode"]) == (200, False)
    assert elsewhere.get("profile").json["email"] == EMAIL
    assert rooms.letter().about == "log-in"


def test_it_is_asked_for_a_finger_and_for_this_venue(rooms, ann):
    asked = rooms.browser().post("session/passkey/ask", {}).json["publicKey"]
    assert (asked["rpId"], asked["userVerification"]) == ("venue.example", "required")
    made_by = offered(ann)
    assert made_by["authenticatorSelection"]["residentKey"] == "required"
    assert made_by["authenticatorSelection"]["userVerification"] == "required"
    assert len(made_by["excludeCredentials"]) == 1


def test_it_is_both_factors_where_a_second_one_is_on(rooms, ann, device):
    secret = ann.post("factor", {"password": PASSWORD}).json["secret"]
    assert ann.post("factor/on", {"code": rooms.totp(b32decode(secret))}).status == 200
    assert not log_in(rooms.browser(), device).json["needsCode"]


def test_its_owner_sees_it_by_the_name_he_gave_it_and_when_it_was_used(rooms, ann, device):
    rooms.wait(60)
    log_in(rooms.browser(), device)
    (shown,) = ann.get("passkeys").json
    assert (shown["name"], shown["host"]) == ("Laptop", "venue.example")
    assert shown["usedAt"] - shown["createdAt"] == 60_000


def test_a_deleted_one_opens_nothing(rooms, ann, device):
    named = {"passkey": ann.get("passkeys").json[0]["passkey"]}
    wrong = ann.post("passkeys/remove", named | {"password": "not her password"})
    assert wrong.problem["field"] == "password"
    assert ann.post("passkeys/remove", named | {"password": PASSWORD}).status == 200
    assert ann.get("passkeys").json == []
    assert log_in(rooms.browser(), device).status == 401


def test_nobody_deletes_anothers(rooms, ann, device):
    bob = rooms.customer("bob@example.org")
    named = {"passkey": ann.get("passkeys").json[0]["passkey"], "password": PASSWORD}
    assert bob.post("passkeys/remove", named).problem["field"] == "passkey"
    assert log_in(rooms.browser(), device).status == 200


def test_a_closed_account_is_not_opened_by_one(rooms, ann, device):
    ann.post("account/close", {"password": PASSWORD})
    assert log_in(rooms.browser(), device).status == 401


def test_making_one_takes_the_password_and_a_name(rooms, ann):
    assert ann.post("passkeys/offer", {"password": "not her password"}).status == 401
    for name in ("", "  ", "x" * 61, "a\nb"):
        assert add(ann, Device("https://venue.example"), name).problem["field"] == "name"


def test_one_that_is_kept_already_is_not_kept_again_by_anybody(rooms, ann, device):
    bob = rooms.customer("bob@example.org")
    assert add(bob, device).problem["why"] == "CONFLICT"
    assert log_in(rooms.browser(), device).json["accountId"] == 2


def test_ten_are_enough(rooms, ann, device):
    for number in range(9):
        device.credential = bytes([number]) * 32
        assert add(ann, device).status == 200
    answer = ann.post("passkeys/offer", {"password": PASSWORD})
    assert answer.problem["field"] == "passkeys"


# --- what is signed for somebody else, or on another day


def test_what_was_signed_at_another_site_opens_nothing(rooms, ann, device):
    device.origin = "https://venue.example.evil.example"
    assert log_in(rooms.browser(), device).problem["field"] == "passkey"
    device.origin, device.host = "https://venue.example", "evil.example"
    assert log_in(rooms.browser(), device).status == 401


def test_a_passkey_opens_only_at_the_name_at_which_it_was_made(rooms, ann, device):
    device.origin = "https://other.example"
    assert log_in(rooms.browser(host="other.example"), device).status == 401


def test_what_was_signed_is_good_once_and_for_five_minutes(rooms, ann, device):
    asked = rooms.browser().post("session/passkey/ask", {}).json["publicKey"]
    assert log_in(rooms.browser(), device, asked).status == 200
    assert log_in(rooms.browser(), device, asked).status == 401
    asked = rooms.browser().post("session/passkey/ask", {}).json["publicKey"]
    rooms.wait(WITHIN_NS / SECOND_NS)
    assert log_in(rooms.browser(), device, asked).status == 401


def test_a_challenge_of_the_signers_own_is_not_accepted(rooms, ann, device):
    assert log_in(rooms.browser(), device, {"challenge": "AAAA"}).status == 401


def test_what_was_asked_for_a_new_passkey_is_no_log_in_nor_anothers(rooms, ann, device):
    assert log_in(rooms.browser(), device, offered(ann)).status == 401
    bob = rooms.customer("bob@example.org")
    made = Device("https://venue.example").made(offered(ann))
    answer = bob.post("passkeys", {"name": "Phone", "credential": made})
    assert answer.problem["field"] == "passkey"


@pytest.mark.parametrize("flags", [0, PRESENT, VERIFIED])
def test_one_that_did_not_ask_for_its_owner_opens_nothing(rooms, ann, device, flags):
    device.flags = flags
    assert log_in(rooms.browser(), device).status == 401


def test_a_copy_that_counts_less_than_the_original_opens_nothing(rooms, ann, device):
    device.count = 7
    assert log_in(rooms.browser(), device).status == 200
    assert log_in(rooms.browser(), device).status == 401
    device.count = 8
    assert log_in(rooms.browser(), device).status == 200


def test_another_key_with_the_same_id_opens_nothing(rooms, ann):
    assert log_in(rooms.browser(), Device()).status == 401


@pytest.mark.parametrize(
    "credential",
    [{}, {"response": 7}, {"response": {"clientDataJSON": "e30"}}, {"response": {}, "id": []}],
)
def test_what_is_none_is_refused(rooms, ann, credential):
    answer = rooms.browser().post("session/passkey", {"credential": credential})
    assert (answer.status, answer.problem["field"]) == (401, "passkey")


def test_who_tries_without_end_has_to_wait(rooms, ann):
    browser, statuses = rooms.browser(address="198.51.100.1"), []
    for _ in range(101):
        rooms.wait(1)
        statuses.append(browser.post("session/passkey", {"credential": {}}).status)
    assert statuses == [401] * 100 + [429]


def test_what_is_no_browser_is_told_so(rooms, ann):
    answer = rooms.browser().post("session/passkey/ask", {}, origin=None)
    assert (answer.status, answer.problem["field"]) == (400, "origin")


def test_challenges_take_bounded_room():
    challenges = Challenges()
    first = challenges.draw("log-in", 0)
    for _ in range(OPEN_MAX):
        last = challenges.draw("log-in", 0)
    assert not challenges.use("log-in", first, 1)
    assert challenges.use("log-in", last, 1)


# --- what comes with the second factor


def test_new_recovery_codes_take_both_factors_and_void_the_old_ones(rooms):
    ann = rooms.customer()
    offer = ann.post("factor", {"password": PASSWORD}).json
    secret = b32decode(offer["secret"])
    old = ann.post("factor/on", {"code": rooms.totp(secret)}).json["codes"]
    rooms.wait(30)
    both = {"password": PASSWORD, "code": rooms.totp(secret)}
    assert ann.post("factor/recovery", both | {"password": "not hers"}).status == 401
    new = ann.post("factor/recovery", both).json["codes"]
    assert len(set(old) | set(new)) == 20
    half = rooms.browser()
    half.log_in()
    assert half.post("session/code", {"code": old[0]}).status == 401
    assert half.post("session/code", {"code": new[0]}).status == 200


def test_the_picture_for_the_camera_says_the_address(rooms):
    offer = rooms.customer().post("factor", {"password": PASSWORD}).json
    size, path = offer["picture"]["size"], offer["picture"]["path"]
    assert size == 17 + 4 * ((size - 17) // 4)
    dark = sum(int(part.partition("h")[2].partition("v")[0]) for part in path.split("z") if part)
    assert size * size // 3 < dark < size * size * 2 // 3
    assert path.startswith("M0 0h7v1h-7z")
