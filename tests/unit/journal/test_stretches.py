"""Batches that lie together in memory are handed out together, and are the same batches."""

from itertools import chain

import numpy as np
import pytest

from glassbook.journal import reader, segment_bytes, stretches
from glassbook.journal.reader import JournalReader
from glassbook.journal.stretches import Read
from glassbook.journal.trouble import Damage
from tests.unit.journal.small import batch, document, plain, write

BATCHES = [batch(1), batch(2, count=3), batch(5, count=40), batch(45), batch(46, count=2)]


def reads(directory) -> list[Read]:
    return list(stretches.stretches(JournalReader(directory).records()))


def sequences(found: list[Read]) -> list[list[int]]:
    """The last sequence of every record, as they were taken together."""
    return [[record.head.sequence for record in read.records] for read in found]


def batches_of(read: Read) -> list[tuple[int, bytes]]:
    """The time and the commands of every batch, found by the spans alone."""
    assert read.stretch is not None
    rows = read.stretch.rows
    spans = read.stretch.spans.tolist()
    return [(time_ns, rows[start:end].tobytes()) for start, end, time_ns, _ in spans]


def test_the_spans_of_a_stretch_are_its_batches(tmp_path):
    write(tmp_path, BATCHES)
    (found,) = reads(tmp_path)
    assert batches_of(found) == [(each.time_ns, each.commands.tobytes()) for each in BATCHES]
    assert (found.stretch.first_sequence, found.stretch.last_sequence) == (1, 47)
    assert [plain(record.entry) for record in found.records] == list(map(plain, BATCHES))


def test_a_document_comes_by_itself_between_stretches(tmp_path):
    write(tmp_path, [batch(1), batch(2), document(3), document(4), batch(5)])
    found = reads(tmp_path)
    assert sequences(found) == [[1, 2], [3], [4], [5]]
    assert [read.stretch is None for read in found] == [False, True, True, False]


def test_a_stretch_ends_with_its_segment(tmp_path):
    write(tmp_path, [batch(at) for at in range(1, 6)], segment_bytes=128 + 3 * 192)
    assert sequences(reads(tmp_path)) == [[1, 2, 3], [4, 5]]


def test_no_more_than_so_many_batches_are_taken_together(tmp_path, monkeypatch):
    monkeypatch.setattr(stretches, "TOGETHER_MAX", 2)
    write(tmp_path, BATCHES)
    assert sequences(reads(tmp_path)) == [[1, 4], [44, 45], [47]]


@pytest.mark.parametrize("block_bytes", [64, 192, 256, 448, 2_880, 4_096])
def test_blocks_of_any_size_make_no_difference(block_bytes, tmp_path, monkeypatch):
    write(tmp_path, BATCHES)
    (whole,) = reads(tmp_path)
    for module in (segment_bytes, reader):
        monkeypatch.setattr(module, "BLOCK_BYTES", block_bytes)
    found = reads(tmp_path)
    assert list(chain(*map(batches_of, found))) == batches_of(whole)
    assert list(chain(*sequences(found))) == sequences([whole])[0]
    assert all(len(read.stretch.rows) * 64 <= max(block_bytes, 64 * 44) for read in found)


def test_rows_begin_where_a_line_of_the_cache_does(tmp_path):
    write(tmp_path, BATCHES)
    (found,) = reads(tmp_path)
    assert found.stretch.rows.ctypes.data % 64 == 0


def test_what_was_read_before_holds_when_more_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(segment_bytes, "BLOCK_BYTES", 192)
    write(tmp_path, [batch(at) for at in range(1, 200)])
    kept = [record.entry for record in JournalReader(tmp_path).records()]
    assert [int(each.commands["amount_units"][0]) for each in kept] == list(range(1, 200))


def test_what_lies_before_damage_comes_before_it_is_said(tmp_path):
    write(tmp_path, [*BATCHES, batch(48), batch(49)])
    (path,) = tmp_path.iterdir()
    data = np.fromfile(path, np.uint8)
    (place,) = [
        record.place for record in JournalReader(tmp_path).records() if record.head.sequence == 48
    ]
    data[place + 100] ^= 1
    data.tofile(path)
    found = []
    with pytest.raises(Damage, match=f"byte {place}"):
        found.extend(stretches.stretches(JournalReader(tmp_path).records()))
    assert sequences(found) == [[1, 4, 44, 45, 47]]


def test_a_segment_that_is_cut_while_it_is_read_ends_where_it_was_cut(tmp_path):
    write(tmp_path, BATCHES)
    (path,) = tmp_path.iterdir()
    data = segment_bytes.SegmentBytes(path, reader.DISK)
    assert len(data.between(0, 128)) == 128
    path.write_bytes(path.read_bytes()[:200])
    data.start, data._end = 128, 128  # nothing of it is in memory
    assert len(data.between(128, 4_096)) == 72
    assert data.since(192) == data.between(192, 200)
