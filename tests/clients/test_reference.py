"""The page that tells which client does what here says what these stories say, no more, no less."""

import json
import re
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.clients import table
from tests.tidy.tree import ROOT

PAGE = (ROOT / "docs/reference/clients.md").read_text()
CLIENTS = ("ccxt", "python-binance", "unicorn-binance-websocket-api", "websockets")
LARGE = ("cryptofeed", "freqtrade", "nautilus-trader", "unicorn-binance-local-depth-cache")
LOCKED = (ROOT / "requirements/connector.txt").read_text()
NPM = json.loads((ROOT / "tests/clients/node/package.json").read_text())["dependencies"]
STORIES = sorted(Path(__file__).parent.glob("test_*.py"))


@pytest.mark.parametrize("client", CLIENTS)
def test_the_version_told_is_the_version_tried(client: str):
    assert f"| {client} | {version(client)} |" in PAGE


def test_the_versions_told_of_clients_installed_apart_are_the_locked_ones():
    (connector,) = re.findall(r"^binance-connector==(\S+)", LOCKED, re.MULTILINE)
    assert f"| binance-connector | {connector} |" in PAGE
    large = (ROOT / "requirements/clients.txt").read_text()
    for name in LARGE:
        locked = re.findall(rf"^{name}==(\S+)", large, re.MULTILINE)
        assert any(f"| {name} | {each} |" in PAGE for each in locked)
    for name, locked in NPM.items():
        assert re.search(rf"^\| {name}(?: \(npm\))? \| {re.escape(locked)} \|", PAGE, re.MULTILINE)


def test_every_story_that_is_named_is_there_and_every_one_is_named():
    named = set(re.findall(r"`(test_\w+\.py)`", PAGE))
    assert named == {path.name for path in STORIES} - {Path(__file__).name}


def test_each_of_the_seven_things_has_a_story_that_is_there_or_a_reason():
    cells = {
        (client, thing): story
        for client, row in table.SHOWN.items()
        for thing, story in row.items()
    }
    assert set(cells.values()) <= table.stories()
    everything = {(client, thing) for client in table.SHOWN for thing in table.THINGS}
    assert everything - cells.keys() == table.EMPTY.keys()
    assert table.BY_ITS_USER.keys() <= table.SHOWN.keys()


def test_the_page_has_the_table_of_the_seven_things():
    assert table.kept() == table.rendered(), "`.venv/bin/python -m tests.clients.table` writes it"


def test_every_method_that_is_said_to_work_is_called_in_a_story():
    works = PAGE[PAGE.index("## What works") : PAGE.index("## What a refusal")]
    told = "\n".join(path.read_text() for path in STORIES)
    methods = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", works))
    assert len(methods) > 50
    assert [method for method in sorted(methods) if method not in told] == []
