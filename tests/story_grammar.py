"""How a line of a story is read: what people say, as one command record.

    Alice deposits 10 BTC             Alice withdraws 3 BTC
    Alice sends Bob 3 BTC             a transfer
    Alice sells 4@31                  four lots at 31 ticks
    Bob buys 9@31 ioc as x stp maker  a client id, a mode of self-trade prevention
    Bob buys 9@31 fok                 also: post
    Alice sells 4@29 stop 30          once the price has fallen to 30; "profit 33": has risen to it
    Alice sells 4 at market stop 30   the same, and then at any price
    Alice sells 4@29 stop trailing 500         once it has fallen 5 % from where it was highest
    Alice sells 4@29 profit 33 trailing 500    the same, of the prices from 33 on
    Alice sells 9@31 shows 2          an iceberg
    Alice sells 9@0 pegged primary 2  at the third best price of her own side; also: market
    Bob buys 5 at market              by quantity; "Bob buys for 100 at market" by amount
    Bob would buy 5@3                 a test order
    Alice cancels #4                  the order of the story's fourth line; "cancels x" by client id
    Alice cancels #4 if new           also: if filled
    Alice enters oco as x: sells 4@40 post / sells 4@20 stop 21     a list; also: oto, otoco
    Alice enters opo: buys 4@20 / sells 0@30        also: opoco; who is paid has no quantity
    Alice cancels list #5             by the line of its last order: a list takes a line for each
    Alice cancels all
    Alice replaces #4: sells 3@32     "replaces #4 anyway: ..." places though the cancel is refused
    Alice reduces #4 to 3             "... as y" gives it another client id
    House sets PRICE_TICKS_MIN 5      House tells HALT
    House defines 100                 an asset, by its scale
    House lists ETH/USD               House opens 0 0; "Alice opens 0 0" opens a sub-account of hers
    House charges Alice 100 200       maker and taker, in parts per million
    House puts Alice into 3           a class of accounts
    House parts 0 and 3               classes that may not trade with each other; "joins 0 and 3"
    House freezes Alice               also: unfreezes
    House rules ALGO_ORDERS_MAX 3     of everybody; "House rules ASSET_UNITS_MAX 9 of USD"
    House limits Alice to OPEN_ORDERS_MAX 3
    House groups Alice 7              a trade group, 0 for none

Any line may end in "on ETH/USD", and then in "with side=7 ...", which overwrites fields of the
record. "... times 9", at the very end, has the line said nine times at once.
"""

import re
from collections.abc import Callable

import numpy as np

from glassbook.protocol import commands as pack
from glassbook.protocol.accounts import AccountLimit
from glassbook.protocol.client_keys import client_key
from glassbook.protocol.commands import COMMAND, CommandKind
from glassbook.protocol.orders import (
    ListKind,
    OrderFlag,
    OrderType,
    Peg,
    SelfTradePrevention,
    Side,
    TimeInForce,
)
from glassbook.protocol.symbols import ExchangeRule, SymbolRule, SymbolStatus

ACCOUNTS = {"World": 0, "Fees": 1, "Alice": 2, "Bob": 3, "Carol": 4, "Nobody": 99}
ASSETS = {"BTC": 0, "USD": 1, "ETH": 2, "XYZ": 9}
SYMBOLS = {"BTC/USD": 0, "ETH/USD": 1, "XYZ/USD": 9}

_SIDES = {"buys": Side.BUY, "buy": Side.BUY, "sells": Side.SELL, "sell": Side.SELL}
_LIFETIMES = {"ioc": TimeInForce.IOC, "fok": TimeInForce.FOK}
_TYPES = {  # by what it waits for, and whether it has a limit
    ("stop", False): OrderType.STOP_LOSS,
    ("stop", True): OrderType.STOP_LOSS_LIMIT,
    ("profit", False): OrderType.TAKE_PROFIT,
    ("profit", True): OrderType.TAKE_PROFIT_LIMIT,
    (None, False): OrderType.MARKET,
    (None, True): OrderType.LIMIT,
}
_PREVENTIONS = {
    "none": SelfTradePrevention.NONE,
    "taker": SelfTradePrevention.EXPIRE_TAKER,
    "maker": SelfTradePrevention.EXPIRE_MAKER,
    "both": SelfTradePrevention.EXPIRE_BOTH,
    "decrement": SelfTradePrevention.DECREMENT,
    "transfer": SelfTradePrevention.TRANSFER,
}
_LINE = re.compile(
    r"(?P<who>\w+) (?P<what>.+?)(?: on (?P<symbol>\w+/\w+))?(?: with (?P<overrides>.+))?"
)
_ORDER = re.compile(
    r"(?P<side>buys?|sells?) (?:(?P<lots>-?\d+)@(?P<ticks>-?\d+)|for (?P<amount>-?\d+) at market"
    r"|(?P<market_lots>-?\d+) at market)"
    r"(?: (?P<when>stop|profit)(?: (?P<trigger>-?\d+))?(?: trailing (?P<trailing>\d+))?)?"
    r"(?: pegged (?P<peg>primary|market)(?: (?P<levels>\d+))?)?"
    r"(?: shows (?P<visible>-?\d+))?"
    r"(?: (?P<life>ioc|fok|post))?(?: as (?P<key>\w+))?(?: stp (?P<stp>\w+))?"
)


