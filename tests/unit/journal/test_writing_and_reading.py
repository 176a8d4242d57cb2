"""What was appended is read back: the same, in order, with its place."""

import pytest
from msgspec.structs import replace

from glassbook.journal.framing import GENESIS, BadFrame, Head, decode_body, decode_header, encode
from glassbook.journal.reader import JournalReader
from glassbook.journal.segment import SEGMENT_HEADER_SIZE, segment_paths
from glassbook.journal.trouble import Damage, OtherFormat
from tests.unit.journal.small import batch, document, plain_all, read, story, write


def test_what_was_written_is_read_back_the_same(tmp_path):
    write(tmp_path, story(), segment_bytes=4_096)
    entries, end = read(tmp_path)
    assert plain_all(entries) == plain_all(story())
    assert end.head.sequence == 8
    assert end.torn is None


def test_an_absent_directory_is_an_empty_journal(tmp_path):
    entries, end = read(tmp_path / "nowhere")
    assert (entries, end.head) == ([], GENESIS)


def test_a_journal_goes_on_where_it_ended(tmp_path):
    write(tmp_path, story()[:2], segment_bytes=4_096)
    _, end = read(tmp_path)
    write(tmp_path, story()[2:], end, segment_bytes=4_096)
    assert plain_all(read(tmp_path)[0]) == plain_all(story())
    assert len(segment_paths(tmp_path)) == 1


def test_the_bytes_do_not_depend_on_how_often_the_writer_was_started(tmp_path):
    write(tmp_path / "once", story(), segment_bytes=4_096)
    write(tmp_path / "twice", story()[:3], segment_bytes=4_096)
    write(tmp_path / "twice", story()[3:], read(tmp_path / "twice")[1], segment_bytes=4_096)
    once, twice = (segment_paths(tmp_path / name)[0].read_bytes() for name in ("once", "twice"))
    assert once == twice


def test_a_full_segment_is_followed_by_one_named_after_its_first_sequence(tmp_path):
    write(tmp_path, [batch(at) for at in range(1, 9)], segment_bytes=SEGMENT_HEADER_SIZE + 3 * 192)
    names = [path.name for path in segment_paths(tmp_path)]
    assert [int(name.split(".")[0]) for name in names] == [1, 4, 7]
    assert plain_all(read(tmp_path)[0]) == plain_all([batch(at) for at in range(1, 9)])


def test_a_batch_larger_than_a_segment_gets_a_segment_of_its_size(tmp_path):
    entries = [batch(1), batch(2, count=100), batch(102)]
    write(tmp_path, entries, segment_bytes=1_024)
    assert plain_all(read(tmp_path)[0]) == plain_all(entries)


def test_space_is_reserved_before_the_first_frame_and_given_back_behind_the_last(tmp_path):
    write(tmp_path, [batch(at) for at in range(1, 9)], segment_bytes=SEGMENT_HEADER_SIZE + 700)
    sizes = [path.stat().st_size for path in segment_paths(tmp_path)]
    assert sizes == [
        SEGMENT_HEADER_SIZE + 576,
        SEGMENT_HEADER_SIZE + 576,
        SEGMENT_HEADER_SIZE + 700,
    ]


def test_every_entry_is_read_with_its_file_and_offset(tmp_path):
    write(tmp_path, [batch(1), document(2), batch(3)], segment_bytes=4_096)
    (path,) = segment_paths(tmp_path)
    places = [(record.path, record.offset) for record in JournalReader(tmp_path).records()]
    assert places == [(path, 128), (path, 128 + 192), (path, 128 + 192 + 128)]


def test_a_missing_segment_is_damage_behind_what_was_read(tmp_path):
    write(tmp_path, [batch(at) for at in range(1, 9)], segment_bytes=SEGMENT_HEADER_SIZE + 3 * 192)
    first, second, _ = segment_paths(tmp_path)
    second.unlink()
    with pytest.raises(Damage, match=r"begins with sequence 7 .* ends with sequence 3") as caught:
        read(tmp_path)
    assert caught.value.path == first


