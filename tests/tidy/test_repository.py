"""The files around the code agree with it: versions, requirements, changes, decisions."""

import re
import tomllib
from pathlib import Path

import pytest

import glassbook
from tests.tidy.tree import ROOT, name

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
DECISION_SECTIONS = ["Context", "Decision", "Alternatives", "Consequences", "How we will know"]
CHANGE_KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
RELEASE = re.compile(r"## \[(Unreleased|\d+\.\d+\.\d+)\](?: - (\d{4}-\d{2}-\d{2}))?")


def requirements(path: Path) -> list[str]:
    """Return the names that a requirements file asks for, without versions."""
    lines = (line.partition("#")[0].strip() for line in path.read_text().splitlines())
    return sorted(re.split(r"[<>=!~\[ ]", line)[0] for line in lines if line and line[0] != "-")


def change_complaints(text: str) -> list[str]:
    """Say where a changelog departs from Keep a Changelog 1.1."""
    lines = text.splitlines()
    releases = [line for line in lines if line.startswith("## ")]
    found = [f"not a release: {line}" for line in releases if not RELEASE.fullmatch(line)]
    if not releases or releases[0] != "## [Unreleased]":
        found.append("the first section is [Unreleased]")
    found += [
        f"without its date: {line}"
        for line in releases[1:]
        if (match := RELEASE.fullmatch(line)) and not match[2]
    ]
    kinds = [line[4:] for line in lines if line.startswith("### ")]
    return found + [f"not a kind of change: {kind}" for kind in kinds if kind not in CHANGE_KINDS]


def test_the_package_and_its_description_name_one_version():
    assert PROJECT["version"] == glassbook.__version__


def test_what_the_package_asks_for_is_what_the_lock_is_compiled_from():
    asked = sorted(re.split(r"[<>=!~\[ ]", line)[0] for line in PROJECT["dependencies"])
    assert asked == requirements(ROOT / "requirements" / "run.in")


@pytest.mark.parametrize("lock", ["run", "dev", "capture"])
def test_every_requirement_is_locked_with_its_hashes(lock: str):
    entries = re.split(r"\n(?=[a-z0-9])", (ROOT / "requirements" / f"{lock}.txt").read_text())
    pinned = {entry.partition("==")[0].partition("[")[0]: entry for entry in entries}
    asked = [word.lower() for word in requirements(ROOT / "requirements" / f"{lock}.in")]
    assert [word for word in asked if "--hash=sha256:" not in pinned.get(word, "")] == []


def test_the_changelog_keeps_its_form():
    assert change_complaints((ROOT / "CHANGELOG.md").read_text()) == []


@pytest.mark.parametrize(
    "text",
    [
        "# Changelog\n",
        "## [1.0.0] - 2026-01-01\n",
        "## [Unreleased]\n## [1.0.0]\n",
        "## [Unreleased]\n### Improved\n",
        "## [Unreleased]\n## Version 1\n",
    ],
)
def test_a_changelog_out_of_form_is_seen(text: str):
    assert len(change_complaints(text)) == 1


@pytest.mark.parametrize("page", DECISIONS, ids=name)
def test_a_decision_is_one_page_in_one_form(page: Path):
    text = page.read_text()
    number = page.name.partition("-")[0]
    assert re.match(rf"# {number} \S", text)
    assert re.search(
        r"^Status: (proposed|accepted|superseded by \d{4}), \d{4}-\d\d-\d\d", text, re.MULTILINE
    )
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == DECISION_SECTIONS
    assert len(text.splitlines()) <= 100


def test_every_decision_is_in_the_index_and_no_number_is_used_twice():
    index = (ROOT / "docs" / "decisions" / "index.md").read_text()
    assert [page.name for page in DECISIONS if f"({page.name})" not in index] == []
    numbers = [page.name.partition("-")[0] for page in DECISIONS]
    assert len(numbers) == len(set(numbers))
