"""From a directory back to the exchange: always the same one, or none and a reason."""

import asyncio
import shutil

import pytest

from glassbook.journal.segment import segment_paths
from glassbook.journal.snapshots import Position, snapshot_paths, write_snapshot
from glassbook.journal.trouble import Damage
from glassbook.node.recovery import RecoveryStopped, for_room, recover
from glassbook.protocol.batches import Batch, commands_of
from glassbook.protocol.commands import deposit
from tests.unit.journal.small import write
from tests.unit.node.tally import (
    GENEROUS,
    TALLY,
    UNLUCKY,
    Ledger,
    configuration,
    run,
    submits,
    venue,
)


def recovered(data, core=TALLY, projections=None, report=None):
    places = configuration(data)
    journal, snapshots = places.journal_directory, places.snapshots_directory
    return recover(journal, snapshots, core, projections, report)


def total(data, **options):
    return recovered(data, **options).exchange.engine.total


def snapshots(data):
    return snapshot_paths(configuration(data).snapshots_directory)


def flip(path, offset):
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.write_bytes(data)


def test_an_empty_directory_is_an_empty_exchange(data_folder):
    found = recovered(data_folder)
    assert (found.exchange.sequence, found.notes) == (0, [])


def test_a_restart_goes_on_with_everything_that_was_acknowledged(data_folder):
    run(venue(data_folder), submits((1, 2), (3,)))
    (outcome,) = run(venue(data_folder), submits((4,)))
    assert outcome.sequence == 12  # three documents, three commands, stop, checkpoint, three more
    assert total(data_folder) == 10


def test_with_and_without_snapshots_it_is_the_same_exchange(data_folder):
    run(venue(data_folder), submits((1, 2), (3,)))
    with_snapshot = recovered(data_folder)
    assert with_snapshot.snapshot_sequence == 8
    assert with_snapshot.replayed_commands == 0
    shutil.rmtree(configuration(data_folder).snapshots_directory)
    without = recovered(data_folder)
    assert (without.snapshot_sequence, without.replayed_commands) == (0, 3)
    assert without.exchange.engine.digest() == with_snapshot.exchange.engine.digest()
    assert without.exchange.events_digest == with_snapshot.exchange.events_digest
    assert without.checkpoints == 2


def test_projections_are_restored_with_the_core_and_folded_on(data_folder):
    first, second = Ledger(), Ledger()
    run(venue(data_folder, projections=first), submits((1, 2), (3,)))
    run(venue(data_folder, projections=second), submits((4,)))
    assert list(second.amounts.values()) == [1, 2, 3, 4]
    shutil.rmtree(configuration(data_folder).snapshots_directory)
    third = Ledger()
    recovered(data_folder, projections=third)
    assert third.amounts == second.amounts


def test_a_snapshot_is_taken_after_so_many_commands_while_the_venue_runs(data_folder):
    run(venue(data_folder, snapshot_commands=10, batch_commands_max=1), submits(*[(1,)] * 11))
    assert [int(path.name) for path in snapshots(data_folder)] == [16, 13]  # the last one at rest
    assert total(data_folder) == 11


def test_a_venue_that_saw_no_command_takes_no_snapshot(data_folder):
    run(venue(data_folder), submits())
    assert snapshots(data_folder) == []


def test_a_long_replay_is_saved_the_next_start_though_nothing_was_submitted(data_folder):
    run(venue(data_folder), submits((1, 2)))
    shutil.rmtree(configuration(data_folder).snapshots_directory)
    run(venue(data_folder), submits())
    found = recovered(data_folder)
    assert (found.replayed_commands, found.exchange.engine.total) == (0, 3)


