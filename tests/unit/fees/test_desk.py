"""Rates by volume: set at midnight, for an account and those beneath it, and journaled."""

import asyncio

import pytest

from glassbook.fees.desk import FeeDesk
from glassbook.fees.schedule import Rates, Schedule, Tier
from glassbook.projection.listing import WIRE_SCALE
from glassbook.protocol.submission import QueueFull

DAY_S = 86_400
USUAL, BETTER, BEST = Rates(1_000, 1_500), Rates(800, 1_200), Rates(0, 100)
TIERS = (Tier(0, USUAL), Tier(50_000 * WIRE_SCALE, BETTER), Tier(100_000 * WIRE_SCALE, BEST))


class Desk:
    """The desk, asked to settle; `documents` is what it journaled."""

    def __init__(self, house, **special):
        self.documents = []
        directory, keys = house.venue.projections.directory, house.keys
        self._desk = FeeDesk(
            house.venue.projections,
            house.exchange,
            self._publish,
            Schedule(TIERS, special),
            lambda name: directory.account(keys.reference(name)),
            house.clock,
        )

    async def _publish(self, document):
        self.documents.append(document)

    def settle(self):
        return asyncio.run(self._desk.settle())


def rates(house, name):
    directory = house.venue.projections.directory
    account = directory.account(house.keys.reference(name))
    return Rates(account.maker_ppm, account.taker_ppm)


def trade(house, price):
    """Have Bob buy one coin from Alice."""
    house.place(house.alice, "SELL", 1, price)
    assert house.place(house.bob, "BUY", 1, price).json["status"] == "FILLED"


def test_a_day_s_trades_count_from_midnight_on_for_thirty_days(house):
    desk = Desk(house)
    trade(house, 30_000)
    trade(house, 20_000)
    assert desk.settle() == 0
    house.clock.wait(DAY_S)
    assert desk.settle() == 2
    assert rates(house, "alice") == rates(house, "bob") == BETTER
    assert desk.settle() == 0, "what is set already is not set again"
    trade(house, 60_000)
    house.clock.wait(29 * DAY_S)
    assert desk.settle() == 2
    assert rates(house, "bob") == BEST
    house.clock.wait(DAY_S)
    desk.settle()
    assert rates(house, "bob") == BETTER, "the first day is thirty days ago"
    house.clock.wait(DAY_S)
    desk.settle()
    assert rates(house, "bob") == USUAL


def test_the_next_order_pays_the_new_rate(house):
    trade(house, 60_000)
    house.clock.wait(DAY_S)
    Desk(house).settle()
    house.place(house.alice, "SELL", 1, 50_000)
    (fill,) = house.place(house.bob, "BUY", 1, 50_000).json["fills"]
    assert (fill["commission"], fill["commissionAsset"]) == ("0.00120000", "BTC")


def test_an_account_and_those_beneath_it_trade_as_one(house):
    opening = {"subAccountString": "desk"}
    master = house.keys.create("alice", permissions=house.alice.permissions | 4)
    path = "/sapi/v1/sub-account/virtualSubAccount"
    beneath = house.ask("POST", path, key=master, **opening).json["email"]
    trade(house, 60_000)
    house.clock.wait(DAY_S)
    assert Desk(house).settle() == 3
    assert rates(house, beneath) == rates(house, "alice") == BETTER


def test_who_has_special_rates_has_them_whatever_he_trades(house):
    desk = Desk(house, bob=BEST)
    assert desk.settle() == 1
    assert (rates(house, "bob"), rates(house, "alice")) == (BEST, USUAL)


def test_what_rates_were_found_by_is_journaled_before_them(house):
    desk = Desk(house, bob=BEST)
    desk.settle()
    schedule, prices = desk.documents
    assert (schedule.schema, prices.schema) == ("fee-schedule", "fee-day")
    assert schedule.body["tiers"][1] == [50_000 * WIRE_SCALE, 800, 1_200]
    assert [len(each) for each in schedule.body["special"]] == [3]
    assert prices.body["dollar_digits"][2] == [2, WIRE_SCALE], "a dollar is worth a dollar"
    desk.settle()
    assert len(desk.documents) == 2, "nothing was decided the second time"


def test_a_full_queue_leaves_the_rest_for_later(house):
    trade(house, 60_000)
    house.clock.wait(DAY_S)
    desk = Desk(house)
    house.exchange.trouble = QueueFull()
    with pytest.raises(QueueFull):
        desk.settle()
    house.exchange.trouble = None
    assert desk.settle() == 2
