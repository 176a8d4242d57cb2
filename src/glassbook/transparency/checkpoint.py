"""A checkpoint: everything that the exchange is at one sequence, in a few lines to be signed.

    ORIGIN                                  which log this is
    COUNT                                   frames in it
    BASE64                                  root over their hashes, in order
    sequence N                              the last command or document in them
    time_ns N                               its time
    journal HEX                             hash of the last frame: the chain's head
    state HEX                               digest of the core's whole state
    events-digest HEX                       digest over all events so far
    events COUNT BASE64 FIELDS              root over all events so far, in order
    balances COUNT BASE64 FIELDS            root over the balances, by asset and account
    orders COUNT BASE64 FIELDS              root over the open orders, by order id
    trades COUNT BASE64 FIELDS              root over all trades so far, without who traded

What was signed before there was a tree of trades ends with the orders, and is as good as it was.
The first three lines are every transparency log's; what follows is ours. FIELDS say how the bytes
of a row are read, `name=i8,name=u2,...`: little-endian, signed or unsigned, so many bytes. They are
signed with the roots, and a proof needs no other description of a row.

Source: C2SP tlog-checkpoint, https://c2sp.org/tlog-checkpoint
"""

import base64
import binascii
from dataclasses import dataclass

from glassbook.transparency.notes import BadNote

TREES = ("events", "balances", "orders", "trades")


@dataclass(frozen=True, slots=True)
class Tree:
    """A root, over how many rows, and how a row is read."""

    count: int
    root: bytes
    fields: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is signed. Digests and the journal's hash are hex."""

    origin: str
    log_size: int
    log_root: bytes
    sequence: int
    time_ns: int
    journal: str
    state: str
    events_digest: str
    events: Tree
    balances: Tree
    orders: Tree
    trades: Tree | None = None

    def text(self) -> str:
        """Return the lines."""
        lines = [self.origin, str(self.log_size), _base64(self.log_root)]
        lines += [f"sequence {self.sequence}", f"time_ns {self.time_ns}"]
        lines += [f"journal {self.journal}", f"state {self.state}"]
        lines += [f"events-digest {self.events_digest}"]
        for name in TREES:
            tree: Tree | None = getattr(self, name)
            if tree is not None:
                lines.append(f"{name} {tree.count} {_base64(tree.root)} {tree.fields}")
        return "\n".join(lines) + "\n"


def parse(text: str) -> Checkpoint:
    """Return the checkpoint that a text states. *Raises* BadNote."""
    try:
        origin, size, root, *rest = text.removesuffix("\n").split("\n")
        sequence, time_ns, journal, state, digest, *trees = (
            _line(*pair) for pair in zip(rest, _NAMES[: max(len(rest), _NAMES_MIN)], strict=True)
        )
        checkpoint = Checkpoint(
            origin,
            int(size),
            base64.b64decode(root, validate=True),
            int(sequence),
            int(time_ns),
            journal,
            state,
            digest,
            *map(_tree, trees),
        )
    except (ValueError, TypeError, binascii.Error) as error:
        raise BadNote(f"the text is not that of a checkpoint: {error}") from None
    if checkpoint.text() != text:
        raise BadNote("the checkpoint is not written as it must be")
    return checkpoint


_NAMES = ("sequence", "time_ns", "journal", "state", "events-digest", *TREES)
_NAMES_MIN = len(_NAMES) - 1  # without the trades


def _line(line: str, name: str) -> str:
    said, _, value = line.partition(" ")
    if said != name:
        raise ValueError(f"line {name!r} is missing")
    return value


def _tree(line: str) -> Tree:
    count, root, fields = line.split(" ")
    return Tree(int(count), base64.b64decode(root, validate=True), fields)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
