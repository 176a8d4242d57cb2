"""Where a balance lies: 64 accounts' balances of one asset to a chunk, chunks made on first need.

                       directory[asset, account // 64]
    (asset, account) ───────────────┬──────────────────► chunks[...].wallets[account % 64]
                                    0: nobody there holds any

Dense where many hold an asset (16 bytes a balance), cheap where few do, and two loads to reach.
"""

from glassbook.core.kernel import hot_kernel, kernel
from glassbook.protocol.maxima import CHUNK_BITS, CHUNKS_MAX, WALLETS_PER_CHUNK


@hot_kernel
def wallet_of(ledger, account_id, asset_id):
    """Return the wallet of an account in an asset that `open_wallet` was called for."""
    chunk = ledger.directory[asset_id, account_id >> CHUNK_BITS]
    assert chunk != 0, "a wallet is opened before it is used"
    return ledger.chunks[chunk].wallets[account_id & (WALLETS_PER_CHUNK - 1)]


@hot_kernel
def available_units(ledger, account_id, asset_id):
    """Return what is available to an account: 0 without a wallet, for chunk 0 is empty."""
    chunk = ledger.directory[asset_id, account_id >> CHUNK_BITS]
    return ledger.chunks[chunk].wallets[account_id & (WALLETS_PER_CHUNK - 1)].available_units


@kernel
def whole_units(ledger, account_id, asset_id):
    """Return what an account has of an asset, available or locked."""
    chunk = ledger.directory[asset_id, account_id >> CHUNK_BITS]
    wallet = ledger.chunks[chunk].wallets[account_id & (WALLETS_PER_CHUNK - 1)]
    return wallet.available_units + wallet.locked_units


@hot_kernel
def has_both(ledger, symbol, account_id):
    """Has an account wallets of both assets of a symbol?"""
    block = account_id >> CHUNK_BITS
    has_base = ledger.directory[symbol.base_asset_id, block] != 0
    return has_base and ledger.directory[symbol.quote_asset_id, block] != 0


@kernel
def can_open(ledger, account_id, asset_id):
    """Has the account a wallet, or is there room for one, and for another one beside it?"""
    if ledger.directory[asset_id, account_id >> CHUNK_BITS] != 0:
        return True
    return ledger.chunk_slots + 1 <= CHUNKS_MAX


@kernel
def can_open_both(ledger, symbol, account_id):
    """The same for both assets of a symbol."""
    return can_open(ledger, account_id, symbol.base_asset_id) and can_open(
        ledger, account_id, symbol.quote_asset_id
    )


@kernel
def open_wallet(ledger, account_id, asset_id):
    """Make room for an account's balance of an asset, if it has none; `can_open` was asked."""
    if ledger.directory[asset_id, account_id >> CHUNK_BITS] == 0:
        ledger.directory[asset_id, account_id >> CHUNK_BITS] = ledger.chunk_slots
        ledger.chunk_slots += 1


@kernel
def open_both(ledger, symbol, account_id):
    """Make room for an account's balances of both assets of a symbol."""
    open_wallet(ledger, account_id, symbol.base_asset_id)
    open_wallet(ledger, account_id, symbol.quote_asset_id)
