"""A stale cache is a wrong ledger: the compiled core belongs to exactly its own sources."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import glassbook
from glassbook.core.kernel import IS_COMPILED, SOURCES, cache_folder, is_cached, sources_hash

PACKAGE = Path(glassbook.__file__).parent
KERNEL_SOURCES = sorted(path for name in SOURCES for path in (PACKAGE / name).rglob("*.py"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the sources that can be compiled, elsewhere."""
    for name in SOURCES:
        shutil.copytree(
            PACKAGE / name,
            tmp_path / "glassbook" / name,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    shutil.copy(PACKAGE / "__init__.py", tmp_path / "glassbook")
    return tmp_path


def run(copy: Path, program: str, **environment: str) -> str:
    answer = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": str(copy)} | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


FOLDER = "from glassbook.core.kernel import cache_folder; print(cache_folder())"


def test_the_same_sources_elsewhere_share_the_cache(copy):
    assert run(copy, FOLDER) == str(cache_folder())


@pytest.mark.parametrize("name", ["core/clearing/settlement.py", "protocol/events.py"])
def test_one_changed_byte_in_any_kernel_source_is_another_cache(copy, name):
    source = copy / "glassbook" / name
    source.write_text(source.read_text() + "#")
    assert run(copy, FOLDER) != str(cache_folder())


def test_a_renamed_or_added_source_is_another_cache(copy):
    (copy / "glassbook/core/extra.py").write_text("")
    assert run(copy, FOLDER) != str(cache_folder())


def test_every_source_of_the_core_counts(monkeypatch):
    """Each file in turn reads one byte longer: the hash never stays the same."""
    whole, read = sources_hash(), Path.read_bytes
    for changed in KERNEL_SOURCES:
        monkeypatch.setattr(
            Path, "read_bytes", lambda path, at=changed: read(path) + b"#" * (path == at)
        )
        assert sources_hash() != whole, changed


def test_the_cache_can_be_kept_elsewhere(copy, tmp_path):
    folder = run(copy, FOLDER, GLASSBOOK_KERNEL_CACHE=str(tmp_path / "kept"))
    assert folder.startswith(str(tmp_path / "kept"))
    assert folder.endswith(cache_folder().name)


ENTRY = """
from glassbook.core.inner import inner
from glassbook.core.kernel import entry

@entry
def outer(number):
    return inner(number)
"""
INNER = """
from glassbook.core.kernel import kernel

@kernel
def inner(number):
    return number + 1
"""
ASK = (
    "from glassbook.core.outer import outer; print(outer(10), sum(outer.stats.cache_hits.values()))"
)


@pytest.mark.skipif(not IS_COMPILED, reason="the interpreter keeps no cache")
def test_a_changed_kernel_runs_as_changed_though_its_caller_was_compiled_before(copy):
    """The file of the compiled entry is untouched: by its own rule Numba would not notice."""
    cache = {"GLASSBOOK_KERNEL_CACHE": str(copy / "cache")}
    (copy / "glassbook/core/outer.py").write_text(ENTRY)
    (copy / "glassbook/core/inner.py").write_text(INNER)
    assert run(copy, ASK, **cache) == "11 0"
    assert run(copy, ASK, **cache) == "11 1", "the second run finds what the first compiled"
    (copy / "glassbook/core/inner.py").write_text(INNER.replace("+ 1", "+ 2"))
    assert run(copy, ASK, **cache) == "12 0"


def test_a_kernel_of_a_door_is_not_taken_for_the_core(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("GLASSBOOK_KERNEL_CACHE", str(tmp_path))
    room = cache_folder() / "somewhere"
    room.mkdir(parents=True)
    (room / "usual_order._read-12.py311.nbi").touch()
    assert not is_cached("apply_commands")
    (room / "engine.apply_commands-38.py311.nbi").touch()
    assert is_cached("apply_commands")