def test_a_flipped_snapshot_is_said_and_the_older_one_used(data_folder):
    for batch in ((1,), (2,), (3,)):
        run(venue(data_folder), submits(batch))
    newest, older = snapshots(data_folder)
    flip(newest / "core.total", 0)
    found = recovered(data_folder)
    assert found.snapshot_sequence == int(older.name)
    assert found.exchange.engine.total == 6
    assert found.notes == [
        f"snapshot {newest.name}: table core.total does not match its checksum; it was passed over"
    ]
    flip(older / "manifest.json", 30)
    found = recovered(data_folder)
    assert (found.snapshot_sequence, found.exchange.engine.total) == (0, 6)
    assert len(found.notes) == 2


def test_a_snapshot_of_another_build_of_the_core_is_not_used(data_folder):
    run(venue(data_folder), submits((1,)))
    newer = TALLY.__class__(TALLY.make, TALLY.restore, "tally-1.1")
    found = recovered(data_folder, core=newer)
    assert found.snapshot_sequence == 0
    assert "another build" in found.notes[0]


def test_a_snapshot_of_another_journal_is_not_used(tmp_path):
    run(venue(tmp_path / "ours"), submits((1,)))
    run(venue(tmp_path / "theirs"), submits((9,)))
    places = [configuration(tmp_path / name).snapshots_directory for name in ("ours", "theirs")]
    shutil.rmtree(places[0])
    shutil.copytree(places[1], places[0])
    found = recovered(tmp_path / "ours")
    assert found.exchange.engine.total == 1
    assert "of another journal" in found.notes[0]


def test_a_snapshot_without_what_the_projections_need_is_not_used(data_folder):
    run(venue(data_folder), submits((1,)))
    ledger = Ledger()
    found = recovered(data_folder, projections=ledger)
    assert (found.snapshot_sequence, list(ledger.amounts.values())) == (0, [1])
    assert "not the tables of a ledger" in found.notes[0]


def test_a_journal_that_ends_before_its_snapshot_is_not_gone_on_with(data_folder):
    run(venue(data_folder), submits((1,)))
    (path,) = segment_paths(configuration(data_folder).journal_directory)
    path.write_bytes(path.read_bytes()[:128])
    with pytest.raises(RecoveryStopped, match="the end of the journal is missing"):
        asyncio.run(venue(data_folder).start())


def test_a_torn_tail_is_cut_and_said(data_folder):
    one = venue(data_folder)
    run(one, submits((1,), (2,)))
    shutil.rmtree(configuration(data_folder).snapshots_directory)
    (path,) = segment_paths(configuration(data_folder).journal_directory)
    end = recovered(data_folder).end
    path.write_bytes(path.read_bytes()[: end.offset - 1])
    again = venue(data_folder)

    async def story(one):
        return one.health.notes

    (note,) = run(again, story)
    assert f"cut at byte {end.last_offset}" in note
    assert total(data_folder) == 3  # the torn frame was the last checkpoint


def test_damage_stops_the_start_naming_file_and_byte_and_leaves_the_lock(data_folder):
    run(venue(data_folder), submits((1,), (2,)))
    (path,) = segment_paths(configuration(data_folder).journal_directory)
    flip(path, 200)
    with pytest.raises(Damage, match=f"{path} is damaged at byte 128"):
        asyncio.run(venue(data_folder).start())
    flip(path, 200)
    run(venue(data_folder), submits((3,)))


def test_a_build_that_computes_something_else_does_not_go_on(data_folder):
    run(venue(data_folder), submits((1,), (2,)))
    with pytest.raises(RecoveryStopped, match=r"digest of the state .* this build of Glassbook"):
        asyncio.run(venue(data_folder, GENEROUS).start())


def test_a_core_that_stopped_live_stops_the_restart_at_the_same_place(data_folder):
    run(venue(data_folder), submits((1,)))
    run(venue(data_folder), stumble)
    with pytest.raises(RecoveryStopped, match="nobody deposits thirteen"):
        recovered(data_folder)


def test_the_batch_is_named_in_which_the_core_stops_among_others(tmp_path):
    write(tmp_path, [deposits(1, 1, 2), deposits(3, 3), deposits(4, 4, UNLUCKY), deposits(6, 6)])
    with pytest.raises(RecoveryStopped, match=r"sequence 4 to 5 .*byte 576\)"):
        recover(tmp_path, tmp_path / "none", TALLY)


