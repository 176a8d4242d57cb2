"""Stories: what people ask of the exchange, a line a command, and what it answers, a line an event.

    told = play('''
        Alice deposits 5 BTC
        Bob deposits 99 USD
        Alice sells 5@10
        Bob buys 3@12
    ''')
    assert told[-1] == "#4 x #3 3@10"

Every story is played to the core and to its plain-Python twin, which must say the same, and after
every line all invariants of the core must hold. BTC/USD trades in ones: a lot is a coin, a tick is
a dollar. A lot of ETH/USD at one tick is worth 21/1000 of a dollar. The language: story_grammar.
"""

from glassbook.core.engine import Engine
from glassbook.core.invariants import ALL
from glassbook.core.invariants.walk import balances
from glassbook.protocol import commands as pack
from glassbook.protocol.batches import Batch, commands_of
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.orders import ListKind, Peg
from glassbook.protocol.reject import DoneReason, RejectCode
from glassbook.protocol.symbols import SymbolRule, SymbolStatus
from tests.story_grammar import ACCOUNTS, ASSETS, Line
from tests.twin.comparison import difference
from tests.twin.engine import Twin
from tests.twin.fold import Fold

_NAMES = {number: name for name, number in ACCOUNTS.items()}
_COINS = {number: name for name, number in ASSETS.items()}

_OF_TERMS = (
    EventKind.ORDER_TERMS,
    EventKind.ORDER_TRIGGERED,
    EventKind.ORDER_TRACKING,
    EventKind.ORDER_REFILLED,
    EventKind.ORDER_LIST_ACCEPTED,
    EventKind.ORDER_ACTIVATED,
)
_REJECTED = {
    EventKind.ORDER_REJECTED: "rejected",
    EventKind.CANCEL_REJECTED: "cancel rejected",
    EventKind.COMMAND_REJECTED: "refused",
}


def _opening() -> list[bytes]:
    """Return the commands before the first line: three assets, two symbols, three customers."""
    sent = [pack.define_asset(1), pack.define_asset(1), pack.define_asset(1_000)]
    for symbol_id, (base, tick_units, lot_units) in enumerate(((0, 1, 1), (2, 3, 7))):
        rules = {
            SymbolRule.TICK_UNITS: tick_units,
            SymbolRule.LOT_UNITS: lot_units,
            SymbolRule.PRICE_TICKS_MAX: 2**40,
            SymbolRule.QUANTITY_LOTS_MAX: 2**59,
        }
        sent.append(pack.list_symbol(base, ASSETS["USD"]))
        sent += [pack.set_symbol_rule(symbol_id, rule, value) for rule, value in rules.items()]
        sent.append(pack.set_symbol_status(symbol_id, SymbolStatus.TRADING))
    return sent + [pack.open_account(0, 0)] * 3


OPENING = _opening()


