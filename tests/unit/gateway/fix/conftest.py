"""A house with a FIX door for every story."""

import pytest

from tests.unit.gateway.fix.house import FixHouse


@pytest.fixture
def house(tmp_path):
    kept = FixHouse(tmp_path)
    yield kept
    kept.close()
