"""One flipped bit, anywhere in the files that are checked, is found, and its place is named.

`benchmarks/proofs.py flip` does the same to a journal of ten million commands.
"""

from types import SimpleNamespace

import pytest

from glassbook.journal.reader import JournalReader
from glassbook.journal.segment import segment_paths
from glassbook.node.notary import Notary
from glassbook.node.signed_checkpoints import read_signed
from glassbook.node.signing_key import signer
from glassbook.node.verification import verify
from tests.unit.node.tally import configuration, run, submits, venue

ORIGIN = "example.com/exchange"
BATCH = (5,) * 700  # some 45 kB, so that each batch begins a segment of 64 KiB


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Several segments and signed checkpoints of a venue that ran three times."""
    data = tmp_path_factory.mktemp("venue")
    for _ in range(3):
        notary = Notary(signer(data, ORIGIN), data / "checkpoints")
        run(venue(data, notary=notary, checkpoint_commands=1_000), submits(BATCH, (7,), BATCH))
    assert len(segment_paths(configuration(data).journal_directory)) >= 5
    assert checked(data).is_whole
    return data


def checked(data):
    signed = read_signed(data / "checkpoints", signer(data, ORIGIN).key)
    return verify(configuration(data).journal_directory, None, signed=signed)


def flipped(data, path, offset, bit):
    """Return what the check finds while one bit of a file is turned over."""
    whole = path.read_bytes()
    path.write_bytes(whole[:offset] + bytes([whole[offset] ^ 1 << bit]) + whole[offset + 1 :])
    found = checked(data)
    path.write_bytes(whole)
    return found


def frames(data):
    """Return each frame: its file, where it begins, and where it ends."""
    reader = JournalReader(configuration(data).journal_directory)
    return [
        SimpleNamespace(path=record.path, start=record.offset, end=reader.end.offset)
        for record in reader.records()
    ]


def test_in_any_part_of_any_frame_it_is_found_in_that_frame(data):
    for number, frame in enumerate(frames(data)):
        size = frame.end - frame.start
        parts = {"kind": 2, "sequence": 8, "time": 20, "count": 24, "length": 28, "before": 50}
        parts |= {"body": 64, "later in the body": size // 2, "hash": size - 1}
        for part, offset in parts.items():
            found = flipped(data, frame.path, frame.start + offset, number % 8)
            assert found.difference is not None, part
            place = found.difference.path, found.difference.offset
            assert place == (frame.path, frame.start), part


def test_in_any_segment_s_header_it_is_found_there(data):
    for path in segment_paths(configuration(data).journal_directory):
        for offset in (0, 8, 16, 24, 40, 100):
            found = flipped(data, path, offset, 3)
            assert (found.difference.path, found.difference.offset) == (path, 0), offset


def test_behind_a_segment_s_last_frame_it_is_found_there(data):
    last = {frame.path: frame for frame in frames(data)}
    final = list(last)[-1]
    for path, frame in last.items():
        for offset in (frame.end, frame.end + 600):
            if offset >= path.stat().st_size:
                continue
            found = flipped(data, path, offset, 5)
            place = f"{path}, byte {frame.end}"
            if found.difference is None:
                assert path == final, "elsewhere a crash leaves nothing"
                assert found.torn.startswith(place)
            else:
                assert f"{found.difference.path}, byte {found.difference.offset}" == place


def test_in_any_line_of_any_signed_checkpoint_it_is_found_in_that_file(data):
    for path in sorted((data / "checkpoints").iterdir()):
        offset = 0
        for line in path.read_bytes().splitlines(keepends=True):
            found = flipped(data, path, offset + len(line) // 2, 1)
            assert (found.difference.path, found.difference.offset) == (path, 0), line
            offset += len(line)
