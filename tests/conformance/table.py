"""The conformance table: which documented operation a passing test shows, and which none does.

`docs/reference/conformance.json` is written by a run of the tests (`make conformance`), and by
nothing else. A test says what it shows with a marker:

    @pytest.mark.operation("POST /api/v3/order")
    @pytest.mark.operation("ws order.place", lacks="pegged orders")

An operation is green when all tests that show it passed, partial when one of them says what it
lacks, absent when no test shows it. Here stands what can be told without running anything, so that
a table left behind is noticed at once.
"""

import ast
import json
from pathlib import Path
from typing import NamedTuple

from tests.conformance.answers import ANSWERS
from tests.conformance.operations import LATER, OPERATIONS

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "reference" / "conformance.json"
FIXTURES_TEST = ROOT / "tests" / "conformance" / "test_rest.py"
NO_TEST = "no test shows it yet"


class Shown(NamedTuple):
    """What the markers of one test say: the operations, and what each still lacks ("": nothing)."""

    operations: tuple[str, ...]
    lacks: str


class Row(NamedTuple):
    operation: str
    family: str
    state: str
    why: str


def read_table() -> list[Row]:
    """Return the rows of the file; none when there is no file."""
    if not TABLE.is_file():
        return []
    return [Row(**each) for each in json.loads(TABLE.read_text())]


def write_table(rows: list[Row]) -> None:
    """Write one row a line, so that two changes meet only where they concern the same operation."""
    lines = ",\n".join(json.dumps(row._asdict()) for row in rows)
    TABLE.write_text(f"[\n{lines}\n]\n")


def rows_of(shown: list[Shown], failed: dict[str, str]) -> list[Row]:
    """Return the table: `failed` names, by operation, a test of it that did not pass."""
    lacks: dict[str, list[str]] = {}
    for each in shown:
        for operation in each.operations:
            lacks.setdefault(operation, []).extend([each.lacks] if each.lacks else [])
    return [_row(operation, lacks, failed) for operation in OPERATIONS]


def _row(operation: str, lacks: dict[str, list[str]], failed: dict[str, str]) -> Row:
    family = OPERATIONS[operation]
    if operation not in lacks:
        return Row(operation, family, "absent", LATER.get(operation) or LATER.get(family, NO_TEST))
    if operation in failed:
        return Row(operation, family, "partial", f"fails: {failed[operation]}")
    why = "; ".join(dict.fromkeys(lacks[operation]))
    return Row(operation, family, "partial" if why else "green", why)


def marked(source: str, *, is_lenient: bool = False) -> list[Shown]:
    """Return what the markers in a test's source say.

    *Raises* ValueError for one that is not literal; leniently it is passed over.
    """
    return [
        _shown(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and not (is_lenient and any(isinstance(each, ast.Name) for each in node.args))
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "operation"
        and isinstance(node.func.value, ast.Attribute)
        and node.func.value.attr == "mark"
    ]


def _shown(call: ast.Call) -> Shown:
    try:
        names = tuple(ast.literal_eval(each) for each in call.args)
        options = {each.arg: ast.literal_eval(each.value) for each in call.keywords}
    except ValueError as error:
        raise ValueError(f"line {call.lineno}: write the operation's name out") from error
    return Shown(names, options.get("lacks", ""))


def declared() -> list[Shown]:
    """Return what all tests of the repository say they show, without importing them.

    The fixtures in `answers` are each shown by a test of their own: see `test_rest`.
    """
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    files.remove(FIXTURES_TEST)
    said = [shown for path in files for shown in marked(path.read_text())]
    listed = marked(FIXTURES_TEST.read_text(), is_lenient=True)
    return [*(Shown((name,), "") for name in ANSWERS), *listed, *said]