class Line:
    """One line, taken apart. `story` turns the number of a line into an order id."""

    def __init__(self, text: str, story: Callable[[int], int]) -> None:
        match = _LINE.fullmatch(text)
        assert match is not None, f"not a line of a story: {text!r}"
        self.who, self.what = match["who"], match["what"]
        self.account_id = ACCOUNTS.get(self.who, 0)
        self.symbol_id = SYMBOLS[match["symbol"] or "BTC/USD"]
        self.overrides = dict(pair.split("=") for pair in (match["overrides"] or "").split())
        self.story = story

    def command(self) -> bytes:
        """Return the packed command that the line asks for."""
        for pattern, read in READERS.items():
            match = re.fullmatch(pattern, self.what)
            if match is not None:
                command = np.frombuffer(read(self, **match.groupdict()), COMMAND).copy()
                for name, value in self.overrides.items():
                    command[name] = int(value)
                return command.tobytes()
        raise AssertionError(f"nobody in a story says {self.what!r}")

    def target(self, name: str) -> tuple[int, int]:
        """Return (target, flags) of "#4", an order of this story, or of a client id."""
        if name.startswith("#"):
            return self.story(int(name[1:])), 0
        return client_key(name), OrderFlag.TARGET_BY_CLIENT_KEY

    def order(
        self,
        text: str,
        kind: CommandKind = CommandKind.PLACE_ORDER,
        target: int = 0,
        flags: int = 0,
        list_kind: int = 0,
    ) -> bytes:
        match = _ORDER.fullmatch(text)
        assert match is not None, f"not an order: {text!r}"
        order_type = _TYPES[match["when"], match["ticks"] is not None]
        if match["life"] == "post":
            order_type = OrderType.LIMIT_MAKER
        return pack.place_order(
            account_id=self.account_id,
            symbol_id=self.symbol_id,
            side=_SIDES[match["side"]],
            order_type=order_type,
            time_in_force=_LIFETIMES.get(match["life"], TimeInForce.GTC),
            self_trade_prevention=_PREVENTIONS[match["stp"] or "none"],
            price_ticks=int(match["ticks"] or 0),
            quantity_lots=int(match["lots"] or match["market_lots"] or 0),
            amount_units=int(match["amount"] or 0),
            visible_lots=int(match["visible"] or 0),
            trigger_ticks=int(match["trigger"] or 0),
            trailing_bips=int(match["trailing"] or 0),
            client_key=client_key(match["key"] or ""),
            kind=kind,
            target=target,
            flags=flags,
            list_kind=list_kind,
            peg=Peg[(match["peg"] or "none").upper()],
            peg_levels=int(match["levels"] or 0),
        )


def _enters(line: Line, kind: str, key: str | None, orders: str) -> bytes:
    *legs, last = orders.split(" / ")
    sent = [line.order(leg, CommandKind.PLACE_LEG) for leg in legs]
    list_key, list_kind = client_key(key or ""), ListKind[kind.upper()]
    sent.append(line.order(last, CommandKind.PLACE_LIST, list_key, list_kind=list_kind))
    return b"".join(sent)


def _cancels(line: Line, target: str, when: str | None) -> bytes:
    order_id, flags = line.target(target)
    flags |= {None: 0, "new": OrderFlag.ONLY_NEW, "filled": OrderFlag.ONLY_PARTIALLY_FILLED}[when]
    return pack.cancel_order(line.account_id, line.symbol_id, order_id, flags)


def _replaces(line: Line, target: str, anyway: str | None, order: str) -> bytes:
    order_id, flags = line.target(target)
    flags |= OrderFlag.PLACE_ANYWAY if anyway else 0
    return line.order(order, CommandKind.REPLACE_ORDER, order_id, flags)


