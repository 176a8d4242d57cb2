"""Usual orders that arrive in one turn of the loop: read, submitted and answered together.

A busy door reads many orders in a turn. What costs the same for one order as for a hundred is done
once: the call of the compiled reader, the packet, the call of the compiled writer. Doorkeeper,
limits and answers are those of the plain way; whatever is not plainly in order is left to it before
anything was counted.

    take_up, take_up, … ──► read ──► check, count ──► submit … ──► write ──► tell, tell, …
                              └── not usual, or not right ──► the plain way

What differs from door to door, each `Asked` knows: who asks, and how he is answered.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import Any, Generic, TypeVar

import numpy as np

from glassbook.gateway.access.rate_limits import source_of
from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.access.timing import require_fresh
from glassbook.gateway.express import Errand
from glassbook.gateway.rest import usual_answer, usual_order
from glassbook.gateway.rest.asked import Asked, Counts
from glassbook.gateway.rest.authorise import MICROSECOND_NS, Doorkeeper
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Security
from glassbook.gateway.rest.order_form import OrderForm, new_client_id
from glassbook.gateway.rest.quick_orders import (
    RESPONSES,
    order_of,
    placed_or_refused,
    stamp_us,
    window_us,
)
from glassbook.gateway.rest.venue import Venue
from glassbook.gateway.symbol_tables import SymbolTables
from glassbook.gateway.usual_kernels import say_what_is_compiled
from glassbook.identity.api_keys import ApiKey
from glassbook.protocol.client_keys import client_key
from glassbook.protocol.commands import COMMAND, CommandKind
from glassbook.protocol.labels import Label
from glassbook.protocol.orders import OrderType, SelfTradePrevention, Side, TimeInForce
from glassbook.protocol.submission import Outcome, QueueFull, VenueStopped

RUN_MIN = 4  # fewer cost less alone: a run has arrays to fill, and a packet of its own
RUN_MAX = 256

_commands = np.zeros(RUN_MAX, COMMAND)
_marks = np.zeros((RUN_MAX, usual_order.MARK_COLUMNS), np.int64)
_bounds = np.zeros((RUN_MAX, usual_answer.BOUND_COLUMNS), np.int64)
_out = np.zeros(2 * RUN_MAX * usual_answer.ORDER_BYTES_MAX, np.uint8)

A = TypeVar("A", bound=Asked)


@dataclass(slots=True)
class Run(Generic[A]):
    """Orders that were read together, counted, and are to be answered.

    commands  COMMAND[n]
    facts     i8[n, usual_answer.FACT_COLUMNS]
    """

    now_ns: int
    asked: list[A]
    accounts: list[int]
    labels: list[Label]
    counts: list[Counts]
    commands: np.ndarray
    facts: np.ndarray


class OrderRuns(Generic[A]):
    """Takes up usual orders for a door. `has_headers`: it answers with those of HTTP."""

    def __init__(self, venue: Venue, doorkeeper: Doorkeeper, *, has_headers: bool) -> None:
        self.turn = 0  # how often what was taken up was taken on
        self._venue = venue
        self._doorkeeper = doorkeeper
        self._has_headers = has_headers
        self._tables = SymbolTables(venue.projections.directory)
        self._asked: list[A] = []

    def take_up(self, asked: A) -> None:
        """Answer a request for a new order, with the others of this turn."""
        if not self._asked:
            asyncio.get_running_loop().call_soon(self.take_on)
        self._asked.append(asked)

    def take_on(self) -> None:
        """Take on at once what was taken up: something comes that must not overtake it."""
        asked, self._asked = self._asked, []
        self.turn += 1
        if len(asked) < RUN_MIN:
            for each in asked:
                self._take_alone(each)
            return
        for at in range(0, len(asked), RUN_MAX):
            run = self._read(asked[at : at + RUN_MAX])
            if run is not None:
                Errand(self._place(run), lambda _none: None).step()

    # --- alone ----------------------------------------------------------------------------------

    def _take_alone(self, asked: A) -> None:
        """Take on an order by itself; it shares the packet of all that is sent in its turn."""
        now_ns = self._venue.clock()
        try:
            form = self._read_alone(asked, now_ns)
            standing = asked.standing(self._doorkeeper)
            account_id = self._doorkeeper.allowed(standing, Security.TRADE)
        except Refusal:
            form = None
        if form is None or not asked.is_signed(standing.key):
            asked.go_plainly()
            return
        counts = self._count(asked, account_id)
        if counts is None:
            return
        told = partial(
            self._tell_of, asked, Call({}, account_id, now_ns, asked.unit_ns), form, counts
        )
        try:
            command = form.command(account_id, CommandKind.PLACE_ORDER)
            self._venue.submitter.send(command, form.label, told)
        except VenueStopped as stopped:
            told(stopped)

    def _read_alone(self, asked: A, now_ns: int) -> OrderForm | None:
        """Return the order, if it is a usual one. *Rejects* what is not plainly right with it."""
        body = asked.form
        form = usual_order.read_usual(body)
        if form is None:
            return None
        said = form[usual_order.SAID]
        require_fresh(stamp_us(said), window_us(said), now_ns // MICROSECOND_NS)
        return order_of(self._venue.projections.directory, body, form)

    # --- from bytes to commands -----------------------------------------------------------------

    def _read(self, asked: list[A]) -> Run[A] | None:
        """Return what is usual and right, counted; the rest goes the plain way or is refused."""
        forms = [each.form for each in asked]
        source, ends = b"".join(forms), np.array(list(accumulate(map(len, forms))))
        tables, now_ns = self._tables.fresh(), self._venue.clock()
        now_us = now_ns // MICROSECOND_NS
        usual_order.read_all(source, ends, now_us, tables.names, tables.symbols, _commands, _marks)
        marks = _marks[: len(asked)].tolist()
        accounts = self._accounts(asked, marks)
        kept = [place for place, account_id in enumerate(accounts) if account_id]
        if len(kept) < len(asked):
            for place, each in enumerate(asked):
                if not accounts[place]:
                    each.go_plainly()
        counted = self._counted(asked, accounts, kept)
        kept = [place for place, _ in counted]
        if not kept:
            return None
        names = [_name(source, marks[place]) for place in kept]
        return Run(
            now_ns,
            [asked[place] for place in kept],
            [accounts[place] for place in kept],
            [Label("", name) for name in names],
            [counts for _, counts in counted],
            _filled_in(kept, [accounts[place] for place in kept], names),
            _facts(kept, counted, [asked[place].unit_ns for place in kept], names),
        )

    def _accounts(self, asked: list[A], marks: list[list[int]]) -> list[int]:
        """Return the account whose key signed each request, 0 where none did plainly."""
        let_in: dict[Hashable, tuple[int, ApiKey | None]] = {}
        accounts = []
        for each, mark in zip(asked, marks, strict=True):
            account_id = 0
            if mark[usual_order.IS_USUAL]:
                who = each.who
                if who not in let_in:
                    let_in[who] = self._let_in(each)
                account_id, key = let_in[who]
                if key is None or not each.is_signed(key):
                    account_id = 0
            accounts.append(account_id)
        return accounts

    def _let_in(self, asked: A) -> tuple[int, ApiKey | None]:
        """Return whom a key lets in, and the key; 0 and none when that is to be said plainly."""
        try:
            standing = asked.standing(self._doorkeeper)
            return self._doorkeeper.allowed(standing, Security.TRADE), standing.key
        except Refusal:
            return 0, None

    def _counted(
        self, asked: list[A], accounts: list[int], kept: list[int]
    ) -> list[tuple[int, Counts]]:
        """Count the orders at `kept`; return place and counts of each that may go on. The others
        are refused.
        """
        if not kept:
            return []
        limiter, weight = self._venue.limiter, asked[0].weight
        sources = [source_of(asked[place].address) for place in kept]
        orders = Counter([accounts[place] for place in kept])
        together = limiter.count_together(Counter(sources), weight, orders)
        if together is None:
            alone = [self._count(asked[place], accounts[place]) for place in kept]
            pairs = zip(kept, alone, strict=True)
            return [(place, counts) for place, counts in pairs if counts is not None]
        used, placed = together
        counted = []
        for place, source in zip(kept, sources, strict=True):
            used[source] += weight
            counts = placed[accounts[place]]
            counts[0] += 1
            counts[1] += 1
            counted.append((place, Counts(used[source], counts[0], counts[1])))
        return counted

    def _count(self, asked: A, account_id: int) -> Counts | None:
        """Count an order; return what was counted, None when it was refused."""
        limiter = self._venue.limiter
        try:
            weight = limiter.charge(asked.address, asked.weight)
            return Counts(weight, *limiter.count_order(account_id))
        except Refusal as refusal:
            self._tell(asked.refuse, refusal, account_id)
            return None

    # --- from events to answers -----------------------------------------------------------------

    async def _place(self, run: Run[A]) -> None:
        """Submit the orders, and answer each."""
        submitter = self._venue.submitter
        try:
            labels = dict(enumerate(run.labels))
            outcome = await submitter.submit_many(run.commands.tobytes(), labels)
        except (QueueFull, ValueError):  # there is no room for all: one by one, as far as there is
            for place, label in enumerate(run.labels):
                submitter.send(run.commands[place].tobytes(), label, self._one(run, place))
        except Exception as error:  # noqa: BLE001 - everybody is answered with something
            for each, account_id in zip(run.asked, run.accounts, strict=True):
                self._tell(each.refuse, error, account_id)
        else:
            self._answer(run, outcome)

    def _one(self, run: Run[A], place: int) -> Callable[[Outcome | Exception], None]:
        return lambda result: self._tell_plainly(run, place, result)

    def _answer(self, run: Run[A], outcome: Outcome) -> None:
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
            self._has_headers,
            _out,
            _bounds,
        )
        written, bounds = _out[:size].tobytes(), _bounds[: len(run.asked)].tolist()
        for place, (events_begin, events_end, begin, end) in enumerate(bounds):
            if begin >= 0:
                self._tell(run.asked[place].tell_written, written[begin:end], run.counts[place])
            else:
                events = outcome.events[events_begin:events_end]
                own = Outcome(outcome.sequence + place, outcome.time_ns, events)
                self._tell_plainly(run, place, own)

    def _tell_plainly(self, run: Run[A], place: int, result: Outcome | Exception) -> None:
        """Answer as the plain way would."""
        asked = run.asked[place]
        call = Call({}, run.accounts[place], run.now_ns, asked.unit_ns)
        self._tell_of(asked, call, self._form(run, place), run.counts[place], result)

    def _tell_of(
        self, asked: A, call: Call, form: OrderForm, counts: Counts, result: Outcome | Exception
    ) -> None:
        try:
            placed = placed_or_refused(self._venue, call, form, result)
        except Exception as error:  # noqa: BLE001 - everything is answered with something
            self._tell(asked.refuse, error, call.account_id)
        else:
            self._tell(asked.tell, placed, counts)

    def _form(self, run: Run[A], place: int) -> OrderForm:
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

    @staticmethod
    def _tell(tell: Callable[..., None], *what: Any) -> None:
        """Tell one client. That he cannot take it is no reason not to tell the next."""
        try:
            tell(*what)
        except Exception as error:  # noqa: BLE001 - see above
            context = {"message": "a client could not take its answer", "exception": error}
            asyncio.get_running_loop().call_exception_handler(context)


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
    counted: list[tuple[int, Counts]],
    units_ns: list[int],
    names: Iterable[str],
) -> np.ndarray:
    """Return what the writer of answers is told of each order."""
    facts = np.empty((len(kept), usual_answer.FACT_COLUMNS), np.int64)
    facts[:, usual_answer.WEIGHT : usual_answer.UNIT_NS] = [counts for _, counts in counted]
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
