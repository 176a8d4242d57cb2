"""A control room that the claims of one file share, and an operator who is in."""

import pytest

from tests.unit.web.control_room import ControlRoom


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    opened = ControlRoom(tmp_path_factory.mktemp("room"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def olga(room):
    return room.member("olga")
