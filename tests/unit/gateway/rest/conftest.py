"""A house for every story."""

import pytest

from tests.unit.gateway.rest.house import House


@pytest.fixture
def house(tmp_path):
    kept = House(tmp_path)
    yield kept
    kept.close()
