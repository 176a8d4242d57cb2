"""Where a balance lies: 64 accounts' balances of one asset to a chunk, chunks made on first need.

                       directory[asset, account // 64]
    (asset, account) ───────────────┬──────────────────► chunks[...].wallets[account % 64]
                                    0: nobody there holds any

Dense where many hold an asset (16 bytes a balance), cheap where few do, and two loads to reach.
"""

from glassbook.core.capacity import CHUNK_BITS, CHUNKS_MAX, WALLETS_PER_CHUNK
from glassbook.core.kernel import kernel


@kernel
def wallet_of(ledger, account_id, asset_id):
    """Return the wallet of an account in an asset that `open_wallet` was called for."""
    chunk = ledger.directory[asset_id, account_id >> CHUNK_BITS]
    assert chunk != 0, "a wallet is opened before it is used"
    return ledger.chunks[chunk].wallets[account_id & (WALLETS_PER_CHUNK - 1)]


@kernel
def open_wallet(ledger, account_id, asset_id):
    """Make room for an account's balance of an asset. False when there is none left."""
    if ledger.directory[asset_id, account_id >> CHUNK_BITS] != 0:
        return True
    if ledger.chunk_slots > CHUNKS_MAX:
        return False
    ledger.directory[asset_id, account_id >> CHUNK_BITS] = ledger.chunk_slots
    ledger.chunk_slots += 1
    return True


@kernel
def open_both(ledger, symbol, account_id):
    """Make room for an account's balances of both assets of a symbol."""
    return open_wallet(ledger, account_id, symbol.base_asset_id) and open_wallet(
        ledger, account_id, symbol.quote_asset_id
    )
