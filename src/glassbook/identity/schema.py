"""The tables of `identity.db`, step by step: a file of any earlier version is brought up to date.

Names and keys stand nowhere else, so the file can never be thrown away and made anew. A step, once
released, is never changed; a new one is added. The file notes how many it has taken.
"""

import sqlite3

STEPS = (
    (
        """CREATE TABLE IF NOT EXISTS accounts (
            handle    TEXT PRIMARY KEY,
            reference TEXT NOT NULL UNIQUE
        ) STRICT""",
        """CREATE TABLE IF NOT EXISTS api_keys (
            api_key     TEXT PRIMARY KEY,
            reference   TEXT NOT NULL REFERENCES accounts (reference),
            kind        TEXT NOT NULL,
            permissions INTEGER NOT NULL,
            created_ns  INTEGER NOT NULL,
            material    BLOB NOT NULL
        ) STRICT""",
        "CREATE INDEX IF NOT EXISTS api_keys_of_account ON api_keys (reference)",
    ),
    (
        "ALTER TABLE api_keys ADD COLUMN name TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE api_keys ADD COLUMN addresses TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE api_keys ADD COLUMN expires_ns INTEGER NOT NULL DEFAULT 0",
    ),
)


class LayoutUnknown(RuntimeError):
    """The file was written by a newer version of Glassbook."""


def prepare(file: sqlite3.Connection) -> None:
    """Take the steps that the file has not taken yet, all or none. *Raises* LayoutUnknown."""
    file.execute("BEGIN IMMEDIATE")
    taken = int(file.execute("PRAGMA user_version").fetchone()[0])
    if taken > len(STEPS):
        file.execute("ROLLBACK")
        raise LayoutUnknown(
            f"identity.db has layout {taken}; this version knows up to {len(STEPS)}"
        )
    for statement in (statement for step in STEPS[taken:] for statement in step):
        file.execute(statement)
    file.execute(f"PRAGMA user_version = {len(STEPS)}")
    file.execute("COMMIT")
