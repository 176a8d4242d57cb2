"""What a customer sees of himself: his address, his sessions, his log-ins, his API keys.

Each is asked for by who he is, never by an id that another could send: what is another's is not
there. What is personal is read from the vault, and each reading is journaled.
"""

from typing import Any

from msgspec import UNSET, UnsetType

from glassbook.identity.api_keys import (
    NAME_LENGTH_MAX,
    ApiKey,
    KeyKind,
    NotAPermission,
    NotAPublicKey,
    Permission,
    permissions,
)
from glassbook.identity.bounds import NotAnAddress, networks
from glassbook.identity.key_store import TooManyKeys
from glassbook.identity.own_keys import Said
from glassbook.identity.refused import Refused, Why
from glassbook.identity.sessions import Kind
from glassbook.identity.vault import Reason
from glassbook.web.accounts.endpoint import Access, Call, Desk, Endpoint, Nothing, Shape
from glassbook.web.accounts.entering import ROOT

MILLISECOND_NS = 1_000_000


class Profile(Shape, kw_only=True):
    customer: str
    email: str
    since: int
    factor_is_on: bool
    recovery_codes_left: int


class SessionView(Shape, kw_only=True):
    """A session. `visitor` is from where it began, and with what; times are in milliseconds."""

    session: str
    is_this: bool
    begun: int
    seen: int
    visitor: str


class LoginView(Shape, kw_only=True):
    time: int
    visitor: str
    failures_before: int


class SessionNamed(Shape, kw_only=True):
    session: str


class KeyView(Shape, kw_only=True):
    """A key. `addresses` empty: from anywhere; `expiresAt` null: never.

    Where the vault has lost a network, `addresses` has its width alone, as "IPv4/24".
    """

    api_key: str
    kind: str
    permissions: list[str]
    addresses: list[str]
    created_at: int
    expires_at: int | None
    name: str
    secret: str | UnsetType = UNSET


class NewKey(Shape, kw_only=True):
    """A key to be made. Without `publicKey` (PEM) it is HMAC, and its secret is shown once."""

    password: str
    name: str = ""
    permissions: tuple[str, ...] = ("READ",)
    addresses: tuple[str, ...] = ()
    expires_at: int | None = None
    public_key: str | None = None


class KeyNamed(Shape, kw_only=True):
    api_key: str


async def show_profile(desk: Desk, call: Call) -> Profile:
    """Show who is logged in."""
    customer = desk.entrance.customer(call.own)
    reason = Reason(customer.customer, "own profile")
    read = await desk.vault.read(customer.customer, ["email"], reason)
    return Profile(
        customer=customer.customer,
        email=read["email"],
        since=customer.created_ns // MILLISECOND_NS,
        factor_is_on=customer.factor_is_on,
        recovery_codes_left=desk.people.recovery_codes_left(customer.customer),
    )


async def show_sessions(desk: Desk, call: Call) -> list[SessionView]:
    """Show the living sessions, the newest first."""
    person = call.own.person
    sessions = desk.people.sessions.of(person, Kind.CUSTOMER, desk.clock())
    fields = [f"session:{each.session_id}" for each in sessions]
    read = await desk.vault.read(person, fields, Reason(person, "own sessions"))
    return [
        SessionView(
            session=each.session_id,
            is_this=each.session_id == call.own.session_id,
            begun=each.created_ns // MILLISECOND_NS,
            seen=each.seen_ns // MILLISECOND_NS,
            visitor=read.get(field, ""),
        )
        for each, field in zip(sessions, fields, strict=True)
    ]


async def revoke_session(desk: Desk, call: Call) -> Nothing:
    """End one of the own sessions."""
    named = call.body.session
    if not desk.people.sessions.revoke(call.own.person, Kind.CUSTOMER, named):
        raise Refused(Why.INVALID, "session", "you have none of this id", "one of your sessions")
    call.is_out = named == call.own.session_id
    return Nothing()


async def revoke_other_sessions(desk: Desk, call: Call) -> Nothing:
    """End all sessions but this one."""
    desk.people.sessions.revoke_all(call.own.person, Kind.CUSTOMER, call.own.session_id)
    return Nothing()


async def show_logins(desk: Desk, call: Call) -> list[LoginView]:
    """Show the last hundred log-ins, the newest first."""
    person = call.own.person
    logins = desk.people.logins(person)
    fields = [f"login:{each.login}" for each in logins]
    read = await desk.vault.read(person, fields, Reason(person, "own log-ins"))
    return [
        LoginView(
            time=each.time_ns // MILLISECOND_NS,
            visitor=read.get(field, ""),
            failures_before=each.failures,
        )
        for each, field in zip(logins, fields, strict=True)
    ]


