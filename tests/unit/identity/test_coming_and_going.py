"""Signing up, confirming, logging in and out, changing the password, closing the account."""

import asyncio

import pytest
from argon2 import Type, extract_parameters

from glassbook.identity.passwords import hasher
from glassbook.protocol.submission import QueueFull
from tests.unit.identity.people_story import EMAIL, PASSWORD, Rooms


def test_who_signs_up_confirms_and_logs_in_has_an_account_on_the_exchange(rooms):
    ann = rooms.browser()
    assert ann.sign_up().status == 202
    assert (rooms.letter().to, rooms.letter().about) == (EMAIL, "confirmation")
    assert rooms.accounts == {}
    assert ann.confirm().status == 200
    answer = ann.log_in()
    assert answer.status == 200
    assert answer.json["accountId"] == 2
    assert not answer.json["needsCode"]
    assert ann.get("profile").json["email"] == EMAIL


def test_an_address_is_the_same_in_capitals(rooms):
    rooms.customer()
    assert rooms.browser().log_in(f" {EMAIL.upper()} ").status == 200


@pytest.mark.parametrize("email", ["", "ann", "ann@", "@example.org", "a b@example.org", "ann@org"])
def test_what_is_no_address_is_refused_and_nothing_is_sent(rooms, email):
    answer = rooms.browser().sign_up(email)
    assert (answer.status, answer.problem["field"]) == (400, "email")
    assert "ann@example.org" in answer.problem["accepted"]
    assert rooms.mailbox.letters() == []


@pytest.mark.parametrize(
    "password",
    ["short", "aaaaaaaaaaaaaaaa", "x" * 129, "abcdef1" + "       ", "ann@example.org"[:12]],
)
def test_a_poor_password_is_refused_with_what_would_be_accepted(rooms, password):
    answer = rooms.browser().sign_up(password=password)
    assert (answer.status, answer.problem["field"]) == (400, "password")
    assert answer.problem["accepted"]


@pytest.mark.parametrize(
    "password", ["ねこ が にひき います よ", "🐈🐕🐎🐖🐑🐓🦆🦢🦉🐝🐞🦋", "a sentence, " * 10]
)
def test_any_characters_make_a_password_and_all_of_them_count(rooms, password):
    rooms.customer(password=password)
    assert rooms.browser().log_in(password=password[:-1]).status == 401


def test_a_password_may_be_one_of_before(rooms):
    ann = rooms.customer()
    for current, new in ((PASSWORD, "another long password"), ("another long password", PASSWORD)):
        assert ann.post("password", {"current": current, "password": new}).status == 200


def test_a_password_is_kept_by_argon2id_at_the_costs_that_are_claimed():
    kept = extract_parameters(hasher().hash(PASSWORD))
    assert (kept.type, kept.memory_cost, kept.time_cost) == (Type.ID, 19 * 1_024, 2)
    assert kept.salt_len == 16
    assert hasher().hash(PASSWORD) != hasher().hash(PASSWORD), "each has a salt of its own"


def test_a_password_that_became_common_opens_nothing_and_is_set_anew_by_a_letter(rooms):
    ann = rooms.customer()
    customer = ann.get("profile").json["customer"]
    rooms.people.set_password(customer, rooms.hasher.hash("Password1234!"))
    answer = rooms.browser().log_in(password="Password1234!")
    assert (answer.status, answer.problem["field"]) == (403, "password")
    assert "/forgotten" in answer.problem["accepted"]


def test_a_link_is_good_for_a_day_and_once(rooms):
    ann = rooms.browser()
    ann.sign_up()
    rooms.wait(24 * 3_600 + 1)
    assert ann.confirm().status == 401
    ann.sign_up()
    assert ann.confirm().status == 200
    letters = len(rooms.mailbox.letters())
    assert ann.confirm().status == 401
    assert (len(rooms.accounts), len(rooms.mailbox.letters())) == (1, letters)


def test_a_strangers_sign_up_with_my_address_opens_nothing_when_i_follow_its_link(rooms):
    rooms.browser().sign_up(EMAIL, "a stranger's choice")
    assert rooms.browser().confirm("what I would choose").status == 401
    assert rooms.accounts == {}


def sealed(rooms):
    """Return whose facts are in the vault, as its file says."""
    found = rooms.vault._file.execute("SELECT customer FROM facts WHERE field = 'email'")
    keys = rooms.vault._file.execute("SELECT customer FROM keys")
    facts = {customer for (customer,) in found}
    assert facts <= {customer for (customer,) in keys}
    return facts


def test_an_address_is_in_the_vault_before_it_is_confirmed_and_goes_when_nobody_does(
    rooms, tmp_path
):
    rooms.browser().sign_up()
    assert len(sealed(rooms)) == 1
    (unconfirmed,) = sealed(rooms)
    files = b"".join(path.read_bytes() for path in tmp_path.glob("*.db*"))
    assert EMAIL.encode() not in files
    rooms.wait(24 * 3_600 + 1)
    rooms.browser().sign_up("bob@example.org")
    assert not rooms.vault.knows(unconfirmed)
    assert len(sealed(rooms)) == 1
    assert rooms.documents == [], "nobody was read or forgotten: there never was a customer"


