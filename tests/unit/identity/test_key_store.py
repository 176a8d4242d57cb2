"""Keys and names of accounts: made, found, revoked, and kept from everybody else."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from glassbook.identity.api_keys import KeyKind, NotAPublicKey, Permission
from glassbook.identity.key_store import STALE_NS, HandleUnknown, KeyStore
from glassbook.identity.sealing import MasterKey

MASTER = MasterKey(b"m" * 32)


class Stopwatch:
    def __init__(self):
        self.now = 0

    def __call__(self):
        return self.now


@pytest.fixture
def stopwatch():
    return Stopwatch()


@pytest.fixture
def store(tmp_path, stopwatch):
    opened = KeyStore(tmp_path / "identity.db", MASTER, clock=lambda: 1234, stopwatch=stopwatch)
    yield opened
    opened.close()


def pem(private):
    public = private.public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def test_an_account_keeps_its_reference(store):
    reference = store.register("alice")
    assert store.register("alice") == reference == store.reference("alice")
    assert store.register("bob") != reference


def test_a_reference_tells_nothing_of_the_name(store):
    assert "alice" not in store.register("alice")


def test_a_reference_that_the_journal_already_has_can_be_given(store):
    assert store.register("alice", "known") == "known"
    assert store.accounts() == {"alice": "known"}


def test_a_key_is_found_with_all_that_it_was_made_with(store):
    store.register("alice")
    key = store.create("alice", permissions=Permission.READ)
    found = store.find(key.api_key)
    assert found == key
    assert (found.kind, found.permissions, found.created_ns) == (
        KeyKind.HMAC,
        Permission.READ,
        1234,
    )
    assert found.reference == store.reference("alice")


def test_keys_and_secrets_are_64_letters_and_digits_and_differ(store):
    store.register("alice")
    keys = [store.create("alice") for _ in range(20)]
    texts = {text for key in keys for text in (key.api_key, key.secret)}
    assert len(texts) == 40
    assert all(len(text) == 64 and text.isalnum() and text.isascii() for text in texts)


def test_a_secret_is_not_shown_by_accident(store):
    store.register("alice")
    key = store.create("alice")
    assert key.secret not in repr(key)


def test_of_an_ed25519_key_only_the_public_half_is_kept(store):
    store.register("alice")
    private = Ed25519PrivateKey.generate()
    key = store.create("alice", pem(private))
    assert key.kind is KeyKind.ED25519
    assert key.secret == ""
    assert key.material == private.public_key().public_bytes_raw()


@pytest.mark.parametrize("text", ["", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])
def test_what_is_no_public_key_is_refused(store, text):
    store.register("alice")
    with pytest.raises(NotAPublicKey):
        store.create("alice", text)
    assert store.keys_of("alice") == []


def test_a_public_key_of_another_kind_is_refused(store):
    store.register("alice")
    with pytest.raises(NotAPublicKey):
        store.create("alice", pem(generate_ec(SECP256R1())))


def test_a_private_key_is_refused(store):
    store.register("alice")
    private = Ed25519PrivateKey.generate()
    text = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with pytest.raises(NotAPublicKey):
        store.create("alice", text)


def test_nobody_gets_a_key_for_an_account_that_is_not_there(store):
    with pytest.raises(HandleUnknown):
        store.create("mallory")


def test_a_revoked_key_is_gone_at_once(store):
    store.register("alice")
    key = store.create("alice")
    assert store.find(key.api_key)
    assert store.revoke(key.api_key)
    assert store.find(key.api_key) is None
    assert not store.revoke(key.api_key)


def test_the_file_is_its_owners_alone_even_if_it_was_not(tmp_path):
    path = tmp_path / "identity.db"
    path.touch(mode=0o644)
    KeyStore(path, MASTER).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_keys_survive_a_restart(tmp_path):
    first = KeyStore(tmp_path / "identity.db", MASTER)
    first.register("alice")
    key = first.create("alice")
    first.close()
    second = KeyStore(tmp_path / "identity.db", MASTER)
    assert second.find(key.api_key) == key
    second.close()


IN_ANOTHER_PROCESS = """
import sys
from pathlib import Path
from glassbook.identity.key_store import KeyStore
from glassbook.identity.sealing import MasterKey
store = KeyStore(Path(sys.argv[1]), MasterKey(b"m" * 32))
print(store.create("alice").api_key if sys.argv[2] == "create" else store.revoke(sys.argv[3]))
"""


def elsewhere(folder: Path, *words: str) -> str:
    command = [sys.executable, "-c", IN_ANOTHER_PROCESS, str(folder / "identity.db"), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_a_key_made_by_another_process_works_at_once(tmp_path, store):
    store.register("alice")
    assert store.find("x" * 64) is None
    made = elsewhere(tmp_path, "create")
    assert store.find(made) is not None


def test_a_key_revoked_by_another_process_stops_when_memory_is_stale(tmp_path, store, stopwatch):
    store.register("alice")
    key = store.create("alice")
    assert store.find(key.api_key)
    assert elsewhere(tmp_path, "revoke", key.api_key) == "True"
    stopwatch.now += STALE_NS
    assert store.find(key.api_key) is None
