"""The power goes again and again, in the middle of anything; what was synced is there each time.

The fault model stands in `glassbook.simulation.disk`. A failure prints its seed.
"""

import contextlib
import random
from pathlib import Path

import pytest

from glassbook.journal.reader import JournalReader
from glassbook.journal.trouble import SyncFailed, WriteFailed
from glassbook.journal.writer import JournalWriter
from glassbook.protocol.labels import Label
from glassbook.simulation.disk import SECTOR, DiskFaults, ProcessGone, SimulatedDisk
from tests.unit.journal.small import batch, document, plain_all

CUTS = 6
JOURNAL = Path("/data/journal")


def some_entry(dice, sequence):
    if dice.random() < 0.2:
        return document(sequence, said="x" * dice.randrange(900))
    count = dice.randrange(1, 40)
    labels = {at: Label(client_order_id=f"id-{at}") for at in range(count) if dice.random() < 0.3}
    return batch(sequence, count, labels)


def read(disk):
    reader = JournalReader(JOURNAL, disk)
    entries = [record.entry for record in reader.records()]
    return entries, reader.end


@pytest.mark.parametrize("seed", range(80))
def test_what_was_synced_survives_every_power_cut_and_nothing_else_but_the_last(seed):
    dice = random.Random(seed)
    failing = DiskFaults(
        full_chance=dice.choice([0, 0, 0.05]),
        sync_failure_chance=dice.choice([0, 0.02]),
        death_chance=0.03,
    )
    disk = SimulatedDisk(dice)
    known = []
    for _ in range(CUTS):
        session = Session(disk, known)
        disk.faults = failing
        with contextlib.suppress(ProcessGone, WriteFailed, SyncFailed):
            session.write(dice)
        disk.lose_power()
        disk.is_gone, disk.faults = False, DiskFaults()
        known = read(disk)[0]
        assert plain_all(known) in (
            plain_all(session.synced),
            plain_all(session.synced + session.under_way),
        )


class Session:
    """One process: it goes on where the journal ends, until the power goes or the disk is full."""

    def __init__(self, disk, known):
        self.disk = disk
        self.synced = list(known)
        self.under_way = []

    def write(self, dice):
        entries, end = read(self.disk)
        assert plain_all(entries) == plain_all(self.synced)
        writer = JournalWriter(JOURNAL, end, segment_bytes=4_096, files=self.disk)
        for _ in range(dice.randrange(1, 15)):
            self.under_way = [some_entry(dice, writer.head.sequence + 1)]
            self._append(writer, self.under_way[0])
            writer.sync()
            self.synced += self.under_way
            self.under_way = []

    def _append(self, writer, entry):
        try:
            writer.append(entry)
        except WriteFailed:
            self.under_way = []  # the submitters were told that it is not in the journal
            raise


def test_the_disk_keeps_what_was_synced_and_only_whole_sectors_of_the_rest():
    path, kept = Path("/data/file"), set()
    for seed in range(20):
        disk = SimulatedDisk(random.Random(seed))
        disk.make_directory(path.parent)
        file = disk.open(path)
        file.reserve(4_096)
        file.write((b"a" * 700,), 0)
        file.sync()
        disk.sync_directory(path.parent)
        file.write((b"b" * 2 * SECTOR,), 2 * SECTOR)
        assert disk.read(path)[1_024:2_048] == b"b" * 1_024, "the process sees what it wrote"
        disk.lose_power()
        data = disk.read(path)
        assert data[:700] == b"a" * 700
        assert len(data) == 4_096
        for start in (1_024, 1_536):
            assert data[start : start + SECTOR] in (b"b" * SECTOR, bytes(SECTOR))
        kept.add(data)
    assert len(kept) == 4, "each sector is lost or kept by itself"


def test_a_name_that_was_not_synced_may_be_forgotten_and_one_that_was_may_not():
    directory, found = Path("/data"), set()
    for seed in range(20):
        disk = SimulatedDisk(random.Random(seed))
        disk.make_directory(directory)
        disk.open(directory / "kept").sync()
        disk.sync_directory(directory)
        disk.rename(directory / "kept", directory / "renamed")
        disk.lose_power()
        found.add(tuple(path.name for path in disk.within(directory)))
    assert found == {("kept",), ("renamed",)}


def test_a_directory_renamed_takes_its_durable_files_along():
    aside, final = Path("/data/aside"), Path("/data/final")
    disk = SimulatedDisk(random.Random(1))
    disk.make_directory(aside)
    file = disk.open(aside / "table")
    file.write((b"told",), 0)
    file.sync()
    disk.sync_directory(aside)
    disk.rename(aside, final)
    disk.sync_directory(final.parent)
    disk.lose_power()
    assert disk.read(final / "table") == b"told"


def test_a_sync_that_failed_leaves_what_the_process_wrote_in_its_memory_alone():
    path, durable = Path("/data/file"), set()
    for seed in range(20):
        disk = SimulatedDisk(random.Random(seed))
        disk.make_directory(path.parent)
        file = disk.open(path)
        disk.sync_directory(path.parent)
        file.write((b"told",), 0)
        disk.faults = DiskFaults(sync_failure_chance=1)
        with pytest.raises(OSError, match="Input/output error"):
            file.sync()
        assert disk.read(path) == b"told"
        disk.lose_power()
        durable.add(disk.read(path))
    assert {b"told", b""} <= durable


class NoSyncOfNames(SimulatedDisk):
    """A disk on which the process ends when it would make names durable, once it is told to."""

    is_told = False

    def sync_directory(self, directory):
        if self.is_told:
            self.is_told, self.is_gone = False, True
            raise ProcessGone
        super().sync_directory(directory)


@pytest.mark.parametrize("seed", range(8))
def test_a_segment_that_was_begun_by_a_process_that_was_killed_keeps_its_name(seed):
    """The name was seen by the next process, but was not on the platter yet."""
    disk = NoSyncOfNames(random.Random(seed))
    session = Session(disk, [])
    writer = JournalWriter(JOURNAL, read(disk)[1], segment_bytes=4_096, files=disk)
    with contextlib.suppress(ProcessGone):
        while True:
            entry = batch(writer.head.sequence + 1, 30)
            disk.is_told = writer.head.sequence > 0
            writer.append(entry)
            disk.is_told = False
            writer.sync()
            session.synced.append(entry)
    disk.is_gone = False

    after = JournalWriter(JOURNAL, read(disk)[1], segment_bytes=4_096, files=disk)
    entry = batch(after.head.sequence + 1, 3)
    after.append(entry)
    after.sync()
    disk.lose_power()
    assert plain_all(read(disk)[0]) == plain_all([*session.synced, entry])
