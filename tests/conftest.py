"""What all tests share. A test's own stories stand in its file; what two need is a module under
`tests`, imported by its full name (`from tests.stories import ...`).
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from glassbook.cli.fault_log import tell_places_only
from tests.conformance.recorder import Recorder

# How long something takes on a busy machine is no reason to fail.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what the golden tests see as what they expect from now on",
    )
    parser.addoption(
        "--update-pictures",
        action="store_true",
        help="keep the pictures that these tests take in docs/pictures",
    )
    parser.addoption(
        "--update-conformance",
        action="store_true",
        help="write docs/reference/conformance.json from what these tests show",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Recorder(config))
    tell_places_only()  # as a venue does


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put last what shares a venue of its folder, which trades until the folder is done."""
    items.sort(key=lambda item: item.path.parent.name in {"browser", "clients"})


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """A venue's data directory that nobody has used yet."""
    return tmp_path / "data"
