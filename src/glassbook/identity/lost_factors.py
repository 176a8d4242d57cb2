"""Help for a customer who lost every second factor: two members of the staff, a letter, a wait.

What the staff decide takes nothing off yet. The customer is written to at once; for three days each
of his factors still opens his account and, shown once, ends the matter: who can show it has not
lost it. After that his next log-in by the password takes them off, and the password alone opens the
account. Whoever talked the staff into it knows no password by it.

Every step is a document in the journal before anything comes of it: `factors-reset` with who, by
which action of the staff, and what became of it (`waits`, `stopped`, `done`).

Source: OWASP ASVS 4.0.3, 2.5.7; NIST SP 800-63B, 6.1.2.3.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from glassbook.identity.letters import changed, lost
from glassbook.identity.mailbox import Mail
from glassbook.identity.people import Customer, People
from glassbook.identity.refused import Refused, Why
from glassbook.identity.resets import WAIT_NS
from glassbook.identity.sessions import SECOND_NS, Kind
from glassbook.identity.vault import Publish, Reason, Vault
from glassbook.protocol.documents import Document
from glassbook.protocol.submission import Outcome

RESET = "factors-reset"


class LostFactors:
    """Takes second factors off, slowly."""

    def __init__(
        self,
        people: People,
        vault: Vault,
        mail: Mail,
        clock: Callable[[], int],
        publish: Publish,
    ) -> None:
        self._people = people
        self._vault = vault
        self._mail = mail
        self._clock = clock
        self._publish = publish

    def require_lost(self, customer: str) -> Customer:
        """Return a customer who has a factor to lose and is not being helped. *Raises* Refused."""
        found = self._people.customer(customer)
        if found is None:
            raise Refused(Why.INVALID, "customer", "is nobody here", "the id of a customer")
        if not found.factor_is_on:
            raise Refused(Why.CONFLICT, "customer", "has no second factor that is on")
        if self._people.resets.of(customer, self._clock()) is not None:
            raise Refused(Why.CONFLICT, "customer", "is being helped already", "to wait for it")
        return found

    def require_waiting(self, customer: str) -> None:
        """Return when a reset of this customer's waits or is due. *Raises* Refused."""
        if self._people.resets.of(customer, self._clock()) is None:
            raise Refused(Why.CONFLICT, "customer", "is not being helped", "one whose reset waits")

    async def begin(self, customer: str, action: str, by: str) -> Outcome:
        """Write to the customer, and begin to wait; return what the journal said. *Raises* Refused.

        Arguments
            action  of the staff
            by      who allowed it, and why, as it is to stand in the journal
        """
        self.require_lost(customer)
        email = await self._email(customer)
        outcome = await self._note(customer, action, "waits", by)
        # The letter comes before the row: who cannot be told keeps his factors.
        now = self._clock()
        due = datetime.fromtimestamp((now + WAIT_NS) // SECOND_NS, UTC)
        self._mail.send(lost(email, due.strftime("%Y-%m-%d %H:%M UTC")))
        self._people.resets.begin(customer, action, now)
        return outcome

    async def stop(self, customer: str, by: str) -> Outcome | None:
        """End a reset of which nothing is to come, if there is one; return the journal's word."""
        reset = self._people.resets.of(customer, self._clock())
        if reset is None:
            return None
        outcome = await self._note(customer, reset.action, "stopped", by)
        self._people.resets.end(customer)
        return outcome

    async def take_off_if_due(self, customer: str) -> bool:
        """Take every factor off whose time has come; return whether it was done."""
        reset = self._people.resets.of(customer, self._clock())
        if reset is None or not reset.is_due(self._clock()):
            return False
        email = await self._email(customer)
        await self._note(customer, reset.action, "done", "a log-in by the password")
        if self._people.resets.of(customer, self._clock()) != reset:
            return False  # it was stopped meanwhile
        people = self._people
        people.set_factor(customer, b"", is_on=False)
        people.set_recovery_codes(customer, [])
        for passkey in people.keyring.of(customer):
            people.keyring.remove(customer, passkey.passkey)
        people.sessions.revoke_all(customer, Kind.CUSTOMER)
        self._vault.retain(customer, "passkey:", ())
        self._vault.retain(customer, "session:", ())
        people.resets.end(customer)
        self._mail.send(changed(email, "Your second factor and your passkeys were taken off."))
        return True

    async def _note(self, customer: str, action: str, state: str, by: str) -> Outcome:
        body = {"customer": customer, "action": action, "state": state, "by": by}
        return await self._publish(Document(RESET, 1, body))

    async def _email(self, customer: str) -> str:
        reason = Reason("glassbook", "lost second factor")
        return (await self._vault.read(customer, ["email"], reason))["email"]
