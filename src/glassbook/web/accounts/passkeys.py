"""Passkeys: made by who is logged in, and shown by whoever wants to be.

What the browser and the authenticator say to each other is passed on as it is, in the JSON form of
the standard: `PublicKeyCredential.toJSON()` and its counterparts.
"""

from typing import Any

from glassbook.identity.passkeys import Site
from glassbook.identity.refused import Refused, Why
from glassbook.identity.vault import Reason
from glassbook.web.accounts.endpoint import Access, Call, Desk, Endpoint, Nothing, Shape
from glassbook.web.accounts.entering import ROOT, Password, Standing, standing

MILLISECOND_NS = 1_000_000


class Options(Shape, kw_only=True):
    """What `navigator.credentials` is called with, under `publicKey`."""

    public_key: dict[str, Any]


class NewPasskey(Shape, kw_only=True):
    """What the browser made, and what its owner calls it."""

    name: str
    credential: dict[str, Any]


class ShownPasskey(Shape, kw_only=True):
    credential: dict[str, Any]


class PasskeyNamed(Shape, kw_only=True):
    passkey: str
    password: str


class PasskeyView(Shape, kw_only=True):
    """A passkey. `host` is the name at which it opens; `usedAt` null: never."""

    passkey: str
    name: str
    host: str
    created_at: int
    used_at: int | None


async def show_passkeys(desk: Desk, call: Call) -> list[PasskeyView]:
    """Show the passkeys, the newest first."""
    person = call.own.person
    passkeys = desk.people.keyring.of(person)
    fields = [f"passkey:{each.passkey}" for each in passkeys]
    read = await desk.vault.read(person, fields, Reason(person, "own passkeys")) if fields else {}
    return [
        PasskeyView(
            passkey=each.passkey,
            name=read.get(field, ""),
            host=each.host,
            created_at=each.created_ns // MILLISECOND_NS,
            used_at=each.used_ns // MILLISECOND_NS if each.used_ns else None,
        )
        for each, field in zip(passkeys, fields, strict=True)
    ]


async def offer_passkey(desk: Desk, call: Call) -> Options:
    """Ask for a new passkey, by the password: what a browser is to make it by."""
    return Options(public_key=await desk.passkeys.offer(call.own, call.body.password, _site(call)))


async def add_passkey(desk: Desk, call: Call) -> Nothing:
    """Keep the passkey that the browser made."""
    body: NewPasskey = call.body
    await desk.passkeys.add(call.own, body.credential, body.name, _site(call))
    return Nothing()


async def remove_passkey(desk: Desk, call: Call) -> Nothing:
    """Delete a passkey, by the password."""
    body: PasskeyNamed = call.body
    await desk.passkeys.remove(call.own, body.passkey, body.password)
    return Nothing()


async def ask_passkeys(desk: Desk, call: Call) -> Options:
    """Ask what a passkey is to sign for a log-in."""
    return Options(public_key=desk.passkeys.challenge(call.visitor.address, _site(call)))


async def log_in(desk: Desk, call: Call) -> Standing:
    """Begin a session by a passkey, which is both factors."""
    call.entered = await desk.passkeys.log_in(
        call.body.credential, _site(call), call.visitor, call.session
    )
    return standing(desk, call.entered)


def _site(call: Call) -> Site:
    """Return where the page is open. Only a browser has passkeys, and it says its origin."""
    if call.site is None:
        raise Refused(Why.INVALID, "origin", "is not told", "a browser's page of this venue")
    return call.site


PASSKEYS = f"{ROOT}/passkeys"
ENDPOINTS = (
    Endpoint("GET", PASSKEYS, Access.CUSTOMER, show_passkeys, list[PasskeyView], "Passkeys"),
    Endpoint(
        "POST",
        f"{PASSKEYS}/offer",
        Access.CUSTOMER,
        offer_passkey,
        Options,
        "Ask for a passkey",
        Password,
    ),
    Endpoint("POST", PASSKEYS, Access.CUSTOMER, add_passkey, Nothing, "Keep a passkey", NewPasskey),
    Endpoint(
        "POST",
        f"{PASSKEYS}/remove",
        Access.CUSTOMER,
        remove_passkey,
        Nothing,
        "Delete a passkey",
        PasskeyNamed,
    ),
    Endpoint(
        "POST",
        f"{ROOT}/session/passkey/ask",
        Access.ANYBODY,
        ask_passkeys,
        Options,
        "Ask what a passkey is to sign",
        Nothing,
    ),
    Endpoint(
        "POST",
        f"{ROOT}/session/passkey",
        Access.ANYBODY,
        log_in,
        Standing,
        "Log in by a passkey",
        ShownPasskey,
    ),
)
