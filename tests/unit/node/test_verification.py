"""Re-running a journal from nothing shows that it is whole, or where the first difference is."""

from glassbook.journal.reader import JournalReader
from glassbook.journal.segment import segment_paths
from glassbook.node.verification import verify
from tests.unit.node.tally import GenerousTally, Tally, configuration, run, submits, venue


def journal(data):
    run(venue(data), submits((1, 2), (3,)))
    run(venue(data), submits((4,)))
    return configuration(data).journal_directory


def test_a_whole_journal_is_whole_and_everything_in_it_is_counted(data_folder):
    found = verify(journal(data_folder), Tally)
    assert found.is_whole
    assert (found.sequence, found.batches, found.commands, found.documents) == (14, 3, 4, 10)
    assert (found.events, found.checkpoints, found.torn) == (4, 4, "")


def test_verifying_twice_gives_the_same_digests(data_folder):
    directory = journal(data_folder)
    assert verify(directory, Tally) == verify(directory, Tally)


def test_a_core_that_computes_something_else_is_found_at_the_first_checkpoint_after(data_folder):
    directory = journal(data_folder)
    found = verify(directory, GenerousTally)
    place = next(
        record for record in JournalReader(directory).records() if record.head.sequence == 8
    )
    assert (found.difference.sequence, found.difference.path, found.difference.offset) == (
        7,
        place.path,
        place.offset,
    )
    assert "digest of the state" in found.difference.what


def test_other_events_are_found_though_the_state_is_the_same(data_folder):
    class Rumour(Tally):
        def apply(self, batch):
            events = super().apply(batch)
            events["is_maker"] = 1
            return events

    found = verify(journal(data_folder), Rumour)
    assert "digest of the events" in found.difference.what


def test_damage_is_a_difference_with_its_place(data_folder):
    directory = journal(data_folder)
    (path,) = segment_paths(directory)
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(data)
    difference = verify(directory, Tally).difference
    assert (difference.sequence, difference.path, difference.offset) == (1, path, 128)
    assert "does not match its" in difference.what


def test_a_core_that_stops_is_a_difference(data_folder):
    class Fearful(Tally):
        def apply(self, batch):
            assert batch.first_sequence < 6, "five is enough"
            return super().apply(batch)

    found = verify(journal(data_folder), Fearful)
    assert found.difference.sequence == 6
    assert "five is enough" in found.difference.what


def test_a_running_venue_can_be_verified_and_is_not_changed(data_folder):
    async def story(one):
        await submits((1,), (2,))(one)
        return verify(one.configuration.journal_directory, Tally)

    found = run(venue(data_folder), story)
    assert found.is_whole
    assert found.commands == 2
    assert verify(configuration(data_folder).journal_directory, Tally).is_whole


def test_an_empty_directory_is_an_empty_journal(tmp_path):
    assert verify(tmp_path / "nothing", Tally).sequence == 0
