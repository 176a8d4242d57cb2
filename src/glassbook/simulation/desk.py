"""A desk inside the venue: it journals documents, and brings money in by several commands at once.

may      come at any moment, and find the queue full or the venue stopping
may not  send the same thing twice: what has no outcome is not tried again
survive  everything that it was given an outcome for, in its place and whole

Each thing it sends has a serial number: it stands in the document, or is the amount brought in.
"""

import asyncio
import random

from glassbook.node.venue import Venue
from glassbook.protocol.commands import deposit
from glassbook.protocol.documents import Document
from glassbook.protocol.submission import QueueFull, VenueStopped
from glassbook.simulation.house import DESK_ACCOUNT, QUOTE
from glassbook.simulation.witness import Witness

NOTE = "note"
EVERY_S = 0.1
TOGETHER_MAX = 4
LIST_BYTES, LIST_CHANCE = 16_384, 0.3


class Desk:
    """It works through all lives of the venue."""

    def __init__(self, witness: Witness, dice: random.Random) -> None:
        self.is_over = False
        self._notes = witness.notes
        self._money = witness.money
        self._dice = dice

    async def work(self, venue: Venue) -> None:
        """Send one thing after the other, for as long as this life of the venue lasts."""
        while not self.is_over:
            await asyncio.sleep(self._dice.expovariate(1 / EVERY_S))
            try:
                await (self._note(venue) if self._dice.random() < 0.5 else self._bring(venue))
            except (QueueFull, VenueStopped):
                continue

    async def _note(self, venue: Venue) -> None:
        serial = len(self._notes) + 1
        self._notes[serial] = None
        body = {"serial": serial, "text": "x" * self._length()}
        outcome = await venue.submit_document(Document(NOTE, 1, body))
        self._notes[serial] = outcome.sequence

    def _length(self) -> int:
        """Return how long a note is: some are lists, of more sectors than a start overwrites."""
        return self._dice.randrange(LIST_BYTES) if self._dice.random() < LIST_CHANCE else 0

    async def _bring(self, venue: Venue) -> None:
        first = len(self._money) + 1
        amounts = range(first, first + self._dice.randrange(1, TOGETHER_MAX + 1))
        self._money |= dict.fromkeys(amounts)
        together = b"".join(deposit(DESK_ACCOUNT, QUOTE, amount) for amount in amounts)
        outcome = await venue.submit_many(together)
        self._money |= {amount: outcome.sequence + at for at, amount in enumerate(amounts)}
