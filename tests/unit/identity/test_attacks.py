"""What strangers try: planted sessions, forged requests, guessing, asking for what is another's."""

import asyncio
import base64

import pytest

from glassbook.identity.attempts import OF_A_PERSON
from glassbook.identity.one_time_codes import new_secret
from glassbook.identity.people import Role
from glassbook.identity.sessions import HALF_NS, IDLE_NS, LIFE_NS, SECOND_NS, Kind
from glassbook.web.accounts.endpoint import Access
from glassbook.web.accounts.table import ENDPOINTS
from tests.unit.identity.people_story import CHEAP, EMAIL, PASSWORD

WRONG = "not the password"
NOBODY = "nobody@example.org"


# --- session fixation


def test_a_token_that_was_planted_before_the_log_in_is_worth_nothing_after(rooms):
    rooms.customer()
    ann = rooms.browser()
    ann.cookies["glassbook-session"] = "planted"
    ann.log_in()
    assert ann.token != "planted"
    thief = rooms.browser()
    thief.cookies["glassbook-session"] = "planted"
    assert thief.get("session").status == 401


def test_a_log_in_ends_the_session_that_the_browser_had(rooms):
    ann = rooms.customer()
    thief = rooms.browser()
    thief.cookies |= ann.cookies
    ann.log_in()
    assert thief.get("session").status == 401
    assert ann.get("session").status == 200


# --- forged requests


def test_the_tokens_of_sessions_are_long_and_never_the_same(rooms):
    ann = rooms.customer()
    tokens = {ann.token}
    for _ in range(4):
        ann.log_in()
        tokens.add(ann.token)
    assert len(tokens) == 5
    assert {len(base64.urlsafe_b64decode(each + "=")) for each in tokens} == {32}


def test_a_cookie_alone_changes_nothing(rooms):
    ann = rooms.customer()
    for each in ENDPOINTS:
        if each.writes and each.access in {Access.HALF, Access.CUSTOMER}:
            path = each.path.removeprefix("/web/v1/")
            for token in (None, "", "0" * 64):
                answer = ann.ask(each.method, path, {}, x_glassbook_writing=token)
                assert (answer.status, answer.problem["field"]) == (403, "x-glassbook-writing")
    assert ann.get("session").status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://["},
        {"origin": "https://venue.example.evil.example"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site", "origin": None},
    ],
)
def test_another_sites_page_changes_nothing_and_logs_nobody_in(rooms, headers):
    ann = rooms.customer()
    assert ann.ask("DELETE", "session", **headers).problem["field"] == "origin"
    login = {"email": EMAIL, "password": PASSWORD}
    assert rooms.browser().post("session", login, **headers).problem["field"] == "origin"
    assert ann.get("session").status == 200


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("origin", "https://evil.example"),
        ("host", "evil.example"),
        ("cookie", "glassbook-session=planted"),
        ("sec-fetch-site", "cross-site"),
    ],
)
def test_what_decides_who_asks_may_not_be_said_twice(rooms, name, other):
    ann = rooms.customer()
    sent = ann.headers(sec_fetch_site="same-origin")
    for pairs in ([(name, other), *sent], [*sent, (name, other)]):
        answer = asyncio.run(ann.sent("DELETE", "session", pairs, []))
        assert (answer.status, answer.problem["field"]) == (400, name)
    assert ann.get("session").status == 200


def test_a_second_cookie_that_another_site_planted_opens_nothing(rooms):
    ann, mallory = rooms.customer(), rooms.customer("mallory@example.org")
    own, planted = (f"glassbook-session={each.token}" for each in (ann, mallory))
    for both in (f"{own}; {planted}", f"{planted};{own}", f"{own}; a=b; glassbook-session ="):
        for method, path in (("GET", "profile"), ("DELETE", "session")):
            answer = ann.ask(method, path, cookie=both)
            assert (answer.status, answer.problem["field"]) == (400, "cookie")
    for hidden in (f"{own}; a=b {planted}", f'{own}; a="b; {planted}"', f"{own}; a=b,{planted}"):
        answer = ann.get("profile", cookie=hidden)
        assert answer.status == 400 or answer.json["email"] == EMAIL


