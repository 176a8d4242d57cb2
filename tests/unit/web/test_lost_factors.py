"""Who lost every second factor is helped: two of the staff, a letter, three days, his password.

Who can still show one of his factors within that time has not lost it, and nothing comes of it.
"""

import pytest

from glassbook.identity.lost_factors import RESET
from glassbook.identity.resets import GOOD_NS, WAIT_NS
from glassbook.identity.sessions import SECOND_NS
from tests.unit.identity.people_story import EMAIL, PASSWORD
from tests.unit.identity.test_second_factor import with_factor

WHY = "video call 12, passport seen"
WAIT, GOOD = WAIT_NS / SECOND_NS, GOOD_NS / SECOND_NS


class Ann:
    """A customer with a second factor, and those who are to help her."""

    def __init__(self, room):
        self.room = room
        self.browser, self.authenticator, self.recovery = with_factor(room)
        self.id = self.browser.get("profile").json["customer"]

    def asked(self, name="factors-off", by="sam"):
        wanted = {"customer": self.id, "reason": WHY}
        return self.room.member(by).post(f"console/acts/{name}", wanted)

    def helped(self, by="clara"):
        """Have two members allow it; return the action."""
        action = {"action": self.asked().json["action"]}
        assert self.room.member(by).post("console/actions/approve", action).status == 200
        return action["action"]

    def needs_code(self):
        """Log in by the password alone; return whether a code is asked for."""
        return self.room.browser().log_in().json["needsCode"]

    def states(self):
        documents = (each for each in self.room.documents if each.schema == RESET)
        return [each.body["state"] for each in documents]


@pytest.fixture
def ann(room):
    return Ann(room)


def test_two_members_a_letter_and_three_days_open_the_account_by_its_password(room, ann):
    action = ann.helped()
    assert (room.letter().to, room.letter().about) == (EMAIL, "lost")
    assert ann.needs_code(), "nothing is taken off yet"
    room.wait(WAIT - 3_600)
    assert ann.needs_code()
    room.wait(3_600)
    assert not ann.needs_code()
    letter = next(each for each in room.mailbox.letters() if each.about == "change")
    assert "taken off" in letter.text
    assert ann.states() == ["waits", "done"]
    body = next(each.body for each in room.documents if each.schema == RESET)
    members = f"{room.id_of('sam')} and {room.id_of('clara')}"
    assert body == {
        "customer": ann.id,
        "action": action,
        "state": "waits",
        "by": f"{members}: {WHY}",
    }


def test_the_password_is_needed_still_and_a_wrong_one_takes_nothing_off(room, ann):
    ann.helped()
    room.wait(WAIT)
    assert room.browser().log_in(EMAIL, "a stranger's guess").status == 401
    assert ann.states() == ["waits"]
    assert room.people.customer(ann.id).factor_is_on


def test_sessions_recovery_codes_and_passkeys_go_with_the_factors(room, ann):
    room.people.keyring.add(b"lost phone", ann.id, "venue.example", b"public", 0, room.now)
    ann.helped()
    room.wait(WAIT)
    before = room.people.sessions.begin(ann.id, 1, is_whole=True, now_ns=room.now)[1]
    assert not ann.needs_code()
    left = [each.session_id for each in room.people.sessions.of(ann.id, 1, room.now)]
    assert before.session_id not in left
    assert room.people.keyring.of(ann.id) == []
    assert room.people.recovery_codes_left(ann.id) == 0


@pytest.mark.parametrize("shown", ["authenticator", "recovery code"])
def test_who_shows_a_factor_in_time_keeps_them_all(room, ann, shown):
    ann.helped()
    browser = room.browser()
    browser.log_in()
    code = ann.recovery[0] if shown == "recovery code" else ann.authenticator.shown()
    assert browser.post("session/code", {"code": code}).status == 200
    room.wait(WAIT)
    assert ann.needs_code()
    assert ann.states() == ["waits", "stopped"]


def test_any_of_the_staff_who_may_help_stops_it_alone(room, ann):
    ann.helped()
    assert ann.asked("factors-stay", "carl").json["sequence"]
    room.wait(WAIT)
    assert ann.needs_code()
    assert ann.states() == ["waits", "stopped"]
    assert ann.asked("factors-stay").problem["field"] == "customer"


def test_nobody_helps_alone_and_no_other_role_at_all(room, ann):
    action = {"action": ann.asked().json["action"]}
    assert room.member("sam").post("console/actions/approve", action).status == 403
    for other in ("olga", "aude"):
        assert ann.asked(by=other).status == 403
        assert room.member(other).post("console/actions/approve", action).status == 403
    room.wait(WAIT)
    assert ann.needs_code()
    assert ann.states() == []


def test_who_never_came_back_is_not_left_open_by_his_password(room, ann):
    ann.helped()
    room.wait(WAIT + GOOD)
    assert ann.needs_code()


def test_only_who_has_a_factor_can_lose_it_and_once_at_a_time(room, ann):
    stranger = room.member("sam")
    wanted = {"customer": "customer-of-nobody", "reason": WHY}
    assert stranger.post("console/acts/factors-off", wanted).status == 400
    bob = room.customer("bob@example.org", PASSWORD)
    wanted["customer"] = bob.get("profile").json["customer"]
    assert stranger.post("console/acts/factors-off", wanted).status == 409
    ann.helped()
    assert ann.asked().problem["rule"] == "is being helped already"


def test_who_cannot_be_told_keeps_his_factors(room, ann):
    class Broken:
        def send(self, _letter):
            raise OSError("the mail is down")

    action = {"action": ann.asked().json["action"]}
    room.lost._mail = Broken()
    assert room.member("clara").post("console/actions/approve", action).status == 503
    room.wait(WAIT)
    assert ann.needs_code()
    listed = room.member("clara").get("console/actions").json
    assert next(each for each in listed if each["action"] == action["action"])["state"] == "EXPIRED"


def test_the_console_shows_from_when_on(room, ann):
    ann.helped()
    found = room.member("sam").post("console/accounts/find", {"what": EMAIL}).json
    assert found["factorsGo"] == room.people.resets.of(ann.id, room.now).due_ns // 1_000_000
