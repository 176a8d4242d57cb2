"""Any visitor looks up a trade and gets its proof.

    /transparency/trades/SYMBOL/ID        what is proved, in words for a page
    /transparency/trades/SYMBOL/ID/proof  the proof, byte for byte as the verifier takes it

He sees what the market saw: price, quantity, time, sequence and the taker's side; not who. Proofs
are made by one thread, few at a time, at a pace for each address, and kept while they are asked
for. What cannot be answered says why, as `{"state", "msg"}`:

    malformed  400  the id is no number
    unknown    404  there is no such symbol, or no such trade
    waiting    404  no signed checkpoint covers the trade yet; `Retry-After` says when one will
    limited    429  too many from one address; `Retry-After`
    busy       503  too many from everybody; `Retry-After`
    damaged    503  what is kept of the trades is not what was signed: the operator rebuilds it
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import msgspec

from glassbook.projection import Projections
from glassbook.projection.listing import Symbol
from glassbook.projection.pages import Page as Wanted
from glassbook.projection.rows import Trade
from glassbook.protocol.orders import Side
from glassbook.transparency.shapes import NotProved

Header = tuple[bytes, bytes]
Page = tuple[int, list[Header], bytes]  # status, headers, body

JSON = (b"content-type", b"application/json;charset=UTF-8")
PREFIX = "/transparency/trades/"
ID_DIGITS_MAX = 19
KEPT_MAX = 1_000  # proofs, of 3 kB each
WAITING_MAX = 32
MILLISECOND_NS = 1_000_000
SECOND_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Proved:
    """A proof, and what the verifier reads from it."""

    text: str
    facts: dict[str, Any]


class CheckpointView(msgspec.Struct, rename="camel", frozen=True):
    """A signed checkpoint; `time` in milliseconds."""

    sequence: int
    time: int


class TradeProofView(msgspec.Struct, rename="camel", frozen=True):
    """A trade that is proved, with prices and quantities as decimals, and `time` in milliseconds.

    `proof` is where the proof is, `file` the name that it is saved under, and `command` what checks
    that file with `/transparency/verifier.py` beside it.
    """

    symbol: str
    trade_id: int
    price: str
    quantity: str
    quote_quantity: str
    taker_side: str
    time: int
    sequence: int
    checkpoint: CheckpointView
    proof: str
    file: str
    command: str


class Damaged(Exception):
    """What is kept of the trades is not whole, or not what was signed."""


#: Proves a trade at the checkpoint of a sequence, by symbol, id and time; None when it is not
#: covered. *Raises* Damaged.
Prove = Callable[[int, int, int, int], Proved | None]


class _Refusal(Exception):
    def __init__(self, status: int, state: str, why: str, retry_ns: int = 0) -> None:
        super().__init__(why)
        headers = [JSON]
        if retry_ns:
            headers.append((b"retry-after", b"%d" % -(-retry_ns // SECOND_NS)))
        self.page: Page = status, headers, msgspec.json.encode(NotProved(state=state, msg=why))


class TradeLookUp:
    """The answers, given on the loop; `close` ends its thread.

    Arguments
        signed      the sequence of the newest signed checkpoint
        signed_within_ns  a checkpoint follows a trade at latest, if any command comes then
        pace        takes one from an address's allowance; how long to wait (ns) where there is none
    """

    def __init__(
        self,
        projections: Projections,
        key: str,
        prove: Prove,
        *,
        signed: Callable[[], int],
        signed_within_ns: int,
        pace: Callable[[str], int],
        clock: Callable[[], int],
    ) -> None:
        self._projections = projections
        self._key = key
        self._prove = prove
        self._signed = signed
        self._signed_within_ns = signed_within_ns
        self._pace = pace
        self._clock = clock
        self._kept: OrderedDict[tuple[int, int, int], Proved] = OrderedDict()
        self._thread = ThreadPoolExecutor(1, "glassbook-trade-proofs")
        self._waiting = 0

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(cancel_futures=True)

    async def page(self, path: str, address: str) -> Page | None:
        """Return the answer to a path below PREFIX; None when there is nothing there."""
        match path.removeprefix(PREFIX).split("/"):
            case [name, text]:
                show = self._told
            case [name, text, "proof"]:
                show = self._document
            case _:
                return None
        try:
            symbol = self._symbol(name)
            trade = self._trade(symbol, text)
            return show(symbol, trade, await self._proved(symbol, trade, address))
        except _Refusal as refusal:
            return refusal.page

    def _symbol(self, name: str) -> Symbol:
        symbol = self._projections.directory.symbol(name)
        if symbol is None:
            raise _Refusal(404, "unknown", f"No symbol {name!r} is listed here.")
        return symbol

    def _trade(self, symbol: Symbol, text: str) -> Trade:
        is_id = text.isascii() and text.isdigit() and len(text) <= ID_DIGITS_MAX
        if not is_id:
            why = f"{text!r} is no trade's id; expected a number of 1 to {ID_DIGITS_MAX} digits."
            raise _Refusal(400, "malformed", why)
        trade_id, trades = int(text), self._projections.trades
        found = trades.page(symbol.symbol_id, Wanted(1, from_id=trade_id))
        if not found or found[0].trade_id != trade_id:
            newest = trades.last(symbol.symbol_id)
            so_far = "none so far" if newest is None else f"1 to {newest.trade_id}"
            why = f"{symbol.name} has no trade {trade_id}; its trades are {so_far}."
            raise _Refusal(404, "unknown", why)
        return found[0]

    async def _proved(self, symbol: Symbol, trade: Trade, address: str) -> Proved:
        signed = self._signed()
        asked = signed, symbol.symbol_id, trade.trade_id
        kept = self._kept.get(asked)
        if kept is not None:
            self._kept.move_to_end(asked)
            return kept
        if wait_ns := self._pace(address):
            raise _Refusal(429, "limited", "Too many look-ups from your address.", wait_ns)
        if self._waiting >= WAITING_MAX:
            raise _Refusal(503, "busy", "Too many look-ups at once.", SECOND_NS)
        proved = await self._made(asked, trade.time_ns) if signed else None
        if proved is None:
            raise self._not_yet(symbol, trade)
        self._kept[asked] = proved
        while len(self._kept) > KEPT_MAX:
            self._kept.popitem(last=False)
        return proved

    async def _made(self, asked: tuple[int, int, int], time_ns: int) -> Proved | None:
        loop = asyncio.get_running_loop()
        self._waiting += 1
        try:
            return await loop.run_in_executor(self._thread, self._prove, *asked, time_ns)
        except Damaged as damaged:
            why = f"The list of trades that proofs are made from is damaged: {damaged}."
            raise _Refusal(503, "damaged", why) from damaged
        finally:
            self._waiting -= 1

    def _not_yet(self, symbol: Symbol, trade: Trade) -> _Refusal:
        latest_ns = trade.time_ns + self._signed_within_ns
        why = (
            f"Trade {trade.trade_id} of {symbol.name} is not under a signed checkpoint yet: the "
            "next one covers it. Ask again later."
        )
        return _Refusal(404, "waiting", why, max(latest_ns - self._clock(), SECOND_NS))

    def _told(self, symbol: Symbol, trade: Trade, proved: Proved) -> Page:
        row, at = proved.facts["proved"], proved.facts["checkpoint"]
        told = TradeProofView(
            symbol=symbol.name,
            trade_id=trade.trade_id,
            price=symbol.price_text(row["price_ticks"]),
            quantity=symbol.quantity_text(row["quantity_lots"]),
            quote_quantity=symbol.amount_text(row["amount_units"]),
            taker_side=Side(row["side"]).name,
            time=row["time_ns"] // MILLISECOND_NS,
            sequence=row["sequence"],
            checkpoint=CheckpointView(at["sequence"], at["time_ns"] // MILLISECOND_NS),
            proof=f"{PREFIX}{symbol.name}/{trade.trade_id}/proof",
            file=_file(symbol, trade),
            command=f"python verifier.py {_file(symbol, trade)} '{self._key}'",
        )
        return 200, [JSON], msgspec.json.encode(told)

    def _document(self, symbol: Symbol, trade: Trade, proved: Proved) -> Page:
        saved = f'attachment; filename="{_file(symbol, trade)}"'.encode()
        return 200, [JSON, (b"content-disposition", saved)], proved.text.encode()


def _file(symbol: Symbol, trade: Trade) -> str:
    name = symbol.name if symbol.name.isascii() and symbol.name.isalnum() else "trade"
    return f"{name}-{trade.trade_id}.json"