def _reduces(line: Line, target: str, lots: str, key: str | None) -> bytes:
    order_id, flags = line.target(target)
    new_key = client_key(key or "")
    return pack.reduce_order(line.account_id, line.symbol_id, order_id, int(lots), new_key, flags)


Reader = Callable[..., bytes]
READERS: dict[str, Reader] = {
    r"deposits (?P<units>-?\d+) (?P<asset>\w+)": lambda line, units, asset: pack.deposit(
        line.account_id, ASSETS[asset], int(units)
    ),
    r"withdraws (?P<units>-?\d+) (?P<asset>\w+)": lambda line, units, asset: pack.withdraw(
        line.account_id, ASSETS[asset], int(units)
    ),
    r"sends (?P<name>\w+) (?P<units>-?\d+) (?P<asset>\w+)": lambda line, name, units, asset: (
        pack.transfer(line.account_id, ACCOUNTS[name], ASSETS[asset], int(units))
    ),
    r"(?P<order>(?:buys|sells) .+)": lambda line, order: line.order(order),
    r"would (?P<order>.+)": lambda line, order: line.order(order, CommandKind.TEST_ORDER),
    r"enters (?P<kind>oco|oto|otoco|opo|opoco)(?: as (?P<key>\w+))?: (?P<orders>.+)": _enters,
    r"cancels list #(?P<number>\d+)": lambda line, number: pack.cancel_list(
        line.account_id, line.symbol_id, line.story(int(number))
    ),
    r"cancels all": lambda line: pack.cancel_all(line.account_id, line.symbol_id),
    r"cancels (?P<target>\S+)(?: if (?P<when>new|filled))?": _cancels,
    r"replaces (?P<target>\S+?)(?P<anyway> anyway)?: (?P<order>.+)": _replaces,
    r"reduces (?P<target>\S+) to (?P<lots>-?\d+)(?: as (?P<key>\w+))?": _reduces,
    r"sets (?P<rule>\w+) (?P<value>-?\d+)": lambda line, rule, value: pack.set_symbol_rule(
        line.symbol_id, SymbolRule[rule], int(value)
    ),
    r"tells (?P<status>\w+)": lambda line, status: pack.set_symbol_status(
        line.symbol_id, SymbolStatus[status]
    ),
    r"defines (?P<scale>-?\d+)": lambda line, scale: pack.define_asset(int(scale)),
    r"lists (?P<base>\w+)/(?P<quote>\w+)": lambda line, base, quote: pack.list_symbol(
        ASSETS[base], ASSETS[quote]
    ),
    r"opens (?P<maker>-?\d+) (?P<taker>-?\d+)": lambda line, maker, taker: pack.open_account(
        int(maker), int(taker), line.account_id
    ),
    r"charges (?P<name>\w+) (?P<maker>-?\d+) (?P<taker>-?\d+)": (
        lambda line, name, maker, taker: pack.set_commission(ACCOUNTS[name], int(maker), int(taker))
    ),
    r"surcharges (?P<maker>-?\d+) (?P<taker>-?\d+)": lambda line, maker, taker: (
        pack.set_symbol_commission(line.symbol_id, int(maker), int(taker))
    ),
    r"puts (?P<name>\w+) into (?P<class_id>\d+)": lambda line, name, class_id: (
        pack.set_account_class(ACCOUNTS[name], int(class_id))
    ),
    r"(?P<verb>parts|joins) (?P<one>\d+) and (?P<other>\d+)": lambda line, verb, one, other: (
        pack.set_eligibility(line.symbol_id, int(one), int(other), verb == "joins")
    ),
    r"freezes (?P<name>\w+)": lambda line, name: pack.freeze_account(ACCOUNTS[name]),
    r"groups (?P<name>\w+) (?P<group>-?\d+)": lambda line, name, group: pack.set_trade_group(
        ACCOUNTS[name], int(group)
    ),
    r"rules (?P<rule>\w+) (?P<value>-?\d+)(?: of (?P<asset>\w+))?": (
        lambda line, rule, value, asset: pack.set_exchange_rule(
            ExchangeRule[rule], int(value), ASSETS[asset] if asset else 0
        )
    ),
    r"limits (?P<name>\w+) to (?P<limit>\w+) (?P<value>-?\d+)": (
        lambda line, name, limit, value: pack.set_account_limit(
            ACCOUNTS[name], AccountLimit[limit], int(value)
        )
    ),
    r"unfreezes (?P<name>\w+)": lambda line, name: pack.unfreeze_account(ACCOUNTS[name]),
}
