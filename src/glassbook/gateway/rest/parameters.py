"""The kinds of parameter: what each accepts, what it makes of it, and how it is described.

A parameter reads its text into a value or refuses it with the text Binance uses. The legal ranges
quoted in -1100 are the expressions Binance quotes, so that who parses them finds them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from glassbook.gateway.access import refusals
from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.access.timing import MICROSECONDS_FROM

LONG = "^[0-9]{1,20}$"
DECIMAL = r"^([0-9]{1,20})(\.[0-9]{1,20})?$"
SYMBOL = "^[A-Z0-9-_.]{1,20}$"
SYMBOLS = r'^\[("[A-Z0-9-_.]{1,20}"(,"[A-Z0-9-_.]{1,20}"){0,}){0,1}\]$'
CLIENT_ID = "^[a-zA-Z0-9-_]{1,36}$"
BOOLEAN = "^(true|false|TRUE|FALSE|True|False)$"
INTEGER_MAX = 2**63 - 1

Digits = tuple[int, int]  # (digits, decimals) of a decimal number

_is_long = re.compile("[0-9]{1,20}").fullmatch
_is_decimal = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?").fullmatch
_is_symbol = re.compile(r"[A-Z0-9\-_.]{1,20}").fullmatch
_is_client_id = re.compile(r"[a-zA-Z0-9\-_]{1,36}").fullmatch


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an endpoint.

    read    its value from its text, or raises a Refusal
    schema  how OpenAPI describes it
    known   values by text, where there are few: looked at before `read` is called
    """

    name: str
    read: Callable[[str], Any]
    schema: Mapping[str, Any]
    about: str = ""
    is_mandatory: bool = False
    known: Mapping[str, Any] = field(default_factory=dict)


def mandatory(parameter: Parameter) -> Parameter:
    """Return the same parameter, refused when it is not sent (-1102)."""
    return replace(parameter, is_mandatory=True)


def long(name: str, about: str = "") -> Parameter:
    """An integer that is not negative. *Rejects* -1100; -1108 when it does not fit 64 bits."""

    def read(text: str) -> int:
        if _is_long(text) is None:
            raise refusals.illegal_characters(name, LONG)
        number = int(text)
        if number > INTEGER_MAX:
            raise refusals.overflowed(name)
        return number

    return Parameter(name, read, {"type": "integer", "format": "int64", "minimum": 0}, about)


def limit(default: int, maximum: int) -> Parameter:
    """How many rows at most; beyond the maximum the maximum is taken. *Rejects* -1100, -1130."""

    def read(text: str) -> int:
        if _is_long(text) is None:
            raise refusals.illegal_characters("limit", LONG)
        if int(text) == 0:
            raise refusals.bad_value("limit")
        return min(int(text), maximum)

    schema = {"type": "integer", "minimum": 1, "maximum": maximum, "default": default}
    return Parameter("limit", read, schema)


def time(name: str, about: str = "", *, is_end: bool = False) -> Parameter:
    """A time in milli- or microseconds, told apart by size, read as nanoseconds.

    An end is inclusive, so it is read as the last nanosecond of its unit. *Rejects* -1100.
    """

    def read(text: str) -> int:
        if _is_long(text) is None:
            raise refusals.illegal_characters(name, LONG)
        stamp = int(text)
        unit_ns = 1_000 if stamp >= MICROSECONDS_FROM else 1_000_000
        return min(stamp * unit_ns + (unit_ns - 1 if is_end else 0), INTEGER_MAX)

    return Parameter(name, read, {"type": "integer", "format": "int64"}, about)


def decimal(name: str, about: str = "") -> Parameter:
    """A decimal number, read as (digits, decimals): digits / 10**decimals. Only a symbol knows what
    that is in ticks or lots. *Rejects* -1100.
    """

    def read(text: str) -> Digits:
        if _is_decimal(text) is None:
            raise refusals.illegal_characters(name, DECIMAL)
        whole, point, fraction = text.partition(".")
        return (int(whole + fraction), len(fraction)) if point else (int(whole), 0)

    return Parameter(name, read, {"type": "string", "pattern": DECIMAL}, about)


def symbol() -> Parameter:
    """The name of a symbol; whether it is listed is asked later. *Rejects* -1100."""

    def read(text: str) -> str:
        if _is_symbol(text) is None:
            raise refusals.illegal_characters("symbol", SYMBOL)
        return text

    return Parameter("symbol", read, {"type": "string", "pattern": SYMBOL, "example": "BTCUSD"})


def symbols() -> Parameter:
    """A JSON array of symbols' names. *Rejects* -1100; -1151 for one named twice."""

    def read(text: str) -> list[str]:
        try:
            names = msgspec.json.decode(text, type=list[str])
        except msgspec.DecodeError as error:
            raise refusals.illegal_characters("symbols", SYMBOLS) from error
        if any(_is_symbol(each) is None for each in names):
            raise refusals.illegal_characters("symbols", SYMBOLS)
        if len(set(names)) < len(names):
            raise refusals.duplicate_symbols()
        return names

    about = 'A JSON array, e.g. ["BTCUSD","ETHUSD"]. Not together with symbol.'
    return Parameter("symbols", read, {"type": "string"}, about)


def client_id(name: str, about: str = "") -> Parameter:
    """A client's own name for an order. *Rejects* -1100."""

    def read(text: str) -> str:
        if _is_client_id(text) is None:
            raise refusals.illegal_characters(name, CLIENT_ID)
        return text

    return Parameter(name, read, {"type": "string", "pattern": CLIENT_ID}, about)


def choice(
    name: str,
    values: Mapping[str, Any],
    refuse: Callable[[], Refusal] | None = None,
    about: str = "",
) -> Parameter:
    """One of the names in `values`, read as what stands beside it.

    *Rejects* with `refuse()`, or -1130 where Binance has no text of its own.
    """

    def read(text: str) -> Any:
        try:
            return values[text]
        except KeyError:
            raise (refuse() if refuse else refusals.bad_value(name)) from None

    schema = {"type": "string", "enum": list(values)}
    return Parameter(name, read, schema, about, known=values)


def boolean(name: str, about: str = "") -> Parameter:
    """True or false. *Rejects* -1100."""

    def read(text: str) -> bool:
        if text.lower() not in {"true", "false"}:
            raise refusals.illegal_characters(name, BOOLEAN)
        return text.lower() == "true"

    return Parameter(name, read, {"type": "boolean"}, about)


def anything(name: str, about: str = "") -> Parameter:
    """Any text that is not empty."""
    return Parameter(name, str, {"type": "string"}, about)
