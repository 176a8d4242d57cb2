"""Checks a proof of one fact about a Glassbook exchange. This file is all that it needs.

    python verifier.py PROOF KEY

PROOF is a file made by `glassbook prove`; KEY is the exchange's public key, the line that it
publishes or a file that holds it. Exit code 0 and what is proved, as JSON, when all of this holds,
1 and the reason when anything does not:

* the checkpoint in the proof is signed with KEY (C2SP signed note, Ed25519);
* every row in the proof leads, hash by hash, to the root that the checkpoint states for its tree
  (RFC 6962 for events, trades and log; a tree with a place for each key for balances and orders);
* the rows say what the proof claims, and the file holds nothing besides.

What is proved is what the exchange signed, not that it computed it rightly: whoever has the journal
replays it (`glassbook verify`) and compares every root. Nor does a proof show that two people were
given the same checkpoint: compare yours with what others hold, by a proof of extension.

It needs Python 3.11 and the package `cryptography`, and nothing else of Glassbook.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "glassbook-proof-1"
ORDER_FILLED = 2  # the kind of the event that each side of a trade gets
NOTHING = bytes(32)  # an empty place in a keyed tree
DASH = "\u2014"


class Refused(Exception):
    """The proof proves nothing; the text says why."""


def verify(text: str, key: str) -> dict[str, Any]:
    """Return what a proof proves, as plain data. *Raises* Refused."""
    try:
        return _verify(text, key)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        raise Refused(f"the proof is not written as it must be: {error!r}") from error


def _verify(text: str, key: str) -> dict[str, Any]:
    proof = json.loads(text)
    demand(written(proof) == text, "the file is written otherwise than a proof is")
    demand(proof["format"] == FORMAT, f"the proof's format is not {FORMAT}")
    checkpoint = read_checkpoint(opened(proof["checkpoint"], key))
    claim = proof["claim"]
    demand(all(type(claim[name]) is int for name in claim if name != "fact"), "ids are integers")
    if claim["fact"] == "extension":
        demand_fields(proof, "format", "claim", "checkpoint", "older", "path")
        demand_fields(claim, "fact")
        proved = extension(proof, checkpoint, read_checkpoint(opened(proof["older"], key)))
    else:
        demand_fields(proof, "format", "claim", "checkpoint", "rows")
        facts = {"balance": balance, "order": order, "trade": trade, "public_trade": public_trade}
        proved = facts[claim["fact"]](claim, proof["rows"], checkpoint)
    at = {name: checkpoint[name] for name in ("origin", "sequence", "time_ns", "journal")}
    return {"claim": claim, "checkpoint": at, "proved": proved}


def written(proof: Any) -> str:
    """Return the one way in which a proof is written: no byte of it can change unnoticed."""
    return json.dumps(proof, indent=1, sort_keys=True) + "\n"


def demand(is_so: bool, otherwise: str) -> None:
    """*Raises* Refused unless it is so."""
    if not is_so:
        raise Refused(otherwise)


def demand_fields(part: dict[str, Any], *names: str) -> None:
    """*Raises* Refused unless a part of the proof has these fields and no others."""
    demand(set(part) == set(names), f"expected the fields {', '.join(names)} and no others")


# --- facts ----------------------------------------------------------------------------------------


def balance(claim: Any, rows: Any, checkpoint: Any) -> dict[str, Any]:
    """An account's balance of an asset when the checkpoint was made; there can be only one."""
    demand_fields(claim, "fact", "account_id", "asset_id")
    account_id, asset_id = claim["account_id"], claim["asset_id"]
    demand(0 <= account_id < 2**32 and 0 <= asset_id < 2**32, "there are no such numbers")
    (row,) = rows
    found = keyed_row("balances", row, asset_id << 32 | account_id, checkpoint)
    if found is None:
        return {"available_units": 0, "locked_units": 0}
    demand(found["account_id"] == account_id, "the row is another account's")
    demand(found["asset_id"] == asset_id, "the row is of another asset")
    return found


def order(claim: Any, rows: Any, checkpoint: Any) -> dict[str, Any]:
    """Whether an order was open when the checkpoint was made, and events that tell of it.

    Events may be left out of a proof: those that are in it happened, in this order.
    """
    demand_fields(claim, "fact", "order_id")
    order_id = claim["order_id"]
    demand(0 < order_id < 2**63, "there is no such number")
    place, *told = rows
    found = keyed_row("orders", place, order_id, checkpoint)
    demand(found is None or found["order_id"] == order_id, "the row is another order's")
    events = [listed_row("events", row, checkpoint) for row in told]
    demand(all(event["order_id"] == order_id for event in events), "an event is another order's")
    indices = [row["index"] for row in told]
    demand(indices == sorted(set(indices)), "the events are not in their order")
    return {"is_open": found is not None, "order": found, "events": events}