@pytest.mark.parametrize("name", ["x_http_method_override", "x_http_method", "x_method_override"])
def test_a_request_is_of_the_method_that_it_says_first(rooms, name):
    ann = rooms.customer()
    assert ann.get("session", **{name: "DELETE"}).status == 200
    assert ann.get("session?_method=DELETE", **{name: "DELETE"}).status == 200
    assert ann.ask("PUT", "session", {}, **{name: "POST"}).status == 405
    assert ann.get("session").status == 200


def test_a_form_of_another_site_is_no_json(rooms):
    answer = rooms.browser().post("signup", {}, content_type="text/plain")
    assert (answer.status, answer.problem["field"]) == (400, "content-type")


def test_the_cookie_is_kept_from_scripts_other_sites_and_the_open_wire(rooms):
    rooms.customer()
    cookie = rooms.browser().log_in().header("set-cookie")
    assert "; HttpOnly; SameSite=Strict" in cookie
    assert cookie.endswith("; Secure")
    assert "; Secure" not in rooms.browser(host="127.0.0.1:8080").log_in().header("set-cookie")


def test_a_writing_token_of_one_session_is_none_of_another(rooms):
    ann, elsewhere = rooms.customer(), rooms.browser()
    elsewhere.log_in()
    assert ann.ask("DELETE", "session", x_glassbook_writing=elsewhere.writing).status == 403


# --- enumeration


def work(rooms, action):
    """Return what an action costs: each hashing, with its costs, and the rows written."""
    connection = rooms.people._file
    rows, documents = connection.total_changes, len(rooms.documents)
    rooms.hasher.spent.clear()
    answer = action()
    written = (connection.total_changes - rows, len(rooms.documents) - documents)
    return answer, (list(rooms.hasher.spent), written)


def test_a_failed_log_in_says_and_costs_the_same_whether_or_not_the_address_is_known(rooms):
    rooms.customer()
    known, known_work = work(rooms, lambda: rooms.browser().log_in(EMAIL, WRONG))
    unknown, unknown_work = work(rooms, lambda: rooms.browser().log_in(NOBODY, WRONG))
    assert (known.status, known.text) == (unknown.status, unknown.text)
    assert known.status == 401
    assert known_work == unknown_work
    assert len(known_work[0]) == 1


def test_a_failed_log_in_of_the_staff_says_and_costs_the_same_whether_or_not_the_name_is_known(
    rooms,
):
    rooms.people.add_member("olga", Role.OPERATOR, CHEAP.hash(PASSWORD), new_secret(), rooms.now)
    told = []
    for name in ("olga", "nobody"):
        body = {"name": name, "password": WRONG, "code": "000000"}
        answer, done = work(rooms, lambda body=body: rooms.browser().post("staff/session", body))
        told.append((answer.status, answer.text, done))
    assert told[0] == told[1]
    assert told[0][0] == 401
    assert len(told[0][2][0]) == 1


def test_a_sign_up_says_and_costs_the_same_whether_or_not_the_address_is_known(rooms):
    rooms.customer()
    rooms.wait(60)
    known, known_work = work(rooms, lambda: rooms.browser().sign_up(EMAIL, "some new password"))
    assert rooms.letter().about == "known"
    unknown, unknown_work = work(
        rooms, lambda: rooms.browser().sign_up(NOBODY, "some new password")
    )
    assert rooms.letter().about == "confirmation"
    assert (known.status, known.text) == (unknown.status, unknown.text)
    assert known_work[0] == unknown_work[0] == ["made"]
    assert known_work[1] == unknown_work[1]


