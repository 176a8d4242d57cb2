"""Which client does which of seven things here, and the story that shows it.

`docs/reference/clients.md` has it as a table, held by `test_reference.py` and written by

    .venv/bin/python -m tests.clients.table

A story is named by its file, without `test_`, and its function, without `test_`.
"""

import ast
import re
from pathlib import Path

FOLDER = Path(__file__).parent
PAGE = FOLDER.parents[1] / "docs" / "reference" / "clients.md"
THINGS = ("connect", "data", "place", "cancel", "fill", "account event", "reconnect")
BEGIN, END = "<!-- the seven things: begin -->", "<!-- the seven things: end -->"

BOTH_WAYS = "ccxt_both_ways:orders_of_every_life_are_placed_changed_and_found_again"
LOOKED_AT = "ccxt_both_ways:the_market_is_looked_at"
ONWARD = "reconnecting:clients_with_open_connections_go_on_after_kill_9"
FREQTRADE = "freqtrade:freqtrade_trades_live_and_goes_on_after_kill_9"
NPM = "programs:npm_clients_trade_and_find_the_venue_again"
SUITE = "ccxt_suite:ccxts_own_suite_finds_nothing_wrong"
BOOK = "unicorn_books:unicorns_depth_cache_equals_rest_at_the_same_update"
FIX_AGAIN = "fix_restart:both_trade_again_after_a_kill"


def _whole(story: str) -> dict[str, str]:
    return dict.fromkeys(THINGS, story)


#: By client and thing, the story.
SHOWN: dict[str, dict[str, str]] = {
    "ccxt": {
        "connect": LOOKED_AT,
        "data": LOOKED_AT,
        "place": BOTH_WAYS,
        "cancel": BOTH_WAYS,
        "fill": BOTH_WAYS,
        "reconnect": "restart:after_kill_9_the_same_client_finds_everything_it_was_told",
    },
    "ccxt, asynchronous": {
        "connect": LOOKED_AT,
        "data": LOOKED_AT,
        "place": BOTH_WAYS,
        "cancel": BOTH_WAYS,
        "fill": BOTH_WAYS,
        "reconnect": ONWARD,
    },
    "ccxt.pro": {
        "connect": "ccxt_streams:books_of_several_markets_are_kept_over_one_connection",
        "data": "ccxt_streams:streamed_trades_are_the_trades_that_rest_lists",
        "place": "ccxt_private_streams:an_order_is_placed_found_and_cancelled_by_websocket",
        "cancel": "ccxt_private_streams:an_order_is_placed_found_and_cancelled_by_websocket",
        "fill": "ccxt_private_streams:ones_own_trades_are_watched_and_are_those_that_rest_lists",
        "account event": "ccxt_private_streams:an_order_is_watched_from_its_placing_to_its_end",
        "reconnect": ONWARD,
    },
    "python-binance": {
        "connect": "python_binance:general_questions_are_answered",
        "data": "python_binance:the_market_is_read_in_every_form",
        "place": "python_binance:a_limit_order_is_placed_found_listed_and_cancelled",
        "cancel": "python_binance:a_limit_order_is_placed_found_listed_and_cancelled",
        "fill": "python_binance:a_trade_is_told_to_the_taker_and_listed_to_both",
        "account event": "python_binance_websocket_api:"
        "the_user_socket_tells_an_order_and_then_unsubscribes",
        "reconnect": ONWARD,
    },
    "binance-connector": _whole("programs:binance_connector_trades_and_finds_the_venue_again"),
    "binance-sdk-spot": {
        "connect": "binance_sdk:public_answers_fit_the_models",
        "data": "binance_sdk:public_answers_fit_the_models",
        "place": "binance_sdk:an_order_is_placed_and_cancelled_by_signature",
        "cancel": "binance_sdk:an_order_is_placed_and_cancelled_by_signature",
        "fill": "binance_sdk:a_fill_is_answered_and_heard",
        "account event": "binance_sdk:a_session_logs_on_trades_listens_and_logs_out",
        "reconnect": ONWARD,
    },
    "unicorn-binance-websocket-api": _whole("programs:unicorn_trades_and_finds_the_venue_again"),
    "unicorn-binance-local-depth-cache": {
        "connect": BOOK,
        "data": BOOK,
        "reconnect": "programs:unicorns_book_kept_at_home_is_right_again",
    },
    "nautilus-trader": _whole("programs:nautilus_trades_and_finds_the_venue_again"),
    "freqtrade": dict.fromkeys(set(THINGS) - {"account event"}, FREQTRADE),
    "cryptofeed": _whole("programs:cryptofeed_trades_and_finds_the_venue_again"),
    "@binance/spot (npm)": _whole(NPM),
    "binance (npm)": _whole(NPM),
    "node-binance-api (npm)": _whole(NPM),
    "quickfix-tls": {
        "connect": "quickfix:it_follows_the_recorded_market",
        "data": "quickfix:it_follows_the_recorded_market",
        "place": "quickfix:it_places_amends_replaces_and_cancels",
        "cancel": "quickfix:it_places_amends_replaces_and_cancels",
        "fill": "quickfix:it_trades_and_is_refused_and_told_why",
        "account event": "quickfix:a_drop_copy_hears_what_the_other_session_does",
        "reconnect": FIX_AGAIN,
    },
    "binance-fix-connector": {
        "connect": "fix_connector:it_follows_a_book",
        "data": "fix_connector:it_follows_a_book",
        "place": "fix_connector:it_trades_while_a_copy_listens",
        "cancel": "fix_connector:it_trades_while_a_copy_listens",
        "fill": "fix_connector:it_fills_and_is_told_of_both_sides",
        "account event": "fix_connector:it_trades_while_a_copy_listens",
        "reconnect": FIX_AGAIN,
    },
    "ccxt's own tests": {"connect": SUITE, "data": SUITE},
}

