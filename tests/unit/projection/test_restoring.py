"""Saved projections, and what is not taken for them."""

import msgspec
import pytest

from glassbook.projection import Projections
from glassbook.protocol import commands as pack
from glassbook.protocol.commands import open_account
from glassbook.protocol.labels import Label
from tests.unit.projection.market import ALICE, BOB, BTCUSD, Market, buy, sell

TABLES = ("place", "directory", "balances", "orders", "trades", "candles", "volumes")


def test_tables_of_another_layout_are_refused_and_change_nothing():
    market = Market()
    market.do(buy(ALICE, 90, 1))
    tables = market.projections.save()
    tables["place"] = msgspec.msgpack.encode([99, 1, 1, 1])
    before = market.projections.depth.snapshot(BTCUSD, 5)
    with pytest.raises(ValueError, match="99"):
        market.projections.restore(tables)
    assert market.projections.depth.snapshot(BTCUSD, 5) == before


@pytest.mark.parametrize("damage", [b"", b"\xc1", b"\x01"])
@pytest.mark.parametrize("table", TABLES)
def test_damaged_tables_are_refused_and_change_nothing(table, damage):
    market = Market()
    market.do(sell(ALICE, 100, 1), buy(BOB, 100, 1), buy(BOB, 90, 1))
    tables = market.projections.save()
    with pytest.raises(ValueError, match="saved"):
        market.projections.restore({**tables, table: damage})
    assert market.projections.sequence == market.twin.sequence
    assert market.projections.directory.symbol("BTCUSD") is not None


def test_a_missing_table_is_refused():
    market = Market()
    tables = market.projections.save()
    del tables["orders"]
    with pytest.raises(ValueError, match="orders"):
        market.projections.restore(tables)


def test_a_batch_is_folded_once():
    market = Market()
    with pytest.raises(AssertionError, match="once"):
        market.projections.fold(market.applied[-1])


def test_empty_projections_can_be_saved_and_restored():
    empty = Projections()
    again = Projections()
    again.restore(empty.save())
    assert again.sequence == 0
    assert again.tickers.day(BTCUSD, 0).statistics.trade_count == 0


def test_what_a_symbol_costs_is_known_also_after_a_restart():
    market = Market()
    market.do(pack.set_symbol_commission(BTCUSD, 30, 40))
    again = Projections(market.projections.store)
    again.restore(market.projections.save())
    for projections in (market.projections, again):
        symbol = projections.directory.symbols[BTCUSD]
        assert (symbol.maker_ppm, symbol.taker_ppm) == (30, 40)


def test_sub_accounts_are_found_by_their_master_also_after_a_restart():
    market = Market()
    market.do((open_account(0, 0, ALICE), Label(name="desk")))
    beneath = market.projections.directory.subaccounts(ALICE)
    assert [each.reference for each in beneath] == ["desk"]
    assert market.projections.directory.subaccounts(BOB) == []
    again = Projections(market.projections.store)
    again.restore(market.projections.save())
    assert again.directory.subaccounts(ALICE) == beneath


def test_who_was_handed_the_directory_before_a_restart_finds_everybody_after_it():
    market = Market()
    again = Projections(market.projections.store)
    handed = again.directory
    again.restore(market.projections.save())
    assert handed.symbol("BTCUSD") is not None
    assert handed.version == market.projections.directory.version
    assert handed is again.directory
