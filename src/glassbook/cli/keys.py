"""`glassbook keys`: make and list API keys, of a running or a stopped venue.

The keys stand in identity.db of the data directory; a running venue sees a new one at once.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from glassbook.cli.failure import Failure
from glassbook.identity.api_keys import ApiKey, KeyKind
from glassbook.identity.key_store import HandleUnknown, KeyStore

IDENTITY_FILE = "identity.db"


def create(data: Path, account: str, public_key: Path | None) -> ApiKey:
    """Make a key: HMAC, or Ed25519 for a file with the public half. *Raises* NotAPublicKey."""
    pem = None if public_key is None else _pem(public_key)
    with _opened(data) as keys:
        try:
            return keys.create(account, pem)
        except HandleUnknown:
            known = ", ".join(keys.accounts()) or "none yet"
            raise Failure(f"no account is named {account!r}. There are: {known}") from None


def listed(data: Path) -> list[tuple[str, ApiKey]]:
    """Return every key with the name of its account. Their secrets are nobody's to print."""
    with _opened(data) as keys:
        return [(account, key) for account in keys.accounts() for key in keys.keys_of(account)]


def as_data(account: str, key: ApiKey) -> dict[str, Any]:
    """Return a new key as plain data; the secret is shown this once."""
    data = {"account": account, "api_key": key.api_key, "kind": key.kind.value}
    return data | {"secret": key.secret} if key.kind is KeyKind.HMAC else data


def line(account: str, key: ApiKey) -> str:
    """Return one line about a key, without its secret."""
    made = datetime.fromtimestamp(key.created_ns // 10**9, UTC)
    return f"{account:<12} {key.kind:<8} {made:%Y-%m-%d %H:%M:%S}  {key.api_key}"


@contextmanager
def _opened(data: Path) -> Iterator[KeyStore]:
    path = data / IDENTITY_FILE
    if not path.is_file():
        raise Failure(
            f"{data} holds no venue yet: `glassbook up --data {data}` makes one, "
            "or name another directory with --data"
        )
    with closing(KeyStore(path)) as keys:
        yield keys


def _pem(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"{path} cannot be read as a public key: {error}") from error
