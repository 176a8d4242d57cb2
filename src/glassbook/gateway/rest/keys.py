"""API keys over REST, beyond Binance: an account's own keys and those of its sub-accounts.

Only a key with the permission KEYS may do this, and it never makes one that opens more than
itself: no other permission, no other network, no later end.
"""

from dataclasses import replace
from ipaddress import ip_network
from typing import Any

from msgspec import UNSET, UnsetType

from glassbook.gateway.access import refusals
from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.order_shapes import Empty, Shape
from glassbook.gateway.rest.parameters import Parameter, mandatory
from glassbook.gateway.rest.subaccounts import EMAIL, account_meant
from glassbook.gateway.rest.venue import Venue
from glassbook.identity.api_keys import (
    NAME_LENGTH_MAX,
    ApiKey,
    KeyKind,
    NotAPermission,
    NotAPublicKey,
    Permission,
    permissions,
)
from glassbook.identity.bounds import Bounds, NotAnAddress, networks
from glassbook.identity.key_store import TooManyKeys
from glassbook.identity.own_keys import Said

TAG = "API keys"
PATH = "/glassbook/v1/keys"
MILLISECOND_NS = 1_000_000


class KeyView(Shape, kw_only=True):
    """A key. `addresses` empty: from anywhere; `expiresAt` null: never."""

    api_key: str
    kind: str
    permissions: list[str]
    addresses: list[str]
    created_at: int
    expires_at: int | None
    name: str


class NewKey(KeyView, kw_only=True):
    """A key that was just made. An HMAC key's secret is shown this once."""

    secret: str | UnsetType = UNSET


def _permissions() -> Parameter:
    def read(text: str) -> Permission:
        try:
            return permissions(text)
        except NotAPermission as error:
            raise refusals.bad_value("permissions") from error

    about = f"By commas: {', '.join(Permission.__members__)}."
    return Parameter("permissions", read, {"type": "string", "example": "READ,TRADE"}, about)


def _addresses() -> Parameter:
    def read(text: str) -> tuple[str, ...]:
        try:
            return networks([] if text == "any" else text.split(","))
        except NotAnAddress as error:
            raise refusals.bad_value("addresses") from error

    about = "Networks it may be used from, by commas; `any` lifts the bound."
    return Parameter("addresses", read, {"type": "string", "example": "203.0.113.0/24"}, about)


def _name() -> Parameter:
    def read(text: str) -> str:
        if len(text) > NAME_LENGTH_MAX or not text.isprintable():
            raise refusals.bad_value("name")
        return text

    schema = {"type": "string", "maxLength": NAME_LENGTH_MAX}
    return Parameter("name", read, schema, "What its owner calls it.")


PUBLIC_KEY = parameters.anything("publicKey", "Ed25519 or RSA, as PEM; without it: HMAC.")
API_KEY = mandatory(parameters.anything("apiKey"))
TERMS = (
    _permissions(),
    _addresses(),
    parameters.time("expiresAt", "From then on it opens nothing; 0: never."),
    _name(),
)


async def show_keys(venue: Venue, call: Call) -> list[KeyView]:
    """Show the keys of the caller's account, or of a sub-account. *Rejects* -1130."""
    handle = account_meant(venue, call).handle
    return [KeyView(**_fields(key, said)) for key, said in await venue.own_keys.of(handle)]


async def create_key(venue: Venue, call: Call) -> NewKey:
    """Make a key. *Rejects* -1130; -2015 for one that would open more than the caller's own."""
    owner, own = account_meant(venue, call), _own(venue, call)
    networks = call.values.get("addresses")
    if networks is None:
        networks = await _networks_of(venue, own)
    wanted = replace(own, **_said(call.values))
    _require_within(wanted, networks, own)
    said = Said(call.values.get("name", ""), networks)
    try:
        made = venue.own_keys.create(
            owner.handle,
            call.values.get("publicKey"),
            wanted.permissions,
            said=said,
            expires_ns=wanted.expires_ns,
        )
    except NotAPublicKey as error:
        raise refusals.bad_value("publicKey") from error
    except TooManyKeys as error:
        raise refusals.invalid_message(str(error)) from error
    secret = made.secret if made.kind is KeyKind.HMAC else UNSET
    return NewKey(secret=secret, **_fields(made, said))


