"""Every wall of the house holds: breached in a copy, it is the contract that says so.

The contracts are in pyproject.toml. A contract that nobody ever saw break may be one that cannot.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.tidy.tree import ROOT, python_files

# The file that breaches, the line in it, the contract that must break.
BREACHES = [
    ("protocol/breach.py", "import glassbook.core.engine", "rooms"),
    ("core/book/breach.py", "import glassbook.journal", "rooms"),
    ("core/book/breach.py", "import glassbook.sequencer", "rooms"),
    ("journal/breach.py", "import glassbook.core.engine", "rooms"),
    ("sequencer/breach.py", "import glassbook.publisher", "rooms"),
    ("publisher/breach.py", "import glassbook.journal", "rooms"),
    ("projection/breach.py", "import glassbook.gateway", "rooms"),
    ("identity/breach.py", "import glassbook.projection", "rooms"),
    ("gateway/breach.py", "import glassbook.node", "rooms"),
    ("gateway/breach.py", "import glassbook.replay", "rooms"),
    ("node/breach.py", "import glassbook.cli", "rooms"),
    ("attic/__init__.py", "import glassbook.protocol", "rooms"),
    ("protocol/breach.py", "import time", "protocol-is-pure"),
    ("protocol/breach.py", "from random import Random", "protocol-is-pure"),
    ("core/book/breach.py", "import time", "core-is-pure"),
    ("core/state_breach.py", "from os import environ", "core-is-pure"),
    ("core/book/breach.py", "import threading", "core-is-pure"),
    ("core/book/breach.py", "import glassbook.core.matching", "core-layers"),
    ("core/matching/breach.py", "import glassbook.core.engine", "core-layers"),
    ("core/ledger/breach.py", "import glassbook.core.book", "core-layers"),
    ("core/attic.py", "import glassbook.core.state", "core-layers"),
    ("gateway/breach.py", "import glassbook.core.engine", "doors-know-no-engine"),
    ("gateway/breach.py", "import glassbook.journal", "doors-know-no-engine"),
    ("projection/breach.py", "import glassbook.sequencer", "doors-know-no-engine"),
    ("replay/breach.py", "import glassbook.core.engine", "doors-know-no-engine"),
    ("cli/breach.py", "import glassbook.core.engine", "doors-know-no-engine"),
    ("journal/framing.py", "import os", "framing-is-sans-io"),
    ("gateway/fix/session.py", "import asyncio", "sessions-are-sans-io"),
    ("gateway/fix/framing.py", "import socket", "sessions-are-sans-io"),
    ("gateway/wsapi/session.py", "import asyncio", "sessions-are-sans-io"),
    ("gateway/streams/inbound.py", "from time import monotonic", "sessions-are-sans-io"),
    ("gateway/fix/breach.py", "import socket", "sessions-are-sans-io"),
    ("gateway/streams/breach.py", "import time", "sessions-are-sans-io"),
    ("gateway/streams/market/breach.py", "import asyncio", "sessions-are-sans-io"),
    ("gateway/wsapi/breach.py", "import asyncio", "sessions-are-sans-io"),
    ("compiler/breach.py", "import time", "core-is-pure"),
    ("compiler/breach.py", "import glassbook.core.state", "rooms"),
    ("protocol/breach.py", "import glassbook.compiler.cache", "rooms"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources with the contracts beside it."""
    copied = tmp_path_factory.mktemp("house")
    for path in python_files("src"):
        place = copied / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place)
    shutil.copy(ROOT / "pyproject.toml", copied)
    return copied


@contextmanager
def breached(house: Path, file: str, line: str) -> Iterator[None]:
    """Put a line where no door is; in the end the house is whole again."""
    breach = house / "src" / "glassbook" / file
    was = breach.read_text() if breach.exists() else None
    is_new_room = not breach.parent.exists()
    breach.parent.mkdir(exist_ok=True)
    breach.write_text(f'"""Where no door is."""\n\n{line}\n')
    try:
        yield
    finally:
        breach.unlink()
        if was is not None:
            breach.write_text(was)
        if is_new_room:
            breach.parent.rmdir()


def broken_contracts(house: Path, *only: str) -> tuple[int, str]:
    """Return import-linter's exit code and what it said."""
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    chosen = [word for contract in only for word in ("--contract", contract)]
    arguments = [sys.executable, "-c", program, "--no-logo", "--no-cache", *chosen]
    environment = {"PYTHONPATH": str(house / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        arguments, cwd=house, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_the_house_as_it_stands_keeps_every_contract(house: Path):
    code, said = broken_contracts(house)
    assert code == 0, said
    assert " 0 broken." in said


@pytest.mark.parametrize(("file", "line", "contract"), BREACHES)
def test_a_breach_is_seen(house: Path, file: str, line: str, contract: str):
    with breached(house, file, line):
        code, said = broken_contracts(house, contract)
    assert code == 1, said
    assert " 0 kept, 1 broken." in said


def test_the_copy_is_whole_again_after_a_breach(house: Path):
    """Runs last: a breach that stayed would be seen instead of the ones after it."""
    code, said = broken_contracts(house)
    assert code == 0, said
