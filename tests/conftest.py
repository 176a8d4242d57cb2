"""What all tests share. A test's own stories stand in its file; what two need is a module under
`tests`, imported by its full name (`from tests.stories import ...`).
"""

from pathlib import Path

import pytest

from tests.conformance.recorder import Recorder


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what the golden tests see as what they expect from now on",
    )
    parser.addoption(
        "--update-conformance",
        action="store_true",
        help="write docs/reference/conformance.json from what these tests show",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Recorder(config))


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """A venue's data directory that nobody has used yet."""
    return tmp_path / "data"
