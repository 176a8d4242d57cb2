"""What a key opens: its permissions, the addresses it is bound to, and until when."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from ipaddress import ip_network

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from glassbook.identity import schema
from glassbook.identity.api_keys import (
    USUAL,
    ApiKey,
    KeyKind,
    NotAPermission,
    NotAPublicKey,
    Permission,
    permissions,
)
from glassbook.identity.bounds import NETWORKS_MAX, NotAnAddress, bounds, networks
from glassbook.identity.database import LayoutUnknown
from glassbook.identity.key_store import KEYS_MAX, KeyStore, KeyUnknown, TooManyKeys
from glassbook.identity.sealing import MasterKey

MASTER = MasterKey(b"m" * 32)
NOW = 1_700_000_000_000_000_000


@pytest.fixture
def store(tmp_path):
    opened = KeyStore(tmp_path / "identity.db", MASTER)
    opened.register("alice")
    yield opened
    opened.close()


def key(**terms):
    return ApiKey("k" * 64, "reference", KeyKind.HMAC, USUAL, 0, b"", **terms)


def rsa_pem(bits):
    public = generate_private_key(65537, bits).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def test_a_key_that_is_bound_to_nothing_opens_from_anywhere_at_any_time():
    assert not key().is_bound
    assert key().opens("203.0.113.7", NOW)


def test_a_key_opens_until_the_nanosecond_it_expires():
    ending = key(expires_ns=NOW)
    assert ending.is_bound
    assert ending.opens("203.0.113.7", NOW - 1)
    assert not ending.opens("203.0.113.7", NOW)


@pytest.mark.parametrize(
    ("address", "is_let_in"),
    [
        ("203.0.113.7", True),
        ("::ffff:203.0.113.7", True),
        ("203.0.113.8", False),
        ("198.51.100.255", True),
        ("198.51.101.0", False),
        ("2001:db8::1", True),
        ("2001:db9::1", False),
        ("", False),
        ("testclient", False),
    ],
)
def test_a_bound_key_opens_only_from_its_networks(address, is_let_in):
    allowed = networks(["203.0.113.7", "198.51.100.0/24", "2001:db8::/32"])
    assert key(bounds=bounds(b"secret", allowed)).opens(address, NOW) is is_let_in


def test_networks_are_kept_once_and_in_one_order():
    assert networks([" 203.0.113.7", "10.0.0.0/8", "203.0.113.7/32"]) == (
        "10.0.0.0/8",
        "203.0.113.7/32",
    )


@pytest.mark.parametrize("texts", [["10.0.0.1/8"], ["nowhere"], [""], ["10.0.0.1"] * 31])
def test_what_is_no_network_or_too_many_of_them_is_refused(texts):
    assert NETWORKS_MAX == 30
    with pytest.raises(NotAnAddress):
        networks(texts)


def test_permissions_are_named_in_either_case():
    assert permissions("read, FIX_READ") == Permission.READ | Permission.FIX_READ
    assert permissions("") == Permission(0)
    with pytest.raises(NotAPermission, match="'LEND' is no permission; there are READ, TRADE"):
        permissions("read,lend")


def test_all_that_a_key_was_made_with_is_found_again(store):
    made = store.create(
        "alice",
        permissions=Permission.FIX,
        networks=("10.0.0.0/8", "203.0.113.7/32"),
        expires_ns=NOW,
    )
    assert store.find(made.api_key) == made
    assert (made.bounds.widths(), made.expires_ns) == (("IPv4/32", "IPv4/8"), NOW)
    assert made.opens("203.0.113.7", NOW - 1)
    assert not made.opens("203.0.113.8", NOW - 1)


def test_a_key_can_be_changed_and_is_the_new_one_at_once(store):
    made = store.create("alice")
    store.find(made.api_key)
    changed = store.change(replace(made, permissions=Permission.READ), ("10.0.0.0/8",))
    assert store.find(made.api_key) == changed
    assert not changed.opens("203.0.113.7", NOW)
    assert store.change(changed).bounds == changed.bounds, "what is not said stays"
    with pytest.raises(KeyUnknown):
        store.change(replace(made, api_key="x" * 64))


def test_an_account_has_no_more_keys_than_it_may_have(store):
    for _ in range(KEYS_MAX):
        last = store.create("alice")
    with pytest.raises(TooManyKeys):
        store.create("alice")
    store.revoke(last.api_key)
    assert store.create("alice")


def test_of_an_rsa_key_only_the_public_half_is_kept(store):
    made = store.create("alice", rsa_pem(2048))
    assert (made.kind, made.secret) == (KeyKind.RSA, "")
    assert store.find(made.api_key) == made


def test_an_rsa_key_that_is_too_short_is_refused(store):
    with pytest.raises(NotAPublicKey, match="has 1024 bits; 2048 to 4096 are accepted"):
        store.create("alice", rsa_pem(1024))


def test_a_file_of_an_earlier_version_keeps_its_keys(tmp_path):
    path = tmp_path / "identity.db"
    old = sqlite3.connect(path)
    for statement in schema.STEPS[0]:
        old.execute(statement)
    old.execute("INSERT INTO accounts VALUES ('alice', 'r')")
    old.execute("INSERT INTO api_keys VALUES (?, 'r', 'HMAC', 3, 5, x'61')", ("k" * 64,))
    old.commit()
    old.close()
    for _ in range(2):
        store = KeyStore(path, MASTER)
        found = store.find("k" * 64)
        assert (found.reference, found.permissions, found.secret) == ("r", USUAL, "a")
        assert not found.is_bound
        store.close()


def test_what_an_earlier_version_kept_readable_is_hashed_and_binds_as_before(tmp_path):
    path = tmp_path / "identity.db"
    with closing(sqlite3.connect(path)) as old:
        for statement in (*schema.STEPS[0], *schema.STEPS[1], "PRAGMA user_version = 2"):
            old.execute(statement)
        old.execute("INSERT INTO accounts VALUES ('Grandma_1a2b@noemail.invalid', 'r')")
        values = ("k" * 64, "the bot", "203.0.113.0/24")
        old.execute("INSERT INTO api_keys VALUES (?, 'r', 'HMAC', 3, 5, x'61', ?, ?, 0)", values)
        old.commit()
    with closing(KeyStore(path, MASTER)) as store:
        found = store.find("k" * 64)
        assert (found.opens("203.0.113.7", NOW), found.opens("203.0.114.7", NOW)) == (True, False)
        assert store.handle("r") == "r@noemail.invalid"
    kept = path.read_bytes()
    assert not any(word in kept for word in (b"Grandma", b"the bot", b"203.0.113"))


def test_a_wider_network_than_its_own_is_not_covered_and_a_part_of_it_is():
    own = bounds(b"secret", ["198.51.100.0/24", "2001:db8::/32"])
    inside = ("198.51.100.0/24", "198.51.100.128/25", "198.51.100.7/32", "2001:db8:1::/48")
    outside = ("198.51.0.0/16", "198.51.101.0/24", "0.0.0.0/0", "2001::/16", "::/0")
    assert all(own.covers(ip_network(each)) for each in inside)
    assert not any(own.covers(ip_network(each)) for each in outside)


def test_the_same_network_leaves_another_hash_with_each_key_and_each_venue(tmp_path, store):
    one, two = (store.create("alice", networks=("10.0.0.0/8",)) for _ in range(2))
    assert one.bounds.hashes != two.bounds.hashes
    (tmp_path / "other").mkdir()
    with closing(KeyStore(tmp_path / "other" / "identity.db", MasterKey(b"n" * 32))) as other:
        assert other.bounds(one.api_key, ["10.0.0.0/8"]).hashes != one.bounds.hashes


def test_a_file_of_a_later_version_is_left_alone(tmp_path):
    later = sqlite3.connect(tmp_path / "identity.db")
    later.execute("PRAGMA user_version = 99")
    later.close()
    with pytest.raises(LayoutUnknown, match="has layout 99"):
        KeyStore(tmp_path / "identity.db", MASTER)
