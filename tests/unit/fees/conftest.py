"""The desk of fees in a venue that is held in one's hand."""

import pytest

from tests.unit.gateway.rest.house import House


@pytest.fixture
def house(tmp_path):
    kept = House(tmp_path)
    yield kept
    kept.close()
