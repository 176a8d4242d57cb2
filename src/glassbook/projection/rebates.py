"""Commission that is shared: what partners and customers earned of it, and what they were paid.

The house names the partner of a customer, and which share of the commission that the customer pays
is the partner's, and which the customer's own again: a document, so that a replay gives the same.
What was earned is added up exactly, in millionths of a unit; what is paid is rounded down, so the
sum of all that is paid is never more than the commission. What was paid is what the journal says
that the house paid for this purpose: it can be paid once only.
"""

from collections import defaultdict
from collections.abc import Iterator
from enum import IntEnum
from typing import Any, NamedTuple

from glassbook.projection.directory import Directory
from glassbook.projection.volumes import DAY_NS
from glassbook.protocol.accounts import FEES
from glassbook.protocol.batches import SequencedDocument
from glassbook.protocol.events import Event
from glassbook.protocol.labels import Label

REBATE_TERMS = "rebate-terms"  # the schema of the documents
WHOLE_PPM = 1_000_000
Sums = list[tuple[int, int, int, str]]  # account, purpose, asset, and how much


class Purpose(IntEnum):
    """What the house paid an account for."""

    NONE = 0  # of every other movement
    REBATE = 1  # to a partner
    KICKBACK = 2  # to the customer himself


#: The labels of the payments, which nobody but the house can make.
LABELS = {
    Purpose.REBATE: Label(reason="commission rebate"),
    Purpose.KICKBACK: Label(reason="commission kickback"),
}
_PURPOSES = {label.reason: purpose for purpose, label in LABELS.items()}


class Terms(NamedTuple):
    """Whose customer one is, and what is shared of his commission, in parts per million."""

    partner_id: int
    share_ppm: int
    kickback_ppm: int


class Earning(NamedTuple):
    """What is earned and paid by itself."""

    account_id: int
    purpose: Purpose
    asset_id: int


class Due(NamedTuple):
    """What is to be paid."""

    earning: Earning
    amount_units: int


class Rebates:
    """Terms by customer, and what was earned and paid. A customer's sub-accounts are the customer.

    Commission of the running day is apart until the day is over.
    """

    def __init__(self, directory: Directory) -> None:
        self.terms: dict[int, Terms] = {}
        self._directory = directory
        self._day = 0
        self._day_end_ns = 0
        self._over: dict[Earning, int] = defaultdict(int)  # millionths of a unit
        self._running: dict[Earning, int] = defaultdict(int)
        self._paid_units: dict[Earning, int] = defaultdict(int)

    # --- asked by the desk ----------------------------------------------------------------------

    def due(self, day: int) -> Iterator[Due]:
        """Yield what was earned before a day (since the epoch, UTC) and is not paid yet."""
        is_over = self._day < day
        for earning in sorted(self._over.keys() | self._running.keys()):
            earned = self._over.get(earning, 0) + (self._running.get(earning, 0) if is_over else 0)
            units = earned // WHOLE_PPM - self._paid_units.get(earning, 0)
            if units > 0:
                yield Due(earning, units)

    # --- told by the fold -----------------------------------------------------------------------

    def follow(self, entry: SequencedDocument) -> None:
        """Take up terms; shares of nothing end them. What was earned before stays earned."""
        if entry.document.schema != REBATE_TERMS:
            return
        body = entry.document.body
        terms = Terms(body["partner"], body["share_ppm"], body["kickback_ppm"])
        if terms.share_ppm or terms.kickback_ppm:
            self.terms[body["account"]] = terms
        else:
            self.terms.pop(body["account"], None)

    def begin(self, time_ns: int) -> None:
        """Begin a batch: a day may be over."""
        if time_ns < self._day_end_ns:
            return
        for earning, earned in self._running.items():
            self._over[earning] += earned
        self._running.clear()
        self._day = time_ns // DAY_NS
        self._day_end_ns = (self._day + 1) * DAY_NS

    def earn(self, event: Event) -> None:
        """Fold the commission of one side of a trade."""
        account_id = event.account_id
        customer_id = self._directory.accounts[account_id].master_id or account_id
        terms = self.terms.get(customer_id)
        if terms is None:
            return
        units, asset_id = event.commission_units, event.asset_id
        for payee_id, purpose, ppm in (
            (terms.partner_id, Purpose.REBATE, terms.share_ppm),
            (customer_id, Purpose.KICKBACK, terms.kickback_ppm),
        ):
            if ppm:
                self._running[Earning(payee_id, purpose, asset_id)] += units * ppm

    def pay(self, event: Event, label: Label) -> Purpose:
        """Fold one side of a transfer. Return its purpose."""
        if FEES not in (event.account_id, event.order_id):
            return Purpose.NONE
        purpose = _PURPOSES.get(label.reason, Purpose.NONE)
        if purpose and event.account_id != FEES:
            earning = Earning(event.account_id, purpose, event.asset_id)
            self._paid_units[earning] += event.amount_units
        return purpose

    # --- saved and restored ---------------------------------------------------------------------

    def saved(self) -> list[Any]:
        """Return all of it as plain data; sums may outgrow 64 bits, so they are texts."""
        sums = [
            [[*earning, str(amount)] for earning, amount in table.items()]
            for table in (self._over, self._running, self._paid_units)
        ]
        return [self._day, self.terms, *sums]

    def load(self, saved: tuple[int, dict[int, Terms], Sums, Sums, Sums]) -> None:
        """Take up what `saved` returned."""
        self._day, self.terms, *tables = saved
        self._day_end_ns = (self._day + 1) * DAY_NS if self._day else 0
        own = (self._over, self._running, self._paid_units)
        for table, rows in zip(own, tables, strict=True):
            for account_id, purpose, asset_id, amount in rows:
                table[Earning(account_id, Purpose(purpose), asset_id)] = int(amount)
