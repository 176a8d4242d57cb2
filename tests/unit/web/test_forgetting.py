"""Who closed his account is forgotten: by two of compliance, for ever, and no digest changes."""

import pytest

from glassbook.identity.vault import FORGOTTEN
from glassbook.protocol.submission import QueueFull
from tests.unit.identity.people_story import EMAIL, PASSWORD

WHY = "kept for seven years, case 12"


class Ann:
    """Somebody who signed up; she may have closed her account."""

    def __init__(self, room):
        self.room = room
        self.browser = room.customer()
        self.id = self.browser.get("profile").json["customer"]
        self.account_id = room.accounts[room.people.customer(self.id).reference]

    def close(self):
        assert self.browser.post("account/close", {"password": PASSWORD}).status == 200

    def proposed(self, by="clara"):
        wanted = {"customer": self.id, "reason": WHY}
        return self.room.member(by).post("console/acts/forget", wanted)

    def forgotten(self):
        action = {"action": self.proposed().json["action"]}
        answer = self.room.member("carl").post("console/actions/approve", action)
        return action["action"], answer

    def read(self):
        wanted = {"customer": self.id, "reason": WHY}
        return self.room.member("clara").post("console/accounts/identity", wanted)

    def shown(self):
        sought = {"what": f"{self.account_id}"}
        return self.room.member("clara").post("console/accounts/find", sought).json

    def told(self):
        return [each.body for each in self.room.documents if each.schema == FORGOTTEN]


@pytest.fixture
def ann(room):
    return Ann(room)


def test_two_of_compliance_forget_who_closed_and_nothing_of_him_is_read_again(room, ann):
    ann.close()
    assert (ann.shown()["customer"], ann.shown()["formerCustomer"]) == (None, ann.id)
    assert ann.read().json == {"email": EMAIL}
    engine = room.house.exchange.engine
    before = engine.sequence, engine.digest()
    action, answer = ann.forgotten()
    assert answer.status == 200
    assert (engine.sequence, engine.digest()) == before
    assert (ann.read().status, ann.read().problem["field"]) == (400, "customer")
    assert ann.shown()["formerCustomer"] is None
    members = f"{room.id_of('clara')} and {room.id_of('carl')}"
    assert ann.told() == [
        {"customer": ann.id, "reader": action, "why": f"{members}: {WHY}", "fields": []}
    ]
    assert ann.proposed().problem["field"] == "customer"


def test_one_alone_forgets_nobody_and_no_other_role_at_all(room, ann):
    ann.close()
    action = {"action": ann.proposed().json["action"]}
    assert room.member("clara").post("console/actions/approve", action).status == 403
    for other in ("olga", "aude", "sam"):
        assert ann.proposed(by=other).status == 403
        assert room.member(other).post("console/actions/approve", action).status == 403
    assert ann.read().json == {"email": EMAIL}
    assert ann.told() == []


def test_whoever_has_an_account_and_whoever_never_had_one_is_not_forgotten(room, ann):
    assert (ann.proposed().status, ann.proposed().problem["rule"]) == (409, "has an account")
    assert ann.shown()["formerCustomer"] is None
    wanted = {"customer": "customer-of-nobody", "reason": WHY}
    assert room.member("clara").post("console/acts/forget", wanted).status == 400
    assert ann.read().json == {"email": EMAIL}


def test_nobody_is_forgotten_untold(room, ann):
    ann.close()
    action = {"action": ann.proposed().json["action"]}
    room.is_journal_full = QueueFull()
    assert room.member("carl").post("console/actions/approve", action).status == 503
    room.is_journal_full = None
    assert ann.read().json == {"email": EMAIL}
    assert room.member("carl").post("console/actions/approve", action).status == 200
    assert ann.read().status == 400


def test_who_was_forgotten_by_another_proposal_meanwhile_is_not_forgotten_twice(room, ann):
    ann.close()
    late = {"action": ann.proposed().json["action"]}
    ann.forgotten()
    answer = room.member("carl").post("console/actions/approve", late)
    assert (answer.status, answer.problem["field"]) == (400, "customer")
    assert len(ann.told()) == 1
