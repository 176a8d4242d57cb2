"""A forgotten password, and the mailbox in which its letter is read while a venue is tried out."""

from base64 import b32decode

import pytest

from glassbook.identity.renewals import WITHIN_NS
from glassbook.identity.sessions import SECOND_NS
from tests.unit.identity.people_story import EMAIL, PASSWORD, Rooms

NEW = "another long password"


def ask(rooms, email=EMAIL):
    return rooms.browser().post("password/forgotten", {"email": email})


def token_in(letter):
    return letter.text.partition("#")[2].split()[0]


def renew(rooms, token, password=NEW):
    return rooms.browser().post("password/renew", {"token": token, "password": password})


def test_a_forgotten_password_is_set_anew_and_every_session_ends(rooms):
    ann = rooms.customer()
    assert ask(rooms).status == 202
    assert rooms.letter().about == "forgotten"
    assert renew(rooms, token_in(rooms.letter())).status == 200
    assert rooms.letter().about == "change"
    assert ann.get("session").status == 401
    assert rooms.browser().log_in(password=PASSWORD).status == 401
    assert rooms.browser().log_in(password=NEW).status == 200


def test_a_link_is_good_once_and_for_half_an_hour(rooms):
    rooms.customer()
    ask(rooms)
    token = token_in(rooms.letter())
    assert renew(rooms, token).status == 200
    assert renew(rooms, token, "a third long password").problem["field"] == "token"
    ask(rooms)
    token = token_in(rooms.letter())
    rooms.wait(WITHIN_NS / SECOND_NS)
    assert renew(rooms, token).status == 401


def test_only_the_newest_link_is_good_and_a_changed_password_voids_it(rooms):
    ann = rooms.customer()
    ask(rooms)
    older = token_in(rooms.letter())
    ask(rooms)
    newer = token_in(rooms.letter())
    assert renew(rooms, older).status == 401
    assert ann.post("password", {"current": PASSWORD, "password": NEW}).status == 200
    assert renew(rooms, newer).status == 401


def test_a_poor_password_is_refused_and_leaves_the_link_good(rooms):
    rooms.customer()
    ask(rooms)
    token = token_in(rooms.letter())
    answer = renew(rooms, token, "short")
    assert (answer.status, answer.problem["field"]) == (400, "password")
    assert renew(rooms, token).status == 200


def test_a_second_factor_is_still_asked_for_after(rooms):
    ann = rooms.customer()
    secret = ann.post("factor", {"password": PASSWORD}).json["secret"]
    ann.post("factor/on", {"code": rooms.totp(b32decode(secret))})
    ask(rooms)
    assert renew(rooms, token_in(rooms.letter())).status == 200
    assert rooms.browser().log_in(password=NEW).json["needsCode"]


def test_who_asks_learns_not_whether_an_address_is_known(rooms):
    rooms.customer()
    known, stranger = ask(rooms), ask(rooms, "nobody@example.org")
    assert (known.status, known.text, known.headers) == (
        stranger.status,
        stranger.text,
        stranger.headers,
    )
    assert rooms.letter().to == "nobody@example.org"
    assert "#" not in rooms.letter().text


def test_asking_again_and_again_has_to_wait(rooms):
    rooms.customer()
    for email in (EMAIL, "nobody@example.org"):
        assert [ask(rooms, email).status for _ in range(6)] == [202] * 5 + [429]


def test_guessing_links_from_one_place_has_to_wait(rooms):
    statuses = []
    for number in range(101):
        statuses.append(renew(rooms, f"guess-{number}").status)
        rooms.wait(1)
    assert statuses == [401] * 100 + [429]


def test_what_is_kept_of_a_link_does_not_open_it(rooms, tmp_path):
    rooms.customer()
    ask(rooms)
    token = token_in(rooms.letter())
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("people.db*"))
    assert token.encode() not in kept


# --- the mailbox of a venue on trial

LOCAL = {"address": "127.0.0.1", "host": "127.0.0.1:8080"}


def test_the_machine_itself_is_shown_its_letters_the_newest_first(rooms):
    rooms.customer()
    ann = rooms.browser(**LOCAL)
    assert ann.get("visitor").json["showsMailbox"]
    letters = ann.get("mailbox").json
    assert [each["about"] for each in letters] == ["log-in", "confirmation"]
    assert letters[0]["to"] == EMAIL


@pytest.mark.parametrize(
    ("browser", "headers"),
    [
        ({"address": "203.0.113.9", "host": "127.0.0.1:8080"}, {}),
        ({"address": "127.0.0.1", "host": "venue.example"}, {}),
        ({"address": "127.0.0.1", "host": "127.0.0.1.evil.example"}, {}),
        ({"address": "127.0.0.1", "host": "[::1"}, {}),
        (LOCAL, {"x_forwarded_for": "203.0.113.9"}),
        (LOCAL, {"forwarded": "for=203.0.113.9"}),
        (LOCAL, {"x_forwarded_proto": "https"}),
        (LOCAL, {"cf_connecting_ip": "203.0.113.9"}),
    ],
)
def test_nobody_else_is_shown_a_letter(rooms, browser, headers):
    rooms.customer()
    stranger = rooms.browser(**browser)
    assert not stranger.get("visitor", **headers).json["showsMailbox"]
    answer = stranger.get("mailbox", **headers)
    assert (answer.status, answer.problem["field"]) == (403, "mailbox")


def test_a_venue_opened_without_its_mailbox_shows_it_to_nobody(tmp_path):
    rooms = Rooms(tmp_path, shows_mailbox=False)
    rooms.customer()
    ann = rooms.browser(**LOCAL)
    assert not ann.get("visitor").json["showsMailbox"]
    assert ann.get("mailbox").status == 403
    rooms.close()


# --- who looks at a page


def test_a_visitor_is_told_who_he_is_here(rooms):
    assert rooms.browser().get("visitor").json["standing"] is None
    ann = rooms.customer()
    assert ann.get("visitor").json["standing"] == ann.get("session").json
    ann.post("account/close", {"password": PASSWORD})
    assert ann.get("visitor").json["standing"] is None
