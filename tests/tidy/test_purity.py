"""The core computes in integers, touches nothing, and gives every machine the same answer.

The import contracts keep clocks and files out; this reads what is left: the expressions.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tidy.tree import CORE, PACKAGE, PURE, name

BANNED_CALLS = {
    "float": "an integer with its unit in its name",
    "complex": "an integer",
    "round": "an explicit floor or ceiling",
    "print": "an event",
    "open": "the journal",
    "input": "a command",
    "hash": "a 64-bit key: hash() differs from process to process",
    "id": "a slot: id() differs from process to process",
}
BANNED_ATTRIBUTES = {
    "random": "a seed that comes in as a command",
    "uuid4": "the sequence",
    "environ": "configuration, handed in",
    "getenv": "configuration, handed in",
    "urandom": "a seed that comes in as a command",
    "now": "the batch's time",
    "float16": "an integer",
    "float32": "an integer",
    "float64": "an integer",
    "longdouble": "an integer",
    "true_divide": "// and the way it rounds",
}
FLOAT_FIELDS = {f"{order}f{size}" for order in ("", "<", ">", "=") for size in (2, 4, 8)}

# Where compiled code is kept is no part of any answer: the one place that may ask the machine.
OUTSIDE_OF_COMMANDS = {PACKAGE / "core" / "kernel.py"}


def integer_complaints(tree: ast.Module) -> Iterator[str]:
    """Say where anything but an integer is computed."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=float() | complex()):
                yield f"line {node.lineno}: a float"
            case ast.Constant(value=str(text)) if text in FLOAT_FIELDS:
                yield f"line {node.lineno}: a record field of floats"
            case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
                yield f"line {node.lineno}: /; use // and say which way it rounds"
            case _:
                pass


def world_complaints(tree: ast.Module) -> Iterator[str]:
    """Say where the world outside is asked, or an order is left to chance."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=word) if word in BANNED_CALLS:
                yield f"line {node.lineno}: {word}; use {BANNED_CALLS[word]}"
            case ast.Attribute(attr=word) if word in BANNED_ATTRIBUTES:
                yield f"line {node.lineno}: .{word}; use {BANNED_ATTRIBUTES[word]}"
            case ast.For(iter=walked) | ast.comprehension(iter=walked) if is_set(walked):
                yield f"line {walked.lineno}: iteration over a set has no order"
            case _:
                pass


def is_set(node: ast.expr) -> bool:
    """Is this, as far as one can read it, a set?"""
    match node:
        case ast.Set() | ast.SetComp():
            return True
        case ast.Call(func=ast.Name(id="set" | "frozenset")):
            return True
        case _:
            return False


def default_complaints(tree: ast.Module) -> Iterator[str]:
    """Say which kernels have default arguments: every caller in the core says all it means."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and is_kernel(node) and has_defaults(node.args):
            yield f"line {node.lineno}: {node.name} has default arguments"


def has_defaults(arguments: ast.arguments) -> bool:
    return bool(arguments.defaults) or any(arguments.kw_defaults)


def is_kernel(node: ast.FunctionDef) -> bool:
    return any(isinstance(d, ast.Name) and d.id in {"kernel", "entry"} for d in node.decorator_list)


@pytest.mark.parametrize("path", [p for p in PURE if p not in OUTSIDE_OF_COMMANDS], ids=name)
def test_core_and_protocol_compute_in_integers_and_ask_nobody(path: Path):
    tree = ast.parse(path.read_text())
    assert [*integer_complaints(tree), *world_complaints(tree)] == []


@pytest.mark.parametrize("path", CORE, ids=name)
def test_no_kernel_has_default_arguments(path: Path):
    assert list(default_complaints(ast.parse(path.read_text()))) == []


@pytest.mark.parametrize(
    "text",
    [
        "fee = 0.1",
        "fee = notional / 10",
        "fee /= 10",
        "FIELDS = [('price', '<f8')]",
        "z = 1j",
    ],
)
def test_a_float_is_seen(text: str):
    assert len(list(integer_complaints(ast.parse(text)))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "round(x)",
        "x = float(1)",
        "open('f')",
        "np.random.default_rng()",
        "uuid.uuid4()",
        "os.environ['HOME']",
        "datetime.now()",
        "key = hash('text')",
        "x = np.zeros(3, np.float64)",
        "for x in {1, 2}: pass",
        "y = [x for x in set(z)]",
        "y = {x: 1 for x in {z for z in w}}",
    ],
)
def test_a_question_to_the_world_is_seen(text: str):
    assert list(world_complaints(ast.parse(text))) != []


def test_a_default_argument_of_a_kernel_is_seen():
    text = "@kernel\ndef match(state, lots=1):\n    pass\n"
    assert len(list(default_complaints(ast.parse(text)))) == 1
