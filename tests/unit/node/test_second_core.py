"""The second core is copied where a snapshot is due, and the first does not wait for it."""

import subprocess
import sys
import threading

import numpy as np
import pytest

from glassbook.node.recovery import recover
from glassbook.node.second_core import SecondCore
from glassbook.protocol.batches import Batch, SequencedDocument, commands_of
from glassbook.protocol.commands import deposit
from glassbook.protocol.documents import Document
from tests.tidy.tree import ROOT
from tests.unit.node.tally import TALLY, UNLUCKY, Tally, run, submits, venue

#: A venue whose snapshot gets as far as its first bytes, says so, and hangs there.
HANGING = """
import sys
from pathlib import Path
from glassbook.journal.files import File, Files
from tests.unit.node.tally import run, submits, venue

class Hanging(File):
    def write(self, parts, offset):
        if ".unfinished" in str(self.path):
            super().write((bytes(parts[0])[:1],), offset)
            print("writing", flush=True)
            sys.stdin.read()
        super().write(parts, offset)

one = venue(Path(sys.argv[1]), files=Files(Hanging), copied_bytes_max=0, snapshot_commands=3)
run(one, submits([1, 2, 3], [4], [5]))
"""


def batch(first, *amounts):
    return Batch(first, first, commands_of(b"".join(deposit(2, 1, each) for each in amounts)))


def total(tables):
    return bytes(tables.result()["total"])


def test_it_is_copied_where_it_was_told_to_be_whatever_is_coming():
    second = SecondCore(lambda: Tally(4, 100))
    second.follow(batch(5, 1, 2))
    second.follow(SequencedDocument(7, 7, Document("note", 1, {})))
    here = second.tables()
    second.follow(batch(8, 1_000))
    later = second.tables()
    second.close()
    assert (total(here), total(later)) == (b"7 103", b"8 1103")


@pytest.mark.parametrize("why", ["made", "stopped at 1"])
def test_a_second_core_that_fails_gives_no_snapshot_and_stops_nobody(why):
    def make():
        if why == "made":
            raise ValueError("no memory")
        return Tally()

    second = SecondCore(make, waiting_max=0)
    for first in range(1, 40):
        second.follow(batch(first, UNLUCKY))
    with pytest.raises(OSError, match=why):
        second.tables().result()
    second.close()


def test_a_copy_that_fails_is_said_and_the_next_one_may_succeed():
    class Short(Tally):
        fails = True

        def tables(self):
            if self.fails:
                self.fails = False
                raise OSError("no memory for it")
            return super().tables()

    second = SecondCore(Short)
    with pytest.raises(OSError, match="no memory for it"):
        second.tables().result()
    second.follow(batch(1, 5))
    assert total(second.tables()) == b"1 5"
    second.close()


def test_the_first_waits_only_when_too_much_is_waiting():
    is_open = threading.Event()
    told = []

    def make():
        is_open.wait()
        told.append("made")
        return Tally()

    def follow():
        second.follow(batch(91, 7))
        told.append("followed")

    second = SecondCore(make, waiting_max=100)
    second.follow(batch(1, *range(20, 110)))  # more than the bound
    waits = threading.Thread(target=follow)
    waits.start()
    is_open.set()
    waits.join()
    assert told == ["made", "followed"]
    assert total(second.tables()) == b"91 %d" % (np.arange(20, 110).sum() + 7)
    second.close()


def test_a_large_venue_is_snapshot_from_its_second_core(tmp_path):
    first = venue(tmp_path, copied_bytes_max=0, snapshot_commands=3)
    run(first, submits([1, 2], [3, 4], [5], [6, 7, 8]))
    second = venue(tmp_path, copied_bytes_max=0)
    recovered = run(second, found)
    assert recovered.snapshot_sequence > 8
    assert recovered.exchange.engine.total == 36
    assert recovered.replayed_commands == 0


async def found(one):
    return recover(
        one.configuration.journal_directory, one.configuration.snapshots_directory, TALLY
    )


def test_killed_while_a_snapshot_is_written_a_venue_loses_nothing(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HANGING, tmp_path],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as victim:
        assert victim.stdout.readline() == b"writing\n"
        victim.kill()
    left = [path.name for path in (tmp_path / "snapshots").iterdir()]
    assert [name.endswith(".unfinished") for name in left] == [True]
    again = venue(tmp_path, copied_bytes_max=0)
    recovered = run(again, found)
    assert recovered.snapshot_sequence == 0
    assert recovered.exchange.engine.total >= 6
    kept = [path.name for path in (tmp_path / "snapshots").iterdir()]
    assert [name.isdigit() for name in kept] == [True]
