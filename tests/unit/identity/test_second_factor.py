"""The second factor: turned on by showing it, asked for from then on, and recovery codes."""

import base64

import pytest

from glassbook.identity.attempts import OF_A_PERSON
from glassbook.identity.one_time_codes import code, new_secret
from glassbook.identity.people import NameTaken, Role
from tests.unit.identity.people_story import CHEAP, EMAIL, PASSWORD, Rooms


class Authenticator:
    """Shows codes; each time in a new step, so that none was used before."""

    def __init__(self, rooms, secret):
        self.rooms, self.secret = rooms, secret

    def shown(self):
        self.rooms.wait(30)
        return self.rooms.totp(self.secret)


def with_factor(rooms: Rooms):
    ann = rooms.customer()
    offer = ann.post("factor", {"password": PASSWORD}).json
    authenticator = Authenticator(rooms, base64.b32decode(offer["secret"]))
    on = ann.post("factor/on", {"code": authenticator.shown()})
    assert on.status == 200
    return ann, authenticator, on.json["codes"]


def test_a_factor_that_is_on_is_asked_for_and_half_a_session_opens_nothing_else(rooms):
    _, authenticator, _ = with_factor(rooms)
    ann = rooms.browser()
    assert ann.log_in().json["needsCode"]
    for path in ("profile", "sessions", "logins", "keys"):
        assert (ann.get(path).status, ann.get(path).problem["field"]) == (401, "code")
    half = ann.token
    assert not ann.post("session/code", {"code": authenticator.shown()}).json["needsCode"]
    assert ann.get("profile").json["factorIsOn"]
    thief = rooms.browser()
    thief.cookies["glassbook-session"] = half
    assert thief.get("session").status == 401, "the token of before is dead"


def test_it_is_not_on_before_a_code_was_shown(rooms):
    ann = rooms.customer()
    ann.post("factor", {"password": PASSWORD})
    assert ann.post("factor/on", {"code": "000000"}).status == 401
    assert not rooms.browser().log_in().json["needsCode"]


def test_it_is_offered_by_the_password_only(rooms):
    ann = rooms.customer()
    assert ann.post("factor", {"password": "not the password"}).status == 401
    assert ann.post("factor/on", {"code": "123456"}).problem["field"] == "factor"


def test_one_that_is_on_is_not_offered_again(rooms):
    ann, _, _ = with_factor(rooms)
    assert ann.post("factor", {"password": PASSWORD}).status == 409


def test_turning_it_on_ends_every_other_session_and_is_told(rooms):
    elsewhere = rooms.customer()
    offer = elsewhere.post("factor", {"password": PASSWORD}).json
    ann = rooms.browser()
    ann.log_in()
    authenticator = Authenticator(rooms, base64.b32decode(offer["secret"]))
    assert ann.post("factor/on", {"code": authenticator.shown()}).status == 200
    assert elsewhere.get("session").status == 401
    assert (rooms.letter().about, rooms.letter().to) == ("change", EMAIL)


def test_a_code_opens_once(rooms):
    _, authenticator, _ = with_factor(rooms)
    text = authenticator.shown()
    ann, thief = rooms.browser(), rooms.browser()
    ann.log_in()
    thief.log_in()
    assert ann.post("session/code", {"code": text}).status == 200
    assert thief.post("session/code", {"code": text}).status == 401


def test_a_code_that_is_shown_again_is_refused_and_its_owner_is_told(rooms):
    _, authenticator, _ = with_factor(rooms)
    code = authenticator.shown()
    for status, about in ((200, "log-in"), (401, "reused")):
        browser = rooms.browser()
        browser.log_in()
        assert browser.post("session/code", {"code": code}).status == status
        assert rooms.letter().about == about


def test_a_wrong_code_sends_no_letter(rooms):
    with_factor(rooms)
    browser = rooms.browser()
    browser.log_in()
    before = len(rooms.mailbox.letters())
    assert browser.post("session/code", {"code": "000000"}).status == 401
    assert len(rooms.mailbox.letters()) == before


def test_a_recovery_code_stands_in_once(rooms):
    _, _, codes = with_factor(rooms)
    ann, thief = rooms.browser(), rooms.browser()
    ann.log_in()
    assert ann.post("session/code", {"code": codes[3].upper()}).status == 200
    assert ann.get("profile").json["recoveryCodesLeft"] == 9
    thief.log_in()
    assert thief.post("session/code", {"code": codes[3]}).status == 401


def test_who_guesses_codes_waits_even_with_the_right_one(rooms):
    _, authenticator, _ = with_factor(rooms)
    ann = rooms.browser()
    ann.log_in()
    answers = [ann.post("session/code", {"code": "000000"}).status for _ in range(7)]
    assert answers == [401] * OF_A_PERSON.free + [429] * 2
    again = rooms.browser()
    again.log_in()
    text = code(authenticator.secret, rooms.now // 30_000_000_000 + 1)
    assert again.post("session/code", {"code": text}).status == 429


def test_it_is_turned_off_by_both_factors(rooms):
    ann, authenticator, _ = with_factor(rooms)
    assert ann.post("factor/off", {"password": PASSWORD, "code": "000000"}).status == 401
    wrong = {"password": "not the password", "code": authenticator.shown()}
    assert ann.post("factor/off", wrong).status == 401
    off = ann.post("factor/off", {"password": PASSWORD, "code": authenticator.shown()})
    assert off.status == 200
    assert not rooms.browser().log_in().json["needsCode"]
    assert ann.get("profile").json["recoveryCodesLeft"] == 0


# --- staff


@pytest.fixture
def member(rooms):
    secret = new_secret()
    password = CHEAP.hash(PASSWORD)
    rooms.people.add_member("olga", Role.OPERATOR, password, secret, rooms.now)
    return Authenticator(rooms, secret)


def enter(rooms, name, password, text):
    browser = rooms.browser()
    body = {"name": name, "password": password, "code": text}
    return browser, browser.post("staff/session", body)


def test_staff_log_in_with_both_factors_and_have_their_role(rooms, member):
    olga, answer = enter(rooms, "olga", PASSWORD, member.shown())
    assert (answer.status, answer.json["role"]) == (200, "operator")
    assert olga.get("staff/session").json["name"] == "olga"
    assert olga.ask("DELETE", "staff/session").status == 200
    assert olga.get("staff/session").status == 401


@pytest.mark.parametrize(
    ("name", "password", "is_code_right"),
    [("olga", "not it at all", True), ("nobody", PASSWORD, True), ("olga", PASSWORD, False)],
)
def test_one_factor_alone_lets_no_staff_in(rooms, member, name, password, is_code_right):
    text = member.shown() if is_code_right else "000000"
    assert enter(rooms, name, password, text)[1].status == 401


def test_a_member_of_the_staff_is_no_customer(rooms, member):
    olga, _ = enter(rooms, "olga", PASSWORD, member.shown())
    olga.cookies["glassbook-session"] = olga.cookies["glassbook-staff"]
    assert olga.get("profile").status == 401


def test_who_is_let_go_is_out_at_once(rooms, member):
    olga, _ = enter(rooms, "olga", PASSWORD, member.shown())
    assert rooms.people.remove_member("olga")
    assert olga.get("staff/session").status == 401
    assert enter(rooms, "olga", PASSWORD, member.shown())[1].status == 401
    assert not rooms.people.remove_member("olga")


def test_two_members_cannot_have_one_name(rooms, member):
    with pytest.raises(NameTaken):
        rooms.people.add_member("olga", Role.SUPPORT, "hash", b"s" * 20, 1)
