"""What everybody is shown: how far the venue is, what was signed, and what is owed."""

import json
from pathlib import Path

import pytest

from glassbook.node.checkpoints import Notes, write_note
from glassbook.protocol import commands
from glassbook.protocol.accounts import FIRST_CUSTOMER
from glassbook.protocol.orders import OrderType, Side
from glassbook.transparency import verifier
from glassbook.transparency.disclosures import PAGE, PAGE_MAX, Disclosures
from glassbook.transparency.notes import verifier_key
from glassbook.transparency.trade_look_up import TradeLookUp
from glassbook.transparency.uptime import DAY_NS, RUNS_SHOWN, uptime
from tests.unit.gateway.rest.house import BTC, BTCUSD, WHOLE, House
from tests.unit.transparency.world import KEY, ORIGIN


class Shown:
    """A house with doors, and the checkpoints that were signed in it."""

    def __init__(self, folder):
        self.house = House(folder)
        self.folder = folder / "checkpoints"
        self.signed = 0
        self.runs = []
        disclosures = Disclosures(
            self.house.exchange.projections,
            verifier_key(KEY),
            Notes(self.folder),
            lambda: self.signed,
            lambda: uptime(self.runs, 100 * DAY_NS, 101 * DAY_NS),
            lambda: b"null",
            TradeLookUp(
                self.house.exchange.projections,
                KEY,
                lambda *_: None,
                signed=lambda: self.signed,
                signed_within_ns=0,
                pace=lambda _: 0,
                clock=self.house.clock,
            ),
        )
        self.disclosures = disclosures
        self.house.application._disclose = disclosures.page

    def sign(self, *sequences):
        for sequence in sequences:
            write_note(self.folder, sequence, f"the note of {sequence}\n")
        self.signed = sequences[-1]

    def get(self, path, **query):
        return self.house.ask("GET", f"/transparency/{path}", **query)


@pytest.fixture
def shown(tmp_path):
    shown = Shown(tmp_path)
    yield shown
    shown.disclosures.close()
    shown.house.close()


def assets(shown):
    return {row["asset"]: row for row in shown.get("assets").json["assets"]}


def test_the_head_names_the_log_its_key_and_how_far_it_is_signed(shown):
    shown.sign(7, 9)
    head = shown.get("head").json
    sequence = shown.house.exchange.projections.sequence
    assert head == {"origin": ORIGIN, "key": KEY, "sequence": sequence, "signedSequence": 9}


def test_what_there_is_of_an_asset_is_what_came_in_and_has_not_left(shown):
    before = assets(shown)["BTC"]
    assert before == {
        "asset": "BTC",
        "supply": "200.00000000",
        "owedToCustomers": "200.00000000",
        "fees": "0.00000000",
    }
    shown.house.exchange.apply(commands.withdraw(FIRST_CUSTOMER, BTC, 25 * WHOLE))
    assert assets(shown)["BTC"]["supply"] == "175.00000000"


def test_what_customers_are_owed_is_less_by_the_commissions(shown):
    alice, bob = FIRST_CUSTOMER, FIRST_CUSTOMER + 1
    for owner, side in ((alice, Side.SELL), (bob, Side.BUY)):
        order = commands.place_order(
            account_id=owner,
            symbol_id=BTCUSD,
            side=side,
            order_type=OrderType.LIMIT,
            price_ticks=7_000_000,
            quantity_lots=100_000,
        )
        shown.house.exchange.apply(order)
    everything = assets(shown)
    assert everything["USD"] == {
        "asset": "USD",
        "supply": "10000000.00000000",
        "owedToCustomers": "9999930.00000000",
        "fees": "70.00000000",
    }
    balances = shown.house.exchange.projections.balances
    owed = sum(sum(balances.of_asset(account, BTC)) for account in (alice, bob))
    assert everything["BTC"]["owedToCustomers"] == f"{owed / WHOLE:.8f}"


def test_checkpoints_are_listed_the_newest_first_and_read_as_they_were_signed(shown):
    assert shown.get("checkpoints").json == {"checkpoints": []}
    shown.sign(3, 8, 12)
    assert shown.get("checkpoints").json == {"checkpoints": [12, 8, 3]}
    assert shown.get("checkpoints", before=12).json == {"checkpoints": [8, 3]}
    assert shown.get("checkpoints/8").body == b"the note of 8\n"


def test_a_long_list_comes_in_parts(shown):
    shown.sign(*range(1, PAGE_MAX + 3))
    first = shown.get("checkpoints").json["checkpoints"]
    most = shown.get("checkpoints", before=first[-1], limit=PAGE_MAX).json["checkpoints"]
    assert [*first, *most] == list(range(PAGE_MAX + 2, 0, -1))
    assert len(first) == PAGE
    assert shown.get("checkpoints", before=9, limit=3).json["checkpoints"] == [8, 7, 6]
    assert shown.get("checkpoints", before=1).json["checkpoints"] == []


@pytest.mark.parametrize(
    "path",
    ["", "nothing", "8", "checkpoints/9", "checkpoints/", "checkpoints/../8", "checkpoints/-8"],
)
def test_where_nothing_is_nothing_is_shown(shown, path):
    shown.sign(8)
    assert shown.get(path).status == 404


def test_a_question_that_is_not_understood_says_what_would_be(shown):
    for query in ({"before": "yesterday"}, {"before": ""}, {"after": 3}, {"limit": "all"}):
        answer = shown.get("checkpoints", **query)
        assert (answer.status, "'before'" in json.loads(answer.body)["msg"]) == (400, True)
    for limit in (0, PAGE_MAX + 1):
        answer = shown.get("checkpoints", limit=limit)
        assert (answer.status, f"1 to {PAGE_MAX}" in json.loads(answer.body)["msg"]) == (400, True)


def test_the_verifier_itself_can_be_had(shown):
    assert shown.get("verifier.py").body == Path(verifier.__file__).read_bytes()


def days(number):
    return number * DAY_NS


def in_days(shown):
    told = shown.get("uptime").json
    day = days(1) // 1_000_000
    return {name: told[name] / day for name in ("since", "openSince", "openMs", "ofMs")}


def test_a_young_venue_was_open_all_the_time_it_was_there(shown):
    assert in_days(shown) == {"since": 100, "openSince": 100, "openMs": 1, "ofMs": 1}
    assert shown.get("uptime").json["closed"] == []


def test_the_time_between_two_runs_is_told_and_does_not_count(shown):
    shown.runs = [(days(90), days(95), True), (days(96), days(99), False)]
    assert in_days(shown) == {"since": 90, "openSince": 100, "openMs": 9, "ofMs": 11}
    first, second = shown.get("uptime").json["closed"]
    assert (first["from"], first["until"]) == (days(99) // 10**6, days(100) // 10**6)
    assert (second["from"], second["until"]) == (days(95) // 10**6, days(96) // 10**6)
    assert (first["isPlanned"], second["isPlanned"]) == (False, True)


def test_of_older_runs_only_what_lies_within_thirty_days_counts(shown):
    shown.runs = [(days(1), days(50), True), (days(60), days(80), True)]
    assert in_days(shown) == {"since": 71, "openSince": 100, "openMs": 10, "ofMs": 30}


def test_no_answer_grows_with_the_number_of_starts(shown):
    starts = [days(70) + place * 10**12 for place in range(999)]
    shown.runs = [(start, start + 1, True) for start in starts]
    assert len(shown.get("uptime").json["closed"]) == RUNS_SHOWN


def test_a_verification_that_nobody_published_is_none(shown):
    assert shown.get("verification").json is None
