"""Nothing is too long to be read at one sitting."""

import ast
from pathlib import Path

import pytest

from tests.tidy.tree import SOURCES, name

FILE_LINES_MAX = 500
FUNCTION_LINES_MAX = 60
COLUMNS_MAX = 100


def complaints(text: str) -> list[str]:
    """Say what is too long in a source."""
    lines = text.splitlines()
    found = [
        f"line {number}: {len(line)} columns, at most {COLUMNS_MAX}"
        for number, line in enumerate(lines, 1)
        if len(line) > COLUMNS_MAX
    ]
    if len(lines) > FILE_LINES_MAX:
        found.append(f"{len(lines)} lines, at most {FILE_LINES_MAX}")
    return found + [
        f"line {node.lineno}: {node.name} has {length} lines, at most {FUNCTION_LINES_MAX}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := node.end_lineno - node.lineno + 1) > FUNCTION_LINES_MAX
    ]


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_nothing_is_too_long(path: Path):
    assert complaints(path.read_text()) == []


@pytest.mark.parametrize(
    "text",
    [
        "x = 1\n" * (FILE_LINES_MAX + 1),
        "#" * (COLUMNS_MAX + 1),
        "def f():\n" + "    x = 1\n" * FUNCTION_LINES_MAX,
        "async def f():\n" + "    x = 1\n" * FUNCTION_LINES_MAX,
    ],
    ids=["file", "line", "function", "coroutine"],
)
def test_what_is_too_long_is_seen(text: str):
    assert len(complaints(text)) == 1
