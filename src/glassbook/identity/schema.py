"""The tables of `identity.db`, step by step: see database.py."""

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
    # What keys and sub-accounts are called, and the networks in the clear, are the vault's.
    (
        "ALTER TABLE accounts ADD COLUMN owner TEXT NOT NULL DEFAULT ''",
        """UPDATE accounts SET handle = substr(reference, 1, 16) || '@noemail.invalid'
            WHERE handle LIKE '%@noemail.invalid'""",
        "ALTER TABLE api_keys DROP COLUMN name",
        "UPDATE api_keys SET addresses = bounds_text(api_key, addresses)",
        "ALTER TABLE api_keys RENAME COLUMN addresses TO bounds",
    ),
)
