"""What is personal is sealed, every reading is told first, and who is forgotten is forgotten."""

import asyncio
import sqlite3
import stat
from contextlib import closing

import pytest

from glassbook.identity.database import FileDamaged
from glassbook.identity.sealing import (
    MasterKey,
    NotAMasterKey,
    SealBroken,
    keyed_hash,
    master_key,
    seal,
    unseal,
)
from glassbook.identity.vault import CustomerUnknown, Reason, Vault
from glassbook.journal.reader import JournalReader
from glassbook.node.verification import verify
from glassbook.protocol.batches import SequencedDocument
from glassbook.protocol.submission import QueueFull
from tests.unit.node.tally import Tally, configuration, run, submits, venue

REASON = Reason("staff-7", "case 12")
MAIL = "ann@example.org"


class Journal:
    """Takes documents, until it is full."""

    def __init__(self):
        self.documents = []
        self.is_full = False

    async def publish(self, document):
        if self.is_full:
            raise QueueFull
        self.documents.append(document)


@pytest.fixture
def journal():
    return Journal()


@pytest.fixture
def vault(tmp_path, journal):
    with closing(Vault(tmp_path / "vault.db", MasterKey(b"m" * 32), journal.publish)) as opened:
        yield opened


def read(vault, customer, *fields):
    return asyncio.run(vault.read(customer, fields, REASON))


def everything_in(directory):
    return b"".join(path.read_bytes() for path in directory.rglob("*") if path.is_file())


def test_what_is_kept_is_read_again_and_what_is_not_there_is_left_out(vault):
    vault.keep("c1", "email", MAIL)
    assert read(vault, "c1", "email", "phone") == {"email": MAIL}


def test_a_reading_is_told_with_who_whose_why_and_which_fields_and_nothing_of_what_was_read(
    vault, journal
):
    vault.keep("c1", "email", MAIL)
    vault.keep("c1", "session:af", "203.0.113.9")
    read(vault, "c1", "session:af", "email")
    (told,) = journal.documents
    assert told.schema == "vault-read"
    assert told.body == {
        "customer": "c1",
        "reader": "staff-7",
        "why": "case 12",
        "fields": ["email", "session"],
    }


def test_nothing_is_read_when_the_reading_cannot_be_told(vault, journal):
    vault.keep("c1", "email", MAIL)
    journal.is_full = True
    with pytest.raises(QueueFull):
        read(vault, "c1", "email")


def test_the_files_hold_nothing_that_can_be_read_and_are_their_owners_only(vault, tmp_path):
    vault.keep("c1", "email", MAIL)
    assert MAIL.encode() not in everything_in(tmp_path)
    assert stat.S_IMODE((tmp_path / "vault.db").stat().st_mode) == 0o600


def test_facts_copied_before_their_customer_was_forgotten_cannot_be_read(vault, tmp_path, journal):
    vault.keep("c1", "email", MAIL)
    vault.keep("c2", "email", "bob@example.org")
    with closing(sqlite3.connect(tmp_path / "vault.db")) as file:
        facts = file.execute("SELECT * FROM facts WHERE customer = 'c1'").fetchone()
        (wrapped,) = file.execute("SELECT wrapped FROM keys WHERE customer = 'c1'").fetchone()
    asyncio.run(vault.forget("c1", REASON))
    assert wrapped not in everything_in(tmp_path)
    with closing(sqlite3.connect(tmp_path / "vault.db")) as file, file:
        file.execute("INSERT INTO facts VALUES (?, ?, ?)", facts)
    with pytest.raises(CustomerUnknown):
        read(vault, "c1", "email")
    vault.keep("c1", "phone", "1")  # a new key, under the same name
    with pytest.raises(SealBroken):
        read(vault, "c1", "email")
    assert read(vault, "c2", "email") == {"email": "bob@example.org"}
    assert journal.documents[0].schema == "vault-forgotten"


