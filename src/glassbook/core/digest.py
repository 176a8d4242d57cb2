"""One number for all that the exchange remembers. Cores that agree on it agree on everything."""

import numpy as np
from blake3 import blake3

from glassbook.core.snapshot import tables


def state_digest(state: np.record, ledger: np.record) -> bytes:
    """Return the BLAKE3 hash over the name, the size and the bytes of every table, in their order.

    Nobody trades meanwhile: large tables are hashed on every processor.
    """
    digest = blake3(max_threads=blake3.AUTO)
    for name, table in tables(state, ledger):
        digest.update(f"{name} {table.nbytes}\n".encode())
        digest.update(table.data)
    return digest.digest()
