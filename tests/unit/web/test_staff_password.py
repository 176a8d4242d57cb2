"""A member of the staff changes his own password, by both of his factors."""

import pytest

from glassbook.identity.one_time_codes import STEP_NS, code
from glassbook.protocol.submission import VenueStopped
from tests.unit.identity.people_story import PASSWORD

NEW = "a lighthouse in the fog"


def change(room, browser, name="olga", **shown):
    room.wait(30)
    wanted = {"current": PASSWORD, "password": NEW, "code": digits(room, name)} | shown
    return browser.post("staff/password", wanted)


def digits(room, name="olga"):
    return code(room.secrets[name], room.now // STEP_NS)


def log_in(room, password):
    room.wait(30)
    shown = {"name": "olga", "password": password, "code": digits(room)}
    return room.browser().post("staff/session", shown).status


def test_the_new_password_opens_the_console_and_the_old_one_does_not(room):
    olga = room.member("olga")
    assert change(room, olga).json["name"] == "olga"
    assert (log_in(room, PASSWORD), log_in(room, NEW)) == (401, 200)
    assert olga.get("console/health").status == 200, "the session goes on, by a new token"


def test_every_other_session_of_his_ends_and_nobody_elses(room):
    elsewhere, otto, olga = room.member("olga"), room.member("otto"), room.member("olga")
    change(room, olga)
    assert elsewhere.get("console/health").status == 401
    assert otto.get("console/health").status == 200


def test_that_it_was_changed_is_journaled_before_it_is(room):
    olga = room.member("olga")
    room.is_journal_full = VenueStopped("the disk is full")
    assert change(room, olga).status == 503
    room.is_journal_full = None
    assert log_in(room, PASSWORD) == 200
    assert change(room, olga).status == 200
    assert [(each.schema, each.body) for each in room.documents] == [
        ("staff-password", {"member": room.id_of("olga")})
    ]


@pytest.mark.parametrize(
    ("shown", "field"),
    [
        ({"current": "not the password"}, "current"),
        ({"code": "000000"}, "code"),
        ({"password": "short"}, "password"),
        ({"password": "Password1234!"}, "password"),
    ],
)
def test_without_both_factors_and_a_good_password_nothing_changes(room, shown, field):
    answer = change(room, room.member("olga"), **shown)
    assert answer.problem["field"] == field
    assert log_in(room, PASSWORD) == 200
    assert room.documents == []


def test_a_customer_changes_no_password_of_the_staff(room):
    answer = change(room, room.customer())
    assert (answer.status, answer.problem["field"]) == (401, "session")