def test_nobody_is_forgotten_when_it_cannot_be_told(vault, journal):
    vault.keep("c1", "email", MAIL)
    journal.is_full = True
    with pytest.raises(QueueFull):
        asyncio.run(vault.forget("c1", REASON))
    journal.is_full = False
    assert read(vault, "c1", "email") == {"email": MAIL}


def test_one_customers_fact_cannot_be_passed_off_as_anothers_or_as_another_fact(vault, tmp_path):
    vault.keep("c1", "email", MAIL)
    with closing(sqlite3.connect(tmp_path / "vault.db")) as file, file:
        file.execute("UPDATE facts SET field = 'phone'")
    with pytest.raises(SealBroken):
        read(vault, "c1", "phone")


def test_a_discarded_fact_is_gone(vault):
    vault.keep("c1", "email", MAIL)
    vault.discard("c1", "email")
    assert read(vault, "c1", "email") == {}


def test_with_another_master_key_nothing_opens(vault, tmp_path, journal):
    vault.keep("c1", "email", MAIL)
    with pytest.raises(FileDamaged, match=r"vault\.db"):
        Vault(tmp_path / "vault.db", MasterKey(b"n" * 32), journal.publish)


def checkpoints(directory):
    entries = (record.entry for record in JournalReader(directory).records())
    documents = [entry.document for entry in entries if isinstance(entry, SequencedDocument)]
    return [document.body for document in documents if document.schema == "checkpoint"]


def test_forgetting_a_customer_changes_no_digest_and_nothing_personal_is_journaled(
    data_folder, tmp_path
):
    def story(*steps):
        async def scene(opened):
            with closing(
                Vault(tmp_path / "vault.db", MasterKey(b"m" * 32), opened.submit_document)
            ) as vault:
                for step in steps:
                    await step(vault)

        run(venue(data_folder), scene)

    async def keep_and_read(vault):
        vault.keep("c1", "email", MAIL)
        assert await vault.read("c1", ["email"], REASON) == {"email": MAIL}

    directory = configuration(data_folder).journal_directory
    run(venue(data_folder), submits((1, 2), (3,)))
    story(keep_and_read)
    before, sealed = verify(directory, Tally), checkpoints(directory)
    assert before.is_whole
    story(lambda vault: vault.forget("c1", REASON))
    assert verify(directory, Tally).is_whole
    assert checkpoints(directory)[: len(sealed)] == sealed
    assert len(sealed) > 1
    assert MAIL.encode() not in everything_in(directory)


def test_the_master_key_is_made_once_and_is_its_owners_only(tmp_path):
    path = tmp_path / "master.key"
    first = master_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert master_key(path).derived("p") == first.derived("p") != first.derived("q")
    assert list(tmp_path.iterdir()) == [path]


def test_a_damaged_master_key_is_refused_and_stays(tmp_path):
    path = tmp_path / "master.key"
    path.write_bytes(b"short")
    with pytest.raises(NotAMasterKey, match="5 bytes"):
        master_key(path)
    assert path.read_bytes() == b"short"


def test_a_sealed_text_that_was_altered_does_not_open():
    sealed = seal(b"k" * 32, b"text", "here")
    assert unseal(b"k" * 32, sealed, "here") == b"text"
    for index in range(len(sealed)):
        altered = bytearray(sealed)
        altered[index] ^= 1
        with pytest.raises(SealBroken):
            unseal(b"k" * 32, bytes(altered), "here")
    with pytest.raises(SealBroken):
        unseal(b"k" * 32, b"", "here")


def test_equal_texts_are_sealed_differently_and_found_by_their_keyed_hash():
    assert seal(b"k" * 32, b"text", "here") != seal(b"k" * 32, b"text", "here")
    assert keyed_hash(b"k" * 32, MAIL) == keyed_hash(b"k" * 32, MAIL) != keyed_hash(b"l" * 32, MAIL)
