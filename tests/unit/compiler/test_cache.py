"""A stale cache is a wrong ledger: what is compiled belongs to exactly its own sources."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from glassbook.compiler.cache import OURS, PACKAGE, sources_hash
from glassbook.compiler.kernels import IS_COMPILED, Kernels
from glassbook.core.kernel import KERNELS as CORE
from glassbook.gateway.streams.fan_out import KERNELS as FAN_OUT
from glassbook.gateway.usual_kernels import KERNELS as DOORS
from glassbook.transparency.sha256 import KERNELS as HASHES

SETS = {"core": CORE, "doors": DOORS, "fan-out": FAN_OUT, "hashes": HASHES}
SOURCES = [source for each in SETS.values() for source in each.sources]
ROOMS = sorted({OURS, *(source.partition("/")[0] for source in SOURCES)})
holds_kernels = re.compile(r"^@(\w+\.)?(hot_)?(kernel|entry)\b", re.MULTILINE).search


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the sources that can be compiled, elsewhere."""
    for name in ROOMS:
        shutil.copytree(
            PACKAGE / name,
            tmp_path / "glassbook" / name,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    shutil.copy(PACKAGE / "__init__.py", tmp_path / "glassbook")
    return tmp_path


def run(copy: Path, program: str, **environment: str) -> str:
    """Run a program on the copy. What Python itself keeps of a source knows its age in seconds
    only, and would outlive a change that follows at once.
    """
    environment |= {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    answer = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


FOLDER = "from glassbook.compiler.cache import cache_folder; print(cache_folder({sources}))"


def folder_of(copy: Path, kernels: Kernels, **environment: str) -> str:
    return run(copy, FOLDER.format(sources=kernels.sources), **environment)


def sources_of(kernels: Kernels) -> list[Path]:
    places = [PACKAGE / name for name in (OURS, *kernels.sources)]
    files = [place for place in places if place.is_file()]
    return files + [path for place in places if place.is_dir() for path in place.rglob("*.py")]


def test_the_same_sources_elsewhere_share_the_cache(copy):
    assert folder_of(copy, CORE) == str(CORE.folder)


def test_one_changed_byte_in_a_source_is_another_cache(copy):
    source = copy / "glassbook/core/clearing/settlement.py"
    source.write_text(source.read_text() + "#")
    assert folder_of(copy, CORE) != str(CORE.folder)


def test_a_renamed_or_added_source_is_another_cache(copy):
    (copy / "glassbook/core/extra.py").write_text("")
    assert folder_of(copy, CORE) != str(CORE.folder)


@pytest.mark.parametrize("which", SETS)
def test_every_source_of_a_set_of_kernels_counts(which, monkeypatch):
    """Each file in turn reads one byte longer: the hash never stays the same."""
    sources, read = SETS[which].sources, Path.read_bytes
    whole = sources_hash(sources)
    for changed in sources_of(SETS[which]):
        monkeypatch.setattr(
            Path, "read_bytes", lambda path, at=changed: read(path) + b"#" * (path == at)
        )
        assert sources_hash(sources) != whole, changed


@pytest.mark.parametrize("which", SETS)
def test_a_file_with_kernels_takes_nothing_from_a_file_that_does_not_count(which):
    """What it imports could be compiled in."""
    counted = sources_of(SETS[which])
    with_kernels = [path for path in counted if holds_kernels(path.read_text())]
    assert with_kernels
    for path in with_kernels:
        for name in imported_by(ast.parse(path.read_text())):
            place = PACKAGE.joinpath(*name.split(".")[1:])
            assert {place.with_suffix(".py"), place / "__init__.py"} & {*counted}, (path, name)


def imported_by(tree: ast.Module) -> list[str]:
    """The modules of ours that the kernels' file takes something from, however it names them."""
    taken = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return [node.module for node in taken if node.module.startswith("glassbook.")]


def test_the_cache_can_be_kept_elsewhere(copy, tmp_path):
    folder = folder_of(copy, CORE, GLASSBOOK_KERNEL_CACHE=str(tmp_path / "kept"))
    assert folder == str(tmp_path / "kept" / CORE.folder.name)


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
ASK = """
from glassbook.core.kernel import KERNELS
from glassbook.core.outer import outer

print(KERNELS.are_ready(outer), outer(10), sum(outer.stats.cache_hits.values()))
"""


@pytest.mark.skipif(not IS_COMPILED, reason="the interpreter keeps no cache")
def test_a_changed_kernel_runs_as_changed_though_its_caller_was_compiled_before(copy):
    """The file of the compiled entry is untouched: by its own rule Numba would not notice."""
    cache = {"GLASSBOOK_KERNEL_CACHE": str(copy / "cache")}
    (copy / "glassbook/core/outer.py").write_text(ENTRY)
    (copy / "glassbook/core/inner.py").write_text(INNER)
    assert run(copy, ASK, **cache) == "False 11 0"
    assert run(copy, ASK, **cache) == "True 11 1", "the second run finds what the first compiled"
    (copy / "glassbook/core/inner.py").write_text(INNER.replace("+ 1", "+ 2"))
    assert run(copy, ASK, **cache) == "False 12 0"
