import pytest

from tests.unit.identity.people_story import Rooms


@pytest.fixture
def rooms(tmp_path):
    opened = Rooms(tmp_path)
    yield opened
    opened.close()
