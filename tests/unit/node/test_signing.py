"""Every checkpoint is signed, over trees that anybody can grow from the journal alone."""

import stat

import pytest

from glassbook.journal.reader import JournalReader
from glassbook.node.exchange import CHECKPOINT
from glassbook.node.notary import Notary
from glassbook.node.signed_checkpoints import read_signed
from glassbook.node.signing_key import NotASigningKey, signer
from glassbook.node.verification import verify
from glassbook.transparency.merkle import leaf_hash, root_of
from tests.unit.node.tally import GenerousTally, Tally, configuration, run, submits, venue

ORIGIN = "example.com/exchange"


def signing(data, **options):
    notary = Notary(signer(data, ORIGIN), data / "checkpoints")
    return venue(data, notary=notary, **options)


def signed(data):
    return read_signed(data / "checkpoints", signer(data, ORIGIN).key)


def frames(data):
    return list(JournalReader(configuration(data).journal_directory).records())


def checked(data, make=Tally):
    return verify(configuration(data).journal_directory, make, signed=signed(data))


def test_every_checkpoint_of_the_journal_is_signed_the_first_and_the_last_too(data_folder):
    run(signing(data_folder, checkpoint_commands=2), submits((1, 2), (3, 4), (5,)))
    placed = [at.entry for at in frames(data_folder) if hasattr(at.entry, "document")]
    sequences = [at.sequence - 1 for at in placed if at.document.schema == CHECKPOINT]
    assert [found.sequence for found in signed(data_folder)] == sequences
    assert all(found.checkpoint is not None for found in signed(data_folder))
    assert (sequences[0], sequences[-1]) == (3, frames(data_folder)[-1].head.sequence - 1)


def test_what_is_signed_is_the_root_over_the_hashes_of_all_frames(data_folder):
    run(signing(data_folder), submits((1, 2), (3,)))
    for found in signed(data_folder):
        before = [at.head.hash for at in frames(data_folder) if at.head.sequence <= found.sequence]
        assert found.checkpoint.log_size == len(before)
        assert found.checkpoint.log_root == root_of([leaf_hash(frame) for frame in before])
        assert found.checkpoint.journal == before[-1].hex()


def test_a_restart_goes_on_with_the_trees_from_a_snapshot_or_from_nothing(data_folder):
    run(signing(data_folder), submits((1, 2), (3,)))
    run(signing(data_folder), submits((4,)))
    for snapshot in (data_folder / "snapshots").iterdir():
        for table in snapshot.iterdir():
            table.unlink()
        snapshot.rmdir()
    run(signing(data_folder), submits((5, 6)))
    found = checked(data_folder)
    assert found.is_whole, found.difference
    assert found.signed_checkpoints == len(signed(data_folder)) == 6


def test_a_snapshot_that_was_taken_without_trees_is_passed_over(data_folder):
    run(venue(data_folder), submits((1, 2)))
    run(signing(data_folder), submits((3,)))
    run(venue(data_folder), submits((4,)))

    async def story(one):
        return one.health

    health = run(signing(data_folder), story)
    assert any("the tree of events was not saved" in note for note in health.notes)
    assert checked(data_folder).is_whole


def test_the_key_that_signs_is_journaled(data_folder):
    run(signing(data_folder), submits((1,)))
    said = [at.entry.document.body for at in frames(data_folder) if hasattr(at.entry, "document")]
    assert {"key": str(signer(data_folder, ORIGIN).key)} in said


def test_a_checkpoint_that_cannot_be_written_is_said_and_the_next_one_covers_it(data_folder):
    in_the_way = data_folder / "checkpoints"
    one = signing(data_folder)
    in_the_way.write_text("a file where the directory should be")

    async def story(one):
        one._notary._signing.result()
        in_the_way.unlink()
        await submits((1,))(one)
        return one.health

    health = run(one, story)
    assert "was not written" in health.signing_failure
    assert health.status == "running"
    found = checked(data_folder)
    assert found.is_whole
    assert found.signed_checkpoints == 1


