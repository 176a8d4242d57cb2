"""What accounts traded, by day: added up, kept, and the same from wherever it is read."""

import pytest

from glassbook.projection import Projections
from glassbook.projection.rows import Volume
from glassbook.projection.store.history import Rows
from glassbook.projection.store.sqlite import SqliteHistory
from tests.unit.projection.lagging import LaggingHistory
from tests.unit.projection.market import ALICE, BEGIN_MS, BOB, BTCUSD, Market, buy, sell

DAY_MS = 86_400_000
TODAY = BEGIN_MS // DAY_MS


@pytest.fixture(params=["memory", "lagging", "sqlite"])
def market(request, tmp_path):
    if request.param == "sqlite":
        store = SqliteHistory(tmp_path / "history.db")
        yield Market(store)
        store.close()
    else:
        yield Market(LaggingHistory() if request.param == "lagging" else None)


def trade(market, price, lots):
    """Have both trade, and return the notional."""
    market.do(sell(ALICE, price, lots), buy(BOB, price, lots))
    return market.projections.trades.last(BTCUSD).amount_units


def test_both_sides_of_a_trade_have_traded_it_on_its_day(market):
    first = trade(market, 100, 2) + trade(market, 101, 1)
    market.pass_ms(DAY_MS)
    second = trade(market, 90, 3)
    market.projections.store.flush()
    traded = market.projections.volumes.traded
    for account_id in (ALICE, BOB):
        assert traded(account_id, TODAY, TODAY) == {BTCUSD: first}
        assert traded(account_id, TODAY + 1, TODAY + 1) == {BTCUSD: second}
        assert traded(account_id, TODAY - 30, TODAY + 1) == {BTCUSD: first + second}
        assert traded(account_id, TODAY + 2, TODAY + 9) == {}


def test_a_day_that_is_over_counts_before_anything_happens_in_the_next(market):
    notional = trade(market, 100, 2)
    assert market.projections.volumes.traded(ALICE, TODAY - 30, TODAY) == {BTCUSD: notional}


def test_the_running_day_is_saved_and_goes_on():
    market = Market()
    first = trade(market, 100, 2)
    again = Projections(market.projections.store)
    again.restore(market.projections.save())
    market.do(sell(ALICE, 100, 1), buy(BOB, 100, 1))
    for applied in market.applied[-2:]:
        if applied.batch.first_sequence > again.sequence:
            again.fold(applied)
    assert again.volumes.traded(BOB, TODAY, TODAY) == {BTCUSD: first * 3 // 2}


def test_a_volume_beyond_64_bits_is_kept(tmp_path):
    store = SqliteHistory(tmp_path / "history.db")
    row = Volume(ALICE, BTCUSD, TODAY, 2**70)
    store.write(1, Rows(volumes=[row]))
    store.flush()
    assert store.volumes(ALICE, TODAY, TODAY) == [row]
    store.close()
