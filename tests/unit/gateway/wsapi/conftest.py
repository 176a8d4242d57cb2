"""A house for every story, and a client on its WebSocket API."""

import pytest

from tests.unit.gateway.rest.house import House
from tests.unit.gateway.wsapi.client import Api


@pytest.fixture
def house(tmp_path):
    kept = House(tmp_path)
    yield kept
    kept.close()


@pytest.fixture
def api(house):
    return Api(house)
