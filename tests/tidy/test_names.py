"""Names say one thing, tests make claims, and no test waits for the clock or plays pretend."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tidy.tree import PACKAGE, ROOT, SOURCES, name, python_files

TESTS = python_files("tests")
EMPTY_WORDS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "handlers"}
CLAIM_WORDS_MIN = 3
EMPTY = {"__init__.py", "__pycache__"}  # a package with no more has nobody in it
MOCKS = {"unittest.mock", "mock", "pytest_mock"}


def words(name_of_something: str) -> set[str]:
    """Return the words of a name, be it snake_case or CamelCase."""
    return set(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name_of_something).lower().split("_"))


def empty_names(tree: ast.Module) -> list[str]:
    """Return the classes whose names say nothing, and the functions that end in such a word."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(name=called) if words(called) & EMPTY_WORDS:
                found.append(called)
            case ast.FunctionDef(name=called) if called.split("_")[-1] in EMPTY_WORDS:
                found.append(called)
            case _:
                pass
    return found


def pretences(tree: ast.Module) -> Iterator[str]:
    """Say where a test mocks, or waits for time to pass."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=[ast.alias(name=module), *_]) | ast.ImportFrom(module=module):
                if module in MOCKS:
                    yield f"line {node.lineno}: a mock; write a fake, with its own tests"
            case ast.Call(func=ast.Attribute(attr="sleep"), args=[ast.Constant(value=0)]):
                pass  # gives the others their turn, and waits for nothing
            case ast.Call(func=ast.Attribute(attr="sleep") | ast.Name(id="sleep")):
                yield f"line {node.lineno}: a sleep; wait for what is to happen"
            case _:
                pass


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_name_says_nothing(path: Path):
    assert not words(path.stem) & EMPTY_WORDS
    assert empty_names(ast.parse(path.read_text())) == []


@pytest.mark.parametrize("path", TESTS, ids=name)
def test_tests_claim_something_and_neither_mock_nor_sleep(path: Path):
    tree = ast.parse(path.read_text())
    assert list(pretences(tree)) == []
    claims = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    claims = [claim for claim in claims if claim.startswith("test_")]
    assert [claim for claim in claims if len(claim.split("_")) <= CLAIM_WORDS_MIN] == []


def test_no_package_is_empty():
    packages = [path.parent for path in PACKAGE.rglob("__init__.py")]
    inhabited = [p for p in packages if any(path.name not in EMPTY for path in p.iterdir())]
    assert [name(package) for package in packages if package not in inhabited] == []


def test_every_folder_of_sources_is_a_package():
    folders = {path.parent for path in python_files("src/glassbook")}
    assert [name(folder) for folder in folders if not (folder / "__init__.py").exists()] == []
    assert (ROOT / "src" / "glassbook" / "py.typed").exists()


@pytest.mark.parametrize("text", ["class OrderManager: pass", "def order_utils(): pass"])
def test_a_name_that_says_nothing_is_seen(text: str):
    assert len(empty_names(ast.parse(text))) == 1


@pytest.mark.parametrize(
    "text",
    ["from unittest.mock import Mock", "import mock", "time.sleep(1)", "await asyncio.sleep(0.1)"],
)
def test_a_mock_or_a_sleep_is_seen(text: str):
    assert len(list(pretences(ast.parse(text)))) == 1
