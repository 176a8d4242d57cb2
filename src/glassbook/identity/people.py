"""`people.db`: customers, staff, and what each of them knows or has. Nothing is decided here.

Nothing personal stands here in the clear: an address is found by its keyed hash, and what a person
is called stands in the vault.
"""

import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from glassbook.identity.actions import Actions
from glassbook.identity.attempts import Attempts
from glassbook.identity.database import opened
from glassbook.identity.keyring import Keyring
from glassbook.identity.people_schema import STEPS
from glassbook.identity.renewals import Renewals
from glassbook.identity.resets import Resets
from glassbook.identity.sealing import MasterKey, keyed_hash, seal, unseal
from glassbook.identity.sessions import Kind, Sessions, token_hash

LOGINS_MAX = 100  # of one customer; the oldest go
CUSTOMER = "customer, reference, password, created_ns, factor, factor_is_on, factor_step"


class Role(StrEnum):
    """What a member of the staff is there for."""

    OPERATOR = "operator"
    COMPLIANCE = "compliance"
    AUDITOR = "auditor"
    SUPPORT = "support"


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer. `factor` is the secret shared with his authenticator, empty without one."""

    customer: str
    reference: str  # of his account on the exchange
    password: str = field(repr=False)
    created_ns: int
    factor: bytes = field(repr=False)
    factor_is_on: bool
    factor_step: int  # of the last code that was used


@dataclass(frozen=True, slots=True)
class Pending:
    """Somebody who signed up and has not shown yet that the address is his.

    The address is in the vault, under this customer's key.
    """

    customer: str
    found: bytes
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the staff. One who is not admitted yet cannot log in."""

    member: str
    name: str
    role: Role
    password: str = field(repr=False)
    factor: bytes = field(repr=False)
    factor_step: int
    is_admitted: bool


@dataclass(frozen=True, slots=True)
class Login:
    """One log-in: when, and how many attempts had failed since the one before."""

    login: str
    time_ns: int
    failures: int


class NameTaken(ValueError):
    """A member of the staff has this name already."""


