"""Where customers, staff and their keys stand in a data directory: what nobody can make anew."""

from pathlib import Path

from glassbook.identity.key_store import KeyStore
from glassbook.identity.sealing import master_key

MASTER_KEY_FILE = "master.key"
IDENTITY_FILE = "identity.db"
PEOPLE_FILE = "people.db"
VAULT_FILE = "vault.db"


def key_store(data: Path) -> KeyStore:
    """Open the keys of a directory. *Raises* NotAMasterKey, and what `database.opened` raises."""
    return KeyStore(data / IDENTITY_FILE, master_key(data / MASTER_KEY_FILE))
