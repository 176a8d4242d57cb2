"""The README's example, as it stands there, against a venue opened by the README's command."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tidy.tree import ROOT

ADDRESS_IN_README = "http://127.0.0.1:8080"
COMMAND = [Path(sys.executable).with_name("glassbook"), "up", "--port", "0"]


def example() -> str:
    """Return the only Python in the README."""
    text = (ROOT / "README.md").read_text()
    [code] = re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return code


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where a venue with the recorded market listens; its data is in the test's folder."""
    with subprocess.Popen(COMMAND, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as venue:
        said = []
        for line in venue.stdout:
            said.append(line)
            if found := re.search(r"open at\s+(http://\S+)", line):
                break
        else:
            pytest.fail("the venue did not open: " + "".join(said))
        try:
            yield found[1]
        finally:
            venue.send_signal(signal.SIGINT)
            venue.communicate(timeout=300)


def test_the_example_is_six_lines():
    assert len(example().splitlines()) == 6


def test_the_example_buys_a_hundredth_of_a_bitcoin_at_the_market_price(
    address: str, tmp_path: Path
):
    assert ADDRESS_IN_README in example()
    code = example().replace(ADDRESS_IN_README, address)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    price, balance = done.stdout.splitlines()
    assert 10_000 < float(price) < 1_000_000  # the year of the recording
    assert "'total': 100.009" in balance  # alice's 100, what she bought, less the commission
