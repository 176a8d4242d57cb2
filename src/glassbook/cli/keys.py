"""`glassbook keys`: make, list, change and revoke API keys, of a running or a stopped venue.

The keys stand in identity.db of the data directory; a running venue sees a new one at once, and a
change or a revocation within half a second. What a key is called and the networks that it is bound
to go into the vault; only its owner is shown them, so here each network is as wide as it is.
"""

import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from glassbook.cli.failure import EXIT_USAGE, Failure
from glassbook.cli.identity_files import IDENTITY_FILE, MASTER_KEY_FILE, VAULT_FILE, key_store
from glassbook.identity.api_keys import (
    USUAL,
    ApiKey,
    KeyKind,
    NotAPermission,
    permissions,
)
from glassbook.identity.bounds import NotAnAddress, networks
from glassbook.identity.key_store import HandleUnknown, TooManyKeys
from glassbook.identity.own_keys import OwnKeys, Said
from glassbook.identity.sealing import master_key
from glassbook.identity.vault import Vault
from glassbook.protocol.documents import Document

SECOND_NS = 1_000_000_000
UNITS_NS = {"d": 86_400 * SECOND_NS, "h": 3_600 * SECOND_NS}
_is_span = re.compile(r"([0-9]{1,5})([dh])").fullmatch


def terms(
    granted: str | None, addresses: str | None, expires: str | None, name: str | None
) -> dict[str, Any]:
    """Return what was said of a key, read; what was not said is not there. *Raises* Failure."""
    try:
        said = {
            "permissions": None if granted is None else permissions(granted),
            "networks": None if addresses is None else _networks(addresses),
            "expires_ns": None if expires is None else _expiry(expires),
            "name": name,
        }
    except (NotAPermission, NotAnAddress) as error:
        raise Failure(str(error), EXIT_USAGE) from error
    return {what: value for what, value in said.items() if value is not None}


def create(data: Path, account: str, public_key: Path | None, said: dict[str, Any]) -> ApiKey:
    """Make a key: HMAC, or of the kind of the file's public key. *Raises* NotAPublicKey."""
    pem = None if public_key is None else _pem(public_key)
    with _opened(data) as keys:
        try:
            return keys.create(
                account,
                pem,
                said.get("permissions", USUAL),
                said=Said(said.get("name", ""), said.get("networks", ())),
                expires_ns=said.get("expires_ns", 0),
            )
        except HandleUnknown:
            known = ", ".join(keys.store.accounts()) or "none yet"
            raise Failure(f"no account is named {account!r}. There are: {known}") from None
        except TooManyKeys as error:
            raise Failure(str(error)) from error


def change(data: Path, api_key: str, said: dict[str, Any]) -> tuple[str, ApiKey]:
    """Change what a key opens, and return it with its account's name."""
    with _opened(data) as keys:
        found = _found(keys, api_key)
        name, networks = said.pop("name", None), said.pop("networks", None)
        changed = keys.change(replace(found, **said), name, networks)
        return keys.store.handle(changed.reference), changed


def revoke(data: Path, api_key: str) -> None:
    """Delete a key: it opens nothing any more."""
    with _opened(data) as keys:
        keys.revoke(_found(keys, api_key))


def listed(data: Path) -> list[tuple[str, ApiKey]]:
    """Return every key with the name of its account. Their secrets are nobody's to print."""
    with _opened(data) as keys:
        store = keys.store
        return [(account, key) for account in store.accounts() for key in store.keys_of(account)]


def as_data(account: str, key: ApiKey) -> dict[str, Any]:
    """Return a new key as plain data; the secret is shown this once."""
    data = shown(account, key)
    return data | {"secret": key.secret} if key.kind is KeyKind.HMAC else data


def shown(account: str, key: ApiKey) -> dict[str, Any]:
    """Return a key as plain data, without its secret."""
    return {
        "account": account,
        "api_key": key.api_key,
        "kind": key.kind.value,
        "permissions": _granted(key),
        "addresses": ", ".join(key.bounds.widths()) or "any",
        "expires": _date(key.expires_ns) if key.expires_ns else "never",
    }


def line(account: str, key: ApiKey) -> str:
    """Return one line about a key, without its secret."""
    widths = key.bounds.widths()
    bounds = f"from {', '.join(widths)}" if widths else ""
    until = f"until {_date(key.expires_ns)}" if key.expires_ns else ""
    rest = "  ".join(filter(None, (_granted(key), bounds, until)))
    return f"{account:<12} {key.kind:<8} {_date(key.created_ns)}  {key.api_key}  {rest}"


def _granted(key: ApiKey) -> str:
    return ",".join(each.name.lower() for each in key.permissions if each.name) or "none"


def _date(time_ns: int) -> str:
    return f"{datetime.fromtimestamp(time_ns // SECOND_NS, UTC):%Y-%m-%d %H:%M:%S}"


def _networks(text: str) -> tuple[str, ...]:
    return networks([] if text == "any" else text.split(","))


def _expiry(text: str) -> int:
    """Return nanoseconds since the epoch; 0 for `never`. A date means its beginning, in UTC."""
    if text == "never":
        return 0
    span = _is_span(text)
    if span is not None:
        return time.time_ns() + int(span[1]) * UNITS_NS[span[2]]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        why = f"{text!r} is no time; expected 90d, 12h, 2030-01-31, 2030-01-31T12:00 or never"
        raise Failure(why, EXIT_USAGE) from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(moment.timestamp()) * SECOND_NS


def _found(keys: OwnKeys, api_key: str) -> ApiKey:
    found = keys.store.find(api_key)
    if found is None:
        raise Failure(f"there is no key {api_key!r}; `glassbook keys list` shows all of them")
    return found


@contextmanager
def _opened(data: Path) -> Iterator[OwnKeys]:
    if not (data / IDENTITY_FILE).is_file():
        raise Failure(
            f"{data} holds no venue yet: `glassbook up --data {data}` makes one, "
            "or name another directory with --data"
        )
    with (
        closing(key_store(data)) as store,
        closing(Vault(data / VAULT_FILE, master_key(data / MASTER_KEY_FILE), _unread)) as vault,
    ):
        yield OwnKeys(store, vault)


async def _unread(_document: Document) -> NoReturn:
    raise AssertionError("a reading is journaled, and the journal is the venue's")


def _pem(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"{path} cannot be read as a public key: {error}") from error
