"""What people call a moment, an account, an asset or a symbol, and what the exchange calls it."""

import re
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from glassbook.cli.failure import EXIT_USAGE, Failure
from glassbook.cli.identity_files import IDENTITY_FILE, key_store
from glassbook.identity.key_store import HandleUnknown
from glassbook.node.past import Place
from glassbook.projection.directory import Directory
from glassbook.projection.listing import Account, Asset, Symbol

SECOND_NS = 1_000_000_000
FRACTION = re.compile(r"(?<=:\d\d)[.,](\d{1,9})(?!\d)")  # datetime stops at microseconds


def place(text: str) -> Place:
    """Return the place that a sequence or a time in ISO 8601 names. *Raises* Failure.

    A time without a zone is in UTC; it may go down to the nanosecond.
    """
    if text.isascii() and text.isdigit():
        return Place(sequence=int(text))
    fraction = FRACTION.search(text)
    try:
        moment = datetime.fromisoformat(FRACTION.sub("", text))
    except ValueError:
        raise Failure(
            f"{text!r} is neither a sequence nor a time such as 2026-11-21T14:00:00Z", EXIT_USAGE
        ) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    fraction_ns = int(fraction[1].ljust(9, "0")) if fraction else 0
    return Place(time_ns=int(moment.timestamp()) * SECOND_NS + fraction_ns)


def time_text(time_ns: int) -> str:
    """Return a time in ISO 8601, in UTC, to the nanosecond."""
    seconds, rest = divmod(time_ns, SECOND_NS)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:09d}Z"


def account(data: Path, directory: Directory, text: str) -> Account:
    """Return the account with this number, reference or name. *Raises* Failure."""
    if text.isascii() and text.isdigit():
        found = directory.accounts.get(int(text))
    else:
        found = directory.account(text) or directory.account(_reference(data, text))
    if found is None:
        raise Failure(f"there was no account {text!r} then")
    return found


def asset(directory: Directory, text: str) -> Asset:
    """Return the asset of this name. *Raises* Failure."""
    found = directory.asset(text.upper())
    if found is None:
        known = ", ".join(asset.name for asset in directory.assets.values()) or "none"
        raise Failure(f"there was no asset {text!r} then, but {known}")
    return found


def symbol(directory: Directory, text: str) -> Symbol:
    """Return the symbol of this name. *Raises* Failure."""
    found = directory.symbol(text.upper())
    if found is None:
        known = ", ".join(symbol.name for symbol in directory.symbols.values()) or "none"
        raise Failure(f"there was no symbol {text!r} then, but {known}")
    return found


def _reference(data: Path, handle: str) -> str:
    """Return the reference of a name, where the names are known; they are not in the journal."""
    if not (data / IDENTITY_FILE).exists():
        return ""
    with closing(key_store(data)) as keys:
        try:
            return keys.reference(handle)
        except HandleUnknown:
            return ""