def test_whoever_computes_something_else_differs_from_what_was_signed(data_folder):
    run(signing(data_folder), submits((1, 2)))
    found = checked(data_folder, GenerousTally)
    assert found.difference is not None
    assert found.difference.path == signed(data_folder)[-1].path
    assert "something else was signed" in found.difference.what


def test_the_chain_alone_is_checked_without_a_core(data_folder):
    run(signing(data_folder), submits((1, 2), (3,)))
    found = checked(data_folder, None)
    assert found.is_whole
    assert (found.commands, found.signed_checkpoints, found.is_replay) == (3, 2, False)
    assert (found.events, found.state_digest) == (0, "")


def test_no_byte_of_a_signed_checkpoint_can_change(data_folder):
    run(signing(data_folder), submits((1,)))
    path = signed(data_folder)[-1].path
    whole = path.read_bytes()
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        found = checked(data_folder, None)
        assert found.difference is not None, at
        assert (found.difference.path, found.difference.offset) == (path, 0)
        assert "not to be believed" in found.difference.what


def test_a_journal_that_ends_before_what_was_signed_is_not_whole(data_folder):
    run(signing(data_folder), submits((1,)))
    keep = signed(data_folder)[-1]
    (segment,) = configuration(data_folder).journal_directory.iterdir()
    last = next(at for at in frames(data_folder) if at.head.sequence == keep.sequence)
    data = segment.read_bytes()
    segment.write_bytes(data[: last.offset])
    found = checked(data_folder, None)
    assert (found.difference.sequence, found.difference.path) == (keep.sequence, keep.path)
    assert "before what was signed" in found.difference.what


def test_a_journal_of_other_commands_does_not_pass_for_the_signed_one(data_folder, tmp_path):
    run(signing(data_folder), submits((1, 2)))
    other = tmp_path / "other"
    other.mkdir()
    for name in ("signing.key", "signing.pub"):
        (other / name).write_bytes((data_folder / name).read_bytes())
        (other / name).chmod(0o600)
    run(signing(other), submits((1, 3)))
    found = verify(configuration(other).journal_directory, None, signed=signed(data_folder))
    assert found.difference.what == "the log's root that was signed is not the journal's"


def test_the_private_key_is_its_owners_alone_and_stays(data_folder):
    first = signer(data_folder, ORIGIN).key
    mode = (data_folder / "signing.key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert signer(data_folder, ORIGIN).key == first
    assert (data_folder / "signing.pub").read_text() == f"{first}\n"


def test_a_key_that_others_can_read_signs_nothing(data_folder):
    signer(data_folder, ORIGIN)
    (data_folder / "signing.key").chmod(0o644)
    with pytest.raises(NotASigningKey, match="others may read"):
        signer(data_folder, ORIGIN)


def test_a_key_that_became_another_one_signs_nothing(data_folder):
    """A flipped bit of an Ed25519 key is a key, too: the public one knows better."""
    right = signer(data_folder, ORIGIN).key
    (data_folder / "signing.key").unlink()
    with pytest.raises(NotASigningKey, match=r"another key than .*signing\.pub states"):
        signer(data_folder, ORIGIN)
    assert (data_folder / "signing.pub").read_text() == f"{right}\n"
    (data_folder / "signing.pub").unlink()
    assert signer(data_folder, ORIGIN).key != right


def test_a_public_key_that_states_nothing_is_written_anew(data_folder):
    key = signer(data_folder, ORIGIN).key
    for text in (f"{key}"[:-4] + "AAAA", "", "\0" * 80):
        (data_folder / "signing.pub").write_text(text)
        assert signer(data_folder, ORIGIN).key == key
        assert (data_folder / "signing.pub").read_text() == f"{key}\n"


def test_a_file_that_holds_no_key_signs_nothing(data_folder):
    path = data_folder / "signing.key"
    data_folder.mkdir()
    path.touch(0o600)
    with pytest.raises(NotASigningKey, match="holds no private key"):
        signer(data_folder, ORIGIN)
