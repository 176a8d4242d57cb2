"""A loss of power leaves some sectors of the last frame written and others zero, in any pattern."""

import itertools

import pytest

from glassbook.journal.segment import SEGMENT_HEADER_SIZE, segment_paths
from glassbook.journal.tail import SECTOR_SIZE
from glassbook.journal.trouble import Damage
from tests.unit.journal.small import batch, document, plain_all, read, write

SEGMENT_BYTES = 8_192
DURABLE = [document(1), batch(2)]
LAST = batch(3, count=20)  # 64 + 1,280 + 32 bytes and padding: it lies in four sectors


@pytest.fixture
def journal(tmp_path):
    write(tmp_path, [*DURABLE, LAST], segment_bytes=SEGMENT_BYTES)
    return tmp_path


def wipe(path, start, end):
    data = bytearray(path.read_bytes())
    data[start:end] = bytes(end - start)
    path.write_bytes(data)


def sectors_of_last_frame(journal):
    end = read(journal)[1]
    inner = range(-(-end.last_offset // SECTOR_SIZE) * SECTOR_SIZE, end.offset, SECTOR_SIZE)
    starts = [end.last_offset, *inner]
    return list(itertools.pairwise([*starts, end.offset]))


def test_whichever_sectors_of_the_last_frame_are_missing_it_is_cut_and_the_rest_is_kept(journal):
    (path,) = segment_paths(journal)
    whole, sectors = path.read_bytes(), sectors_of_last_frame(journal)
    assert len(sectors) >= 3
    for missing in itertools.product([False, True], repeat=len(sectors)):
        path.write_bytes(whole)
        for (start, end), is_missing in zip(sectors, missing, strict=True):
            if is_missing:
                wipe(path, start, end)
        entries, end = read(journal)
        kept = DURABLE if any(missing) else [*DURABLE, LAST]
        assert plain_all(entries) == plain_all(kept), missing
        assert (end.torn is not None) == (any(missing) and not all(missing))


def test_a_torn_tail_is_cut_so_that_nothing_of_it_is_met_again(journal):
    (path,) = segment_paths(journal)
    start, end = sectors_of_last_frame(journal)[0]
    wipe(path, start, end)
    torn_end = read(journal)[1]
    write(journal, [batch(3)], torn_end, segment_bytes=SEGMENT_BYTES)
    entries, end = read(journal)
    assert plain_all(entries) == plain_all([*DURABLE, batch(3)])
    assert end.torn is None
    assert path.stat().st_size == SEGMENT_BYTES
    assert not any(path.read_bytes()[end.offset :])


def test_a_wiped_sector_before_a_whole_frame_is_damage_not_a_tail(journal):
    (path,) = segment_paths(journal)
    wipe(path, SEGMENT_HEADER_SIZE, SECTOR_SIZE - 1)
    with pytest.raises(Damage):
        read(journal)


@pytest.mark.parametrize("first", range(2))
def test_a_wiped_frame_before_a_whole_one_is_damage(tmp_path, first):
    write(tmp_path, [batch(1, count=9), batch(10, count=30), batch(40, count=9)])
    (path,) = segment_paths(tmp_path)
    sizes = [64 + 9 * 64 + 64, 64 + 30 * 64 + 64]
    start = SEGMENT_HEADER_SIZE + sum(sizes[:first])
    wipe(path, start, start + sizes[first])
    with pytest.raises(Damage) as caught:
        read(tmp_path)
    assert caught.value.offset == start


def test_anything_written_behind_a_torn_frame_makes_it_damage(journal):
    (path,) = segment_paths(journal)
    start, end = sectors_of_last_frame(journal)[1]
    wipe(path, start, end)
    data = bytearray(path.read_bytes())
    data[-1] = 1
    path.write_bytes(data)
    with pytest.raises(Damage):
        read(journal)


def test_a_segment_that_was_only_reserved_is_removed_and_begun_again(tmp_path):
    write(tmp_path, [batch(1)], segment_bytes=SEGMENT_HEADER_SIZE + 192)
    begun = tmp_path / f"{2:020d}.segment"
    begun.write_bytes(bytes(4_096))
    entries, end = read(tmp_path)
    assert (len(entries), end.unfinished) == (1, begun)
    write(tmp_path, [batch(2)], end, segment_bytes=SEGMENT_HEADER_SIZE + 192)
    assert plain_all(read(tmp_path)[0]) == plain_all([batch(1), batch(2)])
