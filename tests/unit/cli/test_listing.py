"""A new venue lists its assets and symbols once, whatever interrupts it."""

import asyncio

import pytest

from glassbook.cli.listing import ASSETS, LISTINGS, list_everything
from glassbook.protocol.commands import define_asset, list_symbol, set_symbol_status
from glassbook.protocol.labels import Label
from glassbook.protocol.symbols import SymbolRule, SymbolStatus
from tests.unit.cli.houses import furnished_house_in, house_in


def test_everything_is_listed_and_open(tmp_path):
    async def story():
        async with furnished_house_in(tmp_path) as house:
            directory = house.projections.directory
            assert [asset.name for asset in directory.assets.values()] == list(ASSETS)
            assert [symbol.name for symbol in directory.symbols.values()] == [
                "BTCUSD",
                "ETHUSD",
                "ETHBTC",
                "USDCUSD",
                "BTCUSDT",
                "ETHUSDT",
            ]
            for listing in LISTINGS:
                symbol = directory.symbol(listing.name)
                assert symbol.status is SymbolStatus.TRADING
                assert symbol.rules == listing.rules()

    asyncio.run(story())


def test_listing_again_changes_nothing(tmp_path):
    async def story():
        async with furnished_house_in(tmp_path) as house:
            sequence = house.venue.health.sequence
            await list_everything(house.venue, house.projections)
            assert house.venue.health.sequence == sequence

    asyncio.run(story())


def test_a_restart_finds_everything_listed(tmp_path):
    async def story():
        async with furnished_house_in(tmp_path) as house:
            version = house.projections.directory.version
        async with furnished_house_in(tmp_path) as house:
            assert house.projections.directory.version == version

    asyncio.run(story())


def test_what_a_crash_left_half_listed_is_completed(tmp_path):
    async def story():
        async with house_in(tmp_path) as house:
            labels = {0: Label(name="USD"), 1: Label(name="BTC"), 2: Label(name="BTCUSD")}
            commands = define_asset(10**8) * 2 + list_symbol(1, 0)
            await house.venue.submit_many(commands, labels)
            await list_everything(house.venue, house.projections)
            directory = house.projections.directory
            assert sorted(a.name for a in directory.assets.values()) == sorted(ASSETS)
            assert directory.symbol("BTCUSD").status is SymbolStatus.TRADING
            assert len(directory.symbols) == len(LISTINGS)

    asyncio.run(story())


def test_a_symbol_that_its_operator_halted_stays_halted(tmp_path):
    async def story():
        async with furnished_house_in(tmp_path) as house:
            symbol = house.projections.directory.symbol("ETHUSD")
            await house.venue.submit(set_symbol_status(symbol.symbol_id, SymbolStatus.HALT))
            await list_everything(house.venue, house.projections)
            assert symbol.status is SymbolStatus.HALT

    asyncio.run(story())


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.name)
def test_every_filter_is_a_whole_number_of_its_steps(listing):
    rules = listing.rules()
    assert all(value > 0 for value in rules.values())
    assert rules[SymbolRule.MARKET_QUANTITY_LOTS_MAX] <= rules[SymbolRule.QUANTITY_LOTS_MAX]
