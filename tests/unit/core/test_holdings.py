"""What everybody holds is what the twin's dictionaries say, row by row."""

import numpy as np

from glassbook.core.engine import Engine
from glassbook.core.holdings import BALANCE, OPEN_ORDER
from glassbook.core.kernel import IS_COMPILED
from glassbook.protocol.batches import Batch
from tests.twin.engine import Twin
from tests.twin.flow import commands
from tests.twin.state import Order

COUNT = 20_000 if IS_COMPILED else 1_000


def played():
    flow = commands(7, COUNT)
    core, twin = Engine(), Twin()
    for player in (core, twin):
        player.apply(Batch(1, 0, flow))
    return core.holdings(), twin.exchange


def test_nobody_holds_anything_in_an_empty_exchange():
    tables = Engine().holdings()
    assert {name: len(table) for name, table in tables.items()} == {"balances": 0, "orders": 0}


def test_every_balance_is_the_twins_in_the_order_of_asset_and_account():
    tables, exchange = played()
    rows = tables["balances"].tolist()
    assert {(who, what): (free, held) for what, who, free, held in rows} == exchange.balances()
    assert [row[:2] for row in rows] == sorted(row[:2] for row in rows)
    assert tables["balances"].dtype == BALANCE


def test_what_was_copied_tells_of_then_while_the_exchange_goes_on():
    flow, core = commands(7, COUNT), Engine()
    core.apply(Batch(1, 0, flow[: COUNT // 2]))
    then, held = core.holdings(), core.held()
    core.apply(Batch(COUNT // 2 + 1, 1, flow[COUNT // 2 :]))
    tables, now = held(), core.holdings()
    for name, table in tables.items():
        assert np.array_equal(table, then[name]), name
        assert not np.array_equal(table, now[name]), name


def test_every_open_order_is_the_twins_in_the_order_of_ids():
    tables, exchange = played()
    orders = tables["orders"]
    assert orders["order_id"].tolist() == sorted(exchange.orders)
    assert orders.dtype == OPEN_ORDER
    known = [name for name in OPEN_ORDER.names if name in Order.__dataclass_fields__]
    assert {"account_id", "symbol_id", "side", "price_ticks", "open_lots"} <= set(known)
    for name in known:
        expected = [getattr(exchange.orders[key], name) for key in sorted(exchange.orders)]
        assert orders[name].tolist() == expected, name


def test_the_tables_are_copies():
    core = Engine()
    core.apply(Batch(1, 0, commands(7, 500)))
    before = core.holdings()
    seen = {name: table.copy() for name, table in before.items()}
    core.apply(Batch(core.sequence + 1, 0, commands(8, 500)))
    assert all((before[name] == seen[name]).all() for name in before)
