"""What is ordered at the machine goes the console's way: a name, a reason, and a second member."""

import asyncio

import pytest

from glassbook.cli.failure import Failure
from glassbook.cli.instructions import CHANGED, Answer, Instruction, Steward, leave, wait_for
from glassbook.identity.one_time_codes import STEP_NS, code, new_secret
from glassbook.identity.people import Role
from glassbook.protocol.symbols import SymbolStatus
from glassbook.web.console.acting import ordered
from tests.unit.identity.people_story import PASSWORD
from tests.unit.web.control_room import ControlRoom

WHY = "by order"
SAID = f"{WHY} (at the machine)"
ALICE, BOB = 2, 3


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    opened = ControlRoom(tmp_path_factory.mktemp("room"))
    yield opened
    opened.close()


def steward(room, data):
    accounts = room.house.exchange.projections.directory.accounts
    names = {"alice": accounts[ALICE], "bob": accounts[BOB]}
    roll = [("staff-1", "operator", True)]
    return Steward(
        data,
        names.get,
        lambda *told: ordered(room.desk, *told),
        room.publish,
        lambda: roll,
    )


def tell(room, data, act, staff="olga", **said):
    """Leave an instruction, have the venue look once, and return the answer."""
    path = leave(data, Instruction(act, WHY, staff, **said))
    asyncio.run(steward(room, data).carry_out_all())
    answer = wait_for(path, 0)
    assert list(path.parent.iterdir()) == [], "what was done leaves nothing behind"
    return answer


def allow(room, name, answer):
    assert (answer.sequence, answer.refusal) == (0, ""), answer
    approved = room.member(name).post("console/actions/approve", {"action": answer.action})
    assert approved.status == 200


def test_what_stops_something_is_done_at_once_and_names_who_and_where(room, tmp_path):
    answer = tell(room, tmp_path, "freeze", "clara", account="alice")
    assert answer.sequence == room.house.exchange.engine.sequence
    assert room.account(ALICE).is_frozen
    assert room.labels[-1] == f"{room.id_of('clara')}: {SAID}"
    tell(room, tmp_path, "status", symbol="ETHUSD", what="halt")
    assert room.symbol("ETHUSD").status is SymbolStatus.HALT


def test_what_opens_or_sets_waits_for_a_second_member_who_logged_in(room, tmp_path):
    room.house.set_status(0, SymbolStatus.HALT)
    answer = tell(room, tmp_path, "status", symbol="BTCUSD", what="TRADING")
    assert room.symbol().status is SymbolStatus.HALT
    alone = room.member("olga").post("console/actions/approve", {"action": answer.action})
    assert alone.status == 403
    allow(room, "otto", answer)
    assert room.symbol().status is SymbolStatus.TRADING
    assert room.labels[-1] == f"{room.id_of('olga')} and {room.id_of('otto')}: {SAID}"


@pytest.mark.parametrize(
    ("act", "names", "said", "shown"),
    [
        ("class", ("clara", "carl"), {"account": "bob", "number": 3}, "account-class"),
        ("group", ("clara", "carl"), {"account": "bob", "number": 7}, "trade-group"),
        ("unfreeze", ("clara", "carl"), {"account": "alice"}, "unfreeze"),
        (
            "limit",
            ("clara", "carl"),
            {"account": "bob", "what": "open_orders_max", "number": 1},
            "account-limit",
        ),
        ("part", ("clara", "carl"), {"symbol": "BTCUSD", "number": 0, "other": 3}, "eligibility"),
        ("join", ("clara", "carl"), {"symbol": "BTCUSD", "number": 0, "other": 3}, "eligibility"),
        (
            "rule",
            ("olga", "otto"),
            {"symbol": "BTCUSD", "what": "percent_up", "number": 12_000},
            "symbol-rule",
        ),
        (
            "commission",
            ("olga", "otto"),
            {"symbol": "BTCUSD", "number": 100, "other": 200},
            "symbol-commission",
        ),
        (
            "exchange",
            ("olga", "otto"),
            {"what": "ASSET_UNITS_MAX", "number": 5, "asset": "BTC"},
            "exchange-rule",
        ),
    ],
)
def test_every_other_instruction_is_an_act_of_the_console(room, tmp_path, act, names, said, shown):
    before = room.house.exchange.engine.sequence
    answer = tell(room, tmp_path, act, names[0], **said)
    assert room.house.exchange.engine.sequence == before
    proposal = room.people.actions.find(answer.action, room.now)
    assert proposal.act == shown
    allow(room, names[1], answer)
    assert room.house.exchange.engine.sequence == before + 1


