"""What nothing else has is believed only if it is what was written."""

import random
import sqlite3
from contextlib import closing

import pytest

from glassbook.identity.database import FileDamaged, FileUnusable, opened
from glassbook.identity.key_store import KeyStore
from glassbook.identity.sealing import MasterKey

STEPS = [
    [
        "CREATE TABLE people (name TEXT PRIMARY KEY, age INTEGER, face BLOB) STRICT",
        """CREATE TABLE pets (
            name TEXT PRIMARY KEY, owner TEXT REFERENCES people (name) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX people_by_age ON people (age)",
    ]
]
STORY = [
    "INSERT INTO people VALUES ('ann', 30, x'00ff')",
    "INSERT OR REPLACE INTO people VALUES ('ann', 31, NULL), ('bob', 40, NULL)",
    "INSERT INTO people VALUES ('bob', 1, NULL) ON CONFLICT (name) DO UPDATE SET age = 41",
    "INSERT INTO pets VALUES ('rex', 'bob'), ('tom', 'ann')",
    "UPDATE people SET age = age + 1",
    "DELETE FROM people WHERE name = 'bob'",
    "DELETE FROM pets",
]


def test_whatever_is_done_through_the_room_is_believed_again(tmp_path):
    path = tmp_path / "a.db"
    for statement in STORY:
        with closing(opened(path, STEPS)) as file, closing(opened(path, STEPS)) as other:
            file.execute(statement)
            other.execute("UPDATE people SET age = age + 1")
    opened(path, STEPS).close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people SET age = 31 WHERE name = 'ann'",
        "DELETE FROM people WHERE name = 'ann'",
        "INSERT INTO people VALUES ('eve', 1, NULL)",
        "ALTER TABLE people ADD COLUMN more INTEGER",
        "DROP INDEX people_by_age",
    ],
)
def test_what_was_done_past_the_room_is_not(tmp_path, statement):
    path = tmp_path / "a.db"
    with closing(opened(path, STEPS)) as file:
        file.execute(STORY[0])
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute(statement)
    with pytest.raises(FileDamaged, match=rf"{path} is damaged.*Restore it from a copy"):
        opened(path, STEPS)


def test_a_further_step_is_taken_and_sealed(tmp_path):
    path, more = tmp_path / "a.db", [*STEPS, ["ALTER TABLE people ADD COLUMN more INTEGER"]]
    with closing(opened(path, STEPS)) as file:
        file.execute(STORY[0])
    for _ in range(2):
        with closing(opened(path, more)) as file:
            file.execute("UPDATE people SET more = 3")


def test_another_key_is_noticed_even_while_nothing_is_in_it(tmp_path):
    opened(tmp_path / "a.db", STEPS, b"k" * 32).close()
    opened(tmp_path / "a.db", STEPS, b"k" * 32).close()
    with pytest.raises(FileDamaged):
        opened(tmp_path / "a.db", STEPS, b"l" * 32)


MASTER = MasterKey(b"m" * 32)


def is_refused(path, before):
    """Tell whether a harmed file of keys is refused by name; who opens it finds the same keys."""
    try:
        store = KeyStore(path, MASTER)
    except (FileDamaged, FileUnusable) as error:
        return str(path) in str(error)
    with closing(store):
        assert [store.keys_of(name) for name in store.accounts()] == before
    return False


def test_a_flipped_bit_of_any_key_is_found_or_changes_nothing(tmp_path):
    """Most of the file is empty pages' room: there a bit may say what it likes."""
    path, dice = tmp_path / "identity.db", random.Random(4)
    with closing(KeyStore(path, MASTER)) as store:
        for name in ("alice", "bob", "carol"):
            store.register(name)
            store.create(name)
        before = [store.keys_of(name) for name in store.accounts()]
    sound, found = path.read_bytes(), 0
    for at in range(0, len(sound), 173):
        harmed = bytearray(sound)
        harmed[at] ^= 1 << dice.randrange(8)
        path.write_bytes(harmed)
        found += is_refused(path, before)
        for left in tmp_path.glob("identity.db-*"):
            left.unlink()
    assert found > 8
