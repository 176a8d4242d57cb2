"""Alice, Bob and Carol: accounts to try the venue with, their play money and their keys.

Everybody pays 0.1 % as maker and as taker. Money comes in once, with the account: who lost it all
stays poor. The keys stand in `demo-keys.json`, readable by the owner of the file only; a key that
is still good is kept, so that a bot survives a restart of the venue.
"""

import os
from pathlib import Path

import msgspec

from glassbook.identity.key_store import KeyStore
from glassbook.projection import Projections
from glassbook.protocol.commands import deposit, open_account
from glassbook.protocol.labels import Label
from glassbook.protocol.submission import Submitter

HANDLES = ("alice", "bob", "carol")
MONEY = {"BTC": 100, "ETH": 1_000, "USD": 5_000_000, "USDC": 5_000_000, "USDT": 5_000_000}
COMMISSION_PPM = 1_000  # 0.1 %, for makers and takers
KEYS_FILE = "demo-keys.json"


class DemoKey(msgspec.Struct, frozen=True):
    """What a client needs to sign as one of the accounts."""

    api_key: str
    secret: str


async def open_demo_accounts(
    submitter: Submitter, projections: Projections, keys: KeyStore
) -> None:
    """Open and fund the accounts that are not there yet. *Raises* QueueFull, VenueStopped."""
    for handle in HANDLES:
        await open_with_money(submitter, projections, keys.register(handle))


async def open_with_money(submitter: Submitter, projections: Projections, reference: str) -> None:
    """Open and fund one account, unless that has been done. *Raises* QueueFull, VenueStopped."""
    directory, balances = projections.directory, projections.balances
    if directory.account(reference) is None:
        label = Label(name=reference)
        await submitter.submit(open_account(COMMISSION_PPM, COMMISSION_PPM), label)
    account = directory.account(reference)
    assert account is not None, "an account that was opened is in the directory"
    if not balances.of(account.account_id):
        await submitter.submit_many(_money(account.account_id, projections))


def _money(account_id: int, projections: Projections) -> bytes:
    """Return the deposits of one account; they are one batch, so all of them happen or none."""
    deposits = []
    for name, amount in MONEY.items():
        asset = projections.directory.asset(name)
        assert asset is not None, f"{name} is defined before anybody is given any"
        deposits.append(deposit(account_id, asset.asset_id, amount * asset.scale))
    return b"".join(deposits)


def write_demo_keys(keys: KeyStore, directory: Path) -> Path:
    """Make sure that the file of keys is there and good, and return its path."""
    path = directory / KEYS_FILE
    known = _read(path)
    good = {handle: known[handle] for handle in known if _is_good(keys, handle, known[handle])}
    for handle in HANDLES:
        if handle not in good:
            created = keys.create(handle)
            good[handle] = DemoKey(created.api_key, created.secret)
    if good == known:
        path.chmod(0o600)
    else:
        ordered = {handle: good[handle] for handle in HANDLES}
        _write(path, msgspec.json.format(msgspec.json.encode(ordered)) + b"\n")
    return path


def _is_good(keys: KeyStore, handle: str, key: DemoKey) -> bool:
    found = keys.find(key.api_key)
    return (
        handle in HANDLES
        and found is not None
        and found.secret == key.secret
        and found.reference == keys.reference(handle)
    )


def _read(path: Path) -> dict[str, DemoKey]:
    """Return the keys in the file; none when it is not there or not what it should be."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, DemoKey])
    except (FileNotFoundError, msgspec.MsgspecError):
        return {}


def _write(path: Path, content: bytes) -> None:
    """Replace the file in one step; it is never readable by others, not even for a moment."""
    aside = path.with_suffix(".new")
    aside.unlink(missing_ok=True)
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    aside.replace(path)
