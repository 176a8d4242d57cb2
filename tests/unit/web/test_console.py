"""What the staff do: at once or by two, by the right role, and always with their names and why."""

import asyncio

import pytest

from glassbook.identity.actions import PROPOSED_FOR_NS
from glassbook.identity.people import Role
from glassbook.identity.sessions import IDLE_NS, SECOND_NS, Kind
from glassbook.protocol import commands
from glassbook.protocol.submission import QueueFull, VenueStopped
from glassbook.protocol.symbols import SymbolRule, SymbolStatus
from glassbook.web.accounts.endpoint import Access
from glassbook.web.accounts.table import ENDPOINTS
from glassbook.web.console.acts import ACTS, SHUT
from tests.unit.identity.people_story import EMAIL, PASSWORD
from tests.unit.web.control_room import STAFF

ALICE, BOB = 2, 3
WHY = "court order 17"
HALT = {"symbol": "BTCUSD", "status": "HALT", "reason": WHY}
SYMBOL_RATES = {"symbol": "BTCUSD", "makerPpm": 100, "takerPpm": 250, "reason": WHY}
RATES = {"accountId": ALICE, "makerPpm": 500, "takerPpm": 900, "reason": WHY}


def act(browser, name, **wanted):
    return browser.post(f"console/acts/{name}", wanted)


def proposed(browser, name="commission", **wanted):
    answer = act(browser, name, **(wanted or RATES))
    assert (answer.status, answer.json["sequence"]) == (200, None)
    return {"action": answer.json["action"]}


def shown(browser, action):
    listed = browser.get("console/actions").json
    return next(each for each in listed if each["action"] == action["action"])


def frozen(room, account_id=ALICE):
    return room.account(account_id).is_frozen


# --- at once, by one


def test_an_operator_halts_a_symbol_at_once_and_the_command_names_him_and_the_reason(room):
    answer = act(room.member("olga"), "symbol-shut", **HALT)
    assert answer.json["sequence"] == room.house.exchange.engine.sequence
    assert room.symbol().status is SymbolStatus.HALT
    assert room.labels[-1] == f"{room.id_of('olga')}: {WHY}"


def test_compliance_freezes_at_once_and_the_orders_are_gone(room):
    alice = room.house.keys.keys_of("alice")[0]
    room.house.place(alice, "BUY", "1", "100")
    assert act(room.member("clara"), "freeze", accountId=ALICE, reason=WHY).status == 200
    assert frozen(room)
    assert room.house.ask("GET", "/api/v3/openOrders", key=alice, symbol="BTCUSD").json == []


def beneath(room, master_id=ALICE):
    """Open a sub-account, and return its number."""
    room.house.exchange.apply(commands.open_account(0, 0, master_id))
    return room.house.venue.projections.directory.subaccounts(master_id)[-1].account_id


def test_a_freeze_reaches_the_sub_accounts_and_its_end_does_not(room):
    desk, other = beneath(room), beneath(room)
    room.house.exchange.apply(commands.freeze_account(other))
    assert act(room.member("clara"), "freeze", accountId=ALICE, reason=WHY).status == 200
    assert [frozen(room, each) for each in (ALICE, desk, other)] == [True] * 3
    assert room.labels[-2:] == [f"{room.id_of('clara')}: {WHY}"] * 2
    proposal = proposed(room.member("clara"), "unfreeze", accountId=ALICE, reason="cleared")
    room.member("carl").post("console/actions/approve", proposal)
    assert [frozen(room, each) for each in (ALICE, desk, other)] == [False, True, True]


def test_a_class_reaches_the_sub_accounts(room):
    desk = beneath(room)
    wanted = {"accountId": ALICE, "classId": 3, "reason": WHY}
    proposal = proposed(room.member("clara"), "account-class", **wanted)
    room.member("carl").post("console/actions/approve", proposal)
    assert [room.account(each).class_id for each in (ALICE, desk)] == [3, 3]


def test_a_group_and_a_limit_reach_the_sub_accounts(room):
    desk = beneath(room)
    for act_name, wanted in (
        ("trade-group", {"tradeGroup": 9}),
        ("account-limit", {"limit": "ORDER_UNITS_MAX", "value": 50}),
    ):
        proposal = proposed(room.member("clara"), act_name, accountId=ALICE, reason=WHY, **wanted)
        room.member("carl").post("console/actions/approve", proposal)
    both = [room.account(each) for each in (ALICE, desk)]
    assert [(each.trade_group, each.order_units_max) for each in both] == [(9, 50)] * 2


