"""Proofs of single facts, as files: what `verifier` accepts.

A proof is a claim, the signed checkpoint that it rests on, and rows with their way to its roots.
"""

from collections.abc import Sequence
from typing import Any

from glassbook.transparency import keyed
from glassbook.transparency.merkle import Paths, consistency_proof
from glassbook.transparency.tables import Table, rows_of
from glassbook.transparency.trees import KEYS
from glassbook.transparency.verifier import FORMAT, written


def balance_proof(note: str, holdings: dict[str, Table], account_id: int, asset_id: int) -> str:
    """Prove an account's balance of an asset, nothing included, at a signed checkpoint."""
    claim = {"fact": "balance", "account_id": account_id, "asset_id": asset_id}
    row = keyed_row("balances", holdings, asset_id << 32 | account_id)
    return _proof(note, claim, [row])


def order_proof(
    note: str, holdings: dict[str, Table], order_id: int, told: Paths, events: Sequence["Told"]
) -> str:
    """Prove whether an order was open at a signed checkpoint, and what had happened to it."""
    claim = {"fact": "order", "order_id": order_id}
    rows = [keyed_row("orders", holdings, order_id)]
    return _proof(note, claim, [*rows, *(_listed_row(told, event) for event in events)])


def trade_proof(
    note: str, symbol_id: int, trade_id: int, told: Paths, events: Sequence["Told"]
) -> str:
    """Prove both sides of a trade that a signed checkpoint covers."""
    claim = {"fact": "trade", "symbol_id": symbol_id, "trade_id": trade_id}
    return _proof(note, claim, [_listed_row(told, event) for event in events])


def public_trade_proof(
    note: str, symbol_id: int, trade_id: int, index: int, row: bytes, path: Sequence[bytes]
) -> str:
    """Prove a trade that a signed checkpoint covers, not who traded.

    `row` is number `index` of the tree of trades, and `path` its way there.
    """
    claim = {"fact": "public_trade", "symbol_id": symbol_id, "trade_id": trade_id}
    return _proof(note, claim, [_row_in("trades", index, row, path)])


def extension_proof(older: str, newer: str, frames: Sequence[bytes], older_size: int) -> str:
    """Prove that nothing was rewritten between two signed checkpoints.

    `frames` are the leaf hashes of the newer one's log.
    """
    path = [sibling.hex() for sibling in consistency_proof(frames, older_size)]
    claim = {"fact": "extension"}
    proof = {"format": FORMAT, "claim": claim, "checkpoint": newer, "older": older, "path": path}
    return written(proof)


#: The index of an event among all, and its bytes.
Told = tuple[int, bytes]


def keyed_row(name: str, holdings: dict[str, Table], key: int) -> dict[str, Any]:
    """Return what stands at a key's place, or nothing, with its way to the root."""
    table = holdings[name]
    keys, rows = KEYS[name](table), rows_of(table)
    siblings = keyed.proof(keys, rows, key)[1]
    path = [[h, node.hex()] for h, node in enumerate(siblings) if node != keyed.NOTHING]
    row = b"".join(rows[keys == key])
    return {"tree": name, "row": row.hex(), "path": path}


def _listed_row(told: Paths, event: Told) -> dict[str, Any]:
    index, row = event
    return _row_in("events", index, row, told.proof(index))


def _row_in(tree: str, index: int, row: bytes, path: Sequence[bytes]) -> dict[str, Any]:
    return {"tree": tree, "index": index, "row": row.hex(), "path": [node.hex() for node in path]}


def _proof(note: str, claim: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    return written({"format": FORMAT, "claim": claim, "checkpoint": note, "rows": rows})
