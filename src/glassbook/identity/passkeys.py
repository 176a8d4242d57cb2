"""Passkeys: logging in by a key that never leaves its device, and that no other site can ask for.

A passkey is both factors at once: the device is what one has, and what opens the device (a finger,
a number) what one is or knows, so it has to say that it asked. Which site asks is signed with it: a
page of another name gets nothing that is worth anything here.

What is signed is checked by `webauthn`. Source: Web Authentication Level 3,
https://www.w3.org/TR/webauthn-3/, sections 7.1 and 7.2.
"""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import webauthn
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from glassbook.identity.attempts import OF_A_PLACE
from glassbook.identity.challenges import Challenges
from glassbook.identity.entrance import Entered, Entrance, Visitor
from glassbook.identity.keyring import PASSKEYS_MAX, Passkey
from glassbook.identity.letters import changed
from glassbook.identity.mailbox import Mail
from glassbook.identity.people import People
from glassbook.identity.refused import Refused, Why
from glassbook.identity.registration import require_free
from glassbook.identity.sessions import Session
from glassbook.identity.vault import Reason, Vault

NAME_LENGTH_MAX = 60
LOG_IN = "log-in"


@dataclass(frozen=True, slots=True)
class Site:
    """Where a page of ours is open: the name of the host, and scheme, host and port."""

    host: str
    origin: str


class Passkeys:
    """Makes passkeys, lets in by them, and takes them away."""

    def __init__(
        self,
        people: People,
        vault: Vault,
        entrance: Entrance,
        mail: Mail,
        clock: Callable[[], int],
        name: str,
    ) -> None:
        self._people = people
        self._vault = vault
        self._entrance = entrance
        self._mail = mail
        self._clock = clock
        self._name = name
        self._challenges = Challenges()

    async def offer(self, session: Session, password: str, site: Site) -> dict[str, Any]:
        """Return what a browser is to make a passkey by. *Raises* Refused."""
        await self._entrance.require_password(session, password)
        known = self._people.keyring.of(session.person)
        if len(known) >= PASSKEYS_MAX:
            rule = f"there are {PASSKEYS_MAX} already"
            raise Refused(Why.CONFLICT, "passkeys", rule, "to delete one first")
        email = await self._email(session.person, "new passkey")
        options = webauthn.generate_registration_options(
            rp_id=site.host,
            rp_name=self._name,
            user_id=session.person.encode(),
            user_name=email,
            challenge=self._challenges.draw(session.person, self._clock()),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=k.credential) for k in known],
        )
        return _plain(options)

    async def add(self, session: Session, shown: dict[str, Any], name: str, site: Site) -> Passkey:
        """Keep the passkey that a browser made. *Raises* Refused."""
        called = name.strip()
        if not 0 < len(called) <= NAME_LENGTH_MAX or not called.isprintable():
            accepted = f"1 to {NAME_LENGTH_MAX} printable characters"
            raise Refused(Why.INVALID, "name", "cannot be a name", accepted)
        challenge = self._answered(session.person, shown)
        try:
            made = webauthn.verify_registration_response(
                credential=shown,
                expected_challenge=challenge,
                expected_rp_id=site.host,
                expected_origin=site.origin,
                require_user_verification=True,
            )
        except WebAuthnException as error:
            raise _not_right(str(error)) from error
        email = await self._email(session.person, "new passkey")
        try:
            passkey = self._people.keyring.add(
                made.credential_id,
                session.person,
                site.host,
                made.credential_public_key,
                made.sign_count,
                self._clock(),
            )
        except sqlite3.IntegrityError as error:
            raise Refused(Why.CONFLICT, "passkey", "is kept already") from error
        self._vault.keep(session.person, f"passkey:{passkey.passkey}", called)
        self._mail.send(changed(email, "A passkey was added: it opens your account alone."))
        return passkey

    def challenge(self, place: str, site: Site) -> dict[str, Any]:
        """Return what a browser is to ask its passkeys. *Raises* Refused."""
        now = self._clock()
        require_free(self._people, self._people.subject("place", place), now)
        options = webauthn.generate_authentication_options(
            rp_id=site.host,
            challenge=self._challenges.draw(LOG_IN, now),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return _plain(options)

    async def log_in(
        self, shown: dict[str, Any], site: Site, visitor: Visitor, old: Session | None
    ) -> Entered:
        """Begin a session by a passkey; it is both factors. *Raises* Refused."""
        people, now = self._people, self._clock()
        place = people.subject("place", visitor.address)
        require_free(people, place, now)
        people.attempts.count(place, OF_A_PLACE, now)
        passkey = self._recognised(shown, site)
        people.attempts.take_back(place)
        return await self._entrance.admit(passkey.person, visitor, old, 0)

    async def remove(self, session: Session, passkey: str, password: str) -> None:
        """Take a passkey away, by the password. *Raises* Refused."""
        await self._entrance.require_password(session, password)
        email = await self._email(session.person, "deleted passkey")
        if not self._people.keyring.remove(session.person, passkey):
            raise Refused(Why.INVALID, "passkey", "you have none of this id", "one of yours")
        self._vault.discard(session.person, f"passkey:{passkey}")
        self._mail.send(changed(email, "A passkey was deleted: it opens nothing any more."))

    def _recognised(self, shown: dict[str, Any], site: Site) -> Passkey:
        """Return the passkey whose signature is right. *Raises* Refused."""
        challenge = self._answered(LOG_IN, shown)
        try:
            credential = webauthn.base64url_to_bytes(str(shown.get("rawId", "")))
            passkey = self._people.keyring.find(credential, site.host)
            if passkey is None:
                raise _not_right("it is not known here")
            checked = webauthn.verify_authentication_response(
                credential=shown,
                expected_challenge=challenge,
                expected_rp_id=site.host,
                expected_origin=site.origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError) as error:
            raise _not_right(str(error)) from error
        self._people.keyring.note_use(passkey.passkey, checked.new_sign_count, self._clock())
        return passkey

    def _answered(self, purpose: str, shown: dict[str, Any]) -> bytes:
        """Return the challenge that was signed, used up by now. *Raises* Refused."""
        try:
            said = webauthn.base64url_to_bytes(str(shown["response"]["clientDataJSON"]))
            challenge = webauthn.base64url_to_bytes(str(json.loads(said)["challenge"]))
        except (KeyError, TypeError, ValueError) as error:
            raise _not_right("it is not whole") from error
        if not self._challenges.use(purpose, challenge, self._clock()):
            raise _not_right("what it signed was not asked, or too long ago")
        return challenge

    async def _email(self, customer: str, why: str) -> str:
        read = await self._vault.read(customer, ["email"], Reason("glassbook", why))
        return read["email"]


def _plain(options: Any) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return plain


def _not_right(why: str) -> Refused:
    rule = f"the passkey is not accepted: {why}"
    return Refused(Why.NOT_RECOGNISED, "passkey", rule, "a passkey that was made at this address")
