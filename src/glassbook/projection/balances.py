"""What every account has: the fold of the ledger arithmetic that stands beside EventKind.

A balance is a pair: available, and locked for open orders. The house's accounts have theirs, too:
FEES holds the commissions, WORLD minus what came in. Over all accounts an asset sums to zero.
"""
