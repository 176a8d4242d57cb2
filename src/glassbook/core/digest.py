"""One number for all that the exchange remembers. Cores that agree on it agree on everything."""

import hashlib

import numpy as np

from glassbook.core.snapshot import tables


def state_digest(state: np.record, ledger: np.record) -> bytes:
    """Return the SHA-256 over the name, the size and the bytes of every table, in their order."""
    sha = hashlib.sha256()
    for name, table in tables(state, ledger):
        sha.update(f"{name} {table.nbytes}\n".encode())
        sha.update(table.data)
    return sha.digest()