UNDOABLE = (
    ("symbol-shut", HALT | {"symbol": "DOGEUSD"}, "symbol"),
    ("symbol-shut", HALT | {"status": "CLOSED"}, "status"),
    ("symbol-shut", HALT | {"status": "TRADING"}, "status"),
    ("symbol-open", HALT, "status"),
    ("symbol-shut", HALT | {"reason": ""}, "reason"),
    ("symbol-shut", HALT | {"reason": "   "}, "reason"),
    ("symbol-shut", HALT | {"reason": "a\nb: c"}, "reason"),
    ("symbol-shut", HALT | {"reason": "x" * 201}, "reason"),
    ("symbol-rule", {"symbol": "BTCUSD", "rule": "X", "value": 1, "reason": WHY}, "rule"),
    (
        "symbol-rule",
        {"symbol": "BTCUSD", "rule": "ORDERS_MAX", "value": -1, "reason": WHY},
        "value",
    ),
    ("symbol-commission", {**SYMBOL_RATES, "symbol": "XYZUSD"}, "symbol"),
    ("symbol-commission", {**SYMBOL_RATES, "takerPpm": 100_001}, "takerPpm"),
    ("symbol-commission", {**SYMBOL_RATES, "makerPpm": -1}, "makerPpm"),
    ("commission", RATES | {"accountId": 1}, "accountId"),
    ("commission", RATES | {"accountId": 999}, "accountId"),
    ("commission", RATES | {"makerPpm": 1_000_001}, "makerPpm"),
)


def test_what_cannot_be_done_is_refused_by_its_field_and_changes_nothing(room):
    sequence, olga = room.house.exchange.engine.sequence, room.member("olga")
    for name, wanted, field in UNDOABLE:
        answer = act(olga, name, **wanted)
        assert (answer.status, answer.problem["field"]) == (400, field), wanted
        assert answer.problem["accepted"]
    assert (room.house.exchange.engine.sequence, room.documents) == (sequence, [])
    assert olga.get("console/actions").json == []


def test_what_the_exchange_rejects_is_said_and_kept(room):
    olga, otto = room.member("olga"), room.member("otto")
    proposal = proposed(olga, "symbol-open", **HALT | {"status": "AUCTION_MATCH"})
    answer = otto.post("console/actions/approve", proposal)
    assert (answer.status, answer.problem["field"]) == (409, "symbol-open")
    assert "status out of turn" in answer.problem["rule"]
    (kept,) = olga.get("console/actions").json
    assert (kept["state"], kept["refusal"]) == ("REJECTED", "STATUS_OUT_OF_TURN")


def test_a_venue_that_takes_nothing_leaves_nothing_behind(room):
    olga = room.member("olga")
    room.house.exchange.trouble = QueueFull()
    assert act(olga, "symbol-shut", **HALT).status == 503
    assert olga.get("console/actions").json == []


def test_what_nobody_knows_the_end_of_stays_under_way(room):
    olga = room.member("olga")
    room.house.exchange.trouble = VenueStopped("the disk is gone", is_unknown=True)
    assert act(olga, "symbol-shut", **HALT).status == 503
    assert olga.get("console/actions").json[0]["state"] == "UNDER_WAY"


# --- by two


def test_what_touches_money_waits_for_a_second_member_and_names_both(room):
    olga, otto = room.member("olga"), room.member("otto")
    proposal = proposed(olga)
    assert room.account(ALICE).maker_ppm == 1_000
    assert shown(otto, proposal)["mayDecide"]
    answer = otto.post("console/actions/approve", proposal)
    assert answer.json["sequence"] == room.house.exchange.engine.sequence
    assert (room.account(ALICE).maker_ppm, room.account(ALICE).taker_ppm) == (500, 900)
    assert room.labels[-1] == f"{room.id_of('olga')} and {room.id_of('otto')}: {WHY}"
    done = shown(olga, proposal)
    assert (done["state"], done["member"], done["decider"]) == ("DONE", "olga", "otto")


def test_a_proposal_and_its_decision_stand_in_the_journal(room):
    proposal = proposed(room.member("olga"))
    room.member("otto").post("console/actions/approve", proposal)
    first, second = room.documents
    assert (first.schema, first.body["member"]) == ("staff-proposal", room.id_of("olga"))
    assert first.body["values"] == RATES
    assert (second.schema, second.body) == (
        "staff-decision",
        {"action": proposal["action"], "member": room.id_of("otto"), "decision": "approved"},
    )


