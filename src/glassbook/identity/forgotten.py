"""A forgotten password: a letter with a link, and the password that is set by it.

Whoever asks is told the same, and costs the same work, whether or not the address is known: what
differs stands in the letter. The link replaces the password alone; a second factor that is on is
still asked for at the next log-in.

Source: OWASP Forgot Password Cheat Sheet; OWASP ASVS 4.0.3, 2.5.
"""

import secrets
from collections.abc import Callable

from glassbook.identity.attempts import OF_A_PERSON, OF_A_PLACE
from glassbook.identity.letters import changed, renewal, unknown
from glassbook.identity.mailbox import Mail
from glassbook.identity.passwords import Passwords, PoolFull
from glassbook.identity.people import People
from glassbook.identity.refused import Refused, Why
from glassbook.identity.registration import accepted_password, address_of, busy, require_free
from glassbook.identity.sessions import Kind
from glassbook.identity.vault import Reason, Vault


class Forgotten:
    """Lets customers set anew what they forgot."""

    def __init__(
        self,
        people: People,
        vault: Vault,
        passwords: Passwords,
        mail: Mail,
        clock: Callable[[], int],
    ) -> None:
        self._people = people
        self._vault = vault
        self._passwords = passwords
        self._mail = mail
        self._clock = clock

    def ask(self, email: str, place: str) -> None:
        """Send a letter to the address. *Raises* Refused."""
        address, now = address_of(email), self._clock()
        self._count("forgotten", address, place, now)
        customer = self._people.customer_at(self._people.subject("address", address))
        self._people.sweep(now)
        # A stranger's link is drawn and written down, too: to nobody, so that it opens nothing.
        person = f"nobody-{secrets.token_hex(8)}" if customer is None else customer.customer
        token = self._people.renewals.begin(person, now)
        self._mail.send(unknown(address) if customer is None else renewal(address, token))

    async def renew(self, token: str, password: str, place: str) -> None:
        """Set the password of whoever was sent the link; all his sessions end. *Raises* Refused."""
        now = self._clock()
        self._count("renew", token, place, now)
        person = self._people.renewals.person(token, now)
        customer = None if person is None else self._people.customer(person)
        if customer is None:
            raise _not_good()
        reason = Reason("glassbook", "forgotten password")
        read = await self._vault.read(customer.customer, ["email"], reason)
        accepted_password(password, read["email"])
        try:
            hashed = await self._passwords.hash(password)
        except PoolFull:
            raise busy() from None
        if not self._people.renewals.use(token, self._clock()):
            raise _not_good()  # another request was faster
        # From here on nothing may be refused.
        people = self._people
        people.set_password(customer.customer, hashed)
        people.sessions.revoke_all(customer.customer, Kind.CUSTOMER)
        people.attempts.forgive(people.subject("address", read["email"]))
        self._vault.retain(customer.customer, "session:", ())
        self._mail.send(changed(read["email"], "Your password was set anew by a link."))

    def _count(self, what: str, text: str, place: str, now: int) -> None:
        people = self._people
        counted = (
            (people.subject(what, text), OF_A_PERSON),
            (people.subject("place", place), OF_A_PLACE),
        )
        for subject, _ in counted:
            require_free(people, subject, now)
        for subject, patience in counted:
            people.attempts.count(subject, patience, now)


def _not_good() -> Refused:
    rule = "the link is not good any more"
    return Refused(Why.NOT_RECOGNISED, "token", rule, "the newest link, once, within 30 minutes")
