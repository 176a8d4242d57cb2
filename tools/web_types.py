"""Write the types of what the pages are sent, from the types that the doors send.

    .venv/bin/python tools/web_types.py

Answers and stream events are described by msgspec; this says the same in TypeScript, so that a
field that the doors rename is an error when the pages are checked.
"""

from pathlib import Path
from typing import Any, get_args

import msgspec

from glassbook.cli.verified import Verified
from glassbook.gateway.rest import account_shapes, capital, fiat, market_shapes, order_shapes
from glassbook.gateway.rest.exchange_info import ExchangeInfo
from glassbook.gateway.streams.account import execution_report, positions
from glassbook.gateway.streams.market import depth, klines, statuses, tickers, trades
from glassbook.node.health import Health
from glassbook.transparency import shapes
from glassbook.transparency.trade_look_up import TradeProofView
from glassbook.web.accounts.table import ENDPOINTS
from glassbook.web.rates import RatesView

WIRE = Path(__file__).parents[1] / "web" / "src" / "wire"
HEAD = """\
// What the venue sends, written by tools/web_types.py from the types that its doors encode.
// Prices, quantities and amounts are texts with their decimals; times are milliseconds.
"""
#: By the name that the pages use: some doors have a type of the same name.
SHAPES: dict[str, Any] = {
    "ExchangeInfo": ExchangeInfo,
    "Depth": market_shapes.DepthView,
    "Trade": market_shapes.TradeView,
    "Candle": market_shapes.Kline,
    "DayTicker": market_shapes.DayTicker,
    "DepthEvent": depth.DepthUpdate,
    "TradeEvent": trades.Trade,
    "CandleEvent": klines.KlineEvent,
    "TickerEvent": tickers.DayTicker,
    "MiniTickerEvent": tickers.MiniTicker,
    "StatusEvent": statuses.SymbolStatusEvent,
    "Rates": RatesView,
}
#: What is told to one account: a field that does not concern an order does not appear.
OWN_SHAPES: dict[str, Any] = {
    "Account": account_shapes.AccountView,
    "OwnFill": account_shapes.FillView,
    "OwnOrder": order_shapes.OrderView,
    "PlacedOrder": order_shapes.OrderPlaced,
    "ListenKey": account_shapes.ListenKey,
    "CoinDeposit": capital.Deposit,
    "CoinWithdrawal": capital.Withdrawal,
    "FiatRecords": fiat.Records,
    "OrderEvent": execution_report.ExecutionReport,
    "BalancesEvent": positions.AccountPosition,
}
#: What anybody is shown of the venue.
DISCLOSED: dict[str, Any] = {
    "Health": Health,
    "Head": shapes.Head,
    "Assets": shapes.Assets,
    "Checkpoints": shapes.Checkpoints,
    "Uptime": shapes.Uptime,
    "Verified": Verified,
    "TradeProof": TradeProofView,
    "NotProved": shapes.NotProved,
}
CONSOLE = "glassbook.web.console."
WORDS = {
    "integer": "number",
    "number": "number",
    "string": "string",
    "boolean": "boolean",
    "null": "null",
}


def sources() -> dict[str, str]:
    """Return the files by name. Who needs a type imports it from shapes.ts, which has them all."""
    console, accounts = of_accounts()
    parts = {
        "market_shapes": written(SHAPES, lacks="nothing"),
        "own_shapes": written(OWN_SHAPES, lacks="unset"),
        "disclosed_shapes": written(DISCLOSED, lacks="nothing"),
        "console_shapes": written(console, lacks="defaults"),
    }
    files = {f"{name}.ts": HEAD + text for name, text in parts.items()}
    rest = "".join(f'export * from "./{name}";\n' for name in parts)
    return files | {"shapes.ts": f"{HEAD}\n{rest}{written(accounts, lacks='defaults')}"}


def written(shapes: dict[str, Any], *, lacks: str) -> str:
    """Return the declarations of some types by their names."""
    return "".join(
        f"\nexport type {name} = {described(shape, lacks=lacks)};\n"
        for name, shape in shapes.items()
    )


def of_accounts() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what `/web/v1/` takes and answers, by the names of its types: the console's, and the
    rest.
    """
    found: dict[str, Any] = {}
    for endpoint in ENDPOINTS:
        for shape in (endpoint.body, endpoint.answer):
            for part in get_args(shape) or (shape,):
                if isinstance(part, type) and issubclass(part, msgspec.Struct):
                    assert found.setdefault(part.__name__, part) is part, "a name is one type's"
                    is_free = part.__name__ not in SHAPES | OWN_SHAPES | DISCLOSED
                    assert is_free, f"{part.__name__} is a door's type, too"
    console = {name for name in found if found[name].__module__.startswith(CONSOLE)}
    return {name: found[name] for name in found if name in console}, {
        name: found[name] for name in found if name not in console
    }


def described(shape: Any, *, lacks: str) -> str:
    """Return a type as TypeScript has it, its parts within.

    Fields may be lacking in it: "nothing", those that are "unset", or all that have "defaults".
    """
    schema = msgspec.json.schema(shape)
    for each in schema.get("$defs", {}).values():
        properties, needed = each.get("properties", {}), each.get("required", ())
        if lacks != "defaults":
            each["required"] = [
                name
                for name, of in properties.items()
                if lacks == "nothing" or name in needed or "default" in of
            ]
    return typed(schema, schema.get("$defs", {}), "")


def typed(schema: dict[str, Any], named: dict[str, Any], indent: str) -> str:
    """Return the type that a JSON schema describes; `named` are those that it refers to."""
    deeper = indent + "  "
    match schema:
        case {"$ref": where}:
            return typed(named[where.rpartition("/")[2]], named, indent)
        case {"enum": values}:
            return " | ".join(msgspec.json.encode(value).decode() for value in values)
        case {"anyOf": either}:
            return " | ".join(typed(each, named, indent) for each in either)
        case {"type": "array", "prefixItems": places}:
            inside = ", ".join(typed(each, named, indent) for each in places)
            return f"[{inside}]"
        case {"type": "array", "items": items}:
            return f"Array<{typed(items, named, indent)}>"
        case {"type": "object", "properties": properties}:
            needed = schema.get("required", ())
            lines = [
                f"{deeper}{name}{'' if name in needed else '?'}: {typed(each, named, deeper)};\n"
                for name, each in properties.items()
            ]
            return "{\n" + "".join(lines) + indent + "}"
        case {"type": "object", "additionalProperties": dict() as each}:
            return f"Record<string, {typed(each, named, indent)}>"
        case {"type": "object"}:
            return "Record<string, unknown>"
        case {"type": word}:
            return WORDS[word]
    raise ValueError(f"no word for {schema}")


if __name__ == "__main__":
    for file, text in sources().items():
        (WIRE / file).write_text(text)