def test_nobody_approves_his_own_proposal_not_even_from_another_session(room):
    proposal = proposed(room.member("olga"))
    answer = room.member("olga").post("console/actions/approve", proposal)
    assert (answer.status, answer.problem["field"]) == (403, "action")
    assert room.account(ALICE).maker_ppm == 1_000


def test_a_member_of_another_role_approves_nothing(room):
    proposal = proposed(room.member("olga"))
    for name in ("clara", "aude", "sam"):
        answer = room.member(name).post("console/actions/approve", proposal)
        assert (answer.status, answer.problem["field"]) == (403, "role")
    assert room.account(ALICE).maker_ppm == 1_000


def test_a_proposal_is_carried_out_once(room):
    olga, otto = room.member("olga"), room.member("otto")
    proposal = proposed(olga)

    async def both():
        paths = ("console/actions/approve",) * 2
        return await asyncio.gather(*(otto.asked("POST", path, proposal) for path in paths))

    assert sorted(answer.status for answer in asyncio.run(both())) == [200, 409]
    assert otto.post("console/actions/approve", proposal).status == 409


def test_a_proposal_expires_after_a_day(room):
    proposal = proposed(room.member("olga"))
    room.wait(PROPOSED_FOR_NS / SECOND_NS)
    otto = room.member("otto")
    answer = otto.post("console/actions/approve", proposal)
    assert (answer.status, answer.problem["rule"]) == (409, "is expired")
    assert shown(otto, proposal)["state"] == "EXPIRED"


def test_a_proposal_is_declined_by_another_and_withdrawn_by_its_own(room):
    olga, otto = room.member("olga"), room.member("otto")
    declined, withdrawn = proposed(olga), proposed(olga)
    assert olga.post("console/actions/decline", declined).status == 403
    assert otto.post("console/actions/withdraw", withdrawn).status == 403
    assert otto.post("console/actions/decline", declined).status == 200
    assert olga.post("console/actions/withdraw", withdrawn).status == 200
    assert [shown(otto, each)["state"] for each in (declined, withdrawn)] == [
        "DECLINED",
        "WITHDRAWN",
    ]
    assert otto.post("console/actions/approve", declined).status == 409
    assert [each.body.get("decision") for each in room.documents[2:]] == ["declined", "withdrawn"]


def test_who_was_let_go_has_no_proposals_that_can_be_approved(room):
    proposal = proposed(room.member("olga"))
    room.people.remove_member("olga")
    answer = room.member("otto").post("console/actions/approve", proposal)
    assert (answer.status, answer.problem["field"]) == (409, "action")
    assert room.account(ALICE).maker_ppm == 1_000


def test_a_decision_that_is_not_written_down_is_none(room):
    olga, otto = room.member("olga"), room.member("otto")
    proposal = proposed(olga)
    room.is_journal_full = QueueFull()
    assert otto.post("console/actions/approve", proposal).status == 503
    room.is_journal_full = None
    room.house.exchange.trouble = QueueFull()
    assert otto.post("console/actions/approve", proposal).status == 503
    room.house.exchange.trouble = None
    assert otto.post("console/actions/approve", proposal).status == 200
    assert room.account(ALICE).maker_ppm == 500


def test_a_proposal_that_is_not_written_down_is_none(room):
    olga = room.member("olga")
    room.is_journal_full = QueueFull()
    assert act(olga, "commission", **RATES).status == 503
    assert olga.get("console/actions").json == []


def test_what_opens_again_what_was_shut_takes_two(room):
    clara, carl = room.member("clara"), room.member("carl")
    act(clara, "freeze", accountId=ALICE, reason=WHY)
    proposal = proposed(clara, "unfreeze", accountId=ALICE, reason="cleared")
    assert frozen(room)
    assert carl.post("console/actions/approve", proposal).status == 200
    assert not frozen(room)


def test_a_symbol_that_was_shut_is_opened_and_auctioned_by_two(room):
    olga, otto = room.member("olga"), room.member("otto")
    for status in ("HALT", "CANCEL_ONLY", "BREAK"):
        assert act(olga, "symbol-shut", **HALT | {"status": status}).json["sequence"]
        assert room.symbol().status is SymbolStatus[status]
    for status in ("PRE_TRADING", "AUCTION_MATCH", "TRADING"):
        before = room.symbol().status
        proposal = proposed(olga, "symbol-open", **HALT | {"status": status})
        assert room.symbol().status is before
        assert otto.post("console/actions/approve", proposal).status == 200
        assert room.symbol().status is SymbolStatus[status]


