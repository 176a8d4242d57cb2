"""Client order ids as the core knows them: 64-bit keys.

Two texts of one account with the same key would count as one client id. Keys are taken from
BLAKE2b, so that this happens by chance once in 2^64 pairs, and on purpose only after some 2^32
hashes by somebody who then has nothing but his own second order refused.
"""

from hashlib import blake2b
from struct import Struct

_unpack = Struct("<q").unpack


def client_key(client_order_id: str) -> int:
    """Return the key of a client order id: an i8 that is never 0. The empty text has key 0."""
    if not client_order_id:
        return 0
    return _unpack(blake2b(client_order_id.encode(), digest_size=8).digest())[0] or 1
