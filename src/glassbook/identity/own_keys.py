"""API keys and sub-accounts as their owner knows them: with his own words, which are in the vault.

What a key opens stands in `identity.db`, where each request looks. What it is called, the networks
that it is bound to, and what a sub-account is called are sealed under the customer's key. They are
read when he looks at them, and the journal is told of it as of every reading.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from glassbook.identity.api_keys import USUAL, ApiKey, Permission
from glassbook.identity.key_store import KeyStore
from glassbook.identity.vault import CustomerUnknown, Reason, Vault

NAME, NETWORKS, SUB_ACCOUNT = "key-name:", "key-networks:", "sub-account:"


@dataclass(frozen=True, slots=True)
class Said:
    """What its owner says of a key.

    networks  as CIDR; none: from anywhere. Where the vault has lost them: how wide they are
    """

    name: str = ""
    networks: tuple[str, ...] = ()


class OwnKeys:
    """The keys of one venue, with what their owners say of them."""

    def __init__(self, store: KeyStore, vault: Vault) -> None:
        self.store = store
        self._vault = vault

    def create(
        self,
        handle: str,
        pem: str | None = None,
        permissions: Permission = USUAL,
        *,
        said: Said = Said(),
        expires_ns: int = 0,
    ) -> ApiKey:
        """Make a key, as `KeyStore.create`. It is bound before its networks are told to anybody."""
        key = self.store.create(
            handle, pem, permissions, networks=said.networks, expires_ns=expires_ns
        )
        self._keep(handle, key.api_key, said.name, said.networks)
        return key

    def change(
        self, key: ApiKey, name: str | None = None, networks: tuple[str, ...] | None = None
    ) -> ApiKey:
        """Write what a key opens from now on, and return it. What is None stays.

        *Raises* KeyUnknown.
        """
        changed = self.store.change(key, networks)
        self._keep(self.store.handle(key.reference), key.api_key, name, networks)
        return changed

    def revoke(self, key: ApiKey) -> None:
        """Delete a key, and what was said of it."""
        self.store.revoke(key.api_key)
        self._keep(self.store.handle(key.reference), key.api_key, "", ())

    def revoke_all(self, handle: str) -> None:
        """Delete the keys of an account. *Raises* HandleUnknown."""
        for key in self.store.keys_of(handle):
            self.revoke(key)

    async def of(self, handle: str) -> list[tuple[ApiKey, Said]]:
        """Return an account's keys, oldest first, for its owner to see.

        *Raises* HandleUnknown; QueueFull, VenueStopped: nothing was read.
        """
        keys = self.store.keys_of(handle)
        fields = [field + key.api_key for key in keys for field in (NAME, NETWORKS)]
        read = await self._read(self.store.owner(handle), fields, "own keys")
        return [(key, _said(key, read)) for key in keys]

    def open_beneath(self, master: str, name: str) -> str:
        """Return the reference of a new sub-account of `master`. *Raises* HandleUnknown."""
        reference = self.store.register_beneath(master)
        self._vault.keep(master, SUB_ACCOUNT + self.store.handle(reference), name)
        return reference

    def forget_name(self, handle: str) -> None:
        """Let a sub-account be called nothing any more. *Raises* HandleUnknown."""
        self._vault.discard(self.store.owner(handle), SUB_ACCOUNT + handle)

    async def names_beneath(self, master: str, handles: Iterable[str]) -> dict[str, str]:
        """Return what the sub-accounts with these handles are called by their owner.

        *Raises* QueueFull, VenueStopped: nothing was read.
        """
        fields = [SUB_ACCOUNT + handle for handle in handles]
        read = await self._read(master, fields, "own accounts")
        return {field.removeprefix(SUB_ACCOUNT): name for field, name in read.items()}

    def _keep(
        self, handle: str, api_key: str, name: str | None, networks: tuple[str, ...] | None
    ) -> None:
        """Write what is said into the vault; what is empty goes, what is None stays."""
        owner = self.store.owner(handle)
        texts = {NAME: name, NETWORKS: None if networks is None else ",".join(networks)}
        for field, text in texts.items():
            if text:
                self._vault.keep(owner, field + api_key, text)
            elif text is not None:
                self._vault.discard(owner, field + api_key)

    async def _read(self, customer: str, fields: list[str], why: str) -> dict[str, str]:
        """Return the fields for their owner to see. Where nothing is kept, nothing is read."""
        if not fields or not self._vault.knows(customer):
            return {}
        try:
            return await self._vault.read(customer, fields, Reason(customer, why))
        except CustomerUnknown:  # he was forgotten meanwhile
            return {}


def _said(key: ApiKey, read: dict[str, str]) -> Said:
    kept = tuple(filter(None, read.get(NETWORKS + key.api_key, "").split(",")))
    return Said(read.get(NAME + key.api_key, ""), kept or key.bounds.widths())
