"""The browser application's sources agree with the venue's, and name nobody's machines."""

import json
import re

import pytest

from tests.tidy.test_pages import private_words
from tests.tidy.tree import ROOT
from tools.web_types import sources

WEB = ROOT / "web"
SOURCES = sorted(
    path
    for path in WEB.rglob("*")
    if path.is_file() and "node_modules" not in path.parts and path.suffix != ".svg"
)
CODE = [path for path in SOURCES if path.suffix in {".ts", ".svelte", ".css"}]
FILE_LINES_MAX = 500


def test_the_pages_know_the_types_that_the_doors_send():
    for file, text in sources().items():
        shapes = WEB / "src" / "wire" / file
        assert shapes.read_text() == text, "run: .venv/bin/python tools/web_types.py"


def test_the_lock_names_every_file_by_its_hash_and_no_address():
    lock = json.loads((WEB / "package-lock.json").read_text())
    packages = {name: each for name, each in lock["packages"].items() if name}
    assert [name for name, each in packages.items() if "resolved" in each] == []
    assert [name for name, each in packages.items() if "integrity" not in each] == []
    assert len(packages) > 20


def name(path):
    return path.relative_to(WEB).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_source_of_the_pages_names_a_private_place(path):
    assert private_words(path.read_text()) == []


@pytest.mark.parametrize("path", CODE, ids=name)
def test_no_source_of_the_pages_is_too_long_to_be_read(path):
    assert len(path.read_text().splitlines()) <= FILE_LINES_MAX


def texts_in(source):
    """Return the words that a component shows, or has read aloud, and that stand in it itself."""
    markup = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", "", source, flags=re.DOTALL)
    markup = re.sub(r"\{[^{}]*\}", "", markup)
    read = re.findall(r'\b(?:aria-label|placeholder|title)="([^"]*[A-Za-z]{3}[^"]*)"', markup)
    return read + re.findall(r">([^<>{}]*[A-Za-z]{3}[^<>{}]*)<", markup)


def test_a_text_is_found_wherever_somebody_reads_or_hears_it():
    source = '<p title="Told" aria-label="{name} aloud"><input placeholder="Typed">Seen {it}</p>'
    assert texts_in(source) == ["Told", " aloud", "Typed", "Seen "]
    assert texts_in('<p title={texts.told} aria-label={name} class="title">{texts.seen}</p>') == []


@pytest.mark.parametrize("path", [p for p in CODE if p.suffix == ".svelte"], ids=name)
def test_every_text_of_the_pages_stands_in_the_catalogue(path):
    assert texts_in(path.read_text()) == []