def test_unknown_addresses_are_locked_as_known_ones_are(rooms):
    rooms.customer()
    told = {}
    for email in (EMAIL, NOBODY):
        tries = [rooms.browser().log_in(email, WRONG) for _ in range(OF_A_PERSON.free + 1)]
        told[email] = [(each.status, each.text, each.header("retry-after")) for each in tries]
    assert told[EMAIL] == told[NOBODY]
    assert told[EMAIL][-1][0] == 429


# --- brute force


def test_who_guesses_waits_longer_each_time_and_the_right_password_does_not_help(rooms):
    ann = rooms.customer()
    waits = []
    for _ in range(OF_A_PERSON.free + 8):
        answer = rooms.browser().log_in(password=WRONG)
        if answer.status == 429:
            assert rooms.browser().log_in().status == 429
            waits.append(int(answer.header("retry-after")))
            rooms.wait(waits[-1])
    assert waits == [30, 60, 120, 240][: len(waits)]
    assert len(waits) > 2
    assert ann.get("session").status == 200, "who is in stays in"


def test_the_wait_ends_and_the_right_password_forgives(rooms):
    rooms.customer()
    for _ in range(OF_A_PERSON.free):
        rooms.browser().log_in(password=WRONG)
    assert rooms.browser().log_in().status == 429
    rooms.wait(30)
    assert rooms.browser().log_in().status == 200
    assert rooms.browser().log_in(password=WRONG).status == 401


def test_one_place_cannot_guess_at_many_addresses_without_end(rooms):
    answers = []
    for number in range(120):
        rooms.wait(1)  # the pace of requests is not what stops it
        answers.append(rooms.browser().log_in(f"n{number}@example.org", WRONG).status)
    assert answers.count(401) < 110
    assert answers[-1] == 429
    assert rooms.browser(address="198.51.100.7").log_in(NOBODY, WRONG).status == 401


def test_one_address_cannot_ask_without_end(rooms):
    answers = [rooms.browser().get("session").status for _ in range(100)]
    assert answers.count(401) == 60
    assert answers[-1] == 429
    assert rooms.browser(address="198.51.100.7").get("session").status == 401


SAYS_IT_IS_ELSEWHERE = ("x_forwarded_for", "x_real_ip", "forwarded")


@pytest.mark.parametrize("header", SAYS_IT_IS_ELSEWHERE)
def test_who_says_he_asks_for_others_is_held_to_the_same_pace(rooms, header):
    places = [{header: f"198.51.100.{number}"} for number in range(70)]
    answers = [rooms.browser().get("session", **place).status for place in places]
    assert answers.count(401) == 60
    assert answers[-1] == 429


@pytest.mark.parametrize("header", SAYS_IT_IS_ELSEWHERE)
def test_who_says_he_asks_for_others_stays_locked(rooms, header):
    answers = []
    for number in range(120):
        rooms.wait(1)
        login = {"email": f"n{number}@example.org", "password": WRONG}
        place = {header: f"198.51.100.{number}"}
        answers.append(rooms.browser().post("session", login, **place).status)
    assert answers.count(401) < 110
    assert answers[-1] == 429


def test_many_letters_cannot_be_sent_to_one_address(rooms):
    for _ in range(20):
        rooms.browser().sign_up()
    assert len(rooms.mailbox.letters()) == OF_A_PERSON.free


# --- what is another's


def test_another_customers_sessions_and_keys_are_not_there(rooms):
    ann, bob = rooms.customer(), rooms.customer("bob@example.org")
    session = ann.get("sessions").json[0]["session"]
    key = ann.post("keys", {"password": PASSWORD}).json["apiKey"]
    assert bob.post("sessions/revoke", {"session": session}).problem["field"] == "session"
    assert bob.post("keys/revoke", {"apiKey": key}).problem["field"] == "apiKey"
    assert bob.get("keys").json == []
    assert [each["session"] for each in bob.get("sessions").json] != [session]
    assert len(bob.get("logins").json) == 1
    assert ann.get("session").status == 200
    assert rooms.keys.find(key) is not None


