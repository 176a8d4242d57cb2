"""The power goes again and again, in the middle of anything; what was synced is there each time.

The fault model stands in `disk`. A failure prints its seed.
"""

import contextlib
import random

import pytest

from glassbook.journal.trouble import WriteFailed
from glassbook.journal.writer import JournalWriter
from glassbook.protocol.labels import Label
from tests.simulation.disk import LosingDisk, PowerGone, sectors
from tests.unit.journal.small import batch, document, plain_all, read

CUTS = 6


def some_entry(dice, sequence):
    if dice.random() < 0.2:
        return document(sequence, said="x" * dice.randrange(900))
    count = dice.randrange(1, 40)
    labels = {at: Label(client_order_id=f"id-{at}") for at in range(count) if dice.random() < 0.3}
    return batch(sequence, count, labels)


@pytest.mark.parametrize("seed", range(80))
def test_what_was_synced_survives_every_power_cut_and_nothing_else_but_the_last(seed, tmp_path):
    dice = random.Random(seed)
    full_chance = dice.choice([0, 0, 0.05])
    known = []
    for _ in range(CUTS):
        disks = []

        def opened(path, disks=disks):
            disks.append(LosingDisk(path, dice, full_chance=full_chance, cut_chance=0.1))
            return disks[-1]

        session = Session(tmp_path, known)
        with contextlib.suppress(PowerGone, WriteFailed):
            session.write(dice, opened)
        for disk in disks:
            disk.lose_power()
        known = read(tmp_path)[0]
        assert plain_all(known) in (
            plain_all(session.synced),
            plain_all(session.synced + session.under_way),
        )


class Session:
    """One process: it goes on where the journal ends, until the power goes or the disk is full."""

    def __init__(self, directory, known):
        self.directory = directory
        self.synced = list(known)
        self.under_way = []

    def write(self, dice, opened):
        entries, end = read(self.directory)
        assert plain_all(entries) == plain_all(self.synced)
        writer = JournalWriter(self.directory, end, segment_bytes=4_096, open_segment=opened)
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


def test_the_disk_parts_a_write_where_its_sectors_are():
    parts = list(sectors(500, bytes(range(30)) * 20))
    assert [(start, len(part)) for start, part in parts] == [(500, 12), (512, 512), (1_024, 76)]
    assert b"".join(part for _, part in parts) == bytes(range(30)) * 20


def test_the_disk_keeps_what_was_synced_and_only_whole_sectors_of_the_rest(tmp_path):
    for seed in range(20):
        path = tmp_path / str(seed)
        disk = LosingDisk(path, random.Random(seed), full_chance=0, cut_chance=0)
        disk.reserve(4_096)
        disk.write((b"a" * 700,), 0)
        disk.sync()
        disk.write((b"b" * 1_024,), 1_024)
        disk.lose_power()
        data = path.read_bytes()
        assert data[:700] == b"a" * 700
        for start in (1_024, 1_536):
            assert data[start : start + 512] in (b"b" * 512, bytes(512))
