"""The vault: everything personal that the house knows, sealed, in `vault.db` and nowhere else.

Each customer has a key; it is wrapped by a key that comes from the master key, and seals every fact
about him. Without his key nothing of it can be read again: that is how a customer is forgotten. A
copy of the file from before has the wrapped key still.

Nothing is read unseen: a reading is journaled before anything is opened, with who read, whose, why
and which fields. If the journal takes nothing, nothing is read. The journal has opaque ids and the
names of fields alone.
"""

import os
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from glassbook.identity.database import opened
from glassbook.identity.sealing import KEY_BYTES, MasterKey, seal, unseal
from glassbook.protocol.documents import Document
from glassbook.protocol.submission import Outcome

READ, FORGOTTEN = "vault-read", "vault-forgotten"
STEPS = (
    (
        """CREATE TABLE keys (
            customer TEXT PRIMARY KEY,
            wrapped  BLOB NOT NULL
        ) STRICT""",
        """CREATE TABLE facts (
            customer TEXT NOT NULL,
            field    TEXT NOT NULL,
            sealed   BLOB NOT NULL,
            PRIMARY KEY (customer, field)
        ) STRICT, WITHOUT ROWID""",
    ),
)

#: Journals a document, and returns when it is durable. It may raise QueueFull and VenueStopped.
Publish = Callable[[Document], Awaitable[Outcome]]


class CustomerUnknown(LookupError):
    """The vault has no key of this customer: there never was one, or he was forgotten."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Who reads or forgets, and why. Both stand in the journal.

    reader  the opaque id of a person, or of an action of the staff
    why     a word of our own, or the reason of that action, with the members' ids before it
    """

    reader: str
    why: str


class Vault:
    """The personal data of one venue's customers.

    A field is a name like "email", or "session:" with an opaque id behind it: a reading names the
    part before the colon.
    """

    def __init__(self, path: Path, master: MasterKey, publish: Publish) -> None:
        self._wrapping = master.derived("vault: keys of customers")
        self._publish = publish
        self._file = opened(path, STEPS, master.derived("vault: seal"))

    def close(self) -> None:
        self._file.close()

    def knows(self, customer: str, field: str | None = None) -> bool:
        """Is there anything that could be read of him, or this? What it is, is not looked at."""
        is_there = self._key(customer) is not None
        return is_there and (field is None or self._sealed(customer, field) is not None)

    def keep(self, customer: str, field: str, text: str) -> None:
        """Seal a fact about a customer; the first one makes his key."""
        key = self._key(customer) or self._new_key(customer)
        sealed = seal(key, text.encode(), f"{customer}/{field}")
        self._file.execute(
            "INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", (customer, field, sealed)
        )

    def discard(self, customer: str, field: str) -> None:
        """Delete one fact."""
        self._file.execute("DELETE FROM facts WHERE customer = ? AND field = ?", (customer, field))

    def retain(self, customer: str, prefix: str, names: Iterable[str]) -> None:
        """Delete the facts whose fields begin with `prefix` and go on with none of the names."""
        kept = {prefix + name for name in names}
        fields = self._file.execute("SELECT field FROM facts WHERE customer = ?", (customer,))
        for (field,) in fields.fetchall():
            if field.startswith(prefix) and field not in kept:
                self.discard(customer, field)

    async def read(self, customer: str, fields: Iterable[str], reason: Reason) -> dict[str, str]:
        """Return those of the fields that are there, once the reading is in the journal.

        *Raises* CustomerUnknown; SealBroken; QueueFull, VenueStopped: nothing was read.
        """
        wanted = list(fields)
        if self._key(customer) is None:
            raise CustomerUnknown(customer)
        await self._publish(_document(READ, customer, reason, wanted))
        key = self._key(customer)  # he may have been forgotten meanwhile
        if key is None:
            raise CustomerUnknown(customer)
        found = ((field, self._sealed(customer, field)) for field in wanted)
        return {
            field: unseal(key, sealed, f"{customer}/{field}").decode()
            for field, sealed in found
            if sealed is not None
        }

    async def forget(self, customer: str, reason: Reason) -> Outcome:
        """Destroy a customer's key: his facts cannot be opened again, wherever they lie.

        Return what the journal said of it.

        *Raises* CustomerUnknown; QueueFull, VenueStopped: nothing was forgotten.
        """
        if self._key(customer) is None:
            raise CustomerUnknown(customer)
        outcome = await self._publish(_document(FORGOTTEN, customer, reason, []))
        self.drop(customer)
        return outcome

    def drop(self, customer: str) -> None:
        """Destroy the key and the facts of whoever never became a customer: of him the journal
        knows nothing.
        """
        self._file.execute("BEGIN IMMEDIATE")
        self._file.execute("DELETE FROM keys WHERE customer = ?", (customer,))
        self._file.execute("DELETE FROM facts WHERE customer = ?", (customer,))
        self._file.execute("COMMIT")
        self._file.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # nor is it in the file beside it

    def _key(self, customer: str) -> bytes | None:
        row = self._file.execute(
            "SELECT wrapped FROM keys WHERE customer = ?", (customer,)
        ).fetchone()
        return None if row is None else unseal(self._wrapping, row[0], f"key of {customer}")

    def _new_key(self, customer: str) -> bytes:
        key = os.urandom(KEY_BYTES)
        wrapped = seal(self._wrapping, key, f"key of {customer}")
        self._file.execute("INSERT INTO keys VALUES (?, ?)", (customer, wrapped))
        return key

    def _sealed(self, customer: str, field: str) -> bytes | None:
        row = self._file.execute(
            "SELECT sealed FROM facts WHERE customer = ? AND field = ?", (customer, field)
        ).fetchone()
        return None if row is None else bytes(row[0])


def _document(schema: str, customer: str, reason: Reason, fields: list[str]) -> Document:
    names = sorted({field.partition(":")[0] for field in fields})
    body = {"customer": customer, "reader": reason.reader, "why": reason.why, "fields": names}
    return Document(schema, 1, body)
