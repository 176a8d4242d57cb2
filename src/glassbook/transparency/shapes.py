"""What is shown to everybody as JSON: the pages' types are written from these.

Amounts and prices are texts with their decimals, times milliseconds since the epoch.
"""

import msgspec
from msgspec import Struct


class Shown(Struct, rename="camel", kw_only=True):
    """A JSON object whose names are in camel case."""


class Head(Shown, kw_only=True):
    """How far the journal goes; `key` is whose signature to believe."""

    origin: str
    key: str
    sequence: int
    signed_sequence: int


class AssetLine(Shown, kw_only=True):
    """What there is of an asset: `supply` is the other two together."""

    asset: str
    supply: str
    owed_to_customers: str
    fees: str


class Assets(Shown, kw_only=True):
    """The assets as they are at a sequence."""

    sequence: int
    assets: list[AssetLine]


class Checkpoints(Shown, kw_only=True):
    """The sequences of signed checkpoints, the newest first."""

    checkpoints: list[int]


class Closed(Shown, kw_only=True):
    """A time at which the venue was closed; `isPlanned`: its operator had ended it."""

    from_: int = msgspec.field(name="from")
    until: int
    is_planned: bool


class TroubleNote(Shown, kw_only=True):
    """What the operator said, and when."""

    time: int
    words: str


class Trouble(Shown, kw_only=True):
    """An incident: its first note opened it, and its last closed it if it is not open."""

    incident: str
    is_open: bool
    notes: list[TroubleNote]


class Uptime(Shown, kw_only=True):
    """Of the time from `since` on: how much there was of it, and how much of that it was open.

    `isAccepting`: orders are taken now.
    """

    since: int
    open_since: int
    open_ms: int
    of_ms: int
    closed: list[Closed]
    is_accepting: bool
    incidents: list[Trouble]


class NotProved(Shown, kw_only=True):
    """Why a look-up has no proof: `state` in a word, `msg` in a sentence."""

    state: str
    msg: str
