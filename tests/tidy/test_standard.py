"""The table of the security standard: every row of level 2, and what holds names what shows it."""

import re

import pytest

from tests.tidy.tree import ROOT, python_files

PAGE = (ROOT / "docs" / "internals" / "security.md").read_text()
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (\w+) \| (.+?) \| (.*?) ?\|$", re.MULTILINE)
CLAIM = re.compile(r"`(test_\w+)`")
#: How many rows of levels 1 and 2 each section of ASVS 4.0.3 has; 4.1.4 was deleted.
SECTIONS = {
    "2.1": 12,
    "2.2": 3,
    "2.3": 3,
    "2.4": 5,
    "2.5": 7,
    "2.6": 3,
    "2.7": 6,
    "2.8": 7,
    "2.9": 3,
    "2.10": 4,
    "3.1": 1,
    "3.2": 4,
    "3.3": 4,
    "3.4": 5,
    "3.5": 3,
    "3.7": 1,
    "4.1": 5,
    "4.2": 2,
    "4.3": 3,
    "5.1": 5,
    "5.2": 8,
    "5.3": 10,
    "5.4": 3,
    "5.5": 4,
}
DELETED = "4.1.4"


def claims() -> set[str]:
    """Return the names of every test, and of every file of tests."""
    files = python_files("tests")
    named = (re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE) for path in files)
    return {claim for names in named for claim in names} | {path.stem for path in files}


def test_it_has_every_row_once_and_in_order():
    wanted = [
        f"{section}.{place}" for section, rows in SECTIONS.items() for place in range(1, rows + 1)
    ]
    assert [row for row, *_ in ROW.findall(PAGE)] == [row for row in wanted if row != DELETED]


@pytest.mark.parametrize(
    ("row", "holds", "shown"), [(r, h, by) for r, h, _, by in ROW.findall(PAGE)]
)
def test_what_holds_names_what_shows_it(row, holds, shown):
    assert holds in {"yes", "partly", "no", "none"}
    assert bool(CLAIM.findall(shown)) or "`make " in shown or holds != "yes", row


def test_what_is_named_is_there():
    assert set(CLAIM.findall(PAGE)) - claims() == set()
