"""What an owner says of his keys and sub-accounts: in the vault, shown to him, and forgotten."""

import asyncio
from contextlib import closing

import pytest

from glassbook.identity.key_store import KeyStore
from glassbook.identity.own_keys import OwnKeys, Said
from glassbook.identity.sealing import MasterKey
from glassbook.identity.vault import READ, Reason, Vault
from glassbook.node.verification import verify
from glassbook.protocol.submission import QueueFull
from tests.unit.identity.test_vault import Journal, checkpoints, everything_in
from tests.unit.node.tally import Tally, configuration, run, submits, venue

SAID = Said("GrandmothersBot", ("198.51.100.0/24", "203.0.113.7/32"))
WORDS = (b"GrandmothersBot", b"198.51.100", b"203.0.113", b"Savings")


@pytest.fixture
def journal():
    return Journal()


@pytest.fixture
def keys(tmp_path, journal):
    master = MasterKey(b"m" * 32)
    with (
        closing(KeyStore(tmp_path / "identity.db", master)) as store,
        closing(Vault(tmp_path / "vault.db", master, journal.publish)) as vault,
    ):
        store.register("ann")
        yield OwnKeys(store, vault)


def test_its_owner_sees_it_and_the_journal_is_told_that_he_looked(keys, journal):
    made = keys.create("ann", said=SAID)
    assert asyncio.run(keys.of("ann")) == [(made, SAID)]
    (told,) = journal.documents
    assert (told.schema, told.body["customer"], told.body["reader"]) == (READ, "ann", "ann")
    assert told.body["fields"] == ["key-name", "key-networks"]


def test_where_the_journal_takes_nothing_nothing_is_shown(keys, journal):
    keys.create("ann", said=SAID)
    journal.is_full = True
    with pytest.raises(QueueFull):
        asyncio.run(keys.of("ann"))


def test_who_said_nothing_has_nothing_read_of_him(keys, journal):
    made = keys.create("ann")
    assert asyncio.run(keys.of("ann")) == [(made, Said())]
    assert journal.documents == []


def test_what_is_said_anew_takes_the_place_of_what_was_and_the_rest_stays(keys):
    made = keys.create("ann", said=SAID)
    keys.change(made, name="other")
    ((_, said),) = asyncio.run(keys.of("ann"))
    assert said == Said("other", SAID.networks)
    changed = keys.change(made, networks=())
    assert not changed.is_bound
    assert asyncio.run(keys.of("ann")) == [(changed, Said("other"))]


def test_of_a_key_that_is_revoked_nothing_is_left(tmp_path, keys):
    keys.create("ann", said=SAID)
    keys.revoke_all("ann")
    assert asyncio.run(keys.of("ann")) == []
    assert not any(word in everything_in(tmp_path) for word in WORDS)


def test_the_keys_and_the_name_of_a_sub_account_are_its_masters_to_see(keys, journal):
    beneath = keys.store.handle(keys.open_beneath("ann", "Savings"))
    made = keys.create(beneath, said=SAID)
    assert asyncio.run(keys.of(beneath)) == [(made, SAID)]
    assert asyncio.run(keys.names_beneath("ann", [beneath])) == {beneath: "Savings"}
    assert [each.body["customer"] for each in journal.documents] == ["ann", "ann"]
    keys.forget_name(beneath)
    assert asyncio.run(keys.names_beneath("ann", [beneath])) == {}


def test_a_list_that_the_vault_lost_is_told_by_its_widths_and_binds_still(keys, tmp_path, journal):
    made = keys.create("ann", said=SAID)
    with closing(Vault(tmp_path / "new.db", MasterKey(b"m" * 32), journal.publish)) as empty:
        ((found, said),) = asyncio.run(OwnKeys(keys.store, empty).of("ann"))
    assert (found, said) == (made, Said("", ("IPv4/24", "IPv4/32")))
    assert not found.opens("192.0.2.1", 0)


def test_who_is_forgotten_takes_his_words_along_and_no_digest_changes(data_folder, tmp_path):
    """In the files, in the journal, and in a replay of it."""
    directory = configuration(data_folder).journal_directory
    master = MasterKey(b"m" * 32)
    handles = {}

    async def scene(running):
        with (
            closing(KeyStore(tmp_path / "identity.db", master)) as store,
            closing(Vault(tmp_path / "vault.db", master, running.submit_document)) as vault,
        ):
            keys, reference = OwnKeys(store, vault), store.register("ann")
            keys.create("ann", said=SAID)
            handles["beneath"] = store.handle(keys.open_beneath("ann", "Savings"))
            assert [said for _, said in await keys.of("ann")] == [SAID]
            handles["before"] = verify(directory, Tally), checkpoints(directory)
            await vault.forget("ann", Reason("action-1", "over"))
            ((kept, said),) = await keys.of("ann")
            assert (kept.reference, said) == (reference, Said("", ("IPv4/24", "IPv4/32")))
            assert await keys.names_beneath("ann", [handles["beneath"]]) == {}

    run(venue(data_folder), submits((1, 2), (3,)))
    run(venue(data_folder), scene)
    before, sealed = handles["before"]
    after = verify(directory, Tally)
    assert (before.is_whole, after.is_whole) == (True, True)
    assert checkpoints(directory)[: len(sealed)] == sealed
    assert sealed
    for place in (data_folder, tmp_path):
        assert not any(word in everything_in(place) for word in WORDS)