def test_a_customer_s_partner_is_named_by_two_who_are_named_themselves(room, tmp_path):
    said = {"account": "bob", "partner": "alice", "number": 200_000, "other": 50_000}
    answer = tell(room, tmp_path, "partner", **said)
    terms = room.house.exchange.projections.rebates.terms
    assert terms == {}
    allow(room, "otto", answer)
    assert terms == {BOB: (ALICE, 200_000, 50_000)}


@pytest.mark.parametrize(
    ("act", "staff", "said", "why"),
    [
        ("freeze", "clara", {"account": "carol"}, "no account is named 'carol'"),
        ("freeze", "mallory", {"account": "bob"}, "staff names nobody on the staff: 'mallory'"),
        ("freeze", "olga", {"account": "bob"}, "staff may not do this; expected compliance"),
        ("status", "olga", {"symbol": "XYZUSD", "what": "HALT"}, "symbol is not listed"),
        ("status", "olga", {"symbol": "BTCUSD", "what": "OPEN"}, "status is none that this act"),
        ("rule", "olga", {"symbol": "BTCUSD", "what": "AMENDS_MAX", "number": 256}, "value is 256"),
        (
            "commission",
            "olga",
            {"symbol": "BTCUSD", "other": 100_001},
            "symbol-commission Expected",
        ),
        ("class", "clara", {"account": "bob", "number": 16}, "account-class Expected `int`"),
        ("exchange", "olga", {"what": "ORDERS_MAX", "asset": "XYZ"}, "asset is no asset"),
        ("exchange", "olga", {"what": "MOST", "number": 1}, "rule is none"),
        ("partner", "olga", {"account": "bob", "partner": "carol"}, "no account is named 'carol'"),
        (
            "partner",
            "olga",
            {"account": "bob", "partner": "bob"},
            "partnerId is the customer's",
        ),
        ("melt", "olga", {"symbol": "BTCUSD"}, "no instruction is named 'melt'"),
    ],
)
def test_what_cannot_be_done_says_why_and_is_no_proposal(room, tmp_path, act, staff, said, why):
    answer = tell(room, tmp_path, act, staff, **said)
    assert answer.refusal.startswith(why)
    assert answer.action == ""


def test_a_new_member_logs_in_once_a_second_one_admitted_him(room, tmp_path):
    secret = new_secret()
    member = room.people.add_member(
        "nina", Role.AUDITOR, room.hashed, secret, room.now, is_admitted=False
    )
    room.secrets["nina"] = secret
    shown = code(secret, room.now // STEP_NS)
    entering = {"name": "nina", "password": PASSWORD, "code": shown}
    waiting = room.browser().post("staff/session", entering)
    assert (waiting.status, waiting.problem["field"]) == (403, "name")
    refused = tell(room, tmp_path, "status", "nina", symbol="BTCUSD", what="HALT")
    assert "names nobody" in refused.refusal
    answer = tell(room, tmp_path, "admit", account=member)
    allow(room, "clara", answer)
    assert room.member("nina").get("console/health").status == 200
    said = room.documents[-1]
    assert said.schema == "staff-change"
    assert said.body["member"] == member
    assert room.id_of("clara") in said.body["why"]
    again = tell(room, tmp_path, "admit", account=member)
    assert "is admitted already" in again.refusal


def test_what_was_done_to_the_staff_at_the_machine_is_journaled(room, tmp_path):
    told = {"account": "staff-7", "what": "auditor", "symbol": "removed"}
    assert tell(room, tmp_path, CHANGED, "staff-1", **told).sequence
    assert room.documents[-1].body == {
        "member": "staff-7",
        "role": "auditor",
        "change": "removed",
        "why": f"staff-1: {SAID}",
    }


def test_a_start_journals_who_is_on_the_staff(room, tmp_path):
    async def story():
        running = asyncio.create_task(steward(room, tmp_path).run())
        await asyncio.sleep(0)
        running.cancel()

    asyncio.run(story())
    assert room.documents[-1].schema == "staff-roll"
    assert room.documents[-1].body == {"members": [("staff-1", "operator", True)]}


def test_an_instruction_waits_for_a_venue_that_is_stopped(tmp_path):
    path = leave(tmp_path, Instruction("freeze", WHY, "clara", account="bob"))
    assert wait_for(path, 0) is None
    assert path.stat().st_mode & 0o777 == 0o600


def test_where_no_venue_is_there_is_nobody_to_tell(tmp_path):
    with pytest.raises(Failure, match="no venue's directory"):
        leave(tmp_path / "none", Instruction("freeze", WHY, "clara", account="bob"))


def test_nobody_waits_for_the_answer_to_what_was_done_already(room, tmp_path):
    told = Instruction(CHANGED, WHY, "staff-1", account="staff-7", is_answered=False)
    path = leave(tmp_path, told)
    asyncio.run(steward(room, tmp_path).carry_out_all())
    assert list(path.parent.iterdir()) == []
    assert Answer() == Answer(0, "", "")