def test_a_customers_session_opens_nothing_of_the_staffs(rooms):
    ann = rooms.customer()
    ann.cookies["glassbook-staff"] = ann.token
    assert ann.get("staff/session").status == 401


@pytest.mark.parametrize("each", ENDPOINTS, ids=lambda each: f"{each.method} {each.path}")
def test_without_a_session_nothing_is_open_but_the_doors_themselves(rooms, each):
    answer = rooms.browser().ask(each.method, each.path.removeprefix("/web/v1/"), {})
    is_open = each.access in {Access.ANYBODY, Access.STAFF_TO_BE}
    needs_words = each.body is not None and each.body.__struct_fields__
    assert answer.status in (({400} if needs_words else {200, 403}) if is_open else {401})


# --- sessions end


@pytest.mark.parametrize("seconds", [IDLE_NS[Kind.CUSTOMER] // SECOND_NS + 61])
def test_a_session_that_nobody_uses_ends(rooms, seconds):
    ann = rooms.customer()
    rooms.wait(seconds)
    assert ann.get("session").status == 401


def test_a_session_that_is_used_ends_too(rooms):
    ann = rooms.customer()
    for _ in range(LIFE_NS[Kind.CUSTOMER] // (1_200 * SECOND_NS) - 1):
        rooms.wait(1_200)
        assert ann.get("session").status == 200
    rooms.wait(1_200)
    assert ann.get("session").status == 401


def test_half_a_session_ends_soon(rooms):
    assert HALF_NS == 300 * SECOND_NS
    customer, _ = "customer-1", rooms.customer()
    token, _ = rooms.people.sessions.begin(
        customer, Kind.CUSTOMER, is_whole=False, now_ns=rooms.now
    )
    assert rooms.people.sessions.find(token, Kind.CUSTOMER, rooms.now) is not None
    rooms.wait(300)
    assert rooms.people.sessions.find(token, Kind.CUSTOMER, rooms.now) is None


# --- what is odd


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": EMAIL}, "body"),
        ({"email": 7, "password": PASSWORD}, "email"),
        ({"email": EMAIL, "password": PASSWORD, "role": "operator"}, "body"),
        ([], "body"),
    ],
)
def test_a_body_of_another_shape_is_refused_by_field_and_with_what_would_do(rooms, body, field):
    answer = rooms.browser().post("session", body)
    assert (answer.status, answer.problem["field"]) == (400, field)
    assert answer.problem["accepted"] == "an object with email, password"


def test_a_long_body_is_refused(rooms):
    answer = rooms.browser().post("session", {"email": "x" * 20_000, "password": ""})
    assert (answer.status, answer.problem["field"]) == (400, "body")


def test_a_long_body_in_pieces_is_refused_and_its_end_is_never_read(rooms):
    browser, pieces = rooms.browser(), iter([b"x" * 8_000] * 5)
    answer = asyncio.run(browser.sent("POST", "session", browser.headers(), pieces))
    assert (answer.status, answer.problem["field"]) == (400, "body")
    assert len(list(pieces)) == 2


def test_odd_cookies_open_nothing(rooms):
    for cookie in (
        "glassbook-session",
        "=;;",
        "glassbook-session=\x00",
        "glassbook-session=\xe9",
        "a" * 5_000,
        "Ω=ω",
    ):
        assert rooms.browser().get("session", cookie=cookie).status == 401


def test_what_is_not_there_says_so(rooms):
    assert rooms.browser().get("nothing").status == 404
    answer = rooms.browser().get("signup")
    assert (answer.status, answer.header("allow")) == (405, "POST")


def test_no_answer_is_kept_by_caches_or_shown_in_frames(rooms):
    answer = rooms.customer().get("profile")
    assert answer.header("cache-control") == "no-store"
    assert "frame-ancestors 'none'" in answer.header("content-security-policy")
    assert answer.header("x-content-type-options") == "nosniff"
