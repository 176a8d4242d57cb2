"""The kept trades: whatever a crash leaves of them, what is folded again makes them whole."""

import errno

import numpy as np
import pytest

from glassbook.journal.files import File, Files
from glassbook.node.notary import Notary
from glassbook.node.signing_key import signer
from glassbook.node.trade_log import TradeLog, find, read_blocks, read_rows
from glassbook.transparency.merkle import BLOCK, Paths, leaf_hashes, proof_in_blocks, root_of
from glassbook.transparency.tables import rows_of
from glassbook.transparency.trades import TRADE
from tests.unit.node.tally import run, submits, venue

COUNT = 2 * BLOCK + 500


def some(count, start=0):
    """Return trades from number `start` on: three of each time, on two symbols in turn."""
    rows, numbers = np.zeros(count, TRADE), np.arange(start, start + count)
    rows["sequence"], rows["time_ns"] = numbers + 100, numbers // 3
    rows["symbol_id"], rows["trade_id"] = numbers % 2, numbers // 2 + 1
    return rows


def add(log, start, end):
    rows = some(end - start, start)
    log.append(start, rows, leaf_hashes(rows_of(rows)))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "trades"


def is_whole(folder, count):
    hashes = leaf_hashes(rows_of(some(count)))
    roots = [
        root_of([each.tobytes() for each in hashes[at : at + BLOCK]])
        for at in range(0, count // BLOCK * BLOCK, BLOCK)
    ]
    is_same = (read_rows(folder, 0, count) == some(count)).all()
    return is_same and read_blocks(folder, count // BLOCK) == roots


@pytest.mark.parametrize("step", [1, 7, BLOCK - 1, BLOCK, COUNT])
def test_it_keeps_the_same_however_the_trades_come(folder, step):
    log, count = TradeLog(folder), min(COUNT, step * 300)
    for start in range(0, count, step):
        add(log, start, min(start + step, count))
    assert is_whole(folder, count)


@pytest.mark.parametrize("back", [0, 5, BLOCK, BLOCK + 3, COUNT])
def test_it_goes_on_from_wherever_a_recovery_begins(folder, back):
    add(TradeLog(folder), 0, COUNT)
    log = TradeLog(folder)
    log.require(back)
    add(log, back, COUNT + 10)
    assert is_whole(folder, COUNT + 10)


def test_what_a_crash_tore_is_forgotten(folder):
    add(TradeLog(folder), 0, COUNT)
    for name in ("rows", "blocks"):
        with (folder / name).open("ab") as file:
            file.write(b"torn")
    add(TradeLog(folder), COUNT, COUNT + 700)
    assert is_whole(folder, COUNT + 700)


@pytest.mark.parametrize("name", ["rows", "blocks"])
def test_it_says_when_it_has_fewer_than_a_snapshot_relies_on(folder, name):
    add(TradeLog(folder), 0, COUNT)
    TradeLog(folder).require(COUNT)
    (folder / name).write_bytes((folder / name).read_bytes()[:-1])
    with pytest.raises(ValueError, match="holds"):
        TradeLog(folder).require(COUNT)


def test_a_trade_is_found_by_its_time_among_those_that_count(folder):
    add(TradeLog(folder), 0, COUNT)
    rows = some(COUNT)
    for number in (0, 1, 2, 3, BLOCK - 1, BLOCK, COUNT - 1):
        row = rows[number]

        def is_wanted(table, row=row):
            return (table["symbol_id"] == row["symbol_id"]) & (table["trade_id"] == row["trade_id"])

        assert find(folder, COUNT, int(row["time_ns"]), is_wanted) == number
        assert find(folder, number, int(row["time_ns"]), is_wanted) is None
        assert find(folder, COUNT, int(row["time_ns"]) + 1, is_wanted) is None


def test_its_ways_are_those_of_a_tree_that_was_watched(folder):
    add(TradeLog(folder), 0, COUNT)
    told, hashes = Paths(), leaf_hashes(rows_of(some(COUNT)))
    told.append(hashes, [3, BLOCK, COUNT - 1])
    blocks, rest = read_blocks(folder, COUNT // BLOCK), hashes[2 * BLOCK :]
    for index in (3, BLOCK, COUNT - 1):
        start = index // BLOCK * BLOCK
        way = proof_in_blocks(blocks, rest, hashes[start : start + BLOCK], index)
        assert way == told.proof(index)


class FullDisk(File):
    """Has no room in the file of trades."""

    def write(self, parts, offset):
        if self.path.name == "rows":
            raise OSError(errno.ENOSPC, "No space left on device")
        super().write(parts, offset)


def test_a_full_disk_stops_no_trading_but_no_snapshot_relies_on_what_was_not_kept(folder):
    log = TradeLog(folder, Files(FullDisk))
    add(log, 0, 5)
    add(log, 5, 9)
    assert "No space left" in log.failure
    with pytest.raises(OSError, match="were not kept"):
        log.sync()


def test_an_operator_sees_that_trades_are_not_kept_any_more(data_folder):
    log = TradeLog(data_folder / "trades", Files(FullDisk))
    one = venue(
        data_folder,
        notary=Notary(
            signer(data_folder, "example.com/x"), data_folder / "checkpoints", trades=log
        ),
    )

    async def story(one):
        add(log, 0, 5)
        await submits((1,))(one)
        return one.health

    health = run(one, story)
    assert "were not kept" in health.signing_failure
    assert health.status == "running"
