"""What a symbol's status says, and what happens when it changes."""

from glassbook.protocol.events import EventKind
from glassbook.protocol.reject import RejectCode
from glassbook.protocol.symbols import SymbolStatus
from tests.twin.auction import clear, is_crossed
from tests.twin.house import is_complete, known_symbol
from tests.twin.lists import settle_lists
from tests.twin.matching import reach
from tests.twin.state import Command, Exchange, demand

OPENING = {SymbolStatus.TRADING, SymbolStatus.PRE_TRADING}


def set_symbol_status(exchange: Exchange, command: Command) -> None:
    symbol = known_symbol(exchange, command)
    demand(command.code in list(SymbolStatus), RejectCode.STATUS_UNKNOWN)
    is_in_turn = symbol.status == SymbolStatus.PRE_TRADING
    is_auction = command.code == SymbolStatus.AUCTION_MATCH
    demand(is_in_turn or not is_auction, RejectCode.STATUS_OUT_OF_TURN)
    if command.code in OPENING:
        demand(is_complete(symbol), RejectCode.SYMBOL_INCOMPLETE)
    if command.code == SymbolStatus.TRADING and symbol.may_cross:
        demand(not is_crossed(exchange, symbol), RejectCode.BOOK_CROSSED)
    symbol.has_been_open |= command.code in OPENING
    symbol.status = command.code
    exchange.tell(EventKind.SYMBOL_STATUS_SET, symbol_id=command.symbol_id, reason=command.code)
    if command.code == SymbolStatus.PRE_TRADING:
        symbol.may_cross = True
    elif is_auction:
        start = len(exchange.facts)
        clear(exchange, command.symbol_id)
        settle_lists(exchange, start)
    elif command.code == SymbolStatus.TRADING:
        symbol.may_cross = False
        if symbol.last_price_ticks:
            reach(exchange, symbol, symbol.last_price_ticks)