def test_other_sign_ups_with_an_address_are_void_when_it_is_confirmed_and_leave_nothing(rooms):
    rooms.browser().sign_up(EMAIL, "a stranger's choice")
    rooms.wait(60)
    ann = rooms.browser()
    ann.sign_up()
    assert len(sealed(rooms)) == 2
    assert ann.confirm().status == 200
    assert sealed(rooms) == set(rooms.keys.accounts())


def test_confirming_twice_at_once_opens_one_account(rooms):
    ann = rooms.browser()
    ann.sign_up()
    token = rooms.letter().text.partition("#")[2].split()[0]

    async def both():
        body = {"token": token, "password": PASSWORD}
        return await asyncio.gather(*(ann.asked("POST", "signup/confirm", body) for _ in "ab"))

    assert [answer.status for answer in asyncio.run(both())] == [200, 200]
    assert len(rooms.accounts) == 1


def test_every_log_in_is_told_to_the_customer_and_stands_in_his_history(rooms):
    ann = rooms.customer()
    ann.log_in(password="not her password")
    rooms.wait(1)
    ann.log_in()
    assert rooms.letter().about == "log-in"
    assert "203.0.113.9 Firefox" in rooms.letter().text
    assert "1 attempts had failed" in rooms.letter().text
    newest, first = ann.get("logins").json
    assert (newest["visitor"], newest["failuresBefore"]) == ("203.0.113.9 Firefox", 1)
    assert (newest["time"] - first["time"], first["failuresBefore"]) == (1_000, 0)


def test_nobody_gets_in_untold(rooms):
    ann = rooms.customer()
    rooms.is_journal_full = QueueFull()
    answer = rooms.browser().log_in()
    assert (answer.status, answer.problem["why"]) == (503, "BUSY")
    assert len(rooms.people.sessions.of(next(iter(rooms.keys.accounts())), 1, rooms.now)) == 1
    rooms.is_journal_full = None
    assert ann.get("session").status == 200


def test_who_logs_out_is_out_and_his_cookie_is_taken_away(rooms):
    ann = rooms.customer()
    token = ann.token
    answer = ann.ask("DELETE", "session")
    assert "Max-Age=0" in answer.header("set-cookie")
    ann.cookies["glassbook-session"] = token
    assert ann.get("session").status == 401


def test_a_changed_password_ends_every_other_session_and_the_old_one_opens_nothing(rooms):
    ann, elsewhere = rooms.customer(), rooms.browser(address="198.51.100.1")
    elsewhere.log_in()
    change = {"current": PASSWORD, "password": "another long password"}
    assert ann.post("password", change | {"current": "not it at all"}).status == 401
    assert ann.post("password", change | {"password": "short"}).problem["field"] == "password"
    assert elsewhere.get("session").status == 200
    assert ann.post("password", change).status == 200
    assert rooms.letter().about == "change"
    assert ann.get("session").status == 200
    assert elsewhere.get("session").status == 401
    assert rooms.browser().log_in().status == 401
    assert rooms.browser().log_in(password="another long password").status == 200


def test_a_closed_account_is_shut_and_its_keys_and_sessions_open_nothing(rooms):
    ann = rooms.customer()
    key = ann.post("keys", {"password": PASSWORD}).json["apiKey"]
    assert ann.post("account/close", {"password": "not her password"}).status == 401
    assert rooms.keys.find(key) is not None
    assert ann.post("account/close", {"password": PASSWORD}).status == 200
    assert rooms.shut == [2]
    assert rooms.keys.find(key) is None
    assert ann.get("session").status == 401
    assert rooms.browser().log_in().status == 401


def test_a_full_pool_of_passwords_says_so_at_once_and_locks_nobody_out(tmp_path):
    rooms = Rooms(tmp_path, waiting_max=2)
    rooms.customer()

    async def crowd():
        ann = rooms.browser()
        body = {"email": EMAIL, "password": PASSWORD}
        return await asyncio.gather(*(ann.asked("POST", "session", body) for _ in range(4)))

    answers = asyncio.run(crowd())
    assert [answer.status for answer in answers] == [200, 200, 503, 503]
    assert rooms.browser().log_in().status == 200
    rooms.close()


def test_nothing_personal_stands_in_the_clear_outside_the_mailbox_and_nothing_in_the_journal(
    rooms, tmp_path
):
    ann = rooms.customer()
    for path in ("profile", "sessions", "logins"):
        assert ann.get(path).status == 200
    files = [path.read_bytes() for path in tmp_path.glob("*.db*")]
    told = b"".join([*files, repr(rooms.documents).encode()])
    for secret in (EMAIL, PASSWORD, "203.0.113.9", "Firefox", ann.token):
        assert secret.encode() not in told
    assert {document.body["why"] for document in rooms.documents} == {
        "log-in alert",
        "own profile",
        "own sessions",
        "own log-ins",
    }