def trade(claim: Any, rows: Any, checkpoint: Any) -> dict[str, Any]:
    """Both sides of a trade. Trades of a symbol are numbered 1, 2, 3, ..."""
    demand_fields(claim, "fact", "symbol_id", "trade_id")
    taker, maker = (listed_row("events", row, checkpoint) for row in rows)
    demand(rows[0]["index"] + 1 == rows[1]["index"], "the two sides are not beside each other")
    for side in (taker, maker):
        demand(side["kind"] == ORDER_FILLED, "an event is not that of a fill")
        demand(side["symbol_id"] == claim["symbol_id"], "an event is of another symbol")
        demand(side["trade_id"] == claim["trade_id"], "an event is of another trade")
    demand((taker["is_maker"], maker["is_maker"]) == (0, 1), "one side takes, the other makes")
    return {"taker": taker, "maker": maker}


def public_trade(claim: Any, rows: Any, checkpoint: Any) -> dict[str, Any]:
    """A trade as everybody may know it: without who traded."""
    demand_fields(claim, "fact", "symbol_id", "trade_id")
    (row,) = rows
    found = listed_row("trades", row, checkpoint)
    demand(found["symbol_id"] == claim["symbol_id"], "the row is of another symbol")
    demand(found["trade_id"] == claim["trade_id"], "the row is of another trade")
    return found


def extension(proof: Any, newer: Any, older: Any) -> dict[str, Any]:
    """The older checkpoint's log is the beginning of the newer's: nothing was rewritten since."""
    demand(newer["origin"] == older["origin"], "the checkpoints are of different logs")
    path = [unhex(text) for text in proof["path"]]
    sizes = older["log_size"], newer["log_size"]
    demand(extends(*sizes, older["log_root"], newer["log_root"], path), "the older log was changed")
    for name in ("sequence", "time_ns"):
        demand(older[name] <= newer[name], f"the {name} goes back")
    return {"frames": list(sizes), "sequences": [older["sequence"], newer["sequence"]]}


# --- rows and trees -------------------------------------------------------------------------------


def listed_row(name: str, part: Any, checkpoint: Any) -> dict[str, int]:
    """Return a row of an RFC 6962 tree, shown to stand at its index. *Raises* Refused."""
    demand_fields(part, "tree", "index", "row", "path")
    demand(part["tree"] == name, f"a row is not one of the {name}")
    tree, row = checkpoint[name], unhex(part["row"])
    path = [unhex(text) for text in part["path"]]
    root = listed_root(sha256(b"\x00", row), part["index"], tree["count"], path)
    demand(root == tree["root"], f"a row does not lead to the root of the {name}")
    return decoded(row, tree["fields"])


def keyed_row(name: str, part: Any, key: int, checkpoint: Any) -> dict[str, int] | None:
    """Return what stands at a key's place, None for nothing, shown to. *Raises* Refused."""
    demand_fields(part, "tree", "row", "path")
    demand(part["tree"] == name, f"a row is not one of the {name}")
    tree, row = checkpoint[name], unhex(part["row"])
    siblings = {height: unhex(text) for height, text in part["path"]}
    heights = [height for height, _ in part["path"]]
    demand(heights == sorted(set(heights)), "the path is not in its order")
    demand(all(type(h) is int and 0 <= h < 64 for h in heights), "the path leaves the tree")
    demand(NOTHING not in siblings.values(), "the path writes down what is nothing")
    here = sha256(b"\x00", row) if row else NOTHING
    for height in range(64):
        there = siblings.get(height, NOTHING)
        left, right = (there, here) if key >> height & 1 else (here, there)
        here = NOTHING if left == right == NOTHING else sha256(b"\x01", left, right)
    demand(here == tree["root"], f"a row does not lead to the root of the {name}")
    return decoded(row, tree["fields"]) if row else None


