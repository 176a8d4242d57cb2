"""The tables of `people.db`, step by step: see database.py. Nothing in it is personal in the clear.

`found` is the keyed hash by which an address is found; `factor` a sealed secret.
"""

STEPS = (
    (
        """CREATE TABLE customers (
            customer   TEXT PRIMARY KEY,
            reference  TEXT NOT NULL UNIQUE,
            found      BLOB NOT NULL UNIQUE,
            password   TEXT NOT NULL,
            created_ns INTEGER NOT NULL,
            factor     BLOB,
            factor_is_on INTEGER NOT NULL DEFAULT 0,
            factor_step  INTEGER NOT NULL DEFAULT 0
        ) STRICT""",
        """CREATE TABLE pending (
            token_hash BLOB PRIMARY KEY,
            customer   TEXT NOT NULL,
            found      BLOB NOT NULL,
            address    BLOB NOT NULL,
            password   TEXT NOT NULL,
            expires_ns INTEGER NOT NULL
        ) STRICT""",
        """CREATE TABLE staff (
            member     TEXT PRIMARY KEY,
            name       TEXT NOT NULL UNIQUE,
            role       TEXT NOT NULL,
            password   TEXT NOT NULL,
            created_ns INTEGER NOT NULL,
            factor     BLOB NOT NULL,
            factor_step INTEGER NOT NULL DEFAULT 0
        ) STRICT""",
        """CREATE TABLE recovery_codes (
            person TEXT NOT NULL,
            hash   BLOB NOT NULL,
            PRIMARY KEY (person, hash)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE logins (
            login    TEXT PRIMARY KEY,
            customer TEXT NOT NULL,
            time_ns  INTEGER NOT NULL,
            failures INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX logins_of_customer ON logins (customer, time_ns)",
        """CREATE TABLE sessions (
            token_hash BLOB PRIMARY KEY,
            session_id TEXT NOT NULL UNIQUE,
            person     TEXT NOT NULL,
            kind       INTEGER NOT NULL,
            is_whole   INTEGER NOT NULL,
            created_ns INTEGER NOT NULL,
            seen_ns    INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX sessions_of_person ON sessions (person)",
        """CREATE TABLE attempts (
            subject  BLOB PRIMARY KEY,
            failures INTEGER NOT NULL,
            until_ns INTEGER NOT NULL,
            last_ns  INTEGER NOT NULL
        ) STRICT""",
    ),
    (
        """CREATE TABLE renewals (
            token_hash BLOB PRIMARY KEY,
            person     TEXT NOT NULL,
            expires_ns INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX renewals_of_person ON renewals (person)",
    ),
    (
        """CREATE TABLE passkeys (
            passkey    TEXT PRIMARY KEY,
            credential BLOB NOT NULL UNIQUE,
            person     TEXT NOT NULL,
            host       TEXT NOT NULL,
            public_key BLOB NOT NULL,
            sign_count INTEGER NOT NULL,
            created_ns INTEGER NOT NULL,
            used_ns    INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX passkeys_of_person ON passkeys (person)",
    ),
    (
        """CREATE TABLE actions (
            action     TEXT PRIMARY KEY,
            act        TEXT NOT NULL,
            target     TEXT NOT NULL,
            wanted     BLOB NOT NULL,
            reason     TEXT NOT NULL,
            member     TEXT NOT NULL,
            time_ns    INTEGER NOT NULL,
            expires_ns INTEGER NOT NULL,
            state      TEXT NOT NULL,
            decider    TEXT NOT NULL,
            decided_ns INTEGER NOT NULL,
            sequence   INTEGER NOT NULL,
            refusal    TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX actions_by_time ON actions (time_ns)",
    ),
    (
        """CREATE TABLE resets (
            person TEXT PRIMARY KEY,
            action TEXT NOT NULL,
            due_ns INTEGER NOT NULL
        ) STRICT""",
    ),
    ("ALTER TABLE staff ADD COLUMN is_admitted INTEGER NOT NULL DEFAULT 1",),
    # Addresses are in the vault from the sign-up on; who had signed up just then does so again.
    ("DELETE FROM pending", "ALTER TABLE pending DROP COLUMN address"),
)
