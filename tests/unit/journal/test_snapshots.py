"""A snapshot may be lost, but never believed wrongly."""

import pytest

from glassbook.journal.snapshots import (
    BadSnapshot,
    Position,
    read_position,
    read_tables,
    snapshot_paths,
    write_snapshot,
)

TABLES = {"core.orders": b"some orders", "core.wallets": b"", "projections.books": bytes(300)}


def position(sequence):
    return Position(sequence, sequence * 1_000, "ab" * 32, "cd" * 32, "core-1")


def test_a_snapshot_is_read_back_as_it_was_written(tmp_path):
    path = write_snapshot(tmp_path, position(7), TABLES)
    assert read_position(path) == position(7)
    assert read_tables(path) == TABLES


def test_the_newest_two_are_kept(tmp_path):
    for sequence in (5, 9, 30, 100):
        write_snapshot(tmp_path, position(sequence), TABLES)
    assert [int(path.name) for path in snapshot_paths(tmp_path)] == [100, 30]


def test_every_byte_of_a_table_and_of_the_manifest_is_vouched_for(tmp_path):
    path = write_snapshot(tmp_path, position(7), {"core.orders": b"orders"})
    for name in ("core.orders", "manifest.json"):
        whole = (path / name).read_bytes()
        for at in range(len(whole)):
            flipped = bytearray(whole)
            flipped[at] ^= 4
            (path / name).write_bytes(flipped)
            if name == "manifest.json" and whole[at : at + 1].isspace():
                continue  # the space between two facts is not a fact
            with pytest.raises(BadSnapshot):
                read_tables(path)
        (path / name).write_bytes(whole)
    assert read_tables(path) == {"core.orders": b"orders"}


def test_a_snapshot_without_one_of_its_tables_is_bad(tmp_path):
    path = write_snapshot(tmp_path, position(7), TABLES)
    (path / "core.wallets").unlink()
    with pytest.raises(BadSnapshot, match=r"core\.wallets"):
        read_tables(path)


def test_a_snapshot_under_another_name_is_bad(tmp_path):
    path = write_snapshot(tmp_path, position(7), TABLES)
    with pytest.raises(BadSnapshot, match="of sequence 7"):
        read_tables(path.rename(path.with_name(f"{8:020d}")))


def test_what_a_crash_left_unfinished_is_not_a_snapshot_and_is_cleared_away(tmp_path):
    unfinished = tmp_path / f"{6:020d}.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "core.orders").write_bytes(b"half")
    assert snapshot_paths(tmp_path) == []
    write_snapshot(tmp_path, position(7), TABLES)
    assert not unfinished.exists()
