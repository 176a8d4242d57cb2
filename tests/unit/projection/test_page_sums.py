"""A damaged history is not believed; one that a crash has left is."""

import random
import shutil

import pytest

from glassbook.projection.pages import Page
from glassbook.projection.store.page_sums import PAGE_BYTES, StoreDamaged
from glassbook.projection.store.sqlite import SqliteHistory
from tests.unit.projection.market import ALICE, BOB, BTCUSD, Market, buy, sell

FILES = ("history.db", "history.db-wal", "history.db.sums")


def trade(market, count):
    for _ in range(count):
        market.do(sell(ALICE, 100, 1), buy(BOB, 100, 1))


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """Return a directory with a history of some dozen pages, closed in order."""
    directory = tmp_path_factory.mktemp("sound")
    store = SqliteHistory(directory / "history.db")
    trade(Market(store), 100)
    store.close()
    return directory


@pytest.fixture
def copy(sound, tmp_path):
    return shutil.copytree(sound, tmp_path / "copy")


def flip(path, offset, bit=0):
    content = bytearray(path.read_bytes())
    content[offset] ^= 1 << bit
    path.write_bytes(content)


def test_a_flipped_bit_in_any_page_is_found_and_placed(copy):
    path, dice = copy / "history.db", random.Random(1)
    pages = path.stat().st_size // PAGE_BYTES
    assert pages > 20
    for page in range(pages):
        at, bit = PAGE_BYTES * page + dice.randrange(100, PAGE_BYTES), dice.randrange(8)
        flip(path, at, bit)
        with pytest.raises(StoreDamaged, match=rf"{path} is damaged at byte {PAGE_BYTES * page}:"):
            SqliteHistory(path)
        flip(path, at, bit)
    SqliteHistory(path).close()


def test_a_file_that_was_cut_is_refused(copy):
    path = copy / "history.db"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(StoreDamaged, match=r"history\.db is damaged"):
        SqliteHistory(path)


@pytest.mark.parametrize("size", [None, 0, 7, 100])
def test_without_its_sums_nothing_is_believed(copy, size):
    sums = copy / "history.db.sums"
    if size is None:
        sums.unlink()
    else:
        sums.write_bytes(sums.read_bytes()[:size])
    with pytest.raises(StoreDamaged, match=str(sums)):
        SqliteHistory(copy / "history.db")


def copied(directory, name, files=FILES):
    """Return a directory with what a killed process would leave at this moment."""
    left = directory / name
    left.mkdir(exist_ok=True)
    for file in files:
        shutil.copy(directory / file, left / file)
    return left


def test_what_a_kill_leaves_is_believed_at_whatever_moment(tmp_path):
    store = SqliteHistory(tmp_path / "history.db")
    market = Market(store)
    for moment in range(8):
        trade(market, 20)
        if moment % 2:
            store.sync()
        store.flush()
        left = copied(tmp_path, f"left-{moment}")
        found = SqliteHistory(left / "history.db")
        assert found.written_sequence == market.twin.sequence
        assert len(found.trades(BTCUSD, Page(1_000))) == 20 * (moment + 1)
        found.close()
    store.close()


def test_pages_that_were_copied_and_not_noted_yet_are_in_the_log_still(tmp_path):
    store = SqliteHistory(tmp_path / "history.db")
    market = Market(store)
    trade(market, 50)
    store.flush()
    left = copied(tmp_path, "left", ["history.db.sums"])
    store.sync()
    store.flush()
    copied(tmp_path, "left", ["history.db", "history.db-wal"])
    store.close()
    for _ in range(2):
        found = SqliteHistory(left / "history.db")
        assert len(found.trades(BTCUSD, Page(1_000))) == 50
        found.close()


def test_a_log_that_was_flipped_gives_back_less_and_nothing_wrong(tmp_path):
    """The journal has the rest: whoever folds it asks how far the store has come."""
    store = SqliteHistory(tmp_path / "history.db")
    market = Market(store)
    for _ in range(20):
        trade(market, 3)
        store.flush()
    told = store.trades(BTCUSD, Page(1_000))
    for at in range(1_000, (tmp_path / "history.db-wal").stat().st_size, 40_000):
        left = copied(tmp_path, f"left-{at}")
        flip(left / "history.db-wal", at)
        found = SqliteHistory(left / "history.db")
        trades = found.trades(BTCUSD, Page(1_000))
        assert trades == told[: len(trades)]
        assert found.written_sequence < market.twin.sequence
        found.close()
    store.close()


def test_a_log_that_was_flipped_where_it_had_been_copied_is_refused(tmp_path):
    """SQLite would lay its first pages, which are older, over newer ones of the main file."""
    store = SqliteHistory(tmp_path / "history.db")
    market = Market(store)
    for _ in range(10):
        trade(market, 3)
        store.flush()
    store.sync()
    store.flush()
    left = copied(tmp_path, "left")
    store.close()
    size = (left / "history.db-wal").stat().st_size
    flip(left / "history.db-wal", size // 2)
    with pytest.raises(StoreDamaged, match=r"history\.db-wal is damaged"):
        SqliteHistory(left / "history.db")
