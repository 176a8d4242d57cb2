"""How a customer comes and goes: sign-up, confirmation of the address, closing.

Whoever signs up is told the same, and costs the same work, whether or not the address is known:
what differs stands in the letter, which only its owner reads. The link in the letter needs the
password of the sign-up, too: a stranger's sign-up with somebody's address never becomes an account.
"""

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable

from glassbook.identity.attempts import OF_A_PERSON, OF_A_PLACE, Locked
from glassbook.identity.letters import confirmation, known
from glassbook.identity.mailbox import Mail
from glassbook.identity.own_keys import OwnKeys
from glassbook.identity.passwords import NotAPassword, Passwords, PoolFull, require_password
from glassbook.identity.people import Pending, People
from glassbook.identity.refused import Refused, Why
from glassbook.identity.vault import Vault

ADDRESS_LENGTH_MAX = 254
CONFIRM_WITHIN_NS = 24 * 3_600 * 1_000_000_000
ACCEPTED = "an address such as ann@example.org, of at most 254 ASCII characters"
_is_address = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,62}"
).fullmatch

#: Opens, or finds, the exchange's account with this reference.
Open = Callable[[str], Awaitable[None]]
#: Cancels what the account of this reference wants, and lets it want nothing again.
Shut = Callable[[str], Awaitable[None]]


def address_of(text: str) -> str:
    """Return an address as it is compared: without capitals. *Raises* Refused."""
    address = text.strip().lower()
    if len(address) > ADDRESS_LENGTH_MAX or _is_address(address) is None:
        raise Refused(Why.INVALID, "email", "is no e-mail address", ACCEPTED)
    return address


def accepted_password(text: str, address: str, field: str = "password") -> str:
    """Return a text that may be a password. *Raises* Refused."""
    try:
        require_password(text, address)
    except NotAPassword as error:
        raise Refused(Why.INVALID, field, "is not accepted as a password", str(error)) from error
    return text


def busy() -> Refused:
    """Return the refusal of what the pool of passwords has no room for."""
    return Refused(Why.BUSY, "password", "too many are being checked; try again in a moment")


class Registration:
    """Signs up, confirms and closes.

    Arguments
        clock  nanoseconds since the epoch
    """

    def __init__(
        self,
        people: People,
        vault: Vault,
        passwords: Passwords,
        keys: OwnKeys,
        mail: Mail,
        clock: Callable[[], int],
        open_account: Open,
        shut_account: Shut,
    ) -> None:
        self._people = people
        self._vault = vault
        self._passwords = passwords
        self._keys = keys
        self._mail = mail
        self._clock = clock
        self._open = open_account
        self._shut = shut_account
        self._confirming = asyncio.Lock()  # nobody's account is opened twice

    async def sign_up(self, email: str, password: str, place: str) -> None:
        """Send a letter to an address that may become a customer's. *Raises* Refused."""
        address = address_of(email)
        accepted_password(password, address)
        now = self._clock()
        self._count("sign-up", address, place, now)
        try:
            hashed = await self._passwords.hash(password)
        except PoolFull:
            raise busy() from None
        found = self._people.subject("address", address)
        token, customer = secrets.token_urlsafe(32), f"customer-{secrets.token_hex(12)}"
        pending = Pending(customer, found, hashed)
        self._people.sweep(now)
        self._drop(self._people.drop_expired(now))
        self._people.wait_for(pending, token, now + CONFIRM_WITHIN_NS)
        self._vault.keep(customer, "email", address)
        is_known = self._people.customer_at(found) is not None
        self._mail.send(known(address) if is_known else confirmation(address, token))

    async def confirm(self, token: str, password: str, place: str) -> str:
        """Make a customer of a sign-up, open his account, and return his id. *Raises* Refused."""
        now = self._clock()
        self._count("confirm", token, place, now)
        pending = self._people.pending(token, now)
        try:
            hashed = None if pending is None else pending.password
            is_his = await self._passwords.matches(hashed, password)
        except PoolFull:
            raise busy() from None
        if pending is None or not is_his or not self._vault.knows(pending.customer):
            rule = "the link, or the password that was chosen with it, is not right any more"
            raise Refused(Why.NOT_RECOGNISED, "token", rule, "the newest link, within 24 hours")
        async with self._confirming:
            await self._admit(pending, token, now)
        return pending.customer

    async def _admit(self, pending: Pending, token: str, now: int) -> None:
        """Every step may be done again: what a crash left half done, the same link completes."""
        if self._people.pending(token, now) is None:
            return
        reference = self._keys.store.register(pending.customer)
        await self._open(reference)
        self._drop(self._people.add_customer(pending, reference, now))

    def _drop(self, customers: list[str]) -> None:
        """Nobody became these customers: their keys and addresses go, and nothing is left."""
        for customer in customers:
            self._vault.drop(customer)

    async def close(self, customer: str) -> None:
        """Shut the customer's account and end all access to it.

        What it holds stays owed to him, and what is known of him stays in the vault for as long as
        the law wants it kept: two of compliance say when it is over, see `Vault.forget`.
        """
        found = self._people.customer(customer)
        assert found is not None, "who has a session is a customer"
        await self._shut(found.reference)
        self._keys.revoke_all(customer)
        self._people.remove_customer(customer)

    def _count(self, what: str, text: str, place: str, now: int) -> None:
        attempts, people = self._people.attempts, self._people
        subjects = (
            (people.subject(what, text), OF_A_PERSON),
            (people.subject("place", place), OF_A_PLACE),
        )
        for subject, _ in subjects:
            require_free(people, subject, now)
        for subject, patience in subjects:
            attempts.count(subject, patience, now)


def require_free(people: People, subject: bytes, now_ns: int) -> None:
    """Return when an attempt may be made. *Raises* Refused, which says when the next may."""
    try:
        people.attempts.require_free(subject, now_ns)
    except Locked as locked:
        rule = "too many attempts; wait before the next"
        raise Refused(Why.TOO_MANY, "attempts", rule, retry_ns=locked.until_ns) from None
