"""The guide's examples, as they stand there: pasted into files and run, but for the address."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients.test_freqtrade import settings
from tests.clients.venue import RunningVenue
from tests.tidy.tree import ROOT

ADDRESS = "127.0.0.1:8080"
SECONDS_MAX = 300
GUIDE = (ROOT / "docs/guides/bots.md").read_text()
AUDITING = (ROOT / "docs/guides/auditing.md").read_text()
EXAMPLES = re.findall(r"^```python\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
SETTINGS = re.findall(r"^```json\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)


def test_the_guide_has_an_example_for_each_client():
    assert len(EXAMPLES) == 5
    assert all(ADDRESS in example for example in EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.splitlines()[0])
def test_an_example_of_the_guide_works_as_pasted(venue: RunningVenue, tmp_path: Path, example: str):
    (tmp_path / "data").symlink_to(venue.data)
    code = example.replace(ADDRESS, venue.address)
    done = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_the_settings_for_freqtrade_are_those_that_it_trades_with(venue: RunningVenue):
    (shown,) = SETTINGS
    alice = venue.keys["alice"]
    for text, real in (
        (ADDRESS, venue.address),
        ("KEY", alice["api_key"]),
        ("SECRET", alice["secret"]),
    ):
        shown = shown.replace(text, real)
    assert json.loads(shown) == settings(venue, "binanceus")


def test_what_an_auditor_is_shown_lists_the_documents_of_a_journal(venue: RunningVenue):
    (code,) = re.findall(r"^```python\n(.*?)^```", AUDITING, re.DOTALL | re.MULTILINE)
    done = subprocess.run(
        [sys.executable, "-c", code.replace("COPY", str(venue.data))],
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=True,
    )
    schemas = [line.split()[2] for line in done.stdout.splitlines() if " {" in line]
    assert {"build", "configuration", "checkpoint"} <= set(schemas)
    rows = re.findall(r"^\| (`.+?`) \|", AUDITING, re.MULTILINE)
    assert set(schemas) <= set(re.findall(r"`([\w-]+)`", " ".join(rows)))