async def change_key(venue: Venue, call: Call) -> KeyView:
    """Change what a key opens; what is not sent stays. *Rejects* -1130; -2015 as `create_key`."""
    key = _found(venue, call)
    kept = await _said_of(venue, key)
    networks, name = call.values.get("addresses"), call.values.get("name")
    said = Said(
        kept.name if name is None else name, kept.networks if networks is None else networks
    )
    wanted = replace(_found(venue, call), **_said(call.values))
    _require_within(wanted, said.networks, _own(venue, call))
    return KeyView(**_fields(venue.own_keys.change(wanted, name, networks), said))


async def revoke_key(venue: Venue, call: Call) -> Empty:
    """Delete a key. *Rejects* -1130 for one that is not the account's."""
    venue.own_keys.revoke(_found(venue, call))
    return Empty()


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Return what the request says a key is to open, under the names of ApiKey."""
    names = {"permissions": "permissions", "expiresAt": "expires_ns"}
    return {ours: values[name] for name, ours in names.items() if name in values}


def _own(venue: Venue, call: Call) -> ApiKey:
    key = venue.keys.find(call.api_key)
    if key is None:
        raise refusals.key_refused()
    return key


def _found(venue: Venue, call: Call) -> ApiKey:
    handle = account_meant(venue, call).handle
    for key in venue.keys.keys_of(handle):
        if key.api_key == call.values["apiKey"]:
            return key
    raise refusals.bad_value("apiKey")


async def _networks_of(venue: Venue, key: ApiKey) -> tuple[str, ...]:
    return (await _said_of(venue, key)).networks if key.bounds.hashes else ()


async def _said_of(venue: Venue, key: ApiKey) -> Said:
    handle = venue.keys.handle(key.reference)
    found = (said for each, said in await venue.own_keys.of(handle) if each.api_key == key.api_key)
    return next(found, Said())


def _require_within(key: ApiKey, networks: tuple[str, ...], own: ApiKey) -> None:
    """Refuse a key that would open more than the caller's own."""
    is_granted = key.permissions | own.permissions == own.permissions
    is_in_time = not own.expires_ns or 0 < key.expires_ns <= own.expires_ns
    if not (is_granted and is_in_time and _is_bound_within(networks, own.bounds)):
        raise refusals.key_refused()


def _is_bound_within(networks: tuple[str, ...], own: Bounds) -> bool:
    if not own.hashes:
        return True
    try:
        return bool(networks) and all(own.covers(ip_network(text)) for text in networks)
    except ValueError:  # the vault has lost them: nobody can say
        return False


def _fields(key: ApiKey, said: Said) -> dict[str, Any]:
    return {
        "api_key": key.api_key,
        "kind": key.kind.value,
        "permissions": [each.name for each in key.permissions],
        "addresses": list(said.networks),
        "created_at": key.created_ns // MILLISECOND_NS,
        "expires_at": key.expires_ns // MILLISECOND_NS if key.expires_ns else None,
        "name": said.name,
    }


ENDPOINTS = (
    Endpoint(
        "GET", PATH, Security.KEYS, show_keys, list[KeyView], TAG, "Keys of the account", (EMAIL,)
    ),
    Endpoint(
        "POST",
        PATH,
        Security.KEYS,
        create_key,
        NewKey,
        TAG,
        "Make a key that opens no more than this one",
        (PUBLIC_KEY, *TERMS, EMAIL),
    ),
    Endpoint(
        "PUT",
        PATH,
        Security.KEYS,
        change_key,
        KeyView,
        TAG,
        "Change what a key opens",
        (API_KEY, *TERMS, EMAIL),
    ),
    Endpoint(
        "DELETE", PATH, Security.KEYS, revoke_key, Empty, TAG, "Delete a key", (API_KEY, EMAIL)
    ),
)