def listed_root(leaf: bytes, index: int, count: int, path: list[bytes]) -> bytes:
    """Return the root that a leaf leads to (RFC 9162, section 2.1.3.2). *Raises* Refused."""
    demand(type(index) is int and 0 <= index < count, "the index lies outside of the tree")
    here, last = index, count - 1
    for sibling in path:
        demand(last > 0, "the path is longer than the tree is high")
        if here & 1 or here == last:
            leaf = sha256(b"\x01", sibling, leaf)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            leaf = sha256(b"\x01", leaf, sibling)
        here, last = here >> 1, last >> 1
    demand(last == 0, "the path ends below the root")
    return leaf


def extends(older: int, newer: int, old_root: bytes, new_root: bytes, path: list[bytes]) -> bool:
    """Tell whether a list of `older` entries begins that of `newer` (RFC 9162, 2.1.4.2)."""
    if not 0 < older < newer:
        return 0 < older == newer and not path and old_root == new_root
    first, *rest = path if older & (older - 1) else [old_root, *path]
    here, last = older - 1, newer - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = first
    for sibling in rest:
        if last == 0:
            return False
        if here & 1 or here == last:
            old, new = sha256(b"\x01", sibling, old), sha256(b"\x01", sibling, new)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            new = sha256(b"\x01", new, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


def decoded(row: bytes, fields: str) -> dict[str, int]:
    """Return a row's numbers by name. *Raises* Refused when it has another size."""
    numbers, at = {}, 0
    for field in fields.split(","):
        name, kind = field.split("=")
        size = int(kind[1:])
        numbers[name] = int.from_bytes(row[at : at + size], "little", signed=kind[0] == "i")
        at += size
    demand(at == len(row), "a row has not the size that its fields have")
    return numbers


def sha256(*parts: bytes) -> bytes:
    """Return the SHA-256 of the parts, one behind the other."""
    return hashlib.sha256(b"".join(parts)).digest()


def unhex(text: str) -> bytes:
    """Return bytes from lower-case hex, which has one spelling only. *Raises* Refused."""
    data = bytes.fromhex(text)
    demand(data.hex() == text, "a number is spelled in an unusual way")
    return data


# --- the signed checkpoint ------------------------------------------------------------------------


def opened(note: str, key: str) -> str:
    """Return the text of a note under which stands one signature, by `key`. *Raises* Refused."""
    name, key_id, material = key.strip().split("+", 2)
    public_key = unbase64(material)
    demand(public_key[:1] == b"\x01" and len(public_key) == 33, "the key is not an Ed25519 key")
    identity = sha256(name.encode(), b"\n", public_key)[:4]
    demand(identity.hex() == key_id, "the key does not match its own check digits")
    text, separator, line = note.rpartition("\n\n")
    demand(separator != "" and line.endswith("\n"), "there is no signature under the checkpoint")
    dash, signer, encoded = line[:-1].split(" ")
    signature = unbase64(encoded)
    demand((dash, signer) == (DASH, name), f"the checkpoint is not signed by {name}")
    demand(signature[:4] == identity, "the checkpoint is signed with another key")
    try:
        verifier = Ed25519PublicKey.from_public_bytes(public_key[1:])
        verifier.verify(signature[4:], (text + "\n").encode())
    except InvalidSignature:
        raise Refused("the signature does not belong to the checkpoint") from None
    return text


def unbase64(text: str) -> bytes:
    """Return bytes from base64, which has one spelling only. *Raises* Refused, ValueError."""
    data = base64.b64decode(text, validate=True)
    demand(base64.b64encode(data).decode() == text, "a number is spelled in an unusual way")
    return data


def read_checkpoint(text: str) -> dict[str, Any]:
    """Return what a signed text says, by name."""
    origin, size, root, *lines = text.split("\n")
    said: dict[str, Any] = {"origin": origin, "log_size": int(size), "log_root": unbase64(root)}
    for line in lines:
        name, *values = line.split(" ")
        if name in ("events", "balances", "orders", "trades"):
            count, tree_root, fields = values
            said[name] = {"count": int(count), "root": unbase64(tree_root), "fields": fields}
        else:
            (said[name],) = map(int, values) if name in ("sequence", "time_ns") else values
    return said


def main() -> None:
    """Check the proof and the key named on the command line."""
    if len(sys.argv) != 3:
        sys.exit("usage: python verifier.py PROOF KEY")
    proof, key = sys.argv[1:]
    try:
        text = Path(key).read_text("utf-8") if Path(key).is_file() else key
        proved = verify(Path(proof).read_bytes().decode(), text)
    except (Refused, OSError, UnicodeDecodeError) as error:
        sys.exit(f"refused: {error}")
    sys.stdout.write(json.dumps(proved, indent=2) + "\n")


if __name__ == "__main__":
    main()