class People:
    """Everybody a venue knows by a password."""

    def __init__(self, path: Path, master: MasterKey) -> None:
        self._finding = master.derived("people: finding")
        self._sealing = master.derived("people: secrets")
        self._file = opened(path, STEPS, master.derived("people: seal"))
        self.sessions = Sessions(self._file)
        self.attempts = Attempts(self._file)
        self.renewals = Renewals(self._file)
        self.resets = Resets(self._file)
        self.keyring = Keyring(self._file)
        self.actions = Actions(self._file)

    def close(self) -> None:
        self._file.close()

    def subject(self, what: str, text: str) -> bytes:
        """Return the keyed hash of a text, different for each use that is made of it."""
        return keyed_hash(self._finding, f"{what}:{text}")

    def sweep(self, now_ns: int) -> None:
        """Delete what is over: sessions, failures, links."""
        self.sessions.sweep(now_ns)
        self.attempts.sweep(now_ns)
        self.renewals.sweep(now_ns)
        self.resets.sweep(now_ns)

    # --- sign-ups

    def wait_for(self, pending: Pending, token: str, expires_ns: int) -> None:
        """Keep a sign-up until its address is confirmed by the token."""
        row = (token_hash(token), pending.customer, pending.found, pending.password, expires_ns)
        self._file.execute("INSERT INTO pending VALUES (?, ?, ?, ?, ?)", row)

    def drop_expired(self, now_ns: int) -> list[str]:
        """Delete the sign-ups that nobody confirmed in time; return whose they were to be."""
        gone = self._file.execute(
            "DELETE FROM pending WHERE expires_ns < ? RETURNING customer", (now_ns,)
        )
        return [customer for (customer,) in gone.fetchall()]

    def pending(self, token: str, now_ns: int) -> Pending | None:
        row = self._file.execute(
            "SELECT customer, found, password FROM pending"
            " WHERE token_hash = ? AND expires_ns >= ?",
            (token_hash(token), now_ns),
        ).fetchone()
        return None if row is None else Pending(*row)

    def add_customer(self, pending: Pending, reference: str, now_ns: int) -> list[str]:
        """Make a customer of a sign-up; every other sign-up with his address is void.

        Return whose these were to be.
        """
        self._file.execute("BEGIN IMMEDIATE")
        row = (pending.customer, reference, pending.found, pending.password, now_ns)
        self._file.execute(
            "INSERT INTO customers (customer, reference, found, password, created_ns)"
            " VALUES (?, ?, ?, ?, ?)",
            row,
        )
        void = self._file.execute(
            "DELETE FROM pending WHERE found = ? RETURNING customer", (pending.found,)
        ).fetchall()
        self._file.execute("COMMIT")
        return [customer for (customer,) in void if customer != pending.customer]

    # --- customers

    def customer(self, customer: str) -> Customer | None:
        return self._customer("customer", customer)

    def customer_at(self, found: bytes) -> Customer | None:
        return self._customer("found", found)

    def customer_with(self, reference: str) -> Customer | None:
        """Return the customer whose account has this reference."""
        return self._customer("reference", reference)

    def _customer(self, column: str, value: str | bytes) -> Customer | None:
        row = self._file.execute(
            f"SELECT {CUSTOMER}"  # noqa: S608 - one of three columns of ours
            f" FROM customers WHERE {column} = ?",
            (value,),
        ).fetchone()
        if row is None:
            return None
        factor = b"" if row[4] is None else unseal(self._sealing, row[4], f"factor {row[0]}")
        return Customer(row[0], row[1], row[2], row[3], factor, bool(row[5]), row[6])

    def remove_customer(self, customer: str) -> None:
        """Let nobody log in as this customer again. His facts are the vault's."""
        self._file.execute("BEGIN IMMEDIATE")
        for table, column in (
            ("customers", "customer"),
            ("logins", "customer"),
            ("recovery_codes", "person"),
            ("renewals", "person"),
            ("passkeys", "person"),
            ("resets", "person"),
        ):
            delete = f"DELETE FROM {table} WHERE {column} = ?"  # noqa: S608 - names of ours
            self._file.execute(delete, (customer,))
        self.sessions.revoke_all(customer, Kind.CUSTOMER)
        self._file.execute("COMMIT")

    def set_password(self, customer: str, password: str) -> None:
        """Replace a password; links that were sent to set it anew are worthless after."""
        self.renewals.void(customer)
        self._file.execute(
            "UPDATE customers SET password = ? WHERE customer = ?", (password, customer)
        )

    def set_factor(self, customer: str, secret: bytes, *, is_on: bool) -> None:
        """Keep the secret of an authenticator; an empty one takes it away."""
        sealed = seal(self._sealing, secret, f"factor {customer}") if secret else None
        self._file.execute(
            "UPDATE customers SET factor = ?, factor_is_on = ? WHERE customer = ?",
            (sealed, is_on, customer),
        )

    def use_step(self, person: str, step: int) -> bool:
        """Note that a code of this step was used; return False when one as new had been."""
        noted = 0
        for table, column in (("customers", "customer"), ("staff", "member")):
            noted += self._file.execute(
                f"UPDATE {table} SET factor_step = ?"  # noqa: S608
                f" WHERE {column} = ? AND factor_step < ?",
                (step, person, step),
            ).rowcount
        return noted > 0

    # --- recovery codes

    def set_recovery_codes(self, person: str, hashes: list[bytes]) -> None:
        """Replace the recovery codes of a person."""
        self._file.execute("BEGIN IMMEDIATE")
        self._file.execute("DELETE FROM recovery_codes WHERE person = ?", (person,))
        rows = [(person, each) for each in hashes]
        self._file.executemany("INSERT INTO recovery_codes VALUES (?, ?)", rows)
        self._file.execute("COMMIT")

    def use_recovery_code(self, person: str, hashed: bytes) -> bool:
        """Use up a recovery code; return whether there was one."""
        used = self._file.execute(
            "DELETE FROM recovery_codes WHERE person = ? AND hash = ?", (person, hashed)
        )
        return used.rowcount > 0

    def recovery_codes_left(self, person: str) -> int:
        row = self._file.execute(
            "SELECT count(*) FROM recovery_codes WHERE person = ?", (person,)
        ).fetchone()
        return int(row[0])

    # --- log-ins

    def add_login(self, customer: str, login: str, now_ns: int, failures: int) -> list[str]:
        """Note a log-in; return the ids of those that are now too many and were deleted."""
        row = (login, customer, now_ns, failures)
        self._file.execute("INSERT INTO logins VALUES (?, ?, ?, ?)", row)
        gone = self._file.execute(
            "DELETE FROM logins WHERE login IN (SELECT login FROM logins WHERE customer = ?"
            " ORDER BY time_ns DESC, rowid DESC LIMIT -1 OFFSET ?) RETURNING login",
            (customer, LOGINS_MAX),
        )
        return [each[0] for each in gone.fetchall()]

    def logins(self, customer: str) -> list[Login]:
        """Return the log-ins of a customer, the newest first."""
        rows = self._file.execute(
            "SELECT login, time_ns, failures FROM logins WHERE customer = ?"
            " ORDER BY time_ns DESC, rowid DESC",
            (customer,),
        )
        return [Login(*row) for row in rows]

    # --- staff

    def add_member(
        self,
        name: str,
        role: Role,
        password: str,
        secret: bytes,
        now_ns: int,
        *,
        is_admitted: bool = True,
    ) -> str:
        """Add a member of the staff and return his opaque id. *Raises* NameTaken."""
        member = f"staff-{secrets.token_hex(8)}"
        row = (
            member,
            name,
            role,
            password,
            now_ns,
            seal(self._sealing, secret, f"factor {member}"),
            is_admitted,
        )
        added = self._file.execute(
            "INSERT INTO staff (member, name, role, password, created_ns, factor, is_admitted)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING",
            row,
        )
        if not added.rowcount:
            raise NameTaken(f"a member of the staff is named {name!r} already")
        return member

    def admit_member(self, member: str) -> None:
        """Let a member log in from now on."""
        self._file.execute("UPDATE staff SET is_admitted = 1 WHERE member = ?", (member,))

    def remove_member(self, name: str) -> bool:
        """Let a member go, and end his sessions. Return whether there was one."""
        member = self.member_named(name)
        if member is None:
            return False
        self._file.execute("BEGIN IMMEDIATE")
        self._file.execute("DELETE FROM staff WHERE member = ?", (member.member,))
        self._file.execute("DELETE FROM sessions WHERE person = ?", (member.member,))
        self._file.execute("COMMIT")
        return True

    def set_member_password(self, member: str, password: str) -> None:
        """Replace the password of a member."""
        self._file.execute("UPDATE staff SET password = ? WHERE member = ?", (password, member))

    def member(self, member: str) -> Member | None:
        return self._member("member", member)

    def member_named(self, name: str) -> Member | None:
        return self._member("name", name)

    def members(self) -> list[Member]:
        """Return the staff, by name."""
        names = self._file.execute("SELECT name FROM staff ORDER BY name").fetchall()
        return [member for (name,) in names if (member := self.member_named(name)) is not None]

    def _member(self, column: str, value: str) -> Member | None:
        row = self._file.execute(
            "SELECT member, name, role, password, factor, factor_step, is_admitted"  # noqa: S608
            " FROM staff"
            f" WHERE {column} = ?",
            (value,),
        ).fetchone()
        if row is None:
            return None
        factor = unseal(self._sealing, row[4], f"factor {row[0]}")
        return Member(row[0], row[1], Role(row[2]), row[3], factor, row[5], bool(row[6]))