def test_every_status_either_shuts_or_opens(room):
    opening = room.member("olga").get("console/vocabulary").json["opening"]
    assert set(opening) == {"TRADING", "PRE_TRADING", "AUCTION_MATCH"}
    assert {each.name for each in SHUT} == set(SymbolStatus.__members__) - set(opening)


def test_a_rule_of_a_symbol_takes_two(room):
    wanted = {"symbol": "BTCUSD", "rule": "ORDERS_MAX", "value": 5, "reason": WHY}
    before = room.symbol().rules.get(SymbolRule.ORDERS_MAX)
    proposal = proposed(room.member("olga"), "symbol-rule", **wanted)
    assert room.symbol().rules.get(SymbolRule.ORDERS_MAX) == before != 5
    assert room.member("otto").post("console/actions/approve", proposal).status == 200
    assert room.symbol().rules[SymbolRule.ORDERS_MAX] == 5


def test_what_a_symbol_costs_takes_two_and_stands_in_the_list(room):
    def rates():
        [told] = (one for one in olga.get("console/symbols").json if one["symbol"] == "BTCUSD")
        return told["makerPpm"], told["takerPpm"]

    olga = room.member("olga")
    proposal = proposed(olga, "symbol-commission", **SYMBOL_RATES)
    assert rates() == (0, 0)
    assert room.member("otto").post("console/actions/approve", proposal).status == 200
    assert rates() == (100, 250)


def test_classes_groups_and_eligibility_take_two(room):
    clara, carl = room.member("clara"), room.member("carl")
    barred = {"symbol": "BTCUSD", "classId": 0, "otherClassId": 3, "mayTrade": False}
    for name, wanted in (
        ("account-class", {"accountId": BOB, "classId": 3}),
        ("trade-group", {"accountId": BOB, "tradeGroup": 9}),
        ("account-limit", {"accountId": BOB, "limit": "OPEN_ORDERS_MAX", "value": 5}),
        ("eligibility", barred),
    ):
        proposal = proposed(clara, name, **wanted, reason=WHY)
        assert carl.post("console/actions/approve", proposal).status == 200
    assert (room.account(BOB).class_id, room.account(BOB).trade_group) == (3, 9)
    assert room.account(BOB).open_orders_max == 5
    assert room.symbol().barred == {(0, 3)}
    symbols = clara.get("console/symbols").json
    assert next(each for each in symbols if each["symbol"] == "BTCUSD")["barred"] == [[0, 3]]


def test_acts_that_move_money_or_open_what_was_shut_are_those_that_take_two():
    assert {each.name for each in ACTS if each.needs_two} == {
        "asset-define",
        "exchange-rule",
        "staff-admit",
        "symbol-commission",
        "symbol-list",
        "symbol-open",
        "symbol-rule",
        "forget",
        "commission",
        "unfreeze",
        "account-class",
        "trade-group",
        "account-limit",
        "eligibility",
        "partner",
        "factors-off",
    }


# --- who may not


def test_everybody_does_what_his_role_may_and_nothing_else(room):
    acts = [each for each in ENDPOINTS if each.access is Access.STAFF and each.roles]
    for name, role in STAFF.items():
        browser = room.member(name)
        for each in (one for one in acts if one.writes):
            answer = browser.post(each.path.removeprefix("/web/v1/"), {})
            if role in each.roles:
                assert answer.status == 400
            else:
                assert (answer.status, answer.problem["field"]) == (403, "role")


def test_everybody_on_the_staff_reads_how_things_stand(room):
    for browser in map(room.member, STAFF):
        for path in ("health", "symbols", "actions", "vocabulary"):
            assert browser.get(f"console/{path}").status == 200
        assert browser.post("console/accounts/find", {"what": "2"}).json["accountId"] == ALICE


def test_a_customers_session_opens_nothing_of_the_console(room):
    ann = room.customer()
    ann.cookies["glassbook-staff"] = ann.cookies["glassbook-session"]
    for each in ENDPOINTS:
        if each.access is Access.STAFF:
            assert ann.ask(each.method, each.path.removeprefix("/web/v1/"), {}).status == 401


def test_a_cookie_alone_acts_not_nor_does_another_sites_page(room):
    olga = room.member("olga")
    path = "console/acts/symbol-shut"
    for headers in ({"x_glassbook_writing": ""}, {"origin": "https://evil.example"}):
        assert olga.ask("POST", path, HALT, **headers).status == 403
    assert room.symbol().status is SymbolStatus.TRADING


