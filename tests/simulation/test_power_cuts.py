"""The power goes again and again, in the middle of anything; what was synced is there each time.

The fault model stands in `disk`. A failure prints its seed.
"""

import random

import pytest

from glassbook.journal.trouble import WriteFailed
from glassbook.journal.writer import JournalWriter
from glassbook.protocol.labels import Label
from tests.simulation.disk import LosingDisk, sectors
from tests.unit.journal.small import batch, document, plain_all, read

CUTS = 6


def some_entry(dice, sequence):
    if dice.random() < 0.2:
        return document(sequence, said="x" * dice.randrange(900))
    count = dice.randrange(1, 40)
    labels = {at: Label(client_order_id=f"id-{at}") for at in range(count) if dice.random() < 0.3}
    return batch(sequence, count, labels)


@pytest.mark.parametrize("seed", range(150))
def test_what_was_synced_survives_every_power_cut_and_nothing_else_but_the_last(seed, tmp_path):
    dice = random.Random(seed)
    full_chance = dice.choice([0, 0, 0.05])
    synced = []
    for _ in range(CUTS):
        disks = []

        def opened(path, disks=disks):
            disks.append(LosingDisk(path, dice, full_chance))
            return disks[-1]

        synced, under_way = write_until_the_power_goes(tmp_path, dice, synced, opened)
        for disk in disks:
            disk.lose_power()
        found, _ = read(tmp_path)
        assert plain_all(found) in (plain_all(synced), plain_all(synced + under_way))
        synced = found


def write_until_the_power_goes(directory, dice, synced, opened):
    """Return what was synced, and the entry that was being written when the power went."""
    entries, end = read(directory)
    assert plain_all(entries) == plain_all(synced)
    try:
        writer = JournalWriter(directory, end, segment_bytes=4_096, open_segment=opened)
    except WriteFailed:
        return synced, []
    for _ in range(dice.randrange(1, 15)):
        entry = some_entry(dice, writer.head.sequence + 1)
        try:
            writer.append(entry)
        except WriteFailed:
            return synced, []
        if dice.random() < 0.15:
            return synced, [entry]
        writer.sync()
        synced = [*synced, entry]
    return synced, []


def test_the_disk_parts_a_write_where_its_sectors_are():
    parts = list(sectors(500, bytes(range(30)) * 20))
    assert [(start, len(part)) for start, part in parts] == [(500, 12), (512, 512), (1_024, 76)]
    assert b"".join(part for _, part in parts) == bytes(range(30)) * 20


def test_the_disk_keeps_what_was_synced_and_only_whole_sectors_of_the_rest(tmp_path):
    for seed in range(20):
        path = tmp_path / str(seed)
        disk = LosingDisk(path, random.Random(seed), 0)
        disk.reserve(4_096)
        disk.write((b"a" * 700,), 0)
        disk.sync()
        disk.write((b"b" * 1_024,), 1_024)
        disk.lose_power()
        data = path.read_bytes()
        assert data[:700] == b"a" * 700
        for start in (1_024, 1_536):
            assert data[start : start + 512] in (b"b" * 512, bytes(512))
