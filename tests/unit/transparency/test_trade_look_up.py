"""Any visitor looks up a trade: he is told what the market saw, and can check it alone."""

import subprocess
import sys

import pytest

from glassbook.node.checkpoints import Notes, write_note
from glassbook.node.trade_log import TradeLog
from glassbook.node.trade_proofs import TradeProofs
from glassbook.transparency import verifier
from glassbook.transparency.trade_look_up import WAITING_MAX, TradeLookUp
from glassbook.transparency.trees import Moment, Trees
from glassbook.transparency.verifier import Refused, verify
from glassbook.web.accounts.pace import Pace
from tests.unit.gateway.rest.house import SECOND_NS, House
from tests.unit.transparency.world import KEY, ORIGIN, SIGNER

WITHIN_SECONDS = 600
AT_ONCE = 3


class Venue:
    """A house in which alice and bob trade, with a notary's trees behind it."""

    def __init__(self, folder):
        self.folder, self.signed = folder, 0
        self.house = House(folder)
        self.trees = Trees(TradeLog(folder / "trades"))
        self.house.exchange.listeners.append(self.trees.add_events)
        proofs = TradeProofs(folder / "trades", Notes(folder / "checkpoints"), SIGNER.key)
        self.look_up = TradeLookUp(
            self.house.exchange.projections,
            KEY,
            proofs.prove,
            signed=lambda: self.signed,
            signed_within_ns=WITHIN_SECONDS * SECOND_NS,
            pace=Pace(self.house.clock, AT_ONCE, SECOND_NS).take,
            clock=self.house.clock,
        )

        async def disclose(path, _query, address):
            return await self.look_up.page(path, address)

        self.house.application._disclose = disclose

    def trade(self, count=1):
        for _ in range(count):
            self.house.place(self.house.alice, "SELL", "0.5", "70000")
            self.house.place(self.house.bob, "BUY", "0.5", "70000")

    def sign(self):
        engine = self.house.exchange.engine
        now = self.house.clock()
        moment = Moment(engine.sequence, now, bytes(32), engine.digest(), bytes(32), engine.held())
        note = SIGNER.sign(self.trees.checkpoint(ORIGIN, moment).text())
        write_note(self.folder / "checkpoints", engine.sequence, note)
        self.signed = engine.sequence

    def get(self, path, address="203.0.113.7"):
        return self.house.ask("GET", f"/transparency/trades/{path}", address=address)


@pytest.fixture
def venue(tmp_path):
    made = Venue(tmp_path)
    yield made
    made.look_up.close()
    made.house.close()