def test_a_member_with_another_role_from_now_on_does_what_that_one_may(room):
    otto = room.member("otto")
    room.people.remove_member("otto")
    assert act(otto, "symbol-shut", **HALT).status == 401
    room.people.add_member("otto", Role.SUPPORT, room.hashed, room.secrets["otto"], room.now)
    assert act(room.member("otto"), "symbol-shut", **HALT).problem["field"] == "role"


def test_who_is_let_go_while_his_session_lives_on_does_nothing(room):
    olga = room.member("olga")
    member = room.id_of("olga")
    room.people.remove_member("olga")
    token, _ = room.people.sessions.begin(member, Kind.STAFF, is_whole=True, now_ns=room.now)
    olga.cookies["glassbook-staff"] = token
    assert olga.get("console/health").status == 403


def test_a_session_of_the_staff_ends_when_it_is_not_used(room):
    olga = room.member("olga")
    room.wait(IDLE_NS[Kind.STAFF] / SECOND_NS + 61)
    assert act(olga, "symbol-shut", **HALT).status == 401
    assert olga.get("staff/visitor").json["standing"] is None


# --- looking


def test_health_shows_what_the_venue_says_of_itself(room):
    health = room.member("aude").get("console/health").json
    assert (health["status"], health["commands"], health["queueMax"]) == ("running", 41, 64)
    assert health["sequence"] == room.house.exchange.engine.sequence
    assert (health["diskFreeBytes"], health["journalBytes"]) == (10, 5)
    assert health["syncs"] == [
        {"seconds": 0.001, "batches": 7},
        {"seconds": None, "batches": 9},
    ]


def test_symbols_show_status_prices_and_rules(room):
    room.house.place(room.house.keys.keys_of("alice")[0], "BUY", "1", "99.5")
    symbols = room.member("sam").get("console/symbols").json
    btc = next(each for each in symbols if each["symbol"] == "BTCUSD")
    assert (btc["status"], btc["bid"], btc["ask"]) == ("TRADING", "99.50000000", None)
    assert {"rule": "TICK_UNITS", "value": "1000000", "text": "0.01000000"} in btc["rules"]


def test_an_account_is_found_by_number_reference_customer_and_address(room):
    room.customer()
    clara = room.member("clara")
    account_id = next(iter(room.accounts.values()))
    account = clara.post("console/accounts/find", {"what": str(account_id)}).json
    assert (account["accountId"], account["sessions"]) == (account_id, 1)
    for what in (account["reference"], account["customer"], f" {EMAIL.upper()} "):
        assert clara.post("console/accounts/find", {"what": what}).json == account
    for what in ("999", "nobody", "nobody@example.org", ""):
        assert clara.post("console/accounts/find", {"what": what}).problem["field"] == "what"


@pytest.mark.parametrize("name", ["olga", "aude"])
def test_who_has_nothing_to_do_with_customers_finds_nobody_by_address(room, name):
    room.customer()
    browser = room.member(name)
    assert browser.post("console/accounts/find", {"what": EMAIL}).status == 403
    customer = browser.post("console/accounts/find", {"what": "4"}).json["customer"]
    wanted = {"customer": customer, "reason": WHY}
    assert browser.post("console/accounts/identity", wanted).status == 403


def test_whose_an_account_is_is_read_for_a_reason_that_is_in_the_journal_first(room):
    room.customer()
    sam = room.member("sam")
    customer = sam.post("console/accounts/find", {"what": "4"}).json["customer"]
    wanted = {"customer": customer, "reason": "called in, ticket 5"}
    assert sam.post("console/accounts/identity", wanted).json == {"email": EMAIL}
    read = room.documents[-1]
    assert (read.schema, read.body["reader"], read.body["why"]) == (
        "vault-read",
        room.id_of("sam"),
        "called in, ticket 5",
    )
    room.is_journal_full = QueueFull()
    assert sam.post("console/accounts/identity", wanted).status == 503
    room.is_journal_full = None
    wanted = {"customer": "customer-nobody", "reason": WHY}
    assert sam.post("console/accounts/identity", wanted).problem["field"] == "customer"


def test_nothing_of_the_staffs_secrets_is_shown(room):
    olga = room.member("olga")
    told = "".join(olga.get(f"console/{path}").text for path in ("health", "symbols", "actions"))
    assert room.hashed not in told
    assert PASSWORD not in told
