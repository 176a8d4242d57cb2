"""The guide's examples, as they stand there: pasted into files and run, but for the address."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients.venue import RunningVenue
from tests.tidy.tree import ROOT

ADDRESS = "127.0.0.1:8080"
SECONDS_MAX = 60
EXAMPLES = re.findall(
    r"^```python\n(.*?)^```", (ROOT / "docs/guides/bots.md").read_text(), re.DOTALL | re.MULTILINE
)


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