class Stage:
    """An exchange on which stories are played, one after the other if need be."""

    def __init__(self) -> None:
        self.engine, self.twin, self.fold = Engine(), Twin(), Fold()
        self.events: list[Event] = []
        self.send(b"".join(OPENING))

    def send(self, commands: bytes) -> list[Event]:
        """Give commands to the core and to the twin. Return the events both agree on."""
        batch = Batch(self.engine.sequence + 1, 0, commands_of(commands))
        events = [Event._make(row) for row in self.engine.apply(batch).tolist()]
        assert difference(events, self.twin.apply(batch)) == ""
        self.fold.add(events)
        self.events += events
        self.check()
        return events

    def check(self) -> None:
        """Let everybody who keeps accounts compare them."""
        state, ledger = self.engine.state, self.engine.ledger
        assert [problem for invariant in ALL if (problem := invariant(state, ledger))] == []
        assert self.fold.balances() == self.twin.exchange.balances() == self.balances()

    def balances(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Return (available, locked) by (account, asset), as the core has it, but for nothings."""
        rows = balances(self.engine.state, self.engine.ledger)
        return {
            (account_id, asset_id): (available, locked)
            for account_id, asset_id, available, locked in rows
            if (available, locked) != (0, 0)
        }

    def play(self, story: str) -> list[str]:
        """Play a story, one command a line, and tell what happened, one line an event."""
        told: list[str] = []
        for text in filter(None, map(str.strip, story.splitlines())):
            said, _, times = " ".join(text.split()).partition(" times ")
            line = Line(said, lambda number: number + len(OPENING))
            for event in self.send(line.command() * int(times or 1)):
                told += tell(event)
        return told

    def purse(self, who: str, asset: str) -> tuple[int, int]:
        """Return what somebody has of an asset: (available, locked)."""
        return self.balances().get((ACCOUNTS[who], ASSETS[asset]), (0, 0))


def play(story: str) -> list[str]:
    """Play one story on a stage of its own."""
    return Stage().play(story)


_MATCHES = {
    EventKind.MATCH_PREVENTED,
    EventKind.ORDER_DECREMENTED,
    EventKind.MATCH_PASSED_OVER,
}


def tell(event: Event) -> list[str]:
    """Say one event the way people say it. The maker's side of a trade goes without saying."""
    kind = EventKind(event.kind)
    if kind == EventKind.ORDER_FILLED:
        return _tell_fill(event)
    order, lots, line = (
        f"#{_line(event.order_id)}",
        event.quantity_lots,
        f"#{_line(event.sequence)}",
    )
    match kind:
        case EventKind.ORDER_ACCEPTED:
            text = f"{order} accepted, {event.open_lots} open"
        case EventKind.ORDER_CANCELLED | EventKind.ORDER_EXPIRED:
            verb = "cancelled" if kind == EventKind.ORDER_CANCELLED else "expired"
            text = f"{order} {verb} {lots} {DoneReason(event.reason).name}"
        case EventKind.ORDER_REDUCED:
            text = f"{order} reduced to {lots}, {event.open_lots} open"
        case _ if kind in _LATER:
            text = f"{order} {_tell_later(event)}"
        case _ if kind in _OF_TERMS:
            text = f"{order} {_tell_terms(event)}"
        case _ if kind in _MATCHES:
            text = f"{order} {_tell_match(event)}"
        case EventKind.AUCTION_CLEARED:
            text = f"{line} clears {lots}@{event.price_ticks}"
        case EventKind.BALANCE_MOVED:
            text = f"{_NAMES[event.account_id]} {event.amount_units:+} {_COINS[event.asset_id]}"
        case EventKind.BALANCE_TRANSFERRED:
            who, other = _NAMES[event.account_id], _NAMES[event.order_id]
            coin = _COINS[event.asset_id]
            text = f"{who} {event.amount_units:+} {coin} with {other}"
        case _ if kind in _REJECTED:
            text = f"{line} {_REJECTED[kind]} {RejectCode(event.reason).name}"
        case _:
            text = f"{line} {kind.name}"
    return [text]


_LATER = {
    EventKind.ORDER_PEGGED,
    EventKind.ORDER_PRICED,
    EventKind.ORDER_FUNDED,
    EventKind.ORDER_SIZED,
}


def _tell_later(event: Event) -> str:
    """Say what an order learns only later: its price, or its quantity."""
    if event.kind == EventKind.ORDER_FUNDED:
        return f"is paid {event.hold_units}"
    if event.kind == EventKind.ORDER_SIZED:
        back = f", {-event.hold_units} back" if event.hold_units else ""
        return f"is to be {event.quantity_lots}{back}"
    if event.kind == EventKind.ORDER_PRICED:
        return f"priced {event.price_ticks}"
    peg = Peg(event.reason).name
    return f"pegged {peg} {event.quantity_lots}, asks {event.price_ticks}"


def _tell_terms(event: Event) -> str:
    lots = event.quantity_lots
    if event.kind == EventKind.ORDER_TRIGGERED:
        return f"triggered at {event.price_ticks}, {event.open_lots} open"
    if event.kind == EventKind.ORDER_LIST_ACCEPTED:
        return f"{ListKind(event.reason).name} accepted"
    if event.kind == EventKind.ORDER_ACTIVATED:
        return f"comes in, {event.open_lots} open"
    if event.kind == EventKind.ORDER_TRACKING:
        return f"tracks from {event.price_ticks}"
    if event.kind == EventKind.ORDER_REFILLED:
        return f"shows {lots} more of {event.open_lots}"
    told = [f"shows {lots}"] if lots else []
    told += [f"waits for {event.price_ticks}"] if event.open_lots else []
    told += [f"of #{_line(event.counter_order_id)}"] if event.counter_order_id else []
    told += [f"trails {event.reason}"] if event.reason else []
    return " ".join(told)


def _tell_fill(event: Event) -> list[str]:
    told = []
    if not event.is_maker:
        what = f"{event.quantity_lots}@{event.price_ticks}"
        told.append(f"#{_line(event.order_id)} x #{_line(event.counter_order_id)} {what}")
    if event.commission_units:
        coin = _COINS[event.asset_id]
        told.append(f"{_NAMES[event.account_id]} pays {event.commission_units} {coin}")
    return told


def _line(sequence: int) -> int:
    return sequence - len(OPENING)


def _tell_match(event: Event) -> str:
    """Say what became of two orders that would have met."""
    lots, other = event.quantity_lots, f"#{_line(event.counter_order_id)}"
    if event.kind == EventKind.ORDER_DECREMENTED:
        return f"loses {lots}, {event.open_lots} open"
    verb = "kept from" if event.kind == EventKind.MATCH_PREVENTED else "passes over"
    return f"{verb} {other} {lots}@{event.price_ticks}"