def deposits(first_sequence, *amounts):
    commands = commands_of(b"".join(deposit(2, 1, amount) for amount in amounts))
    return Batch(first_sequence, first_sequence, commands)


ENTRIES = [deposits(first, *range(20, 20 + 3)) for first in range(1, 120, 3)]


def test_batches_in_one_go_come_to_what_they_do_one_by_one(tmp_path):
    """Beside projections each is applied by itself."""
    write(tmp_path, ENTRIES)
    single = recover(tmp_path, tmp_path / "none", TALLY, Ledger())
    together = recover(tmp_path, tmp_path / "none", TALLY)
    assert together.exchange.events_digest == single.exchange.events_digest
    assert together.exchange.engine.digest() == single.exchange.engine.digest()
    assert together.replayed_commands == single.replayed_commands == 120
    assert together.end == single.end


@pytest.mark.parametrize("entries", [1, 2, 20, 39, 40])
def test_a_snapshot_lies_anywhere_among_batches_that_are_read_together(entries, tmp_path):
    write(tmp_path / "until", ENTRIES[:entries])
    write(tmp_path / "whole", ENTRIES)
    until = recover(tmp_path / "until", tmp_path / "none", TALLY)
    head, exchange = until.end.head, until.exchange
    position = Position(
        head.sequence, head.time_ns, head.hash.hex(), exchange.events_digest.hex(), TALLY.identity
    )
    tables = for_room("core", exchange.engine.snapshot())
    write_snapshot(tmp_path / "snapshots", position, tables)
    found = recover(tmp_path / "whole", tmp_path / "snapshots", TALLY)
    whole = recover(tmp_path / "whole", tmp_path / "none", TALLY)
    assert (found.snapshot_sequence, found.notes) == (3 * entries, [])
    assert found.replayed_commands == 120 - 3 * entries
    assert found.exchange.events_digest == whole.exchange.events_digest
    assert found.exchange.engine.digest() == whole.exchange.engine.digest()


async def stumble(one):
    with pytest.raises(Exception, match="the core stopped"):
        await submits((UNLUCKY,))(one)


def test_progress_is_reported_up_to_the_end(data_folder):
    run(venue(data_folder), submits(*[range(100, 1_100)] * 60))
    shutil.rmtree(configuration(data_folder).snapshots_directory)
    told = []
    found = recovered(data_folder, report=lambda *progress: told.append(progress))
    assert len(told) > 2
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
    assert told[-1][2] == found.exchange.sequence


def test_runs_are_told_from_their_start_to_the_last_frame_with_and_without_snapshots(data_folder):
    run(venue(data_folder), submits((1,)))
    run(venue(data_folder), submits((2,)))
    first, second = recovered(data_folder).runs.finished
    assert (first.sequence, second.sequence) == (1, 7)
    assert first.start_ns <= first.end_ns <= second.start_ns <= second.end_ns
    for path in snapshots(data_folder):
        shutil.rmtree(path)
    assert list(recovered(data_folder).runs.finished) == [first, second]


def test_a_stop_that_was_ordered_is_told_from_one_that_was_not(data_folder):
    silent = data_folder.with_name("silent")

    async def fall_silent(one):
        await submits((2,))(one)
        shutil.copytree(data_folder, silent)

    run(venue(data_folder), submits((1,)))
    run(venue(data_folder), fall_silent)
    assert [each.is_planned for each in recovered(data_folder).runs.finished] == [True, True]
    assert [each.is_planned for each in recovered(silent).runs.finished] == [True, False]


def test_a_venue_knows_when_it_was_open_before(data_folder):
    run(venue(data_folder), submits((1,)))
    again = venue(data_folder)
    run(again, submits((2,)))
    (before,) = again.runs_before
    assert before.end_ns <= again.opened_ns
