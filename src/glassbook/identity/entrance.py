"""Logging in: password, then the second factor; and every change of either.

An attempt is counted before it is looked at, so that many at once gain nothing, and it costs the
same work whoever it is for. Each step that opens more draws a new token; the one before is dead.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from glassbook.identity.attempts import OF_A_PERSON, OF_A_PLACE
from glassbook.identity.frequent_passwords import is_frequent
from glassbook.identity.letters import alert, changed, reused
from glassbook.identity.lost_factors import LostFactors
from glassbook.identity.mailbox import Mail
from glassbook.identity.one_time_codes import (
    address_of as otpauth_of,
)
from glassbook.identity.one_time_codes import (
    in_base32,
    new_recovery_codes,
    new_secret,
    recovery_hash,
    step_of,
)
from glassbook.identity.passwords import Passwords, PoolFull
from glassbook.identity.people import Customer, Member, People
from glassbook.identity.refused import Refused, Why
from glassbook.identity.registration import (
    accepted_password,
    address_of,
    busy,
    require_free,
)
from glassbook.identity.sessions import Kind, Session
from glassbook.identity.vault import Publish, Reason, Vault
from glassbook.protocol.documents import Document

AGENT_LENGTH_MAX = 200
CHANGED = "staff-password"


@dataclass(frozen=True, slots=True)
class Visitor:
    """From where, and with what, somebody asks. Both are personal: they go to the vault."""

    address: str
    agent: str

    def text(self) -> str:
        printable = "".join(each for each in self.agent if each.isprintable())
        return f"{self.address} {printable[:AGENT_LENGTH_MAX]}"


@dataclass(frozen=True, slots=True)
class Entered:
    """A session, and the token that opens it."""

    token: str
    session: Session


class Entrance:
    """Lets people in."""

    def __init__(
        self,
        people: People,
        vault: Vault,
        passwords: Passwords,
        mail: Mail,
        clock: Callable[[], int],
        issuer: str,
        lost: LostFactors,
        publish: Publish,
    ) -> None:
        self._people = people
        self._vault = vault
        self._passwords = passwords
        self._mail = mail
        self._clock = clock
        self._issuer = issuer
        self._lost = lost
        self._publish = publish

    # --- customers

    async def log_in(
        self, email: str, password: str, visitor: Visitor, old: Session | None
    ) -> Entered:
        """Begin a session, half a one where a second factor is on. *Raises* Refused."""
        found = self._people.subject("address", address_of(email))
        customer = self._people.customer_at(found)
        hashed = None if customer is None else customer.password
        failures = await self._check(found, hashed, password, visitor, "password")
        assert customer is not None, "the password of nobody is never right"
        if is_frequent(password):  # chosen before the list was, or before it had this one
            rule = "is among the most common by now; a new one is set by a letter"
            raise Refused(Why.FORBIDDEN, "password", rule, "the link that /forgotten sends")
        if customer.factor_is_on and not await self._lost.take_off_if_due(customer.customer):
            return self._begin(customer.customer, old, visitor, is_whole=False)
        return await self.admit(customer.customer, visitor, old, failures)

    async def admit(
        self, customer: str, visitor: Visitor, old: Session | None, failures: int
    ) -> Entered:
        """Begin a whole session of who has shown all that he must, and tell him of it."""
        await self._lost.stop(customer, "a log-in")
        await self._tell_of_login(customer, visitor, failures)
        return self._begin(customer, old, visitor, is_whole=True)

    async def show_code(self, session: Session, text: str, visitor: Visitor) -> Entered:
        """Make half a session whole by a code or a recovery code. *Raises* Refused."""
        customer = self.customer(session)
        if session.is_whole:
            raise Refused(Why.CONFLICT, "code", "was shown already")
        await self._show_factor(customer, text)
        await self._tell_of_login(customer.customer, visitor, 0)
        return Entered(*self._people.sessions.rotate(session, is_whole=True))

    async def change_password(self, session: Session, current: str, new: str) -> Entered:
        """Change the password; every other session ends. *Raises* Refused."""
        customer = self.customer(session)
        await self.require_password(session, current, "current")
        email = await self._email(customer.customer, "change of the password")
        accepted_password(new, email)
        try:
            hashed = await self._passwords.hash(new)
        except PoolFull:
            raise busy() from None
        self._people.set_password(customer.customer, hashed)
        self._end_others(session)
        self._mail.send(changed(email, "Your password was changed."))
        return Entered(*self._people.sessions.rotate(session, is_whole=True))

    async def require_password(
        self, session: Session, password: str, field: str = "password"
    ) -> None:
        """Return when it is the customer's password, before something grave. *Raises* Refused."""
        customer = self.customer(session)
        subject = self._people.subject("again", customer.customer)
        await self._check(subject, customer.password, password, None, field)

    def customer(self, session: Session) -> Customer:
        """Return the customer whose session it is."""
        found = self._people.customer(session.person)
        if found is None:
            raise Refused(Why.NOT_RECOGNISED, "session", "is over", "a new log-in")
        return found

    # --- the second factor

    async def offer_factor(self, session: Session, password: str) -> tuple[str, str]:
        """Return a new secret (base32) and its `otpauth` address; it is on once a code is shown.

        *Raises* Refused.
        """
        await self.require_password(session, password)
        customer = self.customer(session)
        if customer.factor_is_on:
            raise Refused(Why.CONFLICT, "factor", "is on already", "to turn it off first")
        secret = new_secret()
        self._people.set_factor(customer.customer, secret, is_on=False)
        email = await self._email(customer.customer, "second factor")
        return in_base32(secret), otpauth_of(secret, self._issuer, email)

    async def turn_factor_on(self, session: Session, code: str) -> tuple[Entered, list[str]]:
        """Turn the offered factor on; return the recovery codes, this once. *Raises* Refused."""
        customer = self.customer(session)
        if customer.factor_is_on or not customer.factor:
            raise Refused(Why.CONFLICT, "factor", "none is offered", "to ask for one first")
        await self._show_factor(customer, code)
        email = await self._email(customer.customer, "second factor")
        recovery = new_recovery_codes()
        self._people.set_recovery_codes(customer.customer, list(map(recovery_hash, recovery)))
        self._people.set_factor(customer.customer, customer.factor, is_on=True)
        self._end_others(session)
        self._mail.send(changed(email, "A second factor was turned on."))
        return Entered(*self._people.sessions.rotate(session, is_whole=True)), recovery

    async def renew_recovery(self, session: Session, password: str, code: str) -> list[str]:
        """Return new recovery codes, by both factors; the old ones are void. *Raises* Refused."""
        customer = self.customer(session)
        if not customer.factor_is_on:
            raise Refused(Why.CONFLICT, "factor", "is off", "to turn it on first")
        await self.require_password(session, password)
        await self._show_factor(customer, code)
        email = await self._email(customer.customer, "recovery codes")
        recovery = new_recovery_codes()
        self._people.set_recovery_codes(customer.customer, list(map(recovery_hash, recovery)))
        self._mail.send(changed(email, "New recovery codes were made; the old ones are void."))
        return recovery

    async def turn_factor_off(self, session: Session, password: str, code: str) -> Entered:
        """Turn the second factor off, by both factors. *Raises* Refused."""
        customer = self.customer(session)
        if not customer.factor_is_on:
            raise Refused(Why.CONFLICT, "factor", "is off already")
        await self.require_password(session, password)
        await self._show_factor(customer, code)
        email = await self._email(customer.customer, "second factor")
        self._people.set_factor(customer.customer, b"", is_on=False)
        self._people.set_recovery_codes(customer.customer, [])
        self._end_others(session)
        self._mail.send(changed(email, "The second factor was turned off."))
        return Entered(*self._people.sessions.rotate(session, is_whole=True))

    # --- staff

    async def log_staff_in(
        self, name: str, password: str, code: str, visitor: Visitor, old: Session | None
    ) -> Entered:
        """Begin a session of the staff, by both factors at once. *Raises* Refused."""
        member = self._people.member_named(name)
        subject = self._people.subject("staff", name)
        hashed = None if member is None else member.password
        await self._check(subject, hashed, password, visitor, "password")
        assert member is not None, "the password of nobody is never right"
        self._check_code(member, code)
        if not member.is_admitted:
            rule = "was not admitted by a second member yet"
            raise Refused(Why.FORBIDDEN, "name", rule, "another time, once somebody has")
        if old is not None:
            self._people.sessions.revoke(old.person, old.kind, old.session_id)
        begun = self._people.sessions.begin(
            member.member, Kind.STAFF, is_whole=True, now_ns=self._clock()
        )
        return Entered(*begun)

    async def change_staff_password(
        self, session: Session, current: str, code: str, new: str
    ) -> Entered:
        """Change a member's password, by both factors; his other sessions end. *Raises* Refused.

        That it was changed is journaled before it is.
        """
        member = self._people.member(session.person)
        if member is None:
            raise Refused(Why.NOT_RECOGNISED, "session", "is over", "a new log-in")
        accepted_password(new, member.name)
        subject = self._people.subject("again", member.member)
        await self._check(subject, member.password, current, None, "current")
        self._check_code(member, code)
        try:
            hashed = await self._passwords.hash(new)
        except PoolFull:
            raise busy() from None
        await self._publish(Document(CHANGED, 1, {"member": member.member}))
        self._people.set_member_password(member.member, hashed)
        self._people.sessions.revoke_all(session.person, session.kind, session.session_id)
        return Entered(*self._people.sessions.rotate(session, is_whole=True))

    # --- what all of it is made of

    async def _check(
        self,
        subject: bytes,
        hashed: str | None,
        password: str,
        visitor: Visitor | None,
        field: str,
    ) -> int:
        """Return how many attempts had failed before this right one. *Raises* Refused."""
        people, now = self._people, self._clock()
        place = people.subject("place", "" if visitor is None else visitor.address)
        counted = [(subject, OF_A_PERSON)]
        if visitor is not None:
            counted.append((place, OF_A_PLACE))
        for each, _ in counted:
            require_free(people, each, now)
        failures = people.attempts.failures(subject, now)
        for each, patience in counted:
            people.attempts.count(each, patience, now)
        try:
            is_right = await self._passwords.matches(hashed, password)
        except PoolFull:
            people.attempts.take_back(subject)
            people.attempts.take_back(place)
            raise busy() from None
        if not is_right:
            rule = "this is not how anybody logs in here" if visitor else "is not your password"
            raise Refused(Why.NOT_RECOGNISED, field, rule, "the right address and password")
        people.attempts.forgive(subject)
        if visitor is not None:
            people.attempts.take_back(place)
        return failures

    async def _show_factor(self, customer: Customer, text: str) -> None:
        """Return when it is a good code; who has one did not lose it. *Raises* Refused."""
        try:
            self._check_code(customer, text)
        except Refused as refused:
            if refused.why is Why.NOT_RECOGNISED and self._is_of_now(customer, text):
                self._mail.send(reused(await self._email(customer.customer, "a code used twice")))
            raise
        await self._lost.stop(customer.customer, "a code that was shown")

    def _is_of_now(self, customer: Customer, text: str) -> bool:
        """Is it a code that would be right, had it not been used?"""
        return step_of(customer.factor, text.strip(), self._clock(), -1) is not None

    def _check_code(self, person: Customer | Member, text: str) -> None:
        """Return when it is a code of the person's that was not used before. *Raises* Refused."""
        people, now = self._people, self._clock()
        name = person.customer if isinstance(person, Customer) else person.member
        subject = people.subject("code", name)
        require_free(people, subject, now)
        people.attempts.count(subject, OF_A_PERSON, now)
        step = step_of(person.factor, text.strip(), now, person.factor_step)
        is_right = step is not None and people.use_step(name, step)
        if not is_right and not people.use_recovery_code(name, recovery_hash(text)):
            accepted = "the six digits shown now, or a recovery code that was not used"
            raise Refused(Why.NOT_RECOGNISED, "code", "is not right", accepted)
        people.attempts.forgive(subject)

    def _begin(
        self, customer: str, old: Session | None, visitor: Visitor, *, is_whole: bool
    ) -> Entered:
        sessions = self._people.sessions
        if old is not None:
            sessions.revoke(old.person, old.kind, old.session_id)
        token, session = sessions.begin(
            customer, Kind.CUSTOMER, is_whole=is_whole, now_ns=self._clock()
        )
        self._vault.keep(customer, f"session:{session.session_id}", visitor.text())
        living = (each.session_id for each in sessions.of(customer, Kind.CUSTOMER, self._clock()))
        self._vault.retain(customer, "session:", living)
        return Entered(token, session)

    def _end_others(self, session: Session) -> None:
        self._people.sessions.revoke_all(session.person, session.kind, session.session_id)
        self._vault.retain(session.person, "session:", (session.session_id,))

    async def _tell_of_login(self, customer: str, visitor: Visitor, failures: int) -> None:
        """Write to the customer, and into his history. If that cannot be, nobody gets in."""
        email = await self._email(customer, "log-in alert")
        login, now = secrets.token_hex(8), self._clock()
        self._vault.keep(customer, f"login:{login}", visitor.text())
        for gone in self._people.add_login(customer, login, now, failures):
            self._vault.discard(customer, f"login:{gone}")
        self._mail.send(alert(email, visitor.text(), failures))

    async def _email(self, customer: str, why: str) -> str:
        read = await self._vault.read(customer, ["email"], Reason("glassbook", why))
        return read["email"]
