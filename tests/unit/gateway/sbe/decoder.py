"""A reader of the spot schema that knows nothing of ours: from bytes to the JSON of the same thing.

`spot.json` restates the documented schema 3:5: of each message its fields with their offsets, its
groups and texts, and where each stands in JSON.

    field   name, offset, type, exponent, JSON path, JSON default, may be nothing
    group   name, counter, JSON path, block
    text    name, bytes of its length, holds a message, JSON path, JSON default
"""

import json
from decimal import Decimal
from math import isnan
from pathlib import Path
from struct import calcsize, unpack_from

SCHEMA = json.loads((Path(__file__).parent / "spot.json").read_text())
LAYOUTS = {
    "int64": "<q",
    "uint64": "<Q",
    "int32": "<i",
    "uint32": "<I",
    "int16": "<h",
    "uint16": "<H",
    "int8": "<b",
    "uint8": "<B",
    "bool": "<B",
    "exponent": "<b",
    "float": "<f",
}
SIGNED = {"int64", "int32", "int16", "int8", "exponent"}
NULL_128 = bytes(15) + b"\x80"
LENGTHS = {1: "<B", 2: "<H", 4: "<I"}


#: Of an order that nobody routed, between two customers of one book.
PLAIN = {
    "orderCapacity": "PRINCIPAL",
    "workingFloor": "EXCHANGE",
    "usedSor": False,
    "preventedQuantity": 0,
    "preventedQty": 0,
    "matchType": "AUTO_MATCH",
    # the same in events
    "y": "PRINCIPAL",
    "k": "EXCHANGE",
    "uS": False,
    "A": 0,
    "b": "AUTO_MATCH",
}


class Nothing:
    """What is not told: in JSON it is missing, or the documented default."""

    def __init__(self, default):
        self.default = default


class Reader:
    """Reads one message from front to back."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, layout):
        values = unpack_from(layout, self.data, self.at)
        self.at += calcsize(layout)
        return values if len(values) > 1 else values[0]

    def message(self):
        length, template, *schema = self.take("<HHHH")
        assert schema == [3, 5]
        layout = SCHEMA["messages"][str(template)]
        assert length == layout["length"], layout["name"]
        told = self.block(layout, {})
        if isinstance(told, dict):
            told.update(layout.get("constants", {}))
        assert self.at == len(self.data), f"{layout['name']} ends where its bytes end"
        return layout["name"], told

    def block(self, layout, exponents):
        start, exponents = self.at, dict(exponents)
        fields = [(*field, self.field(start, field, exponents)) for field in layout["fields"]]
        self.at = start + layout["length"]
        told = {}
        for _name, _offset, kind, _exponent, path, _default, _optional, value in fields:
            if kind != "exponent":
                told = put(told, path, value)
        for _name, counter, path, block in layout["groups"]:
            length, count = self.take("<HI" if counter == "uint32" else "<HH")
            assert length == block["length"]
            told = put(told, path, [self.block(block, exponents) for _ in range(count)])
        for _name, size, holds, path, default in layout["texts"]:
            told = put(told, path, self.text(size, holds, default))
        return told

    def field(self, start, field, exponents):
        name, offset, kind, exponent, _path, default, may_be_nothing = field
        if kind == "int128":
            raw = self.data[start + offset : start + offset + 16]
            value = None if raw == NULL_128 else int.from_bytes(raw, "little", signed=True)
        else:
            value = self.number(start + offset, kind)
        assert value is not None or may_be_nothing, f"{name} must be told"
        if kind == "exponent":
            exponents[name] = value
        if value is None:
            return Nothing(default)
        if exponent:
            return Decimal(value).scaleb(exponents[exponent])
        return named(kind, value)

    def number(self, at, kind):
        wire = kind
        if kind in SCHEMA["enumerations"]:
            wire = "uint8"
        elif kind in SCHEMA["sets"]:
            wire = "uint16" if kind == "orderTypes" else "uint8"
        (value,) = unpack_from(LAYOUTS[wire], self.data, at)
        if wire == "float":
            return None if isnan(value) else value
        bits = 8 * calcsize(LAYOUTS[wire])
        null = -(2 ** (bits - 1)) if wire in SIGNED else 2**bits - 1
        return None if value == null and kind not in SCHEMA["sets"] else value

    def text(self, size, holds, default):
        length = self.take(LENGTHS[size])
        raw = self.data[self.at : self.at + length]
        self.at += length
        assert len(raw) == length
        if not raw:
            return Nothing(default)
        return Reader(raw).message()[1] if holds else raw.decode()


def named(kind, value):
    """Return what JSON calls a value of an enumeration or a set."""
    if kind == "bool":
        return {0: False, 1: True}[value]
    if kind in SCHEMA["enumerations"]:
        return SCHEMA["enumerations"][kind][str(value)]
    if kind in SCHEMA["sets"]:
        return {name for bit, name in SCHEMA["sets"][kind].items() if value >> int(bit) & 1}
    return value


def put(told, path, value):
    """Put a value where it stands in JSON: `..` is the whole, `[]` the next of an array."""
    if path == "..":
        return value
    if path == "[]":
        return [*told, value] if isinstance(told, list) else [value]
    inner, steps = told, path.split(".")
    for step in steps[:-1]:
        inner = inner.setdefault(step, {})
    inner[steps[-1]] = value
    return told


def read(data):
    """Return the name of a message, and what it says as JSON would."""
    return Reader(data).message()


def differences(told, answer, path="$"):
    """Say where a message departs from the JSON answer; nothing when both say the same.

    Everything that the message tells is looked at; what only JSON tells is named by `untold`. What
    only messages tell of a plain order, they tell as PLAIN has it.
    """
    if isinstance(told, Nothing):
        default = {None: None, "0": 0, "0.0": 0, "-1": -1}.get(told.default, told.default)
        if not (answer is None or answer == "" or same(default, answer)):
            yield f"{path}: nothing is told of {answer!r}"
    elif isinstance(told, dict):
        for name, value in told.items():
            found = answer.get(name, PLAIN.get(name)) if isinstance(answer, dict) else None
            yield from differences(value, found, f"{path}.{name}")
    elif isinstance(told, list):
        rows = [answer] if isinstance(answer, dict) else answer or []
        if isinstance(rows, list) and len(told) != len(rows) and not path.endswith("]"):
            yield f"{path}: {len(told)} are told of {len(rows)}"
        for place, (value, found) in enumerate(zip(told, rows, strict=False)):
            yield from differences(value, found, f"{path}[{place}]")
    elif not same(told, answer):
        yield f"{path}: {told!r} is told of {answer!r}"


def same(told, answer):
    if isinstance(told, set):
        return told == set(answer)
    if isinstance(told, float):
        return abs(Decimal(answer) - Decimal(told)) < Decimal("1e-4")
    if isinstance(told, Decimal) or (isinstance(told, int) and isinstance(answer, str)):
        return answer is not None and Decimal(answer) == told
    return told == answer


def untold(told, answer):
    """Return the names that stand in JSON and not in the message."""
    if isinstance(told, dict) and isinstance(answer, dict):
        deeper = (untold(told[name], answer[name]) for name in answer.keys() & told.keys())
        return (answer.keys() - told.keys()).union(*deeper)
    if isinstance(told, list) and isinstance(answer, list):
        return set().union(*(untold(*each) for each in zip(told, answer, strict=False)))
    return set()
