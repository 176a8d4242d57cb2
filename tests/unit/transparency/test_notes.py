"""Notes are signed as others sign theirs, and say no when a character of them changed."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from glassbook.transparency.checkpoint import Checkpoint, Tree, parse
from glassbook.transparency.notes import BadNote, Signer, check_name, opened, verifier_key

# The example of the note package whose form this is.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ANSWER = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
SIGNED = (
    f"{ANSWER}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
    "KvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
SEED = bytes(range(32))


def signer(name="example.com/log"):
    return Signer(name, Ed25519PrivateKey.from_private_bytes(SEED))


def test_a_note_that_another_program_signed_opens():
    assert opened(SIGNED, verifier_key(PETER)) == ANSWER


def test_what_we_sign_opens_with_our_key_and_no_other():
    note = signer().sign("one\ntwo\n")
    assert opened(note, signer().key) == "one\ntwo\n"
    with pytest.raises(BadNote, match="not signed by PeterNeumann"):
        opened(note, verifier_key(PETER))


def test_a_witness_may_sign_below_us():
    note = signer().sign(ANSWER) + SIGNED.removeprefix(f"{ANSWER}\n")
    assert opened(note, verifier_key(PETER)) == opened(note, signer().key) == ANSWER


def test_no_character_of_a_signed_text_can_change():
    note, key = signer().sign("size 7\nroot\n"), signer().key
    for index, old in enumerate(note[: note.index("—")]):
        changed = note[:index] + chr(ord(old) ^ 1) + note[index + 1 :]
        with pytest.raises(BadNote):
            opened(changed, key)


@pytest.mark.parametrize("text", ["", "no signature\n", "a\n\n", "a\n\nb c d\n", "a\n\n— x y\n"])
def test_what_is_no_note_is_refused(text):
    with pytest.raises(BadNote):
        opened(text, signer().key)


def test_a_key_reads_as_it_is_written():
    assert str(verifier_key(PETER)) == PETER
    assert verifier_key(f"{signer().key}\n") == signer().key


@pytest.mark.parametrize("text", ["", "a+b", "a+00000000+AAAA", PETER.replace("c74", "c75")])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(BadNote):
        verifier_key(text)


@pytest.mark.parametrize("name", ["", "two words", "plus+sign", "line\n"])
def test_a_name_that_could_not_stand_in_a_note_is_refused(name):
    with pytest.raises(BadNote, match="cannot name a key"):
        check_name(name)


def checkpoint():
    trees = [Tree(number, bytes([number] * 32), "a=i8,b=u2") for number in (1, 2, 3)]
    return Checkpoint("o", 7, bytes(32), 9, 10, "aa", "bb", "cc", *trees)


def test_a_checkpoint_reads_as_it_is_written():
    assert parse(checkpoint().text()) == checkpoint()


def test_a_checkpoint_has_its_lines_and_no_others():
    lines = checkpoint().text().splitlines(keepends=True)
    for index in range(len(lines)):
        without = "".join(lines[:index] + lines[index + 1 :])
        twice = "".join([*lines[: index + 1], *lines[index:]])
        for text in (without, twice):
            with pytest.raises(BadNote):
                parse(text)
