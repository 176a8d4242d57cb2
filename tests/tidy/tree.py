"""What stands in the repository, for the checks beside this file.

A check is a function from a text to complaints, so that each can be shown a text that it must
complain about: a check that cannot fail would be worth nothing.
"""

from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "glassbook"


def python_files(*folders: str) -> list[Path]:
    """Return every Python source under these folders of the repository, sorted."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def pages() -> list[Path]:
    """Return every page a reader is meant to read: the documentation and the root's own."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def name(path: Path) -> str:
    """Return a path as it is called in the repository: also a test's id."""
    return path.relative_to(ROOT).as_posix()


SOURCES = python_files("src", "tests", "tools", "benchmarks")
PURE = python_files("src/glassbook/core", "src/glassbook/protocol")
CORE = python_files("src/glassbook/core")
PAGES = pages()