ASKS = "it listens to nothing, and asks for its orders"
PAPER = "its tests read, of the account too, but place no orders unless money is at stake"

#: Why a cell is empty.
EMPTY: dict[tuple[str, str], str] = {
    ("ccxt", "account event"): "it has no streams: ccxt.pro has",
    ("ccxt, asynchronous", "account event"): "it has no streams: ccxt.pro has",
    ("freqtrade", "account event"): ASKS,
    **{
        ("unicorn-binance-local-depth-cache", thing): "does not trade: it keeps a book"
        for thing in ("place", "cancel", "fill", "account event")
    },
    **{("ccxt's own tests", thing): PAPER for thing in ("place", "cancel", "fill")},
    ("ccxt's own tests", "account event"): "they are of the client without streams",
    ("ccxt's own tests", "reconnect"): "they end after one pass",
}

#: What a reconnecting client leaves to its user.
BY_ITS_USER = {
    "python-binance": "Orders and the socket of a listen key go on by themselves, for five tries; "
    "`user_socket` says that it is lost, and its user opens it again",
    "binance-connector": "It has no reconnecting of its own: its user opens its sockets again",
    "binance-sdk-spot": "Told of a shutdown it moves by itself, session and subscription included; "
    "a connection that was lost it drops, and its user opens another",
    "@binance/spot (npm)": "It connects by itself, again and again if somebody listens to its "
    "errors; its user subscribes to the account again over the same connection",
    "binance-fix-connector": "It has no reconnecting of its own but ten minutes after News: "
    "its user opens other sessions",
}


def stories() -> set[str]:
    """Return every story of the clients that there is."""
    return {
        f"{path.stem.removeprefix('test_')}:{node.name.removeprefix('test_')}"
        for path in FOLDER.glob("test_*.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def rendered() -> str:
    """Return the table, its stories by number, the list of them, and what stands beside it."""
    shown = [cells[each] for cells in SHOWN.values() for each in THINGS if each in cells]
    numbers = {story: number for number, story in enumerate(dict.fromkeys(shown), 1)}
    lines = [_row("Client", *THINGS), "|---" * (len(THINGS) + 1) + "|"]
    for client, cells in SHOWN.items():
        told = [str(numbers[cells[each]]) if each in cells else "—" for each in THINGS]
        lines.append(_row(client, *told))
    lines += ["", "| | Story |", "|---|---|"]
    for story, number in numbers.items():
        file, _, name = story.partition(":")
        lines.append(_row(str(number), f"`test_{file}.py`: {name.replace('_', ' ')}"))
    lines += ["", "| Reconnects | What its user does |", "|---|---|"]
    lines += [_row(*each) for each in BY_ITS_USER.items()]
    lines += ["", "| Empty | Of | Why |", "|---|---|---|"]
    lines += [_row(client, thing, why) for (client, thing), why in EMPTY.items()]
    return "\n".join(lines)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


HELD = re.compile(f"(?<={BEGIN}\n\n).*?(?=\n\n{END})", re.DOTALL)


def kept() -> str:
    """Return the table as the page has it; nothing when it has none."""
    found = HELD.search(PAGE.read_text())
    return found.group() if found else ""


if __name__ == "__main__":
    PAGE.write_text(HELD.sub(lambda _: rendered(), PAGE.read_text()))
