"""A small journal cut at every byte, and with every bit of it turned over: exhaustively.

Whatever was changed, the reader either returns a prefix of what was written and says that its tail
was torn, or stops with Damage at the right place. It never returns anything that was not written,
and never gives up an acknowledged frame because one bit of it fell over.
"""

import pytest

from glassbook.journal.reader import JournalReader
from glassbook.journal.segment import SEGMENT_HEADER_SIZE, segment_paths
from glassbook.journal.trouble import Damage
from tests.unit.journal.small import batch, plain_all, read, story, write

SEGMENT_BYTES = 2_048


@pytest.fixture
def journal(tmp_path):
    """One segment with five frames, and zeroes behind them."""
    write(tmp_path, story(), segment_bytes=SEGMENT_BYTES)
    return tmp_path


def frame_ends(directory):
    """The offsets behind each frame of a journal with one segment."""
    reader = JournalReader(directory)
    return [reader.end.offset for _ in reader.records()]


def test_cut_at_every_byte_it_is_a_prefix_and_the_tail_is_said_to_be_torn(journal):
    (path,) = segment_paths(journal)
    whole, written, ends = path.read_bytes(), plain_all(story()), frame_ends(journal)
    for size in range(SEGMENT_HEADER_SIZE, len(whole)):
        path.write_bytes(whole[:size])
        entries, end = read(journal)
        survivors = sum(frame_end <= size for frame_end in ends)
        assert plain_all(entries) == written[:survivors], size
        is_between_frames = size in {SEGMENT_HEADER_SIZE, *ends} or size > ends[-1]
        assert (end.torn is None) == is_between_frames, size


def test_cut_inside_its_header_a_segment_is_damaged_and_cut_to_nothing_it_was_never_begun(journal):
    (path,) = segment_paths(journal)
    whole = path.read_bytes()
    for size in range(1, SEGMENT_HEADER_SIZE):
        path.write_bytes(whole[:size])
        with pytest.raises(Damage):
            read(journal)
    path.write_bytes(b"")
    assert read(journal)[1].unfinished == path


def test_an_earlier_segment_cut_at_any_byte_is_damage_there(tmp_path):
    entries = [batch(1), batch(2, count=2), batch(4)]
    write(tmp_path, entries, segment_bytes=SEGMENT_HEADER_SIZE + 192 + 256)
    path, _ = segment_paths(tmp_path)
    whole = path.read_bytes()
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        with pytest.raises(Damage) as caught:
            read(tmp_path)
        assert caught.value.path == path
        assert caught.value.offset <= size


def test_every_bit_that_falls_over_inside_a_frame_stops_the_reader_at_that_frame(journal):
    (path,) = segment_paths(journal)
    whole, ends = path.read_bytes(), frame_ends(journal)
    starts = [0, SEGMENT_HEADER_SIZE, *ends[:-1]]
    for at in range(ends[-1]):
        for bit in range(8):
            flipped = bytearray(whole)
            flipped[at] ^= 1 << bit
            path.write_bytes(flipped)
            with pytest.raises(Damage) as caught:
                read(journal)
            assert caught.value.offset == max(start for start in starts if start <= at)


def test_a_bit_that_falls_over_behind_the_last_frame_loses_nothing(journal):
    (path,) = segment_paths(journal)
    whole, ends = path.read_bytes(), frame_ends(journal)
    for at in range(ends[-1], len(whole)):
        flipped = bytearray(whole)
        flipped[at] ^= 1
        path.write_bytes(flipped)
        assert survivors_or_damage(journal) in (plain_all(story()), ends[-1])


def survivors_or_damage(directory):
    """Return what can be read, its tail torn, or where the damage is."""
    try:
        entries, end = read(directory)
    except Damage as damage:
        return damage.offset
    assert end.torn is not None
    return plain_all(entries)


def test_damage_names_the_file_the_byte_and_what_can_be_done(journal):
    (path,) = segment_paths(journal)
    flipped = bytearray(path.read_bytes())
    flipped[SEGMENT_HEADER_SIZE + 70] ^= 1
    path.write_bytes(flipped)
    with pytest.raises(Damage) as caught:
        read(journal)
    message = str(caught.value)
    assert f"{path} is damaged at byte {SEGMENT_HEADER_SIZE}" in message
    assert "Restore this file" in message
    assert f"truncate --size={SEGMENT_HEADER_SIZE}" in message