async def show_keys(desk: Desk, call: Call) -> list[KeyView]:
    """Show the API keys of the account. Their secrets are never shown again."""
    return [_shown(key, said) for key, said in await desk.keys.of(call.own.person)]


async def make_key(desk: Desk, call: Call) -> KeyView:
    """Make an API key, by the password. One that may withdraw takes a second factor that is on."""
    wanted: NewKey = call.body
    terms = _terms(wanted, desk.clock())
    needs_factor = Permission.WITHDRAW in terms["permissions"]
    if needs_factor and not desk.entrance.customer(call.own).factor_is_on:
        rule = "WITHDRAW takes a second factor that is on"
        raise Refused(Why.FORBIDDEN, "permissions", rule, "other permissions, or a second factor")
    await desk.entrance.require_password(call.own, wanted.password)
    try:
        made = desk.keys.create(call.own.person, wanted.public_key, **terms)
    except NotAPublicKey as error:
        raise Refused(Why.INVALID, "publicKey", "is no public key", str(error)) from error
    except TooManyKeys as error:
        raise Refused(Why.CONFLICT, "keys", str(error)) from error
    shown = _shown(made, terms["said"])
    if made.kind is KeyKind.HMAC:
        shown.secret = made.secret
    return shown


async def revoke_key(desk: Desk, call: Call) -> Nothing:
    """Delete one of the account's API keys."""
    named = call.body.api_key
    for key in desk.keys.store.keys_of(call.own.person):
        if key.api_key == named:
            desk.keys.revoke(key)
            return Nothing()
    raise Refused(Why.INVALID, "apiKey", "you have no such key", "one of your keys")


def _terms(wanted: NewKey, now_ns: int) -> dict[str, Any]:
    """Return what a key is to open, under the names of `OwnKeys.create`. *Raises* Refused."""
    try:
        granted = permissions(",".join(wanted.permissions))
        bounds = networks(list(wanted.addresses))
    except NotAPermission as error:
        raise Refused(Why.INVALID, "permissions", "is not known", str(error)) from error
    except NotAnAddress as error:
        raise Refused(Why.INVALID, "addresses", "is no network", str(error)) from error
    expires_ns = (wanted.expires_at or 0) * MILLISECOND_NS
    if wanted.expires_at is not None and not now_ns < expires_ns < 2**63:
        accepted = "milliseconds since the epoch, in the future, or null: never"
        raise Refused(Why.INVALID, "expiresAt", "is not in the future", accepted)
    if len(wanted.name) > NAME_LENGTH_MAX or not wanted.name.isprintable():
        accepted = f"at most {NAME_LENGTH_MAX} printable characters"
        raise Refused(Why.INVALID, "name", "cannot be a name", accepted)
    return {
        "permissions": granted,
        "expires_ns": expires_ns,
        "said": Said(wanted.name, bounds),
    }


def _shown(key: ApiKey, said: Said) -> KeyView:
    return KeyView(
        api_key=key.api_key,
        kind=key.kind.value,
        permissions=[each.name for each in key.permissions if each.name],
        addresses=list(said.networks),
        created_at=key.created_ns // MILLISECOND_NS,
        expires_at=key.expires_ns // MILLISECOND_NS if key.expires_ns else None,
        name=said.name,
    )


ENDPOINTS = (
    Endpoint("GET", f"{ROOT}/profile", Access.CUSTOMER, show_profile, Profile, "The customer"),
    Endpoint(
        "GET", f"{ROOT}/sessions", Access.CUSTOMER, show_sessions, list[SessionView], "Sessions"
    ),
    Endpoint(
        "POST",
        f"{ROOT}/sessions/revoke",
        Access.CUSTOMER,
        revoke_session,
        Nothing,
        "End a session",
        SessionNamed,
    ),
    Endpoint(
        "POST",
        f"{ROOT}/sessions/revoke-others",
        Access.CUSTOMER,
        revoke_other_sessions,
        Nothing,
        "End all other sessions",
    ),
    Endpoint("GET", f"{ROOT}/logins", Access.CUSTOMER, show_logins, list[LoginView], "Log-ins"),
    Endpoint("GET", f"{ROOT}/keys", Access.CUSTOMER, show_keys, list[KeyView], "API keys"),
    Endpoint("POST", f"{ROOT}/keys", Access.CUSTOMER, make_key, KeyView, "Make a key", NewKey),
    Endpoint(
        "POST",
        f"{ROOT}/keys/revoke",
        Access.CUSTOMER,
        revoke_key,
        Nothing,
        "Delete a key",
        KeyNamed,
    ),
)
