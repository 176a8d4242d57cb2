"""The SQLite file: what it keeps, what it refuses, and how it fails."""

import sqlite3

import pytest

from glassbook.projection import Projections
from glassbook.projection.pages import Page
from glassbook.projection.rows import Candle
from glassbook.projection.store.history import Rows, StoreFailed, StoreForeign
from glassbook.projection.store.page_sums import StoreDamaged
from glassbook.projection.store.select import Select
from glassbook.projection.store.sqlite import LayoutUnknown, SqliteHistory
from tests.unit.projection.market import ALICE, BOB, BTCUSD, Market, buy, cancel, sell


@pytest.fixture
def path(tmp_path):
    return tmp_path / "history.db"


@pytest.fixture
def store(path):
    history = SqliteHistory(path)
    yield history
    history.close()


def busy(store, rounds=5):
    """Return a market that traded a little."""
    market = Market(store)
    for _ in range(rounds):
        market.do(sell(ALICE, 100, 2), buy(BOB, 100, 1))
        market.do(cancel(ALICE, market.twin.sequence - 1))
        market.pass_ms(61_000)
    return market


def test_what_was_handed_over_is_there_after_closing_and_opening(path):
    first = SqliteHistory(path)
    market = busy(first)
    told = market.projections.trades.recent(BTCUSD, 100)
    first.close()

    again = SqliteHistory(path)
    assert again.written_sequence == market.twin.sequence
    assert len(again.trades(BTCUSD, Page(100))) == 5
    assert len(again.orders(ALICE, BTCUSD, Page(100))) == 5
    assert again.trades(BTCUSD, Page(100)) == told
    again.close()


def test_batches_folded_again_are_written_once(store):
    market = busy(store)
    store.flush()
    again = Projections(store)
    for applied in market.applied:
        again.fold(applied)
        store.flush()
        assert store.written_sequence == market.twin.sequence
    assert len(store.trades(BTCUSD, Page(100))) == 5
    assert len(store.fills(BOB, BTCUSD, Page(100))) == 5
    assert again.trades.recent(BTCUSD, 100) == market.projections.trades.recent(BTCUSD, 100)


def test_what_was_synced_is_in_the_file_itself(store, path, tmp_path):
    """The write-ahead log may be lost with the power; what was synced does not need it."""
    market = busy(store)
    market.projections.save()
    store.flush()
    alone = tmp_path / "alone.db"
    alone.write_bytes(path.read_bytes())
    alone.with_name("alone.db.sums").write_bytes(path.with_name("history.db.sums").read_bytes())
    found = SqliteHistory(alone)
    assert found.written_sequence == market.twin.sequence
    found.close()


def test_a_store_that_is_ahead_does_not_go_back(path):
    first = SqliteHistory(path)
    market = busy(first)
    first.close()

    second = SqliteHistory(path)
    again = Projections(second)
    for applied in market.applied[:3]:
        again.fold(applied)
    second.close()

    third = SqliteHistory(path)
    assert third.written_sequence == market.twin.sequence
    third.close()


def test_the_same_rows_from_two_writers_are_one(path):
    """A store whose last note was lost is handed its rows again."""
    first = SqliteHistory(path)
    market = busy(first)
    first.close()
    first = SqliteHistory(path)
    with first._writer._connection as file:
        file.execute("UPDATE progress SET written_sequence = 0")
    first.close()

    second = SqliteHistory(path)
    again = Projections(second)
    for applied in market.applied:
        again.fold(applied)
    second.flush()
    assert len(second.trades(BTCUSD, Page(100))) == 5
    second.close()


def test_a_sum_beyond_64_bits_comes_back_as_it_was(store):
    great = Candle(0, 999, 1, 1, 1, 1, 2**70, 2**80, 3, 2**64, 5, 1, 3)
    store.write(1, Rows(candles=[(0, 0, great)]))
    store.flush()
    assert store.candles(0, 0, 0, 0) == [great]
    assert store.candle_before(0, 0, 1) == great


def test_a_full_disk_stops_the_next_batch_with_the_reason(store):
    market = busy(store)
    store.flush()
    writing = store._writer._connection
    (pages,) = writing.execute("PRAGMA page_count").fetchone()
    writing.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreFailed, match="full"):
        trade_on(market, store)


def test_a_row_that_cannot_be_written_stops_the_next_batch_too(store):
    """Whatever goes wrong on the writer's thread, nobody waits for it in vain."""
    impossible = Candle(2**64, 999, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, object())
    store.write(1, Rows(candles=[(0, 0, impossible)]))
    with pytest.raises(StoreFailed):
        store.flush()
    with pytest.raises(StoreFailed):
        store.write(2, Rows())


def trade_on(market, store):
    while True:
        market.do(*[sell(ALICE, 100, 1) for _ in range(50)])
        market.do(*[buy(BOB, 100, 1) for _ in range(50)])
        store.flush()


def test_another_journals_history_is_not_continued(path):
    """Somebody threw the journal away and left the file."""
    first = SqliteHistory(path)
    busy(first)
    first.close()

    again = SqliteHistory(path)
    with pytest.raises(StoreForeign, match="rebuild"):
        Market(again, begin_ms=1_800_000_000_000)
    assert len(again.trades(BTCUSD, Page(100))) == 5
    again.close()


def test_only_the_owner_reads_the_file(store, path):
    busy(store)
    store.flush()
    for name in ("history.db", "history.db-wal", "history.db-shm", "history.db.sums"):
        assert (path.parent / name).stat().st_mode & 0o077 == 0


def test_another_layout_is_not_touched(path):
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA user_version = 99")
    with pytest.raises(LayoutUnknown, match="99"):
        SqliteHistory(path)


def test_a_file_that_is_no_database_is_named(path):
    path.write_bytes(b"not a database at all, but long enough to look at" * 50)
    with pytest.raises(StoreDamaged, match=r"history\.db"):
        SqliteHistory(path)


PAGES = [
    Page(10),
    Page(10, from_id=5),
    Page(10, start_ns=5),
    Page(10, end_ns=5),
    Page(10, start_ns=5, end_ns=9),
    Page(10, before_id=7),
]
SELECTS = [
    (("trades", "trade_id", "time_ns, aggregate_id, trade_id"), "symbol_id = ?"),
    (("trades", "aggregate_id", "time_ns, aggregate_id"), "symbol_id = ?"),
    (("fills", "trade_id", "time_ns, trade_id"), "account_id = 2 AND symbol_id = ?"),
    (("orders", "order_id", "time_ns, order_id"), "account_id = 2 AND symbol_id = ?"),
    (("prevented", *["prevented_match_id"] * 2), "account_id = 2 AND symbol_id = ?"),
]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("table", "condition"), SELECTS)
def test_every_page_is_read_along_an_index(store, table, condition, page):
    select = Select("*", *table).where(condition, 0)
    plan = store._reading.execute(f"EXPLAIN QUERY PLAN {select.page(page)}", select.values)
    steps = [row[3] for row in plan]
    assert all(step.startswith("SEARCH") for step in steps), steps