def test_a_missing_first_segment_is_damage(tmp_path):
    write(tmp_path, [batch(at) for at in range(1, 9)], segment_bytes=SEGMENT_HEADER_SIZE + 3 * 192)
    first, second, _ = segment_paths(tmp_path)
    first.unlink()
    with pytest.raises(Damage) as caught:
        read(tmp_path)
    assert (caught.value.path, caught.value.offset) == (second, 0)


def test_a_segment_of_another_journal_is_damage(tmp_path):
    write(tmp_path / "ours", [batch(1), batch(2)], segment_bytes=SEGMENT_HEADER_SIZE + 192)
    write(tmp_path / "theirs", [batch(1, time_ns=9), batch(2)], segment_bytes=320)
    segment_paths(tmp_path / "ours")[1].write_bytes(
        segment_paths(tmp_path / "theirs")[1].read_bytes()
    )
    with pytest.raises(Damage):
        read(tmp_path / "ours")


def test_a_renamed_segment_is_damage(tmp_path):
    write(tmp_path, [batch(1)])
    (path,) = segment_paths(tmp_path)
    path.rename(path.with_name(path.name.replace("1", "2")))
    with pytest.raises(Damage, match="not named after"):
        read(tmp_path)


def test_every_hash_covers_all_that_came_before():
    one, other = encode(batch(1, time_ns=5), GENESIS), encode(batch(1, time_ns=6), GENESIS)
    following = [encode(batch(2), frame.head).head.hash for frame in (one, other)]
    assert following[0] != following[1]


def test_a_frame_begins_and_ends_at_a_multiple_of_64():
    head = GENESIS
    for entry in story():
        frame = encode(entry, head)
        assert frame.size % 64 == 0
        assert frame.size == sum(map(len, frame.parts))
        head = frame.head


def test_a_frame_whose_body_is_not_what_its_header_says_is_bad():
    data = memoryview(b"".join(encode(batch(1, count=2), GENESIS).parts))
    header = decode_header(data[:64])
    with pytest.raises(BadFrame, match="hash"):
        decode_body(header, memoryview(bytes(data[:-1]) + b"!"))


def test_a_frame_of_another_journal_in_the_same_place_is_damage(tmp_path):
    for name, time_ns in (("ours", 5), ("theirs", 6)):
        write(tmp_path / name, [batch(1, time_ns=time_ns), batch(2)], segment_bytes=4_096)
    (ours,), (theirs,) = (segment_paths(tmp_path / name) for name in ("ours", "theirs"))
    second = SEGMENT_HEADER_SIZE + 192
    ours.write_bytes(ours.read_bytes()[:second] + theirs.read_bytes()[second:])
    with pytest.raises(Damage, match="continues another journal") as caught:
        read(tmp_path / "ours")
    assert caught.value.offset == second


def test_a_journal_of_another_format_is_not_told_to_be_cut(tmp_path):
    write(tmp_path, [batch(1)])
    (path,) = tmp_path.iterdir()
    data = bytearray(path.read_bytes())
    data[8] = 1
    path.write_bytes(data)
    with pytest.raises(OtherFormat, match="format 1 is unknown; this version reads 2") as told:
        read(tmp_path)
    assert "truncate" not in str(told.value)
    assert (told.value.path, told.value.offset) == (path, 0)


def test_a_frame_that_leaves_out_a_sequence_is_damage(tmp_path):
    write(tmp_path, [batch(1)], segment_bytes=4_096)
    head = read(tmp_path)[1].head
    ahead = Head(head.sequence + 1, head.time_ns, head.hash)
    write(tmp_path, [batch(3)], replace(read(tmp_path)[1], head=ahead), segment_bytes=4_096)
    with pytest.raises(Damage, match="begins with sequence 3, expected 2"):
        read(tmp_path)


def test_every_bit_of_a_header_is_vouched_for_by_the_header_alone():
    header = encode(batch(1), GENESIS).parts[0]
    for at in range(8 * len(header)):
        flipped = bytearray(header)
        flipped[at // 8] ^= 1 << at % 8
        with pytest.raises(BadFrame):
            decode_header(memoryview(flipped))
