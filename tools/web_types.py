"""Write the types of what the pages are sent, from the types that the doors send.

    .venv/bin/python tools/web_types.py > web/src/wire/shapes.ts

Answers and stream events are described by msgspec; this says the same in TypeScript, so that a
field that the doors rename is an error when the pages are checked.
"""

from typing import Any, get_args

import msgspec

from glassbook.gateway.rest import market_shapes
from glassbook.gateway.rest.exchange_info import ExchangeInfo
from glassbook.gateway.streams.market import depth, klines, tickers, trades
from glassbook.web.accounts.table import ENDPOINTS
from glassbook.web.rates import RatesView

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
    "Rates": RatesView,
}
WORDS = {
    "integer": "number",
    "number": "number",
    "string": "string",
    "boolean": "boolean",
    "null": "null",
}


def source() -> str:
    """Return the file."""
    doors = {name: described(shape, is_whole=True) for name, shape in SHAPES.items()}
    accounts = {name: described(shape, is_whole=False) for name, shape in of_accounts().items()}
    return HEAD + "".join(
        f"\nexport type {name} = {text};\n" for name, text in (doors | accounts).items()
    )


def of_accounts() -> dict[str, Any]:
    """Return what `/web/v1/` takes and answers, by the names of its types."""
    found: dict[str, Any] = {}
    for endpoint in ENDPOINTS:
        for shape in (endpoint.body, endpoint.answer):
            for part in get_args(shape) or (shape,):
                if isinstance(part, type) and issubclass(part, msgspec.Struct):
                    assert found.setdefault(part.__name__, part) is part, "a name is one type's"
                    assert part.__name__ not in SHAPES, f"{part.__name__} is a door's type, too"
    return found


def described(shape: Any, *, is_whole: bool) -> str:
    """Return a type as TypeScript has it, its parts within. One that is whole lacks no field."""
    schema = msgspec.json.schema(shape)
    if is_whole:
        for each in schema.get("$defs", {}).values():
            each["required"] = list(each.get("properties", ()))
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
    print(source(), end="")
