"""Usual orders that arrive in one turn of the loop: read, submitted and answered together.

A busy door reads many sockets in a turn, and each connection has one order under way. What costs
the same for one order as for a hundred is done once: the call of the compiled reader, the packet,
the call of the compiled writer. Doorkeeper, limits and answers are those of the plain way; whatever
is not plainly in order is left to it before anything was counted.

    take_up, take_up, … ──► read ──► check, count ──► submit … ──► write ──► done, done, …
                              └── not usual, or not right ──► the plain way
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import msgspec
import numpy as np

from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.access.signatures import require_signature
from glassbook.gateway.express import Errand
from glassbook.gateway.rest import usual_answer, usual_order
from glassbook.gateway.rest.answer import Answer, Head, OrderAnswer, order_answer, refused
from glassbook.gateway.rest.authorise import MICROSECOND_NS, Doorkeeper
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Security
from glassbook.gateway.rest.order_form import OrderForm, new_client_id
from glassbook.gateway.rest.quick_orders import RESPONSES, placed_or_refused
from glassbook.gateway.rest.usual_order import SIGNATURE_LENGTH
from glassbook.gateway.rest.venue import Venue
from glassbook.gateway.symbol_tables import SymbolTables
from glassbook.protocol.client_keys import client_key
from glassbook.protocol.commands import COMMAND
from glassbook.protocol.labels import Label
from glassbook.protocol.orders import OrderType, SelfTradePrevention, Side, TimeInForce
from glassbook.protocol.submission import Outcome, QueueFull, VenueStopped

Done = Callable[[Answer | OrderAnswer], None]

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


@dataclass(slots=True)
class Run:
    """Orders that were read together, counted, and are to be answered.

    facts  for each of `asked`, the integers of `usual_answer.FACT_COLUMNS`
    """

    now_ns: int
    asked: list[Asked]
    accounts: list[int]
    labels: list[Label]
    facts: list[tuple[int, int, int, int, int, int]]
    commands: np.ndarray


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
            if run.asked:
                Errand(self._place(run), lambda _none: None).step()

    # --- from bytes to commands -----------------------------------------------------------------

    def _read(self, asked: list[Asked]) -> Run:
        """Return what is usual and right, counted; the rest goes the plain way or is refused."""
        bodies = [each.body for each in asked]
        source, ends = b"".join(bodies), list(accumulate(map(len, bodies)))
        tables, now_ns = self._tables.fresh(), self._venue.clock()
        now_us = now_ns // MICROSECOND_NS
        usual_order.read_all(
            source, np.array(ends), now_us, tables.names, tables.symbols, _commands, _marks
        )
        run = Run(now_ns, [], [], [], [], _commands)
        kept, ids_end = [], 0
        for place, mark in enumerate(_marks[: len(asked)].tolist()):
            each, end = asked[place], ends[place]
            is_usual, id_begins, id_ends, signature, response = mark
            account_id = self._caller(each, source, end, signature) if is_usual else 0
            if not account_id:
                self._go_plainly(each)
                continue
            # From here on the request is counted, and answered.
            counts = self._count(each, account_id)
            if counts is None:
                continue
            name = source[id_begins:id_ends].decode("ascii") if id_begins >= 0 else new_client_id()
            ids_end += len(name)
            kept.append(place)
            run.asked.append(each)
            run.accounts.append(account_id)
            run.labels.append(Label("", name))
            run.facts.append((response, *counts, each.head.unit_ns, ids_end))
        run.commands = _commands[kept]
        run.commands["account_id"] = run.accounts
        run.commands["client_key"] = [client_key(each.client_order_id) for each in run.labels]
        return run

    def _caller(self, asked: Asked, source: bytes, end: int, signature: int) -> int:
        """Return the account whose key signed the body that ends at `end`; 0 when none did."""
        start = end - len(asked.body)
        try:
            standing = self._doorkeeper.standing(asked.head.api_key, asked.address)
            payload = source[start : signature - BEFORE_SIGNATURE]
            said = source[signature : signature + SIGNATURE_LENGTH]
            require_signature(standing.key, payload, said.decode("ascii"))
            return self._doorkeeper.allowed(standing, Security.TRADE)
        except Refusal:
            return 0

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
            np.array(run.facts),
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
        written = _out[:size].tobytes()
        for place, bounds in enumerate(_bounds[: len(run.asked)].tolist()):
            events_begin, events_end, begin, end, lines_end = bounds
            answer: Answer | OrderAnswer
            if begin >= 0:
                answer = OrderAnswer(written[begin:end], written[end:lines_end])
            else:
                events = outcome.events[events_begin:events_end]
                own = Outcome(outcome.sequence + place, outcome.time_ns, events)
                answer = self._plainly(run, place, own)
            self._tell(run.asked[place], answer)

    def _plainly(self, run: Run, place: int, result: Outcome | Exception) -> Answer | OrderAnswer:
        """Return the answer as the plain way would make it."""
        asked, (_, weight, short, day, unit_ns, _) = run.asked[place], run.facts[place]
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
    def _tell(asked: Asked, answer: Answer | OrderAnswer) -> None:
        """Tell one client. That he cannot take it is no reason not to tell the next."""
        try:
            asked.done(answer)
        except Exception as error:  # noqa: BLE001 - see above
            what = {"message": "a client could not take its answer", "exception": error}
            asyncio.get_running_loop().call_exception_handler(what)


def warm() -> None:
    """Compile, or load from the cache."""
    usual_order.warm()
    usual_answer.warm()