def test_a_trade_is_told_with_its_place_in_the_journal_and_nobody_s_name(venue):
    venue.trade()
    sequence = venue.house.exchange.engine.sequence
    venue.sign()
    told = venue.get("BTCUSD/1").json
    assert told == {
        "symbol": "BTCUSD",
        "tradeId": 1,
        "price": "70000.00000000",
        "quantity": "0.50000000",
        "quoteQuantity": "35000.00000000",
        "takerSide": "BUY",
        "time": venue.house.clock() // 1_000_000,
        "sequence": sequence,
        "checkpoint": {"sequence": sequence, "time": venue.house.clock() // 1_000_000},
        "proof": "/transparency/trades/BTCUSD/1/proof",
        "file": "BTCUSD-1.json",
        "command": f"python verifier.py BTCUSD-1.json '{KEY}'",
    }


def test_its_proof_is_checked_alone_and_a_changed_one_is_refused(venue, tmp_path):
    venue.trade(3)
    venue.sign()
    answer = venue.get("BTCUSD/2/proof")
    assert answer.headers["content-disposition"] == 'attachment; filename="BTCUSD-2.json"'
    proof = tmp_path / "BTCUSD-2.json"
    proof.write_bytes(answer.body)
    command = [sys.executable, "-I", verifier.__file__, proof, KEY]
    assert b'"trade_id": 2' in subprocess.run(command, capture_output=True, check=True).stdout
    shown = verify(answer.body.decode(), KEY)["proved"]
    assert not {"account_id", "order_id", "counter_order_id"} & shown.keys()
    for place in range(0, len(answer.body), 41):
        flipped = bytearray(answer.body)
        flipped[place] ^= 1
        with pytest.raises((Refused, UnicodeDecodeError)):
            verify(flipped.decode(), KEY)


def test_a_trade_that_is_not_under_a_checkpoint_yet_says_when_it_will_be(venue):
    venue.sign()
    venue.trade()
    venue.house.clock.wait(100)
    answer = venue.get("BTCUSD/1")
    assert (answer.status, answer.json["state"]) == (404, "waiting")
    assert int(answer.headers["retry-after"]) == WITHIN_SECONDS - 100
    assert "not under a signed checkpoint yet" in answer.json["msg"]
    venue.sign()
    assert venue.get("BTCUSD/1").status == 200


def test_before_anything_is_signed_every_trade_waits(venue):
    venue.trade()
    assert venue.get("BTCUSD/1").json["state"] == "waiting"


@pytest.mark.parametrize(
    ("path", "status", "state", "text"),
    [
        ("BTCUSD/2", 404, "unknown", "BTCUSD has no trade 2; its trades are 1 to 1."),
        ("BTCUSD/0", 404, "unknown", "BTCUSD has no trade 0"),
        ("ETHUSD/1", 404, "unknown", "ETHUSD has no trade 1; its trades are none so far."),
        ("XYZ/1", 404, "unknown", "No symbol 'XYZ' is listed here."),
        ("BTCUSD/one", 400, "malformed", "'one' is no trade's id; expected a number"),
        ("BTCUSD/-1", 400, "malformed", "expected a number of 1 to 19 digits"),
        ("BTCUSD/" + "9" * 20, 400, "malformed", "expected a number of 1 to 19 digits"),
        ("BTCUSD/", 400, "malformed", "'' is no trade's id"),
    ],
)
def test_what_is_not_there_or_not_understood_says_which(venue, path, status, state, text):
    venue.trade()
    venue.sign()
    for shape in ("", "/proof"):
        answer = venue.get(path + shape)
        assert (answer.status, answer.json["state"]) == (status, state)
        assert text in answer.json["msg"]


@pytest.mark.parametrize("path", ["BTCUSD", "", "BTCUSD/1/other", "BTCUSD/1/proof/more"])
def test_where_nothing_is_nothing_is_shown(venue, path):
    assert venue.get(path).status == 404
    assert "state" not in venue.get(path).json


def test_one_address_is_given_a_few_proofs_at_a_time_and_what_is_kept_costs_nothing(venue):
    venue.trade(AT_ONCE + 2)
    venue.sign()
    for trade_id in range(1, AT_ONCE + 1):
        assert venue.get(f"BTCUSD/{trade_id}").status == 200
    refused = venue.get(f"BTCUSD/{AT_ONCE + 1}")
    assert (refused.status, refused.json["state"]) == (429, "limited")
    assert refused.headers["retry-after"] == "1"
    assert venue.get("BTCUSD/1/proof").status == 200, "it was made before"
    assert venue.get(f"BTCUSD/{AT_ONCE + 1}", address="198.51.100.1").status == 200
    venue.house.clock.wait(1)
    assert venue.get(f"BTCUSD/{AT_ONCE + 2}").status == 200


def test_no_more_than_some_wait_at_once(venue):
    venue.trade()
    venue.sign()
    venue.look_up._waiting = WAITING_MAX
    answer = venue.get("BTCUSD/1")
    assert (answer.status, answer.json["state"]) == (503, "busy")


def test_what_is_kept_and_is_not_what_was_signed_is_said_and_not_shown(venue):
    venue.trade(2)
    venue.sign()
    rows = venue.folder / "trades" / "rows"
    rows.write_bytes(b"\0" + rows.read_bytes()[1:])
    answer = venue.get("BTCUSD/2")
    assert (answer.status, answer.json["state"]) == (503, "damaged")
