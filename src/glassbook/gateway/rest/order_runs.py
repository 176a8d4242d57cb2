"""Usual orders that arrive in one turn of the loop: read, submitted and answered together.

A busy door reads many sockets in a turn, and each connection has one order under way. What costs
the same for one order as for a hundred is done once: the call of the compiled reader, the packet,
the call of the compiled writer. Doorkeeper, limits and answers are those of the plain way; whatever
is not plainly in order is left to it before anything was counted.

    take_up, take_up, … ──► read ──► check, count ──► submit … ──► write ──► done, done, …
                              └── not usual, or not right ──► the plain way
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import msgspec
import numpy as np

from glassbook.gateway.access.rate_limits import source_of
from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.access.signatures import is_hmac
from glassbook.gateway.express import Errand
from glassbook.gateway.rest import usual_answer, usual_order
from glassbook.gateway.rest.answer import (
    Answer,
    Head,
    OrderAnswer,
    WholeAnswer,
    order_answer,
    refused,
)
from glassbook.gateway.rest.authorise import MICROSECOND_NS, Doorkeeper
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Security
from glassbook.gateway.rest.order_form import OrderForm, new_client_id
from glassbook.gateway.rest.quick_orders import RESPONSES, placed_or_refused
from glassbook.gateway.rest.venue import Venue
from glassbook.gateway.symbol_tables import SymbolTables
from glassbook.gateway.usual_kernels import say_what_is_compiled
from glassbook.identity.api_keys import KeyKind
from glassbook.protocol.client_keys import client_key
from glassbook.protocol.commands import COMMAND
from glassbook.protocol.labels import Label
from glassbook.protocol.orders import OrderType, SelfTradePrevention, Side, TimeInForce
from glassbook.protocol.submission import Outcome, QueueFull, VenueStopped

Done = Callable[[Answer | OrderAnswer | WholeAnswer], None]

RUN_MAX = 256
BEFORE_SIGNATURE = len("&signature=")

_commands = np.zeros(RUN_MAX, COMMAND)
_marks = np.zeros((RUN_MAX, usual_order.MARK_COLUMNS), np.int64)
_bounds = np.zeros((RUN_MAX, usual_answer.BOUND_COLUMNS), np.int64)
_out = np.zeros(2 * RUN_MAX * usual_answer.ORDER_BYTES_MAX, np.uint8)

encode = msgspec.json.Encoder().encode


class Asked(NamedTuple):
    """A request, and whom to hand the answer."""

    head: Head
    body: bytes
    address: str
    done: Done


class Caller(NamedTuple):
    """Whom a key lets in, and by which secret."""

    account_id: int
    secret: bytes


@dataclass(slots=True)
class Run:
    """Orders that were read together, counted, and are to be answered.

    commands  COMMAND[n]
    facts     i8[n, usual_answer.FACT_COLUMNS]
    """

    now_ns: int
    asked: list[Asked]
    accounts: list[int]
    labels: list[Label]
    commands: np.ndarray
    facts: np.ndarray


class OrderRuns:
    """Takes up usual orders for the router; `go_plainly` is where all others go."""

    def __init__(
        self, venue: Venue, doorkeeper: Doorkeeper, go_plainly: Callable[[Asked], None]
    ) -> None:
        self._venue = venue
        self._doorkeeper = doorkeeper
        self._go_plainly = go_plainly
        self._tables = SymbolTables(venue.projections.directory)
        self._asked: list[Asked] = []

    def take_up(self, asked: Asked) -> None:
        """Answer a request for a new order, with the others of this turn."""
        if not self._asked:
            asyncio.get_running_loop().call_soon(self._take_on)
        self._asked.append(asked)

    def _take_on(self) -> None:
        asked, self._asked = self._asked, []
        for at in range(0, len(asked), RUN_MAX):
            run = self._read(asked[at : at + RUN_MAX])
            if run is not None:
                Errand(self._place(run), lambda _none: None).step()

    # --- from bytes to commands -----------------------------------------------------------------

    def _read(self, asked: list[Asked]) -> Run | None:
        """Return what is usual and right, counted; the rest goes the plain way or is refused."""
        bodies = [each.body for each in asked]
        source, ends = b"".join(bodies), list(accumulate(map(len, bodies)))
        tables, now_ns = self._tables.fresh(), self._venue.clock()
        now_us = now_ns // MICROSECOND_NS
        usual_order.read_all(
            source, np.array(ends), now_us, tables.names, tables.symbols, _commands, _marks
        )
        marks = _marks[: len(asked)].tolist()
        accounts = self._accounts(asked, bodies, marks, ends)
        kept = [place for place, account_id in enumerate(accounts) if account_id]
        if len(kept) < len(asked):
            for place, each in enumerate(asked):
                if not accounts[place]:
                    self._go_plainly(each)
        counted = self._counted(asked, accounts, kept)
        kept = [place for place, _, _, _ in counted]
        if not kept:
            return None
        names = [_name(source, marks[place]) for place in kept]
        return Run(
            now_ns,
            [asked[place] for place in kept],
            [accounts[place] for place in kept],
            [Label("", name) for name in names],
            _filled_in(kept, [accounts[place] for place in kept], names),
            _facts(kept, counted, [asked[place].head.unit_ns for place in kept], names),
        )

    def _accounts(
        self, asked: list[Asked], bodies: list[bytes], marks: list[list[int]], ends: list[int]
    ) -> list[int]:
        """Return the account whose key signed each request, 0 where none did plainly."""
        callers: dict[tuple[str, str], Caller | None] = {}
        accounts = []
        for each, body, mark, end in zip(asked, bodies, marks, ends, strict=True):
            who, caller = (each.head.api_key, each.address), None
            if mark[usual_order.IS_USUAL]:
                caller = callers[who] if who in callers else callers.setdefault(who, self._who(who))
            if caller is None:
                accounts.append(0)
                continue
            signature = mark[usual_order.SIGNATURE_BEGINS] - end
            payload, said = body[: signature - BEFORE_SIGNATURE], body[signature:].decode("ascii")
            accounts.append(caller.account_id if is_hmac(caller.secret, payload, said) else 0)
        return accounts

    def _who(self, who: tuple[str, str]) -> Caller | None:
        """Return whom a key lets in from an address; None when that is to be said plainly."""
        try:
            standing = self._doorkeeper.standing(*who)
            account_id = self._doorkeeper.allowed(standing, Security.TRADE)
        except Refusal:
            return None
        key = standing.key
        return Caller(account_id, key.material) if key.kind is KeyKind.HMAC else None

    def _counted(
        self, asked: list[Asked], accounts: list[int], kept: list[int]
    ) -> list[tuple[int, int, int, int]]:
        """Count the orders at `kept`; return (place, weight, short count, day count) of each that
        may go on. The others are refused.
        """
        if not kept:
            return []
        limiter, weight = self._venue.limiter, asked[0].head.route.weight
        sources = [source_of(asked[place].address) for place in kept]
        orders = Counter([accounts[place] for place in kept])
        together = limiter.count_together(Counter(sources), weight, orders)
        if together is None:
            alone = [self._count(asked[place], accounts[place]) for place in kept]
            pairs = zip(kept, alone, strict=True)
            return [(place, *counts) for place, counts in pairs if counts is not None]
        used, placed = together
        counted = []
        for place, source in zip(kept, sources, strict=True):
            used[source] += weight
            counts = placed[accounts[place]]
            counts[0] += 1
            counts[1] += 1
            counted.append((place, used[source], counts[0], counts[1]))
        return counted

    def _count(self, asked: Asked, account_id: int) -> tuple[int, int, int] | None:
        """Count an order; return the weight and the orders counted, None when it was refused."""
        limiter = self._venue.limiter
        try:
            weight = limiter.charge(asked.address, asked.head.route.weight)
            return weight, *limiter.count_order(account_id)
        except Refusal as refusal:
            asked.done(self._refused(asked, refusal))
            return None

    # --- from events to answers -----------------------------------------------------------------

    async def _place(self, run: Run) -> None:
        """Submit the orders, and answer each."""
        submitter = self._venue.submitter
        try:
            labels = dict(enumerate(run.labels))
            outcome = await submitter.submit_many(run.commands.tobytes(), labels)
        except (QueueFull, ValueError):  # there is no room for all: one by one, as far as there is
            for place, label in enumerate(run.labels):
                submitter.send(run.commands[place].tobytes(), label, self._one(run, place))
        except VenueStopped as stopped:
            for each in run.asked:
                self._tell(each, self._refused(each, stopped))
        else:
            self._answer(run, outcome)

    def _one(self, run: Run, place: int) -> Callable[[Outcome | Exception], None]:
        return lambda result: self._tell(run.asked[place], self._plainly(run, place, result))

    def _answer(self, run: Run, outcome: Outcome) -> None:
        tables = self._tables.fresh()
        size = usual_answer.write(
            outcome.records,
            outcome.sequence,
            outcome.time_ns,
            run.commands,
            run.facts,
            "".join([each.client_order_id for each in run.labels]).encode(),
            tables.rows,
            tables.names,
            tables.texts,
            tables.quotes,
            tables.asset_names,
            tables.assets,
            _out,
            _bounds,
        )
        written, bounds = _out[:size].tobytes(), _bounds[: len(run.asked)].tolist()
        for place, (events_begin, events_end, begin, end) in enumerate(bounds):
            if begin >= 0:
                self._tell(run.asked[place], written[begin:end])
            else:
                events = outcome.events[events_begin:events_end]
                own = Outcome(outcome.sequence + place, outcome.time_ns, events)
                self._tell(run.asked[place], self._plainly(run, place, own))

    def _plainly(self, run: Run, place: int, result: Outcome | Exception) -> Answer | OrderAnswer:
        """Return the answer as the plain way would make it."""
        asked, (_, weight, short, day, unit_ns, _) = run.asked[place], run.facts[place].tolist()
        try:
            call = Call({}, run.accounts[place], run.now_ns, unit_ns)
            form = self._form(run, place)
            return order_answer(
                encode(placed_or_refused(self._venue, call, form, result)), weight, short, day
            )
        except Exception as error:  # noqa: BLE001 - everything is answered with something
            return self._refused(asked, error)

    def _form(self, run: Run, place: int) -> OrderForm:
        """Return the order as the plain way would have read it."""
        command = run.commands[place]
        return OrderForm(
            self._venue.projections.directory.symbols[int(command["symbol_id"])],
            Side(command["side"]),
            OrderType(command["order_type"]),
            TimeInForce(command["time_in_force"]),
            SelfTradePrevention(command["self_trade_prevention"]),
            int(command["price_ticks"]),
            int(command["quantity_lots"]),
            0,
            run.labels[place],
            RESPONSES[run.facts[place][0]],
        )

    def _refused(self, asked: Asked, error: Exception) -> Answer:
        return refused(error, self._venue, asked.head.route.endpoint.path, asked.address)

    @staticmethod
    def _tell(asked: Asked, answer: Answer | OrderAnswer | WholeAnswer) -> None:
        """Tell one client. That he cannot take it is no reason not to tell the next."""
        try:
            asked.done(answer)
        except Exception as error:  # noqa: BLE001 - see above
            what = {"message": "a client could not take its answer", "exception": error}
            asyncio.get_running_loop().call_exception_handler(what)


def _name(source: bytes, mark: list[int]) -> str:
    """Return the client id that was sent with an order, or a new one."""
    begins, ends = mark[usual_order.ID_BEGINS], mark[usual_order.ID_ENDS]
    return source[begins:ends].decode("ascii") if begins >= 0 else new_client_id()


def _filled_in(kept: list[int], accounts: list[int], names: list[str]) -> np.ndarray:
    """Return the commands at `kept`, whole."""
    commands = _commands[kept]
    commands["account_id"] = accounts
    commands["client_key"] = [client_key(name) for name in names]
    return commands


def _facts(
    kept: list[int],
    counted: list[tuple[int, int, int, int]],
    units_ns: list[int],
    names: Iterable[str],
) -> np.ndarray:
    """Return what the writer of answers is told of each order."""
    facts = np.empty((len(kept), usual_answer.FACT_COLUMNS), np.int64)
    facts[:, : usual_answer.UNIT_NS] = counted
    facts[:, usual_answer.ANSWER] = _marks[kept, usual_order.ANSWER]
    facts[:, usual_answer.UNIT_NS] = units_ns
    facts[:, usual_answer.ID_END] = list(accumulate(map(len, names)))
    return facts


def warm(report: Callable[[str], None]) -> None:
    """Make the compiled functions ready: from their cache, or by compiling, which is reported."""
    entries = (usual_order.read_all, usual_order.read_one, usual_answer.write)
    say_what_is_compiled(report, "orders by REST", *entries)
    usual_order.warm()
    usual_answer.warm()
